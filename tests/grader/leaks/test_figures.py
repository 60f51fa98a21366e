"""The figures of docs/leaks.md come out as they stand there: its tables are read and made again.

What takes minutes is for `make prove`.
"""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.leaks.bound import Attacker, leak, readable_error
from grader.leaks.ladder import standard_error
from grader.leaks.law import gain
from grader.leaks.policy import RoundedScores, course_ladder
from grader.leaks.rounding import Rounding

ROOT = Path(__file__).parents[3]
LEAKS = (ROOT / "docs" / "leaks.md").read_text()


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Imports a script of that name."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    monkeypatch.setattr(sys, "path", [*sys.path])  # the scripts add to it
    return importlib.import_module


def table(heading: str) -> list[list[str]]:
    """The cells of the table below a line of headings, which begins like this."""
    lines = iter(LEAKS.splitlines())
    assert any(line.startswith(heading) for line in lines), f"no table {heading}"
    assert next(lines).startswith("|---")
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in rows_of(lines)]


def rows_of(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if not line.startswith("|"):
            return
        yield line


# What counts: answers over rows


@pytest.mark.long
@pytest.mark.parametrize(
    ("rows", "said", "shown"), [(300, (16, 32), (14, 28)), (1_000, (34, 44), (25, 32))]
)
def test_a_class_shows_most_of_the_values_that_are_said(
    benchmark: Any, rows: int, said: tuple[int, int], shown: tuple[int, int]
) -> None:
    """The people of the term stand where it is said that a class stands, and not in even gaps."""
    script, found = benchmark("term"), []
    for seed in range(4):
        term = script.Term.play(script.TASKS[0], rows, seed)
        values = RoundedScores.of("mae", "lower", term.labels, 6).values
        found.append((values, np.unique(term.shown()["rounded"].round(12)).size))
    first, second = zip(*found, strict=True)

    assert ((min(first), max(first)), (min(second), max(second))) == (said, shown)
    sentence = " ".join(LEAKS.split())
    assert "heavy tail 16 to 32, of which the people below show 14 to 28" in sentence
    assert "over 1,000 rows 34 or more, of which they show 25 or more" in sentence


@pytest.mark.parametrize(
    "files", [10, 20, *(pytest.param(n, marks=pytest.mark.long) for n in (50, 100))]
)
def test_the_law_holds_within_two_hundredths_of_what_is_measured(
    benchmark: Any, files: int
) -> None:
    """A tenth of the rows is asked about at the most; scores are rounded as by default."""
    probe = benchmark("probe_metrics")
    terms = [
        probe.weigh_twice(np.random.default_rng([5, term]), 1_000, files, ("mae",))
        for term in range(20)
    ]
    assert np.mean(terms) == pytest.approx(gain(files, 1_000), abs=0.02)


@pytest.mark.parametrize(
    ("labels", "step"), [("two_classes", 0.01), ("counts", 1.0), ("measurements", 1.0)]
)
def test_no_attacker_gets_more_right_than_is_said_of_exact_scores(
    benchmark: Any, labels: str, step: float
) -> None:
    """500 answers in so few digits that no label can be read off two of them."""
    make, attacks = getattr(benchmark("probe"), labels), benchmark("probe_attacks").ATTACKS
    rows, who = make(1_000, np.random.default_rng([0, 0])), Attacker(5, 20, 5)
    said = leak(rows.labels, Rounding(step), who).gain
    for name in ("boosting", "seeds", "turning point", "groups", "one row"):
        found = benchmark("probe").run(attacks[name], rows, rows, Rounding(step), who, 0)
        assert found.recovered - 0.5 <= said, name


def test_what_is_said_of_exact_scores_in_whole_units_and_what_is_got(benchmark: Any) -> None:
    probe, attacks = benchmark("probe"), benchmark("probe_attacks").ATTACKS
    rows = probe.measurements(5_000, np.random.default_rng([0, 0]))
    board, who = Rounding(1.0), Attacker(5, 40, 5)
    found = probe.run(attacks["turning point"], rows, rows, board, who, 0).recovered - 0.5
    assert (f"{leak(rows.labels, board, who).gain:.2f}", f"{found:.2f}") == ("0.20", "0.09")
    assert "about 5,000 rows, no label can be read and 0.20 is said" in " ".join(LEAKS.split())


@pytest.mark.parametrize(("part", "in_groups"), [(8, "0.00"), (100, "0.14"), (800, "0.28")])
def test_finer_steps_than_an_eighth_of_the_error_are_read_in_groups(
    benchmark: Any, part: int, in_groups: str
) -> None:
    probe, attacks = benchmark("probe"), benchmark("probe_attacks").ATTACKS
    rows = probe.two_classes(1_000, np.random.default_rng([0, 0]))
    step = float(f"{standard_error(rows.labels) / part:.1e}")
    board, attacker = Rounding(step), Attacker(100, 1)
    found = {
        name: probe.run(attacks[name], rows, rows, board, attacker, 0).recovered - 0.5
        for name in ("groups", "boosting")
    }
    assert f"{max(0, found['groups']):.2f}" == in_groups
    assert f"{found['boosting']:.2f}" == "0.12"


def test_a_program_that_chooses_seeds_gains_no_more_than_the_law_says(benchmark: Any) -> None:
    """With every answer of a term of five accounts, over 5,000 rows of two classes."""
    probe, attacks = benchmark("probe"), benchmark("probe_attacks").ATTACKS
    rows = probe.two_classes(5_000, np.random.default_rng([0, 0]))
    rounded = RoundedScores.of("mae", "lower", rows.labels, 6)
    attacker = Attacker(1, rounded.answers, 5)
    gains = [
        probe.run(attacks["seeds"], rows, rows, Rounding(rounded.step), attacker, seed).recovered
        - 0.5
        for seed in range(20)
    ]
    assert attacker.answers == 75
    assert (f"{np.mean(gains):.2f}", f"{gain(75, 5_000):.2f}") == ("0.05", "0.06")


TERMS = table("| public rows | MAE: exact")


@pytest.mark.proof
@pytest.mark.parametrize(
    ("row", "terms"), [*zip(TERMS, (10, 6, 3, 2), strict=True)], ids=[row[0] for row in TERMS]
)
def test_a_term_is_shown_as_well_as_the_table_says(
    benchmark: Any, row: list[str], terms: int
) -> None:
    term, said = benchmark("term"), row[1:]
    for task, cells in zip(term.TASKS, (said[:4], said[4:]), strict=True):
        found = {
            name: (f"{tau:.2f}", f"{round(lost, 3) + 0.0:.3f}, {values:.0f}")  # no -0.000
            for name, tau, lost, values in term.measure(task, int(row[0].replace(",", "")), terms)
        }
        assert [
            found["exact"][0],
            *(found[n][1] for n in ("rounded", "answers", "ladder")),
        ] == cells


@pytest.mark.proof
def test_four_answers_about_few_rows_come_late_and_six_would_tell_too_much(benchmark: Any) -> None:
    """The figures that lint says as well: a default loses 0.02 at most."""
    term = benchmark("term")
    lost = {
        (answers, name): f"{less:.2f}"
        for answers, terms in ((4, 60), (6, 30))
        for name, _, less, _ in term.measure(term.TASKS[1], 300, terms, answers)
    }
    assert [lost[4, name] for name in ("answers", "evenly", "kept")] == ["0.02", "0.03", "0.01"]
    assert lost[6, "evenly"] == "0.02"


@pytest.mark.long
def test_the_fewest_answers_tell_what_is_said_and_late_ones_lose_less(benchmark: Any) -> None:
    said = [f"{gain(5 * each, n):.2f}" for each, n in ((6, 300), (4, 300), (4, 1_000))]
    assert said == ["0.15", "0.12", "0.07"]
    sentences = " ".join(LEAKS.split())
    assert "but tell five accounts 0.15" in sentences
    assert "by the fewest, four, 0.12 about 300 rows and 0.07 about 1,000" in sentences
    term = benchmark("term")
    lost = {name: less for name, _, less, _ in term.measure(term.TASKS[1], 300, 3)}
    assert lost["answers"] < lost["evenly"] - 0.005


# `ladder`: stairs

MAKERS = ("two_classes", "counts", "measurements")


def recovered(benchmark: Any, name: str, board: int, who: tuple[int, int, int]) -> dict[str, float]:
    """What each attack recovers. board: which policy. who: rows, tracks, people."""
    probe, attacks = benchmark("probe"), benchmark("probe_attacks").ATTACKS
    count, tracks, people = who
    rng = np.random.default_rng([0, 0])
    rows, private = getattr(probe, name)(count, rng), getattr(probe, name)(count, rng)
    attacker = Attacker(5, 100 // tracks, people * tracks)
    policy = [*probe.policies(rows, tracks).values()][board]
    return {
        name: float(probe.run(attack, rows, private, policy, attacker, 0).recovered)
        for name, attack in attacks.items()
    }


def most_recovered(benchmark: Any, name: str, board: int, who: tuple[int, int, int]) -> str:
    """The most of any attack."""
    return f"{max(recovered(benchmark, name, board, who).values()):.2f}"


@pytest.mark.proof
@pytest.mark.parametrize("name", MAKERS)
def test_only_those_who_know_rows_for_sure_recover_more_than_the_others(
    benchmark: Any, name: str
) -> None:
    found = recovered(benchmark, name, -1, (5_000, 1, 5))
    found.pop("known rows")
    assert max(found.values()) < 0.525


@pytest.mark.proof
@pytest.mark.parametrize(("rows", "said", "got"), [(300, "0.12", "0.10"), (5_000, "0.06", "0.04")])
def test_the_law_of_stairs_is_an_upper_figure(
    benchmark: Any, rows: int, said: str, got: str
) -> None:
    """Over 300 rows the mean of three terms, since one is as good as chance."""
    who, most = Attacker(5, 100, 5), []
    probe, attacks = benchmark("probe"), benchmark("probe_attacks").ATTACKS
    for seed in range(3 if rows < 1_000 else 1):
        rng = np.random.default_rng([seed, 0])
        given, private = probe.two_classes(rows, rng), probe.two_classes(rows, rng)
        policy = course_ladder("mae", given.labels, 1)
        run = [probe.run(one, given, private, policy, who, seed) for one in attacks.values()]
        most.append([each.recovered - 0.5 for each in run])
        assert f"{leak(given.labels, policy, who).gain:.2f}" == said
    assert f"{np.mean(most, axis=0).max():.2f}" == got


OTHERS = table("| public rows, tracks | two classes")


@pytest.mark.proof
@pytest.mark.parametrize("row", OTHERS, ids=[row[0] for row in OTHERS])
def test_boards_of_other_sizes_give_away_what_the_table_says(
    benchmark: Any, row: list[str]
) -> None:
    rows, tracks = row[0].split(", ")
    who = int(rows.replace(",", "")), {"one": 1, "two": 2}[tracks], 5
    assert [most_recovered(benchmark, name, -1, who) for name in MAKERS] == row[1:]


ASKED = table("| labels, who asks | four decimals")


@pytest.mark.proof
@pytest.mark.parametrize("row", ASKED, ids=[row[0] for row in ASKED])
def test_each_policy_gives_away_what_the_table_says(benchmark: Any, row: list[str]) -> None:
    who = 5_000, 1, 5 if "five" in row[0] else 1
    name = row[0].split(",")[0].replace(" ", "_")
    assert [most_recovered(benchmark, name, board, who) for board in range(4)] == row[1:]


# The bound


@pytest.mark.parametrize("slug", ["r2", "rmse"])
def test_two_files_with_predictions_far_off_tell_two_dozen_labels(
    benchmark: Any, slug: str
) -> None:
    labels = np.random.default_rng(11).integers(0, 2, 200).astype(float)
    assert benchmark("probe_metrics").read_groups(slug, labels, None, 2, 12) == 24


def test_one_answer_of_log_loss_tells_thirteen_labels_of_eighty(benchmark: Any) -> None:
    probe = benchmark("probe_metrics")
    labels = np.random.default_rng(11).integers(0, 2, 80).astype(float)
    assert probe.read_groups("log_loss", labels, probe.KEPT, 1, 13) == 13


@pytest.mark.long
def test_a_metric_beside_tells_what_the_page_says(benchmark: Any) -> None:
    found = benchmark("probe_metrics").beside().values()
    said = [(f"{each.known:.2f}", f"{each.bound:.2f}") for each in found]
    assert said == [("0.05", "0.07"), ("0.08", "0.09")]


def test_two_scores_of_four_decimals_show_a_label_to_within_a_quarter() -> None:
    assert readable_error(5_000, 1e-4) == 0.25


def test_other_metrics_are_read_as_far_as_the_table_says(benchmark: Any) -> None:
    labels = np.random.default_rng(11).integers(0, 2, 200).astype(float)
    found = [
        [f"{100 * each.known:.0f} %", f"{100 * each.bound:.0f} %"]
        for each in benchmark("probe_metrics").attacks(labels, 8).values()
    ]
    rows = table("| metric, predictions | labels read")
    assert sorted(row[1:] for row in rows) == sorted(found)
