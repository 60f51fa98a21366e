"""The main job in a real browser: sign in by link, upload, watch the score arrive, read the board.

Everything is as a teacher who tries Gradus has it: `gradus demo`, a sign-in link, Chromium.
"""

import json
import os
import select
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import ARGUMENTS, MISSING, find_chromium
from tests.end_to_end.conftest import GRADUS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason=MISSING),
    pytest.mark.xdist_group("the demo in the browser"),
]
READY_S = 120
expect.set_options(timeout=30_000)  # ms; usually 5,000, which a busy machine needs at times


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What a running `gradus demo --json` says of itself."""
    home = tmp_path_factory.mktemp("demo")
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "OPENBLAS_NUM_THREADS": "1"}
    command = [GRADUS, "demo", "--json", "--port", "0", "--data-dir", str(home / "data")]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log)
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], READY_S)
    assert ready, (home / "log").read_text()
    yield json.loads(process.stdout.readline())
    process.terminate()
    assert process.wait(20) == 0, (home / "log").read_text()
    process.stdout.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


def person(demo: dict[str, Any], number: int) -> dict[str, str]:
    """One of the demo's students."""
    found: dict[str, str] = [one for one in demo["people"] if one["role"] == "student"][number]
    return found


def sign_in(chromium: Browser, demo: dict[str, Any], number: int, **options: Any) -> Page:
    """A student's tab, signed in by their token."""
    page = chromium.new_context(**options).new_page()
    page.goto(f"{demo['url']}/sign-in")
    page.locator("input[name=token]").fill(person(demo, number)["token"])
    page.locator("input[name=token]").press("Enter")
    expect(page.get_by_text(person(demo, number)["alias"]).first).to_be_visible()
    return page


def predictions(path: Path, value: float) -> Path:
    """A file that predicts the same for every row of the demo's board."""
    path.write_text("id,prediction\n" + "".join(f"{row},{value}\n" for row in range(1000)))
    return path


@pytest.mark.long
def test_a_student_uploads_sees_the_score_arrive_and_stands_on_the_board(
    chromium: Browser, demo: dict[str, Any], tmp_path: Path
) -> None:
    page = chromium.new_context(locale="en").new_page()
    page.goto(person(demo, 2)["sign_in_url"])
    watcher = sign_in(chromium, demo, 1, locale="en")
    board = f"{demo['url']}/courses/demo/assignments/diabetes/leaderboard"
    watcher.goto(board)
    alias = person(demo, 2)["alias"]
    watched = watcher.locator("#board-unrestricted")
    expect(watched.get_by_role("cell", name=alias)).to_have_count(0)

    page.goto(f"{demo['url']}/courses/demo/assignments/diabetes")
    page.get_by_label("Unrestricted").check()
    page.set_input_files("input[type=file]", predictions(tmp_path / "flat.csv", 150.0))
    page.get_by_role("button", name="Submit for grading").click()

    expect(page.get_by_role("heading", name="Scored", exact=True)).to_be_visible()
    assert "/submissions/" in page.url
    score = page.locator(".score .value").inner_text()
    assert 25 < float(score) < 100
    row = watched.get_by_role("row").filter(has_text=alias)
    expect(row).to_contain_text(score)  # the board that was open all the while

    page.goto(board)
    own = page.locator("#board-unrestricted").get_by_role("row").filter(has_text=alias)
    expect(own).to_contain_text("you")
    expect(own).to_contain_text(score)


@pytest.mark.long
def test_a_bad_file_is_explained_row_by_row_in_japanese(
    chromium: Browser, demo: dict[str, Any], tmp_path: Path
) -> None:
    page = sign_in(chromium, demo, 0, locale="ja")
    file = predictions(tmp_path / "bad.csv", 1.0)
    file.write_text(file.read_text().replace("\n7,1.0", "\n07,1_0"))
    page.goto(f"{demo['url']}/courses/demo/assignments/diabetes")
    page.locator("input[name=track][value=unrestricted]").check()
    page.set_input_files("input[type=file]", file)
    page.locator("form[enctype] button").click()

    problems = page.locator("main")
    expect(problems).to_contain_text("「07」")
    expect(problems).to_contain_text("1_0")
    assert "restricted" not in page.locator("h1").inner_text()


@pytest.mark.long
def test_a_layer_file_is_judged_without_any_script(
    chromium: Browser, demo: dict[str, Any], tmp_path: Path
) -> None:
    """The plain form, the plain redirect, and a page that refreshes itself until the verdict."""
    page = sign_in(chromium, demo, 0, locale="en", java_script_enabled=False)
    file = tmp_path / "layers.py"
    file.write_text(
        "class Add:\n"
        "    def forward(self, x, y):\n        return x + y\n"
        "    def backward(self, dout):\n        return dout, -dout\n"
    )
    page.goto(f"{demo['url']}/courses/demo/assignments/backprop-layers")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Submit for grading").click()

    expect(page.locator("#layers")).to_be_visible()
    expect(page.locator("main")).to_contain_text("dy")


@pytest.mark.long
def test_signing_out_ends_the_session_and_a_used_link_is_refused(
    chromium: Browser, demo: dict[str, Any]
) -> None:
    page = chromium.new_context(locale="en").new_page()
    teacher = next(one for one in demo["people"] if one["role"] == "instructor")
    page.goto(teacher["sign_in_url"])
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{demo['url']}/courses/demo")
    assert "/sign-in" in page.url

    page.goto(teacher["sign_in_url"])
    expect(page.locator("main")).to_contain_text("This sign-in link was used on")


PROGRAM = """\
import time

import numpy as np


class Model:
    def fit(self, X, y):
        for epoch in range(3):
            print(f"epoch {epoch}: error {10 - epoch}")
            time.sleep(PAUSE_S)
        self.middle = np.median(y)

    def predict(self, X):
        return np.full(len(X), self.middle)
"""


@pytest.mark.long
def test_a_program_is_trained_while_its_lines_arrive_and_stands_verified_on_the_board(
    chromium: Browser, demo: dict[str, Any], tmp_path: Path
) -> None:
    page = sign_in(chromium, demo, 1, locale="en")
    file = tmp_path / "model.py"
    file.write_text(PROGRAM.replace("PAUSE_S", "1"))
    page.goto(f"{demo['url']}/courses/demo/assignments/diabetes")
    page.get_by_label("Restricted", exact=False).first.check()
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Submit for grading").click()

    expect(page.locator("[data-printed]")).to_contain_text("epoch 0: error 10")
    expect(page.get_by_role("heading", name="Scored", exact=True)).to_be_visible()
    expect(page.locator(".output")).to_contain_text("epoch 2: error 8")
    page.goto(f"{demo['url']}/courses/demo/assignments/diabetes/leaderboard")
    board = page.locator("#board-restricted")
    expect(board.get_by_text("verified")).to_be_visible()
    expect(board.get_by_role("row").filter(has_text=person(demo, 1)["alias"])).to_contain_text(
        "you"
    )


@pytest.mark.long
def test_a_program_that_imports_what_it_may_not_is_told_the_line(
    chromium: Browser, demo: dict[str, Any], tmp_path: Path
) -> None:
    page = sign_in(chromium, demo, 2, locale="ja")
    file = tmp_path / "model.py"
    file.write_text("from sklearn.linear_model import Ridge as Model\n")
    page.goto(f"{demo['url']}/courses/demo/assignments/diabetes")
    page.locator("input[name=track][value=restricted]").check()
    page.set_input_files("input[type=file]", file)
    page.locator("form[enctype] button").click()
    expect(page.locator("main")).to_contain_text("sklearn.linear_model")
    expect(page.locator("main")).to_contain_text("このトラックでは使えません")
