"""Imports only point down."""

from tests.arch.law import ROOT
from tests.arch.law.layers import contracts_kept


def test_every_import_contract_is_kept(capsys):
    kept = contracts_kept(ROOT / "pyproject.toml", ROOT)

    assert kept, capsys.readouterr().out
