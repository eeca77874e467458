"""Attachments over the interface: what is taken, what is kept of it, who may see it."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from runtime.orders.attachments import operations
from tests import pictures
from tests.story import CS, FINANCE, PARCEL, WAREHOUSE
from tests.visitors import Program, Site

KEY = {"Idempotency-Key": "photo-1"}


def uploads(
    program: Program, content: bytes, name: str = "photo.jpg", **more: Any
) -> Any:
    """Send a file to the interface."""
    headers = more.pop("headers", {})
    data = {**more, "file": (io.BytesIO(content), name)}
    answer = program.asks("POST", "/attachments", data=data, headers=headers)
    return pictures.sent(answer)


def shipping(site: Site) -> tuple[str, int]:
    """Let an order come that is to be shipped; return its number and its task."""
    number = site.shop.takes()
    return number, site.shop.task(WAREHOUSE, number)


def fault(answer: Any) -> str:
    """Return what is said about the file that was refused."""
    assert answer.status_code == 422, answer.text
    return str(answer.json["errors"]["file"][0])


def test_a_photo_is_attached_to_an_order(site: Site):
    number = site.shop.takes()
    made = uploads(site.program(CS), pictures.photo(), order=number)

    assert made.status_code == 201
    assert {**made.json, "id": "", "sha256": "", "added_at": "", "used_at": ""} == {
        "id": "",
        "order_no": number,
        "task": None,
        "name": "photo.jpg",
        "media_type": "image/jpeg",
        "bytes": made.json["bytes"],
        "sha256": "",
        "width": 640,
        "height": 480,
        "added_by": CS,
        "added_at": "",
        "used_at": "",
    }


def test_the_bytes_of_a_photo_may_be_looked_at_and_nothing_more(site: Site):
    program = site.program(CS)
    made = uploads(program, pictures.photo(), order=site.shop.takes()).json
    answer = program.asks("GET", f"/attachments/{made['id']}")
    headers = answer.headers

    assert len(answer.data) == made["bytes"]
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Content-Disposition"] == (
        "inline; filename=\"photo.jpg\"; filename*=UTF-8''photo.jpg"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "private, no-cache"


def test_a_browser_that_has_a_photo_is_asked_for_nothing_again(site: Site):
    program = site.program(CS)
    made = uploads(program, pictures.photo(), order=site.shop.takes()).json
    place = f"/attachments/{made['id']}"
    etag = program.asks("GET", place).headers["ETag"]
    again = program.asks("GET", place, headers={"If-None-Match": etag})

    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (pictures.PDF, "slip.pdf"),
        ("单号,数量\nA,1\n".encode("gb18030"), "slip.csv"),
        (pictures.workbook(), "slip.xlsx"),
    ],
)
def test_a_file_is_saved_and_never_shown(site: Site, content: bytes, name: str):
    program = site.program(CS)
    made = uploads(program, content, name, order=site.shop.takes()).json
    answer = program.asks("GET", f"/attachments/{made['id']}")

    assert answer.data == content
    assert answer.headers["Content-Disposition"].startswith("attachment; ")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (pictures.SVG, "photo.jpg"),
        (pictures.SVG, "photo.svg"),
        (pictures.HTML, "photo.png"),
        (pictures.HTML, "table.csv"),
        (pictures.photo(kind="GIF"), "photo.gif"),
        (b"MZ\x90\0", "photo.jpg"),
        (pictures.archive(anything=b"x"), "book.xlsx"),
        (pictures.workbook(**{"xl/vbaProject.bin": b"x"}), "book.xlsx"),
    ],
)
def test_what_it_is_counts_and_not_what_it_is_called(
    site: Site, content: bytes, name: str
):
    answer = uploads(site.program(CS), content, name, order=site.shop.takes())

    assert "JPEG、PNG、WebP" in fault(answer)


def test_a_photo_of_20_megabytes_is_refused_with_the_limit_and_what_to_do(site: Site):
    large = pictures.large_photo(20 * 1024 * 1024)
    said = fault(uploads(site.program(CS), large, order=site.shop.takes()))

    assert said == (
        "这个文件有 20 MB，最多 12 MB。请降低拍照分辨率，或换一个更小的文件。"
    )


def test_more_than_any_photo_is_not_even_read(site: Site):
    huge = {
        "data": bytes(30 * 1024 * 1024),
        "content_type": "multipart/form-data; boundary=x",
    }
    answer = site.program(CS).asks("POST", "/attachments", **huge)

    assert (answer.status_code, answer.json["code"]) == (413, "http-too-large")
    assert "24 MB" in answer.json["detail"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pictures.png_bomb(), "5000"),
        (pictures.photo()[:900], "损坏"),
        (b"", "空的"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (pictures.PDF[:20], "损坏"),
    ],
)
def test_a_bad_file_is_refused_with_a_reason(site: Site, content: bytes, said: str):
    answer = uploads(site.program(CS), content, order=site.shop.takes())

    assert said.replace("5000", "50 百万像素") in fault(answer)


def test_a_workbook_that_swells_is_refused(site: Site):
    swelling = pictures.workbook(**{"xl/media/zeros.bin": b"\0" * (101 * 1024 * 1024)})
    said = fault(uploads(site.program(CS), swelling, "b.xlsx", order=site.shop.takes()))

    assert "100 MB" in said


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("photo\u202egpj.exe", "photogpj.jpg"),
        ("包裹😀𠮷田.png", "包裹😀𠮷田.jpg"),
    ],
)
def test_a_name_is_no_path_and_hides_nothing(site: Site, given: str, shown: str):
    made = uploads(site.program(CS), pictures.photo(), given, order=site.shop.takes())

    assert made.json["name"] == shown


def test_a_name_of_any_script_comes_with_the_bytes(site: Site):
    program = site.program(CS)
    named = uploads(program, pictures.photo(), "𠮷😀.jpg", order=site.shop.takes())
    answer = program.asks("GET", f"/attachments/{named.json['id']}")

    shown = answer.headers["Content-Disposition"]
    assert "filename*=UTF-8''%F0%A0%AE%B7%F0%9F%98%80.jpg" in shown


def test_the_same_key_attaches_once_though_the_borders_differ(site: Site):
    program, number = site.program(CS), site.shop.takes()
    first = uploads(program, pictures.photo(), order=number, headers=KEY)
    again = uploads(program, pictures.photo(), order=number, headers=KEY)

    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"


def test_the_same_key_with_another_photo_is_refused(site: Site):
    program, number = site.program(CS), site.shop.takes()
    uploads(program, pictures.photo(), order=number, headers=KEY)
    other = uploads(program, pictures.photo((99, 99)), order=number, headers=KEY)

    assert (other.status_code, other.json["code"]) == (422, "idempotency-key-used")


def test_the_same_photo_sent_twice_at_once_stands_once(site: Site):
    program, number, barrier = site.program(CS), site.shop.takes(), Barrier(2)

    def send(_: int) -> str:
        barrier.wait()
        client = Program(site.app.test_client(), program.token)
        return str(uploads(client, pictures.photo(), order=number).json["id"])

    with ThreadPoolExecutor(2) as pool:
        ids = set(pool.map(send, range(2)))
    listed = program.asks("GET", f"/orders/{number}/attachments").json["items"]

    assert ids == {listed[0]["id"]}
    assert len(listed) == 1


@pytest.mark.parametrize("place", [{}, {"order": "x", "task": "1"}])
def test_it_belongs_to_one_place(site: Site, place: dict[str, str]):
    answer = uploads(site.program(CS), pictures.photo(), **place)

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["order"])


def test_an_unknown_order_takes_nothing(site: Site):
    answer = uploads(site.program(CS), pictures.photo(), order="none")

    assert (answer.status_code, answer.json["code"]) == (404, "order-unknown")


def test_what_is_another_roles_task_takes_nothing_of_mine(site: Site):
    _, task = shipping(site)
    answer = uploads(site.program(CS), pictures.photo(), task=task)

    assert (answer.status_code, answer.json["code"]) == (403, "task-not-your-role")


def test_what_somebody_uploads_for_a_task_is_not_seen_by_other_roles(site: Site):
    number, task = shipping(site)
    made = uploads(site.program(WAREHOUSE), pictures.photo(), task=task).json
    other = site.program(FINANCE)
    answer = other.asks("GET", f"/attachments/{made['id']}")

    assert (answer.status_code, answer.json["code"]) == (403, "task-not-your-role")
    assert other.asks("GET", f"/orders/{number}/attachments").json["items"] == []


def test_an_id_that_is_guessed_is_not_found(site: Site):
    answer = site.program(CS).asks("GET", "/attachments/1")

    assert (answer.status_code, answer.json["code"]) == (404, "attachment-unknown")


def test_an_answer_makes_its_photos_part_of_the_order(site: Site):
    number, task = shipping(site)
    program = site.program(WAREHOUSE)
    made = uploads(program, pictures.photo(), task=task).json
    data = {**PARCEL, "photos": [made["id"]]}
    program.asks("POST", f"/tasks/{task}/complete", json={"data": data})
    seen = site.program(FINANCE).asks("GET", f"/attachments/{made['id']}")

    assert site.shop.state(number) == "completed"
    assert seen.status_code == 200


def refused_photos(site: Site, task: int, *ids: Any) -> Any:
    """Answer a task with those photos; return what is said of them."""
    data = {**PARCEL, "photos": list(ids)}
    program = site.program(WAREHOUSE)
    answer = program.asks("POST", f"/tasks/{task}/complete", json={"data": data})
    assert answer.status_code == 422, answer.text
    return answer.json["errors"]


def test_a_photo_of_another_order_is_no_answer(site: Site):
    _, task = shipping(site)
    other, _ = shipping(site)
    made = uploads(site.program(CS), pictures.photo(), order=other).json

    assert refused_photos(site, task, made["id"]) == {
        "photos[0]": ["这个文件不属于此任务，请在这里上传。"]
    }


def test_a_photo_of_another_task_that_is_not_done_is_no_answer(site: Site):
    _, task = shipping(site)
    _, other = shipping(site)
    made = uploads(site.program(WAREHOUSE), pictures.photo(), task=other).json

    assert list(refused_photos(site, task, made["id"])) == ["photos[0]"]


def test_a_made_up_id_is_no_answer(site: Site):
    _, task = shipping(site)

    assert list(refused_photos(site, task, "../../x", "😀")) == [
        "photos[0]",
        "photos[1]",
    ]


def test_a_file_is_no_photo(site: Site):
    _, task = shipping(site)
    program = site.program(WAREHOUSE)
    made = uploads(program, pictures.PDF, "x.pdf", task=task).json

    assert "不是照片" in refused_photos(site, task, made["id"])["photos[0]"][0]


def test_the_trail_tells_that_something_was_attached_and_not_what(site: Site):
    number = site.shop.takes()
    uploads(site.program(CS), pictures.photo(), "周雨的家.jpg", order=number)
    answer = site.program(CS).asks("GET", f"/orders/{number}/timeline")
    told = [one for one in answer.json["items"] if one["kind"] == "attached"]

    assert [(one["actor"], one["text"]) for one in told] == [(CS, "添加了一张照片。")]
    assert "周雨的家" not in answer.text


def test_what_became_no_part_of_an_answer_is_forgotten_after_a_week(site: Site):
    _, task = shipping(site)
    program = site.program(WAREHOUSE)
    made = uploads(program, pictures.photo(), task=task).json
    with site.runtime.work() as work:
        work.now += operations.UNUSED_LASTS
        operations.sweep(work)

    assert program.asks("GET", f"/attachments/{made['id']}").status_code == 404


def test_what_is_attached_to_an_order_stays(site: Site):
    program = site.program(CS)
    made = uploads(program, pictures.photo(), order=site.shop.takes()).json
    with site.runtime.work() as work:
        work.now += operations.UNUSED_LASTS
        operations.sweep(work)

    assert program.asks("GET", f"/attachments/{made['id']}").status_code == 200
