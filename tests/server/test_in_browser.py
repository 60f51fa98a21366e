"""The pages in a real browser: with script, in both schemes, wide and narrow, read by axe."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from grader import Outcome, Problem, Report, Verdict
from server.app import create_app
from server.settings import Settings
from tests.accessibility import faults_in_both_schemes, is_too_wide
from tests.browser import ARGUMENTS, MISSING, find_chromium
from tests.server.ungraded_site import HOSTILE, LAYERS, SMALL, Site, outcome_of
from tests.server.wrong_layers import wrong_layers

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason=MISSING),
    pytest.mark.xdist_group("in the browser"),
]
BOARD = f"{SMALL}/leaderboard"
expect.set_options(timeout=30_000)  # ms; usually 5,000, which a busy machine needs at times


class Served(Site):
    """A site that listens on loopback. url: where."""

    url: str


@pytest.fixture
def served(
    sqlite_data_dir: Path, prediction_bundle: Callable[..., Path], layers_folder: Path
) -> Iterator[Served]:
    """A site with both kinds of assignments, without workers."""
    app = create_app(Settings(data_dir=sqlite_data_dir, workers=0))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, args=([listening],))
        ready = threading.Event()
        startup = server.startup

        async def start(sockets: list[socket.socket] | None = None) -> None:
            await startup(sockets)
            ready.set()

        server.startup = start  # type: ignore[method-assign]
        thread.start()
        assert ready.wait(60)
        site = Served(app)
        site.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        site.push(prediction_bundle(tables="[quota]\nper_day = 50\n"))
        site.push(layers_folder, "layers")
        yield site
        server.should_exit = True
        thread.join(30)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser wrote into its console as errors."""
    return []


@pytest.fixture
def opened(
    chromium: Browser, served: Served, complaints: list[str]
) -> Iterator[Callable[..., Page]]:
    """Opens a tab in which somebody has signed in by the form."""
    contexts: list[BrowserContext] = []

    def make(alias: str = "momo", **options: object) -> Page:
        context = chromium.new_context(base_url=served.url, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/sign-in")
        page.fill("#token", served.token(alias))
        page.click("form.sign-in button")
        page.wait_for_url(f"{served.url}/")
        return page

    yield make
    for context in contexts:
        context.close()


def predictions(folder: Path) -> Path:
    file = folder / "predictions.csv"
    file.write_text("id,prediction\n0,1\n")
    return file


def decimal_commas() -> Outcome:
    """A file whose numbers and ids are all written in another way."""
    found = [
        Problem(
            code="decimal_comma",
            row=row,
            column="prediction",
            values={"text": f"{row},5", "suggestion": f"{row}.5"},
        )
        for row in range(2, 62)
    ]
    floats = [
        Problem(
            code="id_spelling",
            row=row,
            column="id",
            values={"id": f"{row}.0", "suggestion": f"{row}"},
        )
        for row in range(2, 42)
    ]
    counts = {"decimal_comma": 12_000, "id_spelling": 12_000}
    report = Report(problems=(*found, *floats), problems_total=24_000, problem_counts=counts)
    return Outcome(verdict=Verdict.INVALID_FILE, report=report)


def test_a_file_is_uploaded_and_its_score_arrives_by_itself(
    opened: Callable[..., Page], served: Served, tmp_path: Path, complaints: list[str]
) -> None:
    page = opened()
    page.goto(SMALL)
    page.get_by_label("Unrestricted").check()
    page.get_by_label("Predictions (CSV or .npy)").set_input_files(predictions(tmp_path))
    page.get_by_role("button", name="Submit for grading").click()
    page.wait_for_url("**/submissions/*")
    expect(page.get_by_role("heading", name="Waiting for a grader")).to_be_visible()

    served.grade(page.url, outcome_of(3.25))

    expect(page.get_by_role("heading", name="Scored")).to_be_visible()
    expect(page.get_by_text("3.2500", exact=True)).to_be_visible()
    expect(page.locator("[data-announce]")).to_have_text("Scored")
    assert complaints == []


def test_the_board_changes_before_the_eyes_of_its_readers(
    opened: Callable[..., Page], served: Served, complaints: list[str]
) -> None:
    served.submit_graded("momo", outcome_of(2.0))
    page = opened()
    page.goto(BOARD)
    expect(page.locator("#own-unrestricted td.rank")).to_have_text("1")

    served.submit_graded(HOSTILE, outcome_of(1.0))

    expect(page.locator("#own-unrestricted td.rank")).to_have_text("2")
    expect(page.get_by_text(HOSTILE)).to_be_visible()
    expect(page.locator("[data-announce]")).to_have_text("The board has changed.")
    assert complaints == []


def test_a_refused_upload_is_explained_beside_the_form(
    opened: Callable[..., Page], tmp_path: Path
) -> None:
    page = opened()
    page.goto(SMALL)
    page.get_by_label("Unrestricted").check()
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    page.get_by_label("Predictions (CSV or .npy)").set_input_files(empty)
    page.get_by_role("button", name="Submit for grading").click()
    expect(page.get_by_role("alert")).to_contain_text("The upload holds no bytes.")
    assert page.url.endswith(SMALL)


def choose(page: Page, file: Path) -> None:
    """Choose a file in the form of the unrestricted track."""
    page.goto(SMALL)
    page.get_by_label("Unrestricted").check()
    page.get_by_label("Predictions (CSV or .npy)").set_input_files(file)


def press(page: Page) -> None:
    page.get_by_role("button", name="Submit for grading").first.click()


@pytest.mark.long
def test_the_same_file_again_is_asked_about(opened: Callable[..., Page], tmp_path: Path) -> None:
    page = opened()
    file = predictions(tmp_path)
    choose(page, file)
    press(page)
    page.wait_for_url("**/submissions/*")
    first = page.url
    choose(page, file)
    press(page)
    page.wait_for_url(f"{first}?same=true")
    expect(page.get_by_role("heading", name="You have sent this file before")).to_be_visible()
    page.get_by_text("Submit it all the same").click()
    page.get_by_label("Choose the file once more").set_input_files(file)
    press(page)
    page.wait_for_url(lambda url: "same" not in url and not url.startswith(first))
    expect(page.get_by_role("heading", name="Waiting for a grader")).to_be_visible()


@pytest.mark.long
def test_a_file_that_changed_after_it_was_chosen_is_to_be_chosen_again(
    opened: Callable[..., Page], tmp_path: Path
) -> None:
    page = opened()
    file = predictions(tmp_path)
    choose(page, file)
    file.write_text("id,prediction\n0,1\n1,1\n")
    later = file.stat().st_mtime + 10
    os.utime(file, (later, later))  # Chromium compares whole seconds
    press(page)
    expect(page.get_by_role("alert")).to_have_text(
        "The file has changed since you chose it. Choose it again."
    )
    expect(page.get_by_role("button", name="Submit for grading")).to_be_enabled()


@pytest.mark.long
def test_a_form_that_comes_back_as_it_was_left_works(
    opened: Callable[..., Page], tmp_path: Path
) -> None:
    """What Back brings out of the browser's memory says so by `pageshow`."""
    page = opened()
    choose(page, predictions(tmp_path))
    page.route("**/submissions", lambda route: None)  # never answered
    press(page)
    button = page.get_by_role("button", name="Sending…").or_(
        page.get_by_role("button", name="Submit for grading")
    )
    expect(button).to_be_disabled()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(button).to_be_enabled()
    expect(page.locator("[data-progress]")).to_be_hidden()


@pytest.mark.long
def test_a_file_that_is_too_large_is_not_even_sent(
    opened: Callable[..., Page], tmp_path: Path
) -> None:
    page = opened()
    page.goto(SMALL)
    large = tmp_path / "large.csv"
    large.write_bytes(b"0" * 5_000_001)
    page.get_by_label("Predictions (CSV or .npy)").set_input_files(large)
    expect(page.get_by_role("alert")).to_have_text("This file has 5.01 MB; at most 5 MB are taken.")


@pytest.mark.long
@pytest.mark.parametrize(("width", "locale"), [(1280, "en"), (390, "ja")])
def test_every_page_is_accessible_and_fits(
    opened: Callable[..., Page],
    served: Served,
    complaints: list[str],
    width: int,
    locale: str,
) -> None:
    served.submit_graded(HOSTILE, outcome_of(2.0))
    final = served.submit_graded("momo", outcome_of(3.5))
    wrong = served.submit_graded(
        "momo", wrong_layers(), path=LAYERS, track="main", filename="layers.py"
    )
    pending = served.browser("momo").upload().headers["location"]
    page = opened(viewport={"width": width, "height": 900}, locale=locale)
    asked = f"{final}?same=true"
    commas = served.submit_graded("momo", decimal_commas(), filename="german.csv")
    paths = ("/", "/courses/ml", SMALL, LAYERS, final, wrong, pending, asked, commas, BOARD)
    for path in (*paths, "/account", "/sign-in", "/nowhere"):
        complaints.clear()
        page.goto(path)
        assert faults_in_both_schemes(page) == [], path
        assert not is_too_wide(page), path
        assert path == "/nowhere" or complaints == [], path


@pytest.mark.long
@pytest.mark.parametrize(("width", "locale"), [(1280, "en"), (390, "ja")])
@pytest.mark.parametrize(
    "path", ["/courses/ml/members", "/courses/ml/members/momo", "/courses/ml/roster"]
)
def test_the_pages_of_people_are_accessible_and_fit(
    opened: Callable[..., Page], complaints: list[str], path: str, width: int, locale: str
) -> None:
    page = opened("sensei", viewport={"width": width, "height": 900}, locale=locale)
    page.goto(path)
    assert faults_in_both_schemes(page) == []
    assert not is_too_wide(page)
    assert complaints == []


@pytest.mark.long
@pytest.mark.parametrize(("width", "locale"), [(1280, "en"), (390, "ja")])
def test_a_roster_that_is_looked_at_is_accessible_and_fits(
    opened: Callable[..., Page], complaints: list[str], tmp_path: Path, width: int, locale: str
) -> None:
    titles = ",".join(f"Homework {number} of the course" for number in range(20))
    roster = tmp_path / "roster.csv"
    lines = f"学籍番号,氏名,Email,{titles}\n" + "".join(
        f"{number},河合 もも,kawai{number}@x.org{',' * 20}\n" for number in range(3)
    )
    roster.write_bytes(lines.encode("cp932"))
    page = opened("sensei", viewport={"width": width, "height": 900}, locale=locale)
    page.goto("/courses/ml/roster")
    page.set_input_files("#file", roster)
    page.click("form button.primary")
    assert page.locator("#confirm").is_visible()
    assert faults_in_both_schemes(page) == []
    assert not is_too_wide(page)
    assert complaints == []


@pytest.mark.long
@pytest.mark.parametrize(("width", "locale"), [(1280, "en"), (390, "ja")])
def test_files_failures_and_grades_are_accessible_and_fit(
    opened: Callable[..., Page],
    served: Served,
    complaints: list[str],
    width: int,
    locale: str,
) -> None:
    served.submit_graded("momo", outcome_of(3.5))
    served.submit_graded("momo", wrong_layers(), path=LAYERS, track="main", filename="layers.py")
    page = opened("sensei", viewport={"width": width, "height": 900}, locale=locale)
    for assignment in (SMALL, LAYERS):
        for name in ("files", "failures", "grades", "exceptions"):
            page.goto(f"{assignment}/{name}")
            assert faults_in_both_schemes(page) == [], name
            assert not is_too_wide(page), name
    assert complaints == []


@pytest.mark.long
@pytest.mark.parametrize(("width", "locale"), [(1280, "en"), (390, "ja")])
def test_pages_that_make_and_edit_assignments_are_accessible_and_fit(
    opened: Callable[..., Page], complaints: list[str], width: int, locale: str
) -> None:
    page = opened("sensei", viewport={"width": width, "height": 900}, locale=locale)
    new = "/courses/ml/new-assignment"
    paths = [new, f"{new}?kind=layers"]
    paths += [f"{one}/{name}" for one in (SMALL, LAYERS) for name in ("edit", "as-student")]
    for path in paths:
        page.goto(path)
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        assert faults_in_both_schemes(page) == [], path
        assert not is_too_wide(page), path
    assert complaints == []


@pytest.mark.long
@pytest.mark.parametrize(("width", "locale"), [(1280, "en"), (390, "ja")])
def test_the_audit_trail_is_accessible_and_fits(
    opened: Callable[..., Page], complaints: list[str], width: int, locale: str
) -> None:
    page = opened("sensei", viewport={"width": width, "height": 900}, locale=locale)
    page.goto("/courses/ml/audit")
    if width == 1280:
        rows = page.locator(".filters > div").evaluate_all(
            "all => new Set(all.map(one => Math.round(one.getBoundingClientRect().bottom))).size"
        )
        assert rows == 1, "the filters stand in one row"
    assert page.locator(".events tbody tr").count() > 3
    assert faults_in_both_schemes(page) == []
    assert not is_too_wide(page)
    assert complaints == []


@pytest.mark.long
@pytest.mark.parametrize(("width", "locale"), [(1280, "en"), (390, "ja")])
def test_a_link_asks_whom_it_would_sign_out_and_what_it_opened_is_ended_on_the_page(
    opened: Callable[..., Page], served: Served, complaints: list[str], width: int, locale: str
) -> None:
    ways = served.browser().client.post(
        "/api/v1/courses/ml/tokens",
        json={"alias": "momo"},
        headers={"Authorization": f"Bearer {served.token('sensei')}"},
    )
    page = opened("sensei", viewport={"width": width, "height": 900}, locale=locale)
    page.goto(served.url + ways.json()["sign_in_url"].partition("8000")[2])
    assert faults_in_both_schemes(page) == []
    assert not is_too_wide(page)
    page.locator("main button").click()
    page.wait_for_url(f"{served.url}/courses/ml")

    page.goto("/account")
    assert page.locator("#tokens + ul > li").count() == 1  # of the course alone
    page.locator("#sessions + ul button").click()
    page.wait_for_url(lambda url: "/sign-in" in url)
    assert complaints == []


@pytest.mark.proof
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_of_the_interface_is_accessible_and_fits(
    opened: Callable[..., Page], complaints: list[str], width: int
) -> None:
    """It has thousands of elements of a few kinds, which take axe as long as all other pages."""
    page = opened(viewport={"width": width, "height": 900})
    page.goto("/docs")
    assert faults_in_both_schemes(page) == []
    assert not is_too_wide(page)
    assert complaints == []


@pytest.mark.long
def test_without_script_the_score_arrives_as_well(
    opened: Callable[..., Page], served: Served, tmp_path: Path
) -> None:
    page = opened(java_script_enabled=False)
    page.goto(SMALL)
    page.get_by_label("Unrestricted").check()
    page.get_by_label("Predictions (CSV or .npy)").set_input_files(predictions(tmp_path))
    page.get_by_role("button", name="Submit for grading").click()
    page.wait_for_url("**/submissions/*")
    served.grade(page.url, outcome_of(3.25))
    expect(page.get_by_text("3.2500", exact=True)).to_be_visible()
