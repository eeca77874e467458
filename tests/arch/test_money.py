"""Money and quantities are exact."""

from tests.arch.law import danger, refuse, sources


def test_no_amount_passes_through_a_float():
    files = [
        file
        for file in sources("runtime")
        if file.path.startswith("runtime/orders/")
        or file.path == "runtime/kernel/money.py"
    ]

    refuse(danger.floats(files))
