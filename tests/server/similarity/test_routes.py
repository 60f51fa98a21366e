"""Likeness through a whole server: what is found of a class, and who is shown it."""

import html
import io
import re
import shutil
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest
from playwright.sync_api import sync_playwright

from grader.builders.registry import build
from grader.bundles.ready import ready_folder
from server.core.models import Membership, Role
from server.courses import queries as courses
from server.identity.rules import ALL_SCOPES, issue_token
from tests.accessibility import faults_of, is_too_wide
from tests.browser import ARGUMENTS, MISSING, find_chromium
from tests.server.similarity.classroom import (
    CORPUS,
    LABELS,
    Classroom,
    honest,
    look_up,
    prediction_folder,
    rename,
)

HOSTILE = "<script>alert(1)</script>"
STUDENTS = {f"s{i:02}": f"Student {i}" for i in range(12)} | {"evil": HOSTILE}
HTML = {"Accept": "text/html", "Accept-Language": "en"}
PAGE = "/courses/ml/assignments/{slug}/likeness"
Client = Callable[..., httpx2.Client]


@pytest.fixture
def room(admin_client: httpx2.Client, client: Client) -> Classroom:
    return Classroom(admin_client, client, "ml", STUDENTS)


@pytest.fixture
def small(room: Classroom, prediction_bundle: Callable[..., Path]) -> Classroom:
    """Thirteen people, who all predict for themselves."""
    room.push(prediction_folder(prediction_bundle), "small")
    for seed, alias in enumerate(STUDENTS):
        room.predict(alias, honest(seed))
    return room


@pytest.fixture
def layers(room: Classroom, tmp_path: Path) -> Classroom:
    """Four people, who all wrote their layers themselves."""
    folder = shutil.copytree(ready_folder("backprop-layers"), tmp_path / "layers")
    room.push(folder, "backprop-layers")
    for alias, name in (("s00", "plain"), ("s01", "einsum"), ("s02", "loops"), ("s03", "wrapped")):
        room.write(alias, (CORPUS / f"{name}.py").read_text())
    return room


def likeness(client: httpx2.Client, room: Classroom, slug: str = "small") -> Any:
    """What is found, once it is."""
    answer = client.get(f"{room.address(slug)}/likeness", params={"wait": 60})
    assert answer.status_code == 200, answer.text
    assert answer.json()["state"] == "ready", answer.text
    return answer.json()


def pairs(found: Any, kind: str = "predictions") -> list[tuple[str, str]]:
    return [(pair["first"]["alias"], pair["second"]["alias"]) for pair in found[kind]["pairs"]]


def see(client: httpx2.Client, path: str, status: int = 200, language: str = "en") -> str:
    answer = client.get(path, headers=HTML | {"Accept-Language": language})
    assert answer.status_code == status, answer.text
    return answer.text


@pytest.mark.long
def test_copies_are_found_in_each_way_and_honest_work_is_not(small: Classroom) -> None:
    staff = small.people["ml-ta"]
    assert pairs(likeness(staff, small)) == []

    noise = np.random.default_rng(9).normal(size=LABELS.size)
    small.predict("s08", honest(0))
    small.predict("s09", 2 * honest(1) + 1)
    small.predict("evil", honest(2) + 0.002 * noise)
    found = likeness(staff, small)
    ways = {pair["first"]["alias"]: pair["way"] for pair in found["predictions"]["pairs"]}
    assert set(pairs(found)) == {("s00", "s08"), ("s01", "s09"), ("s02", "evil")}
    assert ways == {"s00": "same", "s01": "affine", "s02": "near"}
    by_first = {pair["first"]["alias"]: pair for pair in found["predictions"]["pairs"]}
    assert by_first["s01"]["slope"] == pytest.approx(2)
    assert by_first["s00"]["equal_rows"] == LABELS.size
    assert by_first["s02"]["noise"] < found["predictions"]["limit"] <= 0.05

    page = see(staff, PAGE.format(slug="small"))
    assert "A reason to talk, not a verdict" in page
    assert page.count('<th scope="row">') == 3
    assert page.count("<table>") == page.count("<caption") == 1
    assert HOSTILE not in page
    for pair in found["predictions"]["pairs"]:
        shown = see(staff, pair["url"])
        assert pair["url"] in page
        assert "<svg" in shown
        assert HOSTILE not in shown
        assert "not a verdict" in shown
        assert "判定ではありません" in see(staff, pair["url"], language="ja")


@pytest.mark.long
def test_three_who_share_are_a_group(small: Classroom) -> None:
    for alias in ("s07", "s08"):
        small.predict(alias, honest(0))
    found = likeness(small.people["ml-ta"], small)
    (group,) = found["predictions"]["groups"]
    assert [person["alias"] for person in group] == ["s00", "s07", "s08"]


@pytest.mark.long
def test_what_staff_have_handed_in_is_known_to_all(small: Classroom) -> None:
    small.predict("s08", honest(0))
    small.predict("ml-ta", honest(0))
    found = likeness(small.people["ml-ta"], small)
    assert pairs(found) == []
    assert found["predictions"]["people"] == len(STUDENTS)


@pytest.mark.long
def test_who_is_right_alone_is_named_without_a_label(small: Classroom) -> None:
    staff = small.people["ml-ta"]
    assert likeness(staff, small)["alone"] == []
    small.predict("s05", look_up(5))
    found = likeness(staff, small)
    (alone,) = found["alone"]
    assert (alone["side"]["alias"], alone["rows"]) == ("s05", LABELS.size)
    assert alone["p_value"] < 1e-6
    assert alone["ordinary"] < alone["hits"] < LABELS.size / 4 + 1
    assert set(alone) == {"side", "hits", "rows", "ordinary", "p_value"}
    page = see(staff, PAGE.format(slug="small"))
    assert "less than once in 1,000,000,000 times" in page or "about once in" in page


@pytest.mark.long
def test_two_who_share_what_they_looked_up_do_not_hide_each_other(small: Classroom) -> None:
    for alias in ("s05", "s06"):
        small.predict(alias, look_up(5))
    found = likeness(small.people["ml-ta"], small)
    assert pairs(found) == [("s05", "s06")]
    assert {alone["side"]["alias"] for alone in found["alone"]} == {"s05", "s06"}


@pytest.mark.long
def test_with_few_people_nothing_is_said_of_predictions(
    room: Classroom, prediction_bundle: Callable[..., Path]
) -> None:
    room.push(prediction_folder(prediction_bundle), "small")
    staff = room.people["ml-ta"]
    assert likeness(staff, room)["predictions"]["people"] == 0
    for alias in ("s00", "s01"):
        room.predict(alias, honest(0))
    found = likeness(staff, room)["predictions"]
    assert (found["people"], found["limit"], found["pairs"]) == (2, None, [])
    assert "from six people on" in see(staff, PAGE.format(slug="small"))


@pytest.mark.long
def test_a_renamed_copy_is_shown_side_by_side_with_its_lines_marked(layers: Classroom) -> None:
    staff = layers.people["ml-ta"]
    assert pairs(likeness(staff, layers, "backprop-layers"), "sources") == []

    trap = f"# </code></pre>{HOSTILE}\u202e\n"
    layers.write("evil", trap + rename((CORPUS / "plain.py").read_text()))
    found = likeness(staff, layers, "backprop-layers")
    (pair,) = found["sources"]["pairs"]
    assert pairs(found, "sources") == [("s00", "evil")]
    assert pair["share"] > 0.8
    assert found["predictions"] is None
    page = see(staff, pair["url"])
    assert "<mark" in page
    assert HOSTILE not in page
    assert html.escape(HOSTILE, quote=False) in page
    assert "\u202e" not in page
    first, second = pair["passages"][0]
    assert 1 <= first[0] <= first[1]
    assert second[0] > 2  # below the trap and the comment
    see(staff, pair["url"].replace("sources", "predictions"), 404)


@pytest.mark.long
def test_a_file_that_no_parser_can_take_is_compared_by_its_looks(layers: Classroom) -> None:
    source = (CORPUS / "plain.py").read_text()
    broken = source + "\nprint 'done'\n" + "(" * 5000 + "\x00'''"
    layers.write("s10", broken)
    layers.write("s11", broken.replace("dout", "d"))
    found = likeness(layers.people["ml-ta"], layers, "backprop-layers")
    assert ("s10", "s11") in pairs(found, "sources")


@pytest.mark.long
def test_no_participant_ever_sees_it(
    room: Classroom,
    client: Client,
    admin_client: httpx2.Client,
    prediction_bundle: Callable[..., Path],
) -> None:
    room.push(prediction_bundle(), "small")
    stranger = Classroom(admin_client, client, "other", {"alien": "Alien"})
    page, address = PAGE.format(slug="small"), f"{room.address('small')}/likeness"
    for path in (page, f"{page}/predictions/a/b", f"{page}/sources/a/b"):
        for alias in ("s00", "evil"):
            assert "staff" in see(room.people[alias], path, 403)
        for one in stranger.people.values():
            see(one, path, 404)
        see(client(), path, 303)
    assert room.people["s00"].get(address).status_code == 403
    assert stranger.people["other-ta"].get(address).status_code == 404
    assert client().get(address).status_code == 401
    board = "/courses/ml/assignments/small"
    assert "/likeness" not in see(room.people["s00"], board)
    assert page in see(room.people["ml-ta"], board)


@pytest.mark.long
def test_another_term_takes_part_only_for_those_who_teach_there_too(
    small: Classroom,
    admin_client: httpx2.Client,
    client: Client,
    prediction_bundle: Callable[..., Path],
) -> None:
    former = Classroom(admin_client, client, "ml-2025", {"old": "Old", "older": "Older"})
    former.push(prediction_folder(prediction_bundle), "small")
    former.predict("old", honest(3))
    former.predict("older", honest(3))
    own = likeness(small.people["ml-ta"], small)
    assert (pairs(own), own["courses"]) == ([], ["ml"])

    both = likeness(admin_client, small)
    assert both["courses"] == ["ml", "ml-2025"]
    assert {frozenset(pair) for pair in pairs(both)} == {
        frozenset({"s03", "old"}),
        frozenset({"s03", "older"}),
    }
    pair = both["predictions"]["pairs"][0]
    assert "ml-2025" in see(admin_client, pair["url"])
    see(small.people["ml-ta"], pair["url"], 404)


@pytest.mark.long
@pytest.mark.parametrize("role", [None, Role.STUDENT, Role.ASSISTANT])
def test_staff_here_see_nothing_of_a_course_where_they_are_none(
    small: Classroom,
    admin_client: httpx2.Client,
    client: Client,
    running: Any,
    prediction_bundle: Callable[..., Path],
    role: Role | None,
) -> None:
    """With a token for all courses, so that only the role in the other one decides."""
    former = Classroom(admin_client, client, "ml-2025", {"old": "Old"})
    former.push(prediction_folder(prediction_bundle), "small")
    former.predict("old", honest(3))

    def work(session: Any) -> list[str]:
        course = courses.by_slug(session, "ml")
        other = courses.by_slug(session, "ml-2025")
        member = courses.member_by_alias(session, course.id, "ml-ta")
        if role is not None:
            session.add(
                Membership(
                    course_id=other.id, person_id=member.person_id, role=role, alias="visitor"
                )
            )
        return [
            issue_token(
                session, member.person_id, label="t", scopes=ALL_SCOPES, days=1, course_id=course_id
            )
            for course_id in (None, course.id)
        ]

    staff, here_alone = map(client, running.service.database.write(work))
    assert likeness(here_alone, small)["courses"] == ["ml"]
    found = likeness(staff, small)
    is_staff = role is Role.ASSISTANT
    assert found["courses"] == (["ml", "ml-2025"] if is_staff else ["ml"])
    assert len(pairs(found)) == is_staff


@pytest.mark.long
def test_sources_of_former_terms_alone_are_not_reported(
    layers: Classroom, admin_client: httpx2.Client, client: Client, tmp_path: Path
) -> None:
    former = Classroom(admin_client, client, "ml-2025", {"old": "Old", "older": "Older"})
    folder = shutil.copytree(ready_folder("backprop-layers"), tmp_path / "former")
    former.push(folder, "backprop-layers")
    source = (CORPUS / "textbook.py").read_text()
    former.write("old", source)
    former.write("older", rename(source))
    assert pairs(likeness(admin_client, layers, "backprop-layers"), "sources") == []
    former.write("older", (CORPUS / "plain.py").read_text())
    found = likeness(admin_client, layers, "backprop-layers")
    assert pairs(found, "sources") == [("s00", "older")]


@pytest.mark.long
def test_an_answer_without_patience_says_that_it_is_not_there_yet(
    small: Classroom, running: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = small.people["ml-ta"]
    may_end, finder = threading.Event(), running.service.similarity_finder
    find = finder.findings
    monkeypatch.setattr(finder, "findings", lambda scope: may_end.wait(30) and find(scope))
    answer = staff.get(f"{small.address('small')}/likeness").json()
    assert (answer["state"], answer["predictions"], answer["alone"]) == ("computing", None, [])
    page = see(staff, PAGE.format(slug="small"))
    assert "Look again" in page
    may_end.set()


PROGRAM = """
import numpy as np


class Model:
    def fit(self, X, y):
        self.centre = np.median(X, axis=0)
        self.spread = np.abs(X - self.centre).mean(axis=0) + 1e-9
        self.known = (X - self.centre) / self.spread
        self.answers = y

    def predict(self, X):
        asked = (X - self.centre) / self.spread
        found = np.empty(len(asked))
        for place, row in enumerate(asked):
            distances = np.abs(self.known - row).sum(axis=1)
            nearest = np.argsort(distances)[:15]
            weights = 1 / (1 + distances[nearest])
            found[place] = (weights * self.answers[nearest]).sum() / weights.sum()
        return found
"""


@pytest.mark.long
def test_programs_are_compared_without_the_starter_code(room: Classroom, tmp_path: Path) -> None:
    bundle = build("diabetes", None, tmp_path / "diabetes").bundle
    room.push(bundle.root, "diabetes")
    starter = (bundle.root / "model.py").read_bytes()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("model.py", "from inner import Model as Inner\n\n\nModel = Inner\n")
        copied = re.sub(r"\b(known|answers|asked|row|nearest)\b", r"my_\1", PROGRAM)
        opened.writestr("inner.py", copied)
    for alias, name, body in (
        ("s00", "model.py", starter),
        ("s01", "model.py", starter),
        ("s02", "model.py", PROGRAM.encode()),
        ("s03", "program.zip", archive.getvalue()),
    ):
        room.program(alias, name, body, "diabetes")
    found = likeness(room.people["ml-ta"], room, "diabetes")
    assert pairs(found, "sources") == [("s02", "s03")]
    page = see(room.people["ml-ta"], found["sources"]["pairs"][0]["url"])
    assert "# inner.py" in page
    assert found["predictions"]["people"] == 4


@pytest.mark.long
def test_of_too_many_predictions_the_best_and_the_newest_are_compared(
    small: Classroom, running: Any
) -> None:
    running.service.similarity_finder.most_values = len(STUDENTS) * LABELS.size
    staff = small.people["ml-ta"]
    small.predict("s08", honest(0) + 50)
    assert pairs(likeness(staff, small)) == [("s00", "s08")]
    small.predict("s08", honest(99) + 50)
    found = likeness(staff, small)
    assert pairs(found) == []
    assert found["predictions"]["submissions"] == len(STUDENTS) + 1


@pytest.mark.long
@pytest.mark.parametrize("room_of_each", [1, 3])
def test_newer_files_do_not_push_out_what_stands_on_the_board(
    small: Classroom, running: Any, room_of_each: int
) -> None:
    """Neither labels that were looked up nor a copy, however many files come after."""
    running.service.similarity_finder.most_values = room_of_each * len(STUDENTS) * LABELS.size
    staff = small.people["ml-ta"]
    small.predict("s05", look_up(5))
    for alias in ("s06", "s07"):
        small.predict(alias, (honest(6) + 0.75 * LABELS) / 2)
    for later in range(4):
        for place, alias in enumerate(("s05", "s06", "s07")):
            small.predict(alias, honest(100 + 10 * place + later) + 50)
    found = likeness(staff, small)
    assert pairs(found) == [("s06", "s07")]
    assert "s05" in {alone["side"]["alias"] for alone in found["alone"]}


@pytest.mark.long
def test_only_pairs_that_are_shown_are_related_however_many_share(
    small: Classroom, running: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six of thirteen make fifteen pairs, and each pair's vectors are read once."""
    finder = running.service.similarity_finder
    finder.most_pairs = 4
    read: list[str] = []
    vector = finder.vector
    monkeypatch.setattr(finder, "vector", lambda one: read.append(one.submission_id) or vector(one))
    for alias in list(STUDENTS)[:6]:
        small.predict(alias, honest(99))
    predictions = likeness(small.people["ml-ta"], small)["predictions"]
    assert (len(predictions["pairs"]), predictions["pairs_total"]) == (4, 15)
    (group,) = predictions["groups"]
    assert len(group) == 6
    once_each, best_of_each = predictions["submissions"] + 1, len(STUDENTS)
    assert len(read) <= once_each + best_of_each + 2 * 4


@pytest.mark.long
def test_who_leaves_the_roster_leaves_the_page(
    small: Classroom, admin_client: httpx2.Client
) -> None:
    small.predict("s08", honest(0))
    staff = small.people["ml-ta"]
    url = likeness(staff, small)["predictions"]["pairs"][0]["url"]
    see(staff, url)
    lines = [f"{alias},{name}," for alias, name in STUDENTS.items() if alias != "s08"]
    roster = "\n".join(["alias,name,role", *lines, "ml-ta,Tomo,assistant", ""])
    assert admin_client.put("/api/v1/courses/ml/roster", content=roster.encode()).status_code == 200
    see(staff, url, 404)
    assert pairs(likeness(staff, small)) == []


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.skipif(find_chromium() is None, reason=MISSING)
def test_the_pages_are_read_by_axe_in_both_schemes_wide_and_narrow(
    small: Classroom, layers: Classroom, running: Any
) -> None:
    small.predict("s08", honest(0))
    small.predict("s05", look_up(5))
    layers.write("evil", rename((CORPUS / "plain.py").read_text()))
    staff = small.people["ml-ta"]
    found = likeness(staff, small)
    sources = likeness(staff, layers, "backprop-layers")["sources"]["pairs"]
    paths = [
        PAGE.format(slug="small"),
        PAGE.format(slug="backprop-layers"),
        found["predictions"]["pairs"][0]["url"],
        sources[0]["url"],
    ]
    headers = {"Authorization": staff.headers["Authorization"]}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for scheme, width in (("light", 1280), ("dark", 390)):
            context = browser.new_context(
                base_url=running.url,
                color_scheme=scheme,
                viewport={"width": width, "height": 900},
                extra_http_headers=headers,
            )
            page = context.new_page()
            for path in paths:
                page.goto(path)
                assert faults_of(page) == [], path
                assert not is_too_wide(page), path
        browser.close()
