"""A teacher's path from a CSV to a live board in a real browser, counted in clicks, no terminal.

The server is `gradus demo`, as a teacher has it who tries Gradus.
"""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import MISSING, find_chromium
from tests.end_to_end.test_browser import chromium, demo  # noqa: F401 - fixtures
from tests.end_to_end.test_browser import sign_in as sign_in_student
from tests.grader.authoring.own_files import own_csv, own_rows

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason=MISSING),
    pytest.mark.xdist_group("the demo in the browser"),
]
MOST_CLICKS, SAID = 15, 11  # docs/instructors.md says how many they are
_COUNT = """
document.addEventListener("click", event => {
  if (event.isTrusted && event.detail > 0)
    sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1
}, true)
"""


def teacher(chromium: Browser, demo: dict[str, Any]) -> Page:  # noqa: F811 - fixtures
    """A tab of the demo's teacher, which counts its clicks."""
    (found,) = [one for one in demo["people"] if one["role"] == "instructor"]
    page = chromium.new_context().new_page()
    page.goto(f"{demo['url']}/sign-in")
    page.locator("input[name=token]").fill(found["token"])
    page.locator("input[name=token]").press("Enter")
    expect(page.get_by_role("heading", name="Gradus demo").first).to_be_visible()
    page.context.add_init_script(_COUNT)
    page.goto(demo["url"])
    return page


def click_and_type(page: Page, label: str, text: str) -> None:
    """As a person does: a click into a field, then the keys."""
    page.get_by_role("textbox", name=label, exact=True).click()
    page.keyboard.type(text)


@pytest.mark.long
def test_a_teacher_comes_from_a_csv_to_a_live_board_in_few_clicks_and_no_terminal(
    chromium: Browser,  # noqa: F811 - a fixture
    demo: dict[str, Any],  # noqa: F811 - a fixture
    tmp_path: Path,
) -> None:
    data = tmp_path / "houses.csv"
    data.write_bytes(own_csv(own_rows(), "kind"))
    page = teacher(chromium, demo)
    page.get_by_role("link", name="Gradus demo").first.click()
    page.get_by_role("link", name="New assignment").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_label("CSV in UTF-8").click()
    chooser.value.set_files(data)
    in_the_chooser = 2  # the file, and Open
    click_and_type(page, "Column to predict", "size")
    click_and_type(page, "Name in addresses", "houses")
    click_and_type(page, "Title · English", "House sizes")
    page.get_by_role("button", name="Make a draft").click()
    expect(page.get_by_role("heading", name="Draft: House sizes")).to_be_visible()
    expect(page.locator("#preview")).to_contain_text("Predict size of 100 rows")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_role("heading", name="Edit House sizes")).to_be_visible()
    page.get_by_role("link", name="Leaderboard").click()
    expect(page.get_by_text("Ridge regression").first).to_be_visible()
    clicks = int(page.evaluate("sessionStorage.clicks")) + in_the_chooser
    assert clicks == SAID <= MOST_CLICKS

    student = sign_in_student(chromium, demo, 0)
    student.goto(page.url.removesuffix("/leaderboard"))
    with student.expect_download() as download:
        student.get_by_role("link", name="sample_submission.csv").click()
    sample = tmp_path / "sample.csv"
    download.value.save_as(sample)
    student.get_by_role("radio", name="Unrestricted").check()
    student.locator("input[name=file]").set_input_files(sample)
    student.get_by_role("button", name="Submit for grading").click()
    expect(student.get_by_text("Scored").first).to_be_visible()
    alias = next(one for one in demo["people"] if one["role"] == "student")["alias"]
    page.goto(page.url)
    expect(page.get_by_text(alias).first).to_be_visible()
