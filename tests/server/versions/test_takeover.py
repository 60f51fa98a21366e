"""Another rule of release takes gradings over: nothing is graded again, and no chain is lost."""

import io
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest
from rich.console import Console
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from grader import Verdict
from gradus.api.version_answers import VersionAnswer, VersionLineAnswer
from gradus.output.version_tables import push_lines, version_table
from server.core import audit
from server.core.models import AssignmentVersion, Evaluation, EvaluationState, Release
from server.grading import replay as replaying
from server.integrity.findings import Finding
from server.integrity.gradings import check_gradings
from server.settings import Settings
from tests.databases import Postgres
from tests.grader.sandbox.waiting import wait_until
from tests.server.running import Running

pytestmark = pytest.mark.long
ROWS = 1_200
LABELS = np.random.default_rng(3).permutation(np.arange(ROWS) % 5 < 2).astype(int)
ADDRESS = "/api/v1/courses/ml/assignments/small"
BOARD = "leaderboard?track=unrestricted"
SECOND_TRACK = '\n[[tracks]]\nslug = "more"\ntitle = { en = "More", ja = "追加" }\n'
SECOND_TRACK += 'rules = { en = "Any.", ja = "自由。" }\n'
People = dict[str, httpx2.Client]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a server with one worker over either database."""
    url = ""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        url = server.migrate()
    return Settings(
        data_dir=tmp_path / "data", database_url=url, host="127.0.0.1", port=0, workers=1
    )


class World:
    """A course whose teacher pushes rules of release, and what its people read."""

    def __init__(self, running: Running, clients: People, bundle: Callable[..., Path]) -> None:
        self.service, self.clients, self._bundle = running.service, clients, bundle

    def push(
        self, release: str, *, query: str = "", more: str = "", digits: int = 4, **options: Any
    ) -> Any:
        table = "id,label\n" + "".join(f"{i},{label}\n" for i, label in enumerate(LABELS))
        folder = self._bundle(
            labels=table, release=release, decimals=digits, tables="[quota]\nper_day = 99\n"
        )
        toml = folder / "assignment.toml"
        text = toml.read_text()
        for before, after in options.items():
            text = text.replace(f"{before} =", f"{after}\n{before} =", 1)
        toml.write_text(text + more)
        sample = "id,prediction\n" + "".join(f"{i},0\n" for i in range(ROWS))
        (folder / "sample_submission.csv").write_text(sample)
        answer = self.clients["sensei"].put(
            f"{ADDRESS}{query}",
            content=_packed(folder),
            headers={"Content-Type": "application/zip"},
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def submit(self, wrong: int, who: str = "momo") -> dict[str, Any]:
        values = np.where(np.arange(ROWS) < wrong, 1 - LABELS, LABELS)
        lines = "".join(f"{i},{value}\n" for i, value in enumerate(values))
        receipt = self.clients[who].post(
            f"{ADDRESS}/submissions?track=unrestricted",
            content="id,prediction\n" + lines,
            headers={"Content-Type": "text/csv"},
        )
        return self.read(receipt.headers["Location"].rsplit("/", 1)[1], who)

    def read(self, id_: str, who: str = "momo") -> dict[str, Any]:
        url = f"/api/v1/submissions/{id_}"
        view: dict[str, Any] = self.clients[who].get(url, params={"wait": 30}).json()
        assert view["verdict"] == "scored"
        return view

    def settle(self, number: int) -> None:
        """Wait until all that is graded for a version beside the board is."""
        url = f"{ADDRESS}/versions/{number}/comparison"

        def is_done() -> bool:
            found = self.clients["ta"].get(url).json()
            return bool(found["done"] == found["total"])

        wait_until(is_done)

    @property
    def shown(self) -> list[float | None]:
        """What momo reads of her files, newest first."""
        return [one["score"] for one in self.clients["momo"].get(f"{ADDRESS}/submissions").json()]

    @property
    def board(self) -> list[tuple[int, str, float]]:
        found = self.clients["ken"].get(f"{ADDRESS}/{BOARD}").json()["rows"]
        return [(row["rank"], row["alias"], row["score"]) for row in found]

    @property
    def gradings(self) -> list[tuple[str, Any, Any]]:
        """Every evaluation, and when it was graded."""

        def read(session: Session) -> Any:
            columns = (Evaluation.id, Evaluation.started_at, Evaluation.state)
            return session.execute(select(*columns).order_by(Evaluation.id)).all()

        rows = self.service.database.write(read)
        assert all(state is EvaluationState.FINAL for _, _, state in rows)
        return [tuple(row[:2]) for row in rows]

    @property
    def final(self) -> list[tuple[str, str]]:
        """The evaluations that are, each with its submission's id."""
        wanted = select(Evaluation.id, Evaluation.submission_id)
        with self.service.database.read() as session:
            rows = session.execute(wanted.where(Evaluation.state == EvaluationState.FINAL))
            return [tuple(row) for row in rows]

    def lose(self, id_: str) -> None:
        """Lose the predictions that were kept of a file."""
        with self.service.database.read() as session:
            found = replaying.find(session, id_, None)
        self.service.files.delete(f"predictions/{found.evaluation.id}.npy")

    def wait_for(self, release: str) -> None:
        """Wait until participants read scores by a rule of release."""
        wait_until(lambda: self.clients["momo"].get(ADDRESS).json()["release"] == release)

    def replay(self, id_: str, number: int | None = None) -> list[str]:
        service = self.service
        with service.database.read() as session:
            found = replaying.find(session, id_, number)
        again = replaying.replay(found, service.files, service.grading.grade, service.database)
        return [difference.what for difference in again.differences]


def _packed(folder: Path) -> bytes:
    from grader import pack

    archive = io.BytesIO()
    pack(folder, archive)
    return archive.getvalue()


@pytest.fixture
def world(running: Running, clients: People, prediction_bundle: Callable[..., Path]) -> World:
    return World(running, clients, prediction_bundle)


def test_another_rule_of_release_grades_nothing_again_and_is_shown_at_once(world: World) -> None:
    world.push("ladder")
    ids = [world.submit(wrong)["id"] for wrong in (500, 240, 239)]
    ladder, before = world.shown, world.gradings
    assert ladder == [ladder[1], ladder[1], ladder[2]], "the third file moved nothing"

    dry = world.push("rounded", query="?dry_run=true")
    assert (dry["to_grade"], dry["shown_anew"], dry["version"]) == (0, 3, 2)
    assert world.shown == ladder
    pushed = world.push("rounded")

    assert (pushed["to_grade"], pushed["shown_anew"]) == (0, 3)
    said = push_lines(VersionAnswer.model_validate(pushed))[-1]
    assert said == "Nothing is graded again, 3 released scores change."
    assert world.gradings == before
    assert world.shown == [0.1998, 0.2016, 0.4176]
    assert world.board == [(1, "momo", 0.1998)]
    assert [world.read(id_)["version"] for id_ in ids] == [2, 2, 2]
    page = world.clients["ta"].get("/courses/ml/assignments/small/versions").text
    assert "nothing graded again, 3 released scores changed" in page
    assert [world.replay(id_) for id_ in ids] == [[], [], []]


def test_what_a_version_graded_is_found_after_another_has_taken_it_over(world: World) -> None:
    """By the number of the one and of the other; not what the other graded itself."""
    world.push("ladder")
    first = world.submit(500)["id"]
    world.push("rounded")
    second = world.submit(240)["id"]
    assert world.replay(first, 1) == world.replay(first, 2) == world.replay(second, 2) == []
    with pytest.raises(replaying.NothingToReplayError):
        world.replay(second, 1)

    lines = world.clients["ta"].get(f"{ADDRESS}/versions").json()
    assert [(one["version"], one["taken_over_by"]) for one in lines] == [(2, None), (1, 2)]
    table = io.StringIO()
    Console(file=table).print(version_table([VersionLineAnswer.model_validate(x) for x in lines]))
    page = world.clients["ta"].get("/courses/ml/assignments/small/versions").text
    assert "version 2 has its gradings now" in page
    assert "now with 2" in table.getvalue()

    world.push("ladder")
    lines = world.clients["ta"].get(f"{ADDRESS}/versions").json()
    assert {one["version"]: one["taken_over_by"] for one in lines} == {3: None, 2: 1, 1: None}
    assert world.replay(first, 1) == world.replay(second, 2) == []


def test_fewer_decimals_round_what_was_shown_anew_as_lint_says_and_grade_nothing(
    world: World,
) -> None:
    """The step of rounded scores was that of the bundle with which files had been graded."""
    world.push("rounded")
    id_ = world.submit(240)["id"]
    before = world.gradings
    pushed = world.push("rounded", digits=1)

    assert (pushed["to_grade"], pushed["shown_anew"]) == (0, 1)
    assert pushed["changed"] == ["release", "words"]
    assert world.clients["momo"].get(ADDRESS).json()["step"] == 0.1
    assert (world.shown, world.gradings) == ([0.2], before)
    assert world.replay(id_) == []
    assert world.push("exact", digits=2)["changed"] == ["release", "words"]


def test_going_to_another_rule_and_back_asks_no_fresh_question(world: World) -> None:
    """What was released on the Ladder goes on; what came meanwhile is released behind it."""
    world.push("ladder")
    first = [world.submit(wrong)["id"] for wrong in (500, 240)]
    shown = world.shown
    world.push("rounded")
    meanwhile = world.submit(236)["id"]
    assert world.push("ladder")["shown_anew"] == 3

    assert world.shown == [shown[0], *shown], "236 is no step better than 240"
    assert world.submit(20)["score"] < shown[0]
    assert [world.replay(id_) for id_ in (*first, meanwhile)] == [[], [], []]


def test_a_file_whose_turn_on_the_ladder_has_gone_says_so_instead_of_running_for_good(
    world: World,
) -> None:
    """It failed by our fault, was graded again by another rule, and came back to the Ladder."""
    world.push("ladder")
    late = world.submit(300)["id"]
    world.service.database.write(_park, late)
    shown = world.submit(240)["score"]
    world.push("rounded")
    world.clients["ta"].post(f"{ADDRESS}/retry")
    assert world.read(late)["score"] == 0.2502
    world.push("ladder")

    view = world.read(late)
    assert (view["state"], view["score"], view["moved"]) == ("final", None, None)
    assert "Send it again" in view["note"]
    lines = world.clients["momo"].get(f"{ADDRESS}/submissions").json()
    assert [(one["state"], one["score"]) for one in lines] == [("final", shown), ("final", None)]
    assert world.replay(late) == world.replay(lines[0]["id"]) == []
    assert world.submit(20)["moved"], "the chain goes on"


def _park(session: Session, submission_id: str) -> None:
    """As if its grading had failed for reasons of ours, before anything came behind it."""
    (found,) = session.scalars(select(Evaluation).where(Evaluation.submission_id == submission_id))
    found.verdict, found.score = Verdict.INFRASTRUCTURE_FAULT, None
    audit.record(session, None, audit.PARKED, found.id)
    released = select(Release).where(Release.evaluation_id == found.id)
    session.delete(session.scalars(released).one())


def test_a_replay_tells_what_was_released_and_is_lost_from_a_turn_that_has_gone(
    world: World,
) -> None:
    """Of a turn that has gone it is silent: see above. Both have a later file that was answered."""
    world.push("ladder")
    ids = [world.submit(wrong)["id"] for wrong in (300, 240, 20)]
    world.service.database.write(_lose_release, ids[1])

    assert [world.replay(id_) for id_ in ids] == [[], ["released"], []]
    world.service.database.write(_note_fault, ids[1])
    assert world.replay(ids[1]) == ["released"], "it was graded again before the later one came"


def _lose_release(session: Session, submission_id: str) -> None:
    wanted = select(Release).join(Evaluation).where(Evaluation.submission_id == submission_id)
    session.delete(session.scalars(wanted).one())


def _lose_release_of(session: Session, evaluation_id: str) -> None:
    wanted = select(Release).where(Release.evaluation_id == evaluation_id)
    session.delete(session.scalars(wanted).one())


def _check_misplaced(session: Session, submission_id: str) -> list[Finding]:
    """What would be found if a file was graded by another version; it stays as it is."""
    versions = select(AssignmentVersion.id).where(AssignmentVersion.number == 3)
    theirs = update(Evaluation).where(Evaluation.submission_id == submission_id)
    session.execute(theirs.values(version_id=session.scalars(versions).one()))
    found = list(check_gradings(session))
    session.rollback()
    return found


def _note_fault(session: Session, submission_id: str) -> None:
    wanted = select(Evaluation.id).where(Evaluation.submission_id == submission_id)
    audit.record(session, None, audit.PARKED, session.scalars(wanted).one())


@pytest.mark.long
def test_from_the_ladder_and_from_exact_scores_answers_are_asked_for(world: World) -> None:
    world.push("ladder")
    sent = world.submit(240)
    world.push("answers")
    told = world.read(sent["id"])
    assert (sent["moved"], told["score"], told["can_ask"]) == (True, None, True)
    world.clients["momo"].post(f"/api/v1/submissions/{sent['id']}/score")
    unasked = world.submit(200)["id"]
    world.push("ladder")
    world.push("answers")
    assert world.shown == [None, 0.2016]
    world.push("rounded")
    world.push("answers")
    assert world.shown == [0.1674, 0.2016], "what was told stays told"
    assert world.replay(unasked) == []


def test_scores_beside_are_released_by_the_new_rule_as_well(world: World) -> None:
    world.push("ladder", metric='secondary = ["rmse"]')
    first = world.submit(240)
    world.push("rounded", metric='secondary = ["rmse"]')
    again = world.read(first["id"])

    stair, rounded = (view["secondary"]["rmse"]["score"] for view in (first, again))
    exact = (240 / ROWS) ** 0.5
    assert 0 <= rounded - exact < 0.002 < stair - exact
    assert world.replay(first["id"]) == []


def test_a_new_track_and_a_reveal_grade_nothing_again(world: World) -> None:
    """A `reveal_at` makes scores rounded by default that were asked for before."""
    world.push("answers", more=SECOND_TRACK.replace("more", "first"))
    world.submit(240)
    before = world.gradings
    added = world.push("answers", more=SECOND_TRACK.replace("more", "first") + SECOND_TRACK)
    assert (added["changed"], added["to_grade"], added["shown_anew"]) == (
        ["code_rules", "words"],
        0,
        0,
    )
    revealed = world.push("rounded", more=SECOND_TRACK.replace("more", "first") + SECOND_TRACK)
    assert (revealed["to_grade"], revealed["shown_anew"]) == (0, 1)
    assert world.gradings == before


def test_the_ladder_has_only_files_graded_again_whose_predictions_are_gone(world: World) -> None:
    """All others are taken over, and released in their turn: those before the lost one too."""
    world.push("rounded")
    ids = [world.submit(wrong)["id"] for wrong in (500, 240, 20)]
    before = world.gradings
    world.lose(ids[1])
    dry, pushed = (world.push("ladder", query=query) for query in ("?dry_run=true", ""))

    for answer in (dry, pushed):
        assert (answer["to_grade"], answer["shown_anew"], answer["version"]) == (1, None, 2)
        (said,) = answer["warnings"]
        assert (said["code"], "those of 1 files" in said["message"]) == ("predictions_lost", True)
    world.wait_for("ladder")

    assert [one in world.gradings for one in before] == [True, True, True]
    assert len(world.gradings) == 4, "the lost one alone was graded again"
    assert [world.read(id_)["version"] for id_ in ids] == [2, 2, 2]
    moved = [world.read(id_)["moved"] for id_ in ids]
    assert moved == [False, True, True], "500 are worse than the start, and none has been passed"
    assert [world.replay(id_) for id_ in ids] == [[], [], []]


@pytest.mark.parametrize("query", ["", pytest.param("?shadow=true", marks=pytest.mark.long)])
def test_what_the_ladder_shows_stays_shown_where_its_file_was_graded_again(
    world: World, query: str
) -> None:
    """It comes back to what it had released, and the predictions of the shown file are gone."""
    world.push("ladder")
    ids = [world.submit(wrong)["id"] for wrong in (300, 100, 99)]
    shown, board = world.shown, world.board
    world.push("rounded")
    ids.append(world.submit(250)["id"])
    world.lose(ids[1])

    assert world.push("ladder", query=query)["to_grade"] == 1
    if query:
        world.settle(3)
        assert world.clients["sensei"].post(f"{ADDRESS}/versions/3/switch").status_code == 204
    world.wait_for("ladder")

    assert world.shown == [shown[0], *shown], "250 are no better, and no file is asked for twice"
    assert world.board == board
    assert [world.read(id_)["moved"] for id_ in ids] == [True, True, False, False]
    assert [world.replay(id_) for id_ in ids] == [[], [], [], []]


def test_what_went_missing_of_another_file_parks_none(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are graded again; the first's new predictions go before the second is final."""
    world.push("rounded")
    ids = [world.submit(wrong)["id"] for wrong in (240, 100)]
    assert world.service.grading is not None
    grade, graded = world.service.grading._grade, []

    def grade_and_lose(*given: Any, **how: Any) -> Any:
        graded.append(given)
        if len(graded) == 2:
            for evaluation_id, _ in world.final:
                world.service.files.delete(f"predictions/{evaluation_id}.npy")
        return grade(*given, **how)

    for id_ in ids:
        world.lose(id_)
    monkeypatch.setattr(world.service.grading, "_grade", grade_and_lose)
    world.push("ladder")

    world.wait_for("ladder")
    assert len(graded) == 3, "and the first once more"
    assert [world.replay(id_) for id_ in ids] == [[], []]


def test_a_baseline_of_a_track_that_is_gone_keeps_nobody_waiting(
    world: World,
) -> None:
    """Its predictions are lost, and the new version neither grades nor shows it."""
    baseline = '\n[[baselines]]\nslug = "zero"\ntrack = "more"\nfile = "sample_submission.csv"\n'
    world.push("rounded", more=SECOND_TRACK + baseline + 'title = { en = "0", ja = "0" }\n')
    id_ = world.submit(240)["id"]
    wait_until(lambda: len(world.final) == 2)
    ((evaluation_id, _),) = (one for one in world.final if one[1] != id_)
    world.service.files.delete(f"predictions/{evaluation_id}.npy")

    assert world.push("ladder")["to_grade"] == 0
    assert world.clients["momo"].get(ADDRESS).json()["release"] == "ladder"
    assert len(world.gradings) == 2


@pytest.mark.long
def test_a_push_says_that_all_is_graded_once_more_where_boards_wait_for_what_is_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They wait for another definition, of which half is graded, and its predictions are gone."""
    limits = "\n[limits]\nwall_s = 7\n"
    world.push("rounded")
    ids = [world.submit(wrong)["id"] for wrong in (240, 100)]
    first, begin = world.final, threading.Event()
    assert world.service.grading is not None
    grade, graded = world.service.grading._grade, []

    def grade_one(*given: Any, **how: Any) -> Any:
        graded.append(given)
        assert len(graded) == 1 or begin.wait(60)
        return grade(*given, **how)

    monkeypatch.setattr(world.service.grading, "_grade", grade_one)
    assert world.push("rounded", more=limits)["to_grade"] == 2
    wait_until(lambda: len(world.final) == 3)
    ((evaluation_id, _),) = {*world.final} - {*first}
    world.service.files.delete(f"predictions/{evaluation_id}.npy")
    dry = world.push("ladder", more=limits, query="?dry_run=true")
    begin.set()

    assert (dry["to_grade"], [one["code"] for one in dry["warnings"]]) == (
        2,
        ["predictions_lost_meanwhile"],
    )
    world.push("ladder", more=limits)
    world.wait_for("ladder")
    assert [world.replay(id_) for id_ in ids] == [[], []]


@pytest.mark.long
def test_a_push_of_words_waits_along_for_what_is_graded_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what goes missing meanwhile is graded again as well, before boards change."""
    world.push("rounded")
    ids = [world.submit(wrong)["id"] for wrong in (240, 100)]
    theirs = world.submit(300, "ken")["id"]
    shown, board, begin = world.shown, world.board, threading.Event()
    assert world.service.grading is not None
    grade = world.service.grading._grade

    def grade_late(*given: Any, **how: Any) -> Any:
        assert begin.wait(60)
        return grade(*given, **how)

    monkeypatch.setattr(world.service.grading, "_grade", grade_late)
    world.lose(ids[1])

    assert world.push("ladder")["to_grade"] == 1
    assert world.push("ladder", per_day="invalid_per_day = 30")["to_grade"] == 1
    assert (world.shown, world.board) == (shown, board)
    world.lose(ids[0])
    with world.service.database.read() as session:
        assert list(check_gradings(session)) == [], "what is to be taken over is not missing"
    found = world.service.database.write(_check_misplaced, theirs)
    assert [one.detail for one in found] == ["under version 1", "under version 2"]
    begin.set()

    world.wait_for("ladder")
    assert [world.replay(id_) for id_ in ids] == [[], []]
    assert [world.read(id_)["moved"] for id_ in ids] == [True, True]


def test_a_version_that_is_graded_with_anew_is_taken_over_by_none_any_more(world: World) -> None:
    """The second takes over from the first, and back; then it is in force by its own gradings."""
    for release in ("rounded", "ladder", "rounded"):
        world.push(release)
    world.submit(240)
    ((evaluation_id, _),) = world.gradings
    world.service.files.delete(f"predictions/{evaluation_id}.npy")

    world.push("ladder")
    wait_until(lambda: world.clients["momo"].get(ADDRESS).json()["release"] == "ladder")

    lines = world.clients["sensei"].get(f"{ADDRESS}/versions").json()
    (live,) = (line for line in lines if line["state"] == "live")
    assert (live["graded_as"], live["taken_over_by"]) == (2, None)


@pytest.mark.long
def test_beside_the_board_only_files_whose_predictions_are_gone_are_graded_again(
    world: World,
) -> None:
    """It is said by the push, before anybody switches; nothing is half done in between."""
    world.push("rounded")
    ids = [world.submit(wrong)["id"] for wrong in (240, 100)]
    (gone, _), (kept, _) = world.gradings
    world.service.files.delete(f"predictions/{gone}.npy")
    dry = world.push("ladder", query="?shadow=true&dry_run=true")
    shown = world.shown

    assert (dry["to_grade"], world.push("ladder", query="?shadow=true")["to_grade"]) == (1, 1)
    world.settle(2)
    assert world.shown == shown, "participants see nothing of it"
    assert len(world.gradings) == 3

    assert world.clients["sensei"].post(f"{ADDRESS}/versions/2/switch").status_code == 204
    assert [world.replay(id_) for id_ in ids] == [[], []]
    assert {one for one, _ in world.gradings} > {gone, kept}
    assert world.read(ids[0])["version"] == 2


@pytest.mark.long
def test_a_switch_that_finds_predictions_gone_says_so_and_has_them_made_again(
    world: World,
) -> None:
    """They went after the push, or are damaged: the second press finds what the first had made."""
    world.push("rounded")
    ids = [world.submit(wrong)["id"] for wrong in (240, 100)]
    world.push("ladder", query="?shadow=true")
    before, shown = world.gradings, world.shown
    (gone, _), (damaged, _) = before
    world.service.files.delete(f"predictions/{gone}.npy")
    (file,) = world.service.settings.data_dir.rglob(f"predictions/{damaged}.npy")
    file.write_bytes(b"damaged")

    refused = world.clients["sensei"].post(f"{ADDRESS}/versions/2/switch")

    (problem,) = refused.json()["errors"]
    assert (refused.status_code, problem["code"]) == (409, "predictions_gone")
    assert "2 files" in problem["message"]
    assert (world.shown, world.board) == (shown, [(1, "momo", shown[0])])
    world.settle(2)
    assert world.clients["sensei"].post(f"{ADDRESS}/versions/2/switch").status_code == 204
    assert [world.replay(id_) for id_ in ids] == [[], []]
    assert world.shown != shown


@pytest.mark.long
def test_a_switch_says_so_as_well_where_the_version_has_graded_files_itself(world: World) -> None:
    """As after it was about to take them over: what it had not released yet is lost by now."""
    world.push("rounded")
    id_ = world.submit(240)["id"]
    world.push("ladder", query="?shadow=true", more="\n[limits]\nwall_s = 7\n")
    world.settle(2)
    _, (own, _) = world.gradings
    world.service.database.write(_lose_release_of, own)
    world.service.files.delete(f"predictions/{own}.npy")

    refused = world.clients["sensei"].post(f"{ADDRESS}/versions/2/switch")

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "predictions_gone")
    world.settle(2)
    assert world.clients["sensei"].post(f"{ADDRESS}/versions/2/switch").status_code == 204
    assert (world.read(id_)["moved"], world.replay(id_)) == (True, [])


def test_beside_the_board_it_is_switched_to_without_grading(world: World) -> None:
    world.push("rounded")
    world.submit(240)
    world.push("ladder", query="?shadow=true")
    late = world.submit(100, "ken")
    before = world.gradings
    assert len(before) == 2, "and new files are graded once"
    compared = world.clients["ta"].get(f"{ADDRESS}/versions/2/comparison").json()
    assert (compared["done"], compared["total"], compared["tracks"][0]["fallen"]) == (2, 2, 0)

    assert world.clients["sensei"].post(f"{ADDRESS}/versions/2/switch").status_code == 204

    assert world.gradings == before
    assert [alias for _, alias, _ in world.board] == ["ken", "momo"]
    assert world.replay(late["id"]) == []
