"""A roster is imported in pages: looked at, its columns chosen, and put in force as it was seen."""

import base64
import re

import pytest

from server.people.importing import LARGEST_FILE
from tests.server.people.test_pages import MEMBERS
from tests.server.ungraded_site import HOSTILE, Browser, Page, Site

ROSTER = "/courses/ml/roster"
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Login
    Points Possible,,,,,
"Kawai, Momo",101,0042,momo-k,A,kawai@x.org
"""


def look(browser: Browser, data: str | bytes, **asked: str) -> Page:
    raw = data if isinstance(data, bytes) else data.encode()
    asked = {"draw_aliases": "true", "keep_staff": "true", **asked}
    return Page(
        browser.client.post(f"{ROSTER}/preview", data=asked, files={"file": ("r.csv", raw)})
    )


def carried(page: Page) -> str:
    return next(field["value"] for field in page.all("input") if field.get("name") == "carried")


def names(browser: Browser) -> str:
    return re.sub(r"last seen \d+ \w+", "", browser.see(MEMBERS).text)


def test_a_file_is_looked_at_and_put_in_force(empty_site: Site) -> None:
    sensei = empty_site.browser("sensei")
    before = names(sensei)
    assert ROSTER in sensei.see(MEMBERS).links
    page = look(sensei, CANVAS)
    assert page.status == 200
    assert "Nothing is read of: ID, SIS Login ID, Section, Login" in page.text
    assert "drawn when it is put in force" in page.text
    assert "Rows that name nobody: 2" in page.text
    assert names(sensei) == before, "a preview changes nothing"

    chosen = {
        "carried": carried(page),
        "columns": ["name=Student", "email=Login", "student_number=SIS User ID"],
        "draw_aliases": "true",
        "keep_staff": "true",
    }
    again = sensei.client.post(f"{ROSTER}/preview", data=chosen)
    assert "Nothing is read of: ID, SIS Login ID, Section" in Page(again).text
    refused = sensei.client.post(ROSTER, data=chosen)
    assert refused.status_code == 422
    assert "more than a tenth" in refused.text
    assert names(sensei) == before, "nothing was confirmed"
    done = sensei.client.post(ROSTER, data={**chosen, "confirm": "ml"})
    assert (done.status_code, done.headers["location"]) == (303, MEMBERS)
    after = names(sensei)
    assert "Kawai, Momo 0042" in after
    assert "Sato instructor" in after
    assert HOSTILE not in after


def test_the_largest_file_goes_from_page_to_page(empty_site: Site) -> None:
    sensei = empty_site.browser("sensei")
    written = sensei.client.get("/api/v1/courses/ml/roster").content
    page = look(sensei, written + b"\n" * (LARGEST_FILE - len(written)))
    assert sensei.client.post(ROSTER, data={"carried": carried(page)}).status_code == 303


def test_nothing_needs_to_be_typed_where_few_leave(empty_site: Site) -> None:
    sensei = empty_site.browser("sensei")
    written = sensei.client.get("/api/v1/courses/ml/roster").content + b"new,New,,,\n"
    page = look(sensei, written)
    assert "confirm" not in {field.get("name") for field in page.all("input")}
    assert sensei.client.post(ROSTER, data={"carried": carried(page)}).status_code == 303
    assert "New student never" in names(sensei)


def test_a_roster_without_staff_has_to_be_confirmed_and_keeps_who_imports_it(
    empty_site: Site,
) -> None:
    sensei = empty_site.browser("sensei")
    written = sensei.client.get("/api/v1/courses/ml/roster").text.splitlines()
    others = [line for line in written if ",instructor," not in line]
    page = look(sensei, "\n".join(others), keep_staff="")
    assert page.status == 422
    assert "takes you, 'sensei', out of the instructors" in page.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("alias,email\na,x@x.org\nb,x@x.org\n", "'x@x.org' stands in row 2 already."),
        ("alias,number\n", "The roster has no column 'email'."),
        ("学籍番号,氏名\n7,A\n７,B\n", "'7' stands in row 2 already."),
        (",".join(f"c{n}" for n in range(5_000)), "The row has 5000 columns"),
        ("学籍番号,氏名\n7,=HYPERLINK(1)\n", "'=HYPERLINK(1)' is a formula"),
        ("", "There is no file here."),
        (b"PK\x03\x04", "The workbook cannot be read."),
        (b"x" * 750_001, "larger than the 750000 bytes"),
    ],
)
def test_a_bad_file_gets_one_clear_sentence_and_changes_nothing(
    empty_site: Site, data: str | bytes, said: str
) -> None:
    sensei = empty_site.browser("sensei")
    before = names(sensei)
    page = look(sensei, data)
    assert page.status in {413, 422}
    assert said in page.text
    raw = data if isinstance(data, bytes) else data.encode()
    sent = {"carried": base64.urlsafe_b64encode(raw).decode(), "draw_aliases": "true"}
    assert sensei.client.post(ROSTER, data=sent).status_code in {400, 413, 422}
    assert names(sensei) == before


def test_what_a_file_holds_is_shown_as_text(empty_site: Site) -> None:
    page = look(empty_site.browser("sensei"), f"alias,{HOSTILE}\n{HOSTILE[:40]},x\n")
    assert "<script>alert" not in page.source


def test_students_and_assistants_cannot_look_at_files(empty_site: Site) -> None:
    momo = empty_site.browser("momo")
    momo.see(ROSTER, 403)
    assert look(momo, "alias\nmomo\n").status == 403
