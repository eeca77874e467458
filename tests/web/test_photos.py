"""Photos in a form: drawn anew, never sent twice, never lost."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from tests import pictures
from tests.story import CS, FINANCE, WAREHOUSE
from tests.visitors import Site, Visitor

LATER = {"answer.carrier": "SF", "answer.tracking_no": "SF1234567890123"}
HELD = re.compile(r'name="answer.photos" value="([^"]+)"')


def taken(content: bytes = b"", name: str = "photo.jpg") -> tuple[io.BytesIO, str]:
    """Return a photo as a browser sends it."""
    return io.BytesIO(content or pictures.photo()), name


def shipping(site: Site) -> str:
    """Let an order come that is to be shipped; return the place of its task."""
    return f"/tasks/{site.shop.task(WAREHOUSE, site.shop.takes())}"


def sends(visitor: Visitor, place: str, **more: Any) -> Any:
    """Send the form of a task; photos under ``photos``."""
    photos = more.pop("photos", [])
    form = {**LATER, **{f"answer.{name}": one for name, one in more.items()}}
    answer = visitor.posts(place, start=place, **form, **{"answer.photos": photos})
    return pictures.sent(answer)


def attached(site: Site, place: str) -> Any:
    """Return what is attached to a task."""
    return site.program(WAREHOUSE).asks("GET", f"{place}/attachments").json["items"]


def kept(site: Site, content: bytes) -> Any:
    """Attach a photo to an order; return the picture that is kept."""
    program = site.program(CS)
    data = {"file": taken(content), "order": site.shop.takes()}
    made = program.asks("POST", "/attachments", data=data).json
    return program.asks("GET", f"/attachments/{made['id']}").data


def test_the_form_asks_for_photos_of_the_camera(site: Site):
    page = site.visitor(WAREHOUSE).gets(shipping(site)).text

    assert 'enctype="multipart/form-data"' in page
    assert re.search(
        r'type="file"[^>]* accept="image/\*" capture="environment"[^>]* multiple', page
    )


def test_photos_come_with_the_answer(site: Site):
    place = shipping(site)
    answer = sends(
        site.visitor(WAREHOUSE),
        place,
        photos=[taken(), taken(pictures.photo((200, 300)), "../面单😀.png")],
    )
    names = {(one["name"], one["used_at"] is None) for one in attached(site, place)}

    assert (answer.status_code, answer.location) == (303, "/inbox")
    assert names == {("photo.jpg", False), ("面单😀.jpg", False)}


def test_without_photos_a_form_is_as_good(site: Site):
    answer = sends(site.visitor(WAREHOUSE), shipping(site), photos=[taken(b"x", "")])

    assert answer.status_code == 303


def test_photos_are_kept_over_a_fault_and_shown(site: Site):
    place, visitor = shipping(site), site.visitor(WAREHOUSE)
    wrong = sends(visitor, place, photos=[taken()], tracking_no="?")

    assert wrong.status_code == 422
    assert len(HELD.findall(wrong.text)) == 1
    assert 'name="drop.answer.photos"' in wrong.text
    assert 'alt="photo.jpg"' in wrong.text


def test_what_was_kept_over_a_fault_is_the_answer_later(site: Site):
    place, visitor = shipping(site), site.visitor(WAREHOUSE)
    wrong = sends(visitor, place, photos=[taken()], tracking_no="?")
    right = sends(visitor, place, photos=HELD.findall(wrong.text))

    assert right.status_code == 303
    assert [one["used_at"] is None for one in attached(site, place)] == [False]


def test_what_is_removed_is_no_part_of_the_answer(site: Site):
    place, visitor = shipping(site), site.visitor(WAREHOUSE)
    wrong = sends(visitor, place, photos=[taken()], tracking_no="?")
    (held,) = HELD.findall(wrong.text)
    form = {**LATER, "answer.photos": held, "drop.answer.photos": held}
    visitor.posts(place, start=place, **form)

    assert [one["used_at"] for one in attached(site, place)] == [None]


def test_a_bad_photo_is_told_beside_its_field_and_a_good_one_is_kept(site: Site):
    place, visitor = shipping(site), site.visitor(WAREHOUSE)
    photos = [taken(), taken(pictures.SVG, "x/bad.svg")]
    answer = sends(visitor, place, photos=photos)

    assert answer.status_code == 422
    assert "bad.svg：这不是照片" in answer.text
    assert 'id="f-photos-wrong"' in answer.text
    assert len(HELD.findall(answer.text)) == 1


def test_a_photo_of_20_megabytes_is_refused_and_what_was_typed_is_kept(site: Site):
    place, visitor = shipping(site), site.visitor(WAREHOUSE)
    large = taken(pictures.large_photo(20 * 1024 * 1024))
    answer = sends(visitor, place, photos=[large], note="轻放 𠮷")

    assert answer.status_code == 422
    assert "这个文件有 20 MB，最多 12 MB" in answer.text
    assert "轻放 𠮷</textarea>" in answer.text
    assert 'value="SF1234567890123"' in answer.text


def test_every_fault_is_told_at_once(site: Site):
    place, visitor = shipping(site), site.visitor(WAREHOUSE)
    answer = sends(visitor, place, photos=[taken(pictures.SVG)], tracking_no="?")

    assert 'id="f-photos-wrong"' in answer.text
    assert 'id="f-tracking_no-wrong"' in answer.text


def test_more_than_nine_photos_are_refused(site: Site):
    photos = [taken(pictures.photo((8 + one, 8))) for one in range(10)]
    answer = sends(site.visitor(WAREHOUSE), shipping(site), photos=photos)

    assert answer.status_code == 422
    assert "最多 9 个文件，现在有 10 个" in answer.text


def test_a_photo_of_another_order_is_refused_and_not_shown(site: Site):
    program, place = site.program(CS), shipping(site)
    data = {"file": taken(name="secret.jpg"), "order": site.shop.takes()}
    other = program.asks("POST", "/attachments", data=data).json["id"]
    answer = sends(site.visitor(WAREHOUSE), place, photos=[other])

    assert answer.status_code == 422
    assert "这个文件不属于此任务" in answer.text
    assert "secret.jpg" not in answer.text


def test_a_log_in_that_ended_keeps_what_was_typed_and_asks_for_the_photos(site: Site):
    place, stranger = shipping(site), site.visitor()
    asked = stranger.posts(
        place, start="/log-in", **LATER, **{"answer.photos": [taken()]}
    )
    visitor = site.visitor(WAREHOUSE)
    again = visitor.posts(place, start=place, **LATER, lost="answer.photos")

    assert asked.status_code == 401
    assert 'name="kept:lost" value="answer.photos"' in asked.text
    assert 'name="kept:answer.carrier" value="SF"' in asked.text
    assert (again.status_code, "请重新选择" in again.text) == (422, True)


def test_a_form_that_is_sent_twice_keeps_its_photo_once(site: Site):
    place, visitor = shipping(site), site.visitor(WAREHOUSE)
    sends(visitor, place, photos=[taken()], tracking_no="?")
    sends(visitor, place, photos=[taken()], tracking_no="?")

    assert len(attached(site, place)) == 1


def test_where_a_photo_was_taken_is_lost(site: Site):
    given = pictures.photo_of_a_phone()
    content = kept(site, given)

    assert b"SECRET MAKER" in given
    assert b"SECRET MAKER" not in content
    assert dict(pictures.opened(content).getexif()) == {}
    assert "exif" not in pictures.opened(content).info


def test_a_photo_that_lies_on_its_side_stands_upright(site: Site):
    picture = pictures.opened(kept(site, pictures.photo_of_a_phone()))

    assert picture.size == (480, 640)
    assert picture.getpixel((240, 40))[0] > 180  # what was left is on top: red
    assert picture.getpixel((240, 600))[2] > 180


def test_a_large_photo_is_kept_smaller(site: Site):
    picture = pictures.opened(kept(site, pictures.photo((4000, 1000))))

    assert picture.size == (2000, 500)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    "tail", [pictures.HTML, pictures.archive(**{"page.html": pictures.HTML})]
)
def test_what_hides_behind_a_photo_is_lost(site: Site, kind: str, tail: bytes):
    content = kept(site, pictures.photo(kind=kind) + tail)

    assert pictures.opened(content).size == (640, 480)
    assert tail[-30:] not in content


def test_what_hides_in_the_words_of_a_photo_is_lost(site: Site):
    given = pictures.photo(comment=pictures.HTML)

    assert pictures.HTML in given
    assert pictures.HTML not in kept(site, given)


def test_a_small_png_stays_a_png(site: Site):
    assert pictures.opened(kept(site, pictures.photo(kind="PNG"))).format == "PNG"


def test_a_list_shows_a_small_picture(site: Site):
    program = site.program(CS)
    data = {"file": taken(), "order": site.shop.takes()}
    made = program.asks("POST", "/attachments", data=data).json
    answer = program.asks("GET", f"/attachments/{made['id']}?small=true")

    assert pictures.opened(answer.data).size == (320, 240)


def test_the_page_of_an_order_shows_what_is_attached_and_takes_more(site: Site):
    place, visitor = f"/orders/{site.shop.takes()}", site.visitor(CS)
    sent = visitor.posts(f"{place}/attachments", start=place, files=[taken()])
    page = visitor.gets(place).text

    assert (sent.status_code, sent.location) == (303, f"{place}#files")
    assert 'alt="photo.jpg"' in page
    assert "已添加 1 个" in page


def test_the_page_of_an_order_says_why_a_file_is_refused(site: Site):
    place, visitor = f"/orders/{site.shop.takes()}", site.visitor(CS)
    files = [taken(pictures.SVG)]
    answer = visitor.posts(f"{place}/attachments", start=place, files=files)

    assert answer.status_code == 422
    assert "不接受这种文件" in answer.text


def test_nothing_chosen_is_told(site: Site):
    place, visitor = f"/orders/{site.shop.takes()}", site.visitor(CS)
    answer = visitor.posts(f"{place}/attachments", start=place)

    assert (answer.status_code, "请先选择" in answer.text) == (422, True)


def test_a_stranger_sees_no_photo(site: Site):
    program = site.program(CS)
    data = {"file": taken(), "order": site.shop.takes()}
    made = program.asks("POST", "/attachments", data=data).json
    answer = site.visitor().gets(f"/api/v1/attachments/{made['id']}")

    assert answer.status_code == 401
    assert answer.json["code"] == "log-in-missing"


def test_photos_of_a_task_that_is_not_done_are_not_on_the_page_of_others(site: Site):
    place = shipping(site)
    sends(site.visitor(WAREHOUSE), place, photos=[taken()], tracking_no="?")
    (made,) = attached(site, place)
    page = site.visitor(FINANCE).gets(f"/orders/{made['order_no']}").text

    assert made["id"] not in page


def test_a_batch_asks_for_no_photos(site: Site):
    task = shipping(site).rpartition("/")[2]
    visitor = site.visitor(WAREHOUSE)
    page = visitor.posts("/inbox/batch", start="/inbox", task=task)

    assert page.status_code == 200
    assert 'type="file"' not in page.text


def test_a_scan_of_the_wrong_label_is_told_as_such(site: Site):
    answer = sends(site.visitor(WAREHOUSE), shipping(site), tracking_no="扫错了!")

    assert "“扫错了!”不是这一栏需要的号码" in answer.text


def test_what_a_scanner_adds_around_a_number_is_taken_off(site: Site):
    place = shipping(site)
    scanned = "  SF1234567890123\r\n"
    answer = sends(site.visitor(WAREHOUSE), place, tracking_no=scanned)

    assert answer.status_code == 303


def test_a_scan_field_is_a_plain_one_for_a_scanner(site: Site):
    page = site.visitor(WAREHOUSE).gets(shipping(site)).text
    (field,) = re.findall(r'<input id="f-tracking_no"[^>]*>', page)

    assert 'class="scan"' in field
    assert 'inputmode="text"' in field
    assert " autofocus" in field
