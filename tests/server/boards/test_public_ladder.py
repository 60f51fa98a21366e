"""What a participant can read of hidden labels through a whole server: released scores, no more.

An attacker probes an assignment, then the same one with every label turned into its opposite, and
reads whatever there is to read. On the Ladder both tell the same story, word for word, and so do
files that nobody asked about; an exact board tells the labels.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from server.core.intervals import Intervals
from server.core.models import Release
from server.grading import replay as replaying
from tests.examples import seeds

ROWS = 40
LABELS = np.random.default_rng(5).permutation(np.arange(ROWS) % 2)
BOARD = "leaderboard?track=unrestricted"
People = dict[str, httpx2.Client]
_PASSING = re.compile(
    r"\b[0-9a-hjkmnp-tv-z]{26}\b"  # ids
    r"|\b[0-9a-f]{64}\b"  # hashes of files and versions
    r"|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)"
    r"|\b(?:\w{3} )?\d{1,2} \w{3}(?: \d{4},)? \d\d:\d\d(?: UTC[+-]\d\d:\d\d)?"
    r"|\d+ (?:second|minute)s? ago"
)


@pytest.fixture
def intervals() -> Intervals:
    """Uncertainty is computed when a test says so."""
    return Intervals(uncertainty_s=1e6)


@pytest.fixture
def assignment(put_bundle: Callable[..., Any], prediction_bundle: Callable[..., Path]) -> Any:
    """Pushes the assignment under a slug, with labels or their opposite; its address."""

    def make(slug: str, labels: Any, release: str) -> str:
        table = "id,label\n" + "".join(f"{i},{label}\n" for i, label in enumerate(labels))
        folder = prediction_bundle(
            labels=table, slug=slug, release=release, tables="[quota]\nper_day = 99\n"
        )
        sample = "id,prediction\n" + "".join(f"{i},0\n" for i in range(ROWS))
        (folder / "sample_submission.csv").write_text(sample)
        assert put_bundle(folder, slug).status_code == 200
        return f"/courses/ml/assignments/{slug}"

    return make


def probes() -> Iterator[Any]:
    """A middle everywhere, then one row at a time; guesses; then something absurd, mended."""
    middle = np.full(ROWS, 0.5)
    yield middle
    for row in seeds(8):
        probe = middle.copy()
        probe[row] = 1.0
        yield probe
    rng = np.random.default_rng(0)
    for _ in seeds(4):
        yield rng.integers(0, 2, size=ROWS).astype(float)
    for row in seeds(4):
        probe = middle.copy()
        probe[[row, ROWS - 1]] = 0.0, 1e6 - 3.0 * row
        yield probe


def submit(client: httpx2.Client, address: str, values: Any) -> dict[str, Any]:
    lines = "".join(f"{i},{value!r}\n" for i, value in enumerate(map(float, values)))
    receipt = client.post(
        f"/api/v1{address}/submissions?track=unrestricted&again=true",
        content="id,prediction\n" + lines,
        headers={"Content-Type": "text/csv"},
    )
    view: dict[str, Any] = client.get(receipt.headers["Location"], params={"wait": 30}).json()
    assert view["state"] == "final"
    return view


@pytest.fixture
def settle(running: Any) -> Callable[[httpx2.Client, str], None]:
    """Compares whatever stands there now."""

    def work(staff: httpx2.Client, address: str) -> None:
        running.service.workers.uncertainty.refresh()
        rows = staff.get(f"/api/v1{address}/{BOARD}").json()["rows"]
        assert rows
        assert all(row["interval"] for row in rows)

    return work


def reading(client: httpx2.Client, address: str, submission: str) -> Iterator[str]:
    """All that there is to read, without what passes: ids, hashes, moments."""
    slug = address.rpartition("/")[2]
    api = f"/api/v1{address}"
    paths = (
        address,
        f"{address}/leaderboard",
        f"/submissions/{submission}",
        f"/api/v1/submissions/{submission}",
        f"{api}/submissions",
        api,
        f"{api}/{BOARD}",
        f"{api}/leaderboard?track=restricted",
    )
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        headers = {name: answer.headers.get(name) for name in ("etag", "content-length")}
        yield _PASSING.sub("*", f"{path} {headers['etag']} {answer.text}").replace(slug, "slug")
    with client.stream("GET", f"{api}/leaderboard/events?track=unrestricted") as stream:
        yield next(line for line in stream.iter_lines() if line.startswith("data:"))


def attack(clients: People, settle: Any, address: str) -> list[list[str]]:
    """What is read after each probe, by the one who sends them and by a friend."""
    told = []
    for values in probes():
        view = submit(clients["momo"], address, values)
        settle(clients["ta"], address)
        told.append([*reading(clients["momo"], address, view["id"]), view["note"]])
        board = clients["ken"].get(f"/api/v1{address}/{BOARD}")
        told[-1].append(_PASSING.sub("*", board.text))
    return told


@pytest.mark.long
def test_the_ladder_tells_the_same_of_labels_and_of_their_opposite(
    clients: People, assignment: Any, settle: Any
) -> None:
    first = attack(clients, settle, assignment("alpha", LABELS, "ladder"))
    second = attack(clients, settle, assignment("bravo", 1 - LABELS, "ladder"))

    for told, told_too in zip(first, second, strict=True):
        for story, other in zip(told, told_too, strict=True):
            assert story == other
    assert "No better than your shown score, beyond chance" in first[-1][-2]


PROGRAMS = """
train = "private/train.csv"
test = "private/test.csv"

[quota]
per_day = 99

[[tracks]]
slug = "proved"
title = { en = "Proved" }
rules = { en = "NumPy only." }
proof = "program"

[tracks.program]
learns = true
repeatable = true
"""
# A guess for every row by its only feature, which is its number; another one where targets are new.
GUESSING = """
import numpy as np
FIRST, SECOND = np.array({first}), np.array({second})
class Model:
    def fit(self, X, y):
        print("in fit", len(y))
        self.first = y[:9].astype(int).tolist() == [0, 1, 0, 1, 0, 1, 0, 1, 0]
    def predict(self, X):
        print("asked for", X[0, 0])
        {then}
        return (FIRST if self.first else SECOND)[X[:, 0].astype(int)]
"""


def programs() -> Iterator[str]:
    """Guesses that a comparison of scores would tell apart, and failures that depend on rows."""
    guess = (np.arange(ROWS) // 4 % 2).astype(float)
    for second in (guess, np.full(ROWS, 0.5), np.where(np.arange(ROWS) < 20, guess, 1 - guess)):
        yield GUESSING.format(first=guess.tolist(), second=second.tolist(), then="pass")
    for then in ("raise ValueError(X)", "return X[:3]", "return X[:, 0] / 0", "X = X[::-1]"):
        yield GUESSING.format(first=guess.tolist(), second=[0.5] * ROWS, then=then)


def push_for_programs(put_bundle: Any, prediction_bundle: Any, slug: str, labels: Any) -> str:
    """An assignment of programs on the Ladder; its address."""
    table = "id,label\n" + "".join(f"{i},{label}\n" for i, label in enumerate(labels))
    folder = prediction_bundle(labels=table, slug=slug, release="ladder", tables=PROGRAMS)
    rows = range(ROWS)
    train = "".join(f"{i},{i % 2}\n" for i in rows)
    (folder / "private/train.csv").write_text("x,target\n" + train)
    (folder / "private/test.csv").write_text("id,x\n" + "".join(f"{i},{i}\n" for i in rows))
    sample = "id,prediction\n" + "".join(f"{i},0\n" for i in rows)
    (folder / "sample_submission.csv").write_text(sample)
    assert put_bundle(folder, slug).status_code == 200
    return f"/courses/ml/assignments/{slug}"


@pytest.mark.long
def test_programs_read_the_same_of_labels_and_of_their_opposite(
    clients: People, put_bundle: Any, prediction_bundle: Any
) -> None:
    """Verdicts, messages, what was printed, boards, versions and tries left: all of it."""
    told: dict[str, list[str]] = {}
    for slug, labels in (("alpha", LABELS), ("bravo", 1 - LABELS)):
        address = push_for_programs(put_bundle, prediction_bundle, slug, labels)
        told[slug] = []
        for source in programs():
            receipt = clients["momo"].post(
                f"/api/v1{address}/submissions?track=proved",
                content=source,
                headers={"Content-Type": "text/x-python"},
            )
            found = clients["momo"].get(receipt.headers["Location"], params={"wait": 60}).json()
            assert found["state"] == "final"
            told[slug] += [found["verdict"], *reading(clients["momo"], address, found["id"])]
    assert told["alpha"] == told["bravo"]
    assert {"scored", "rule_violation", "error_in_code", "wrong_value"} <= {*told["alpha"]}


@pytest.mark.long
def test_files_that_nobody_asks_about_tell_the_same_of_labels_and_of_their_opposite(
    clients: People, assignment: Any, settle: Any
) -> None:
    first = attack(clients, settle, assignment("alpha", LABELS, "answers"))
    second = attack(clients, settle, assignment("bravo", 1 - LABELS, "answers"))

    assert first == second
    assert "The file is valid" in first[-1][-2]


def test_an_exact_board_tells_every_label_that_is_probed(clients: People, assignment: Any) -> None:
    address = assignment("alpha", LABELS, "exact")
    scores = [submit(clients["momo"], address, values)["score"] for values in probes()]
    probed = len(seeds(8))
    moved = [score < scores[0] for score in scores[1 : probed + 1]]

    assert moved == [bool(label) for label in LABELS[:probed]]


def test_participants_read_bounds_of_the_steps_and_staff_the_exact_scores(
    clients: People, assignment: Any
) -> None:
    address = assignment("alpha", LABELS, "ladder")
    task = clients["momo"].get(f"/api/v1{address}").json()
    step, start = task["step"], task["start"]
    poor = submit(clients["momo"], address, np.full(ROWS, 0.5))
    good = submit(clients["momo"], address, np.abs(LABELS - 0.01))
    better = submit(clients["momo"], address, LABELS)
    shown = [view["score"] for view in (poor, good, better)]
    exact = clients["ta"].get(f"/api/v1/submissions/{good['id']}").json()

    assert (task["release"], shown) == ("ladder", [None, step / 2, step / 2])
    assert round(start / step, 9) == round(start / step)
    assert [view["moved"] for view in (poor, good, better)] == [False, True, False]
    assert [view["at_start"] for view in (poor, good, better)] == [True, False, False]
    assert exact["score"] == pytest.approx(0.01)
    assert (exact["released"], exact["moved"]) == (step / 2, True)
    (row,) = clients["momo"].get(f"/api/v1{address}/{BOARD}").json()["rows"]
    assert (row["score"], row["submitted_at"]) == (step / 2, good["received_at"])
    (row,) = clients["ta"].get(f"/api/v1{address}/{BOARD}").json()["rows"]
    found = (row["score"], row["released"], row["submitted_at"])
    assert found == (0.0, step / 2, better["received_at"])
    history = clients["momo"].get(f"/api/v1{address}/submissions").json()
    assert [(line["score"], line["moved"]) for line in history] == [
        (step / 2, False),
        (step / 2, True),
        (None, False),
    ]


def test_a_replay_computes_what_was_released_and_notices_what_was_changed(
    running: Any, clients: People, assignment: Any
) -> None:
    address = assignment("alpha", LABELS, "ladder")
    submit(clients["momo"], address, np.full(ROWS, 0.5))
    good = submit(clients["momo"], address, np.abs(LABELS - 0.01))
    service = running.service

    def replay() -> list[str]:
        with service.database.read() as session:
            found = replaying.find(session, good["id"], None)
        result = replaying.replay(found, service.files, service.grading.grade, service.database)
        return [difference.what for difference in result.differences]

    assert replay() == []
    with service.database.read() as session:
        evaluation_id = replaying.find(session, good["id"], None).evaluation.id
    forged = update(Release).where(Release.evaluation_id == evaluation_id).values(moved=False)
    service.database.write(Session.execute, forged)
    assert replay() == ["released.moved"]


def test_a_sentence_says_so_in_the_readers_language(clients: People, assignment: Any) -> None:
    view = submit(clients["momo"], assignment("alpha", LABELS, "ladder"), np.full(ROWS, 0.5))
    japanese = clients["momo"].get(
        f"/api/v1/submissions/{view['id']}", headers={"Accept-Language": "ja"}
    )

    assert view["note"].startswith("No better than your shown score")
    assert "表示は変わりません" in japanese.json()["note"]
