"""Honest programs of every kind are proved, and those that know rows are not: `corpus/`.

Both are tried on the patients of the demo, whose features participants have. Cheats are templates:
what they know of the hidden labels is filled in here, between at signs.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.builders.diabetes_cohort import FEATURES, draw_cohort
from grader.builders.frozen_random import frozen_random
from grader.definition.tracks import ProgramRules
from grader.leaks.bound import label_bits, resolution_of
from grader.programs import grading
from grader.programs.asking import Asking
from grader.programs.checking import measure
from grader.programs.files import read_program
from grader.programs.grading import Attempt, Proof
from grader.programs.training_data import TrainingData
from reference.arrays import Floats

CORPUS = Path(__file__).parent / "corpus"
NEARLY_CONSTANT = {"constant", "mean", "mean_by_group", "heavy_ridge"}
EVERYDAY = {"category", "constant", "mean", "one_feature", "tree_with_constants", "tuned_network"}
_random = frozen_random(5)
TRAIN, TEST = draw_cohort(_random, 2_000), draw_cohort(_random, 1_000)
DATA = TrainingData(FEATURES, TRAIN.features, TRAIN.progression, TEST.features)
RULES = ProgramRules(repeatable=True, learns=True)
KEY = b"a secret of this test"
LABELS = [int(label) for label in TEST.progression]
SLOTS = 920
LETTERS = "ABCDEFGHIJKLMNOP"
MEDIAN = int(np.median(LABELS))
CHEATS = {
    "named_table",
    "short_position",
    "sorted_position",
    "docstring",
    "names",
    "many_ifs",
    "position",
}


def in_bits(labels: list[int]) -> str:
    """Which of the first 300 are above the median."""
    return f"{sum((label > MEDIAN) << i for i, label in enumerate(labels[:300])):x}"


def hashes(most: int = 4001) -> list[int]:
    """A number of each hidden row, which few share."""
    weights = [7, 13, 911, 31, 17, 1.3, 3, 57, 5701, 11]
    return [int(abs(row @ weights)) % most for row in TEST.features]


def missed_by_a_ridge() -> Floats:
    """By how much a ridge misses each hidden row."""
    mean, std = TRAIN.features.mean(axis=0), TRAIN.features.std(axis=0)
    Z, b = (TRAIN.features - mean) / std, TRAIN.progression.mean()
    w = np.linalg.solve(Z.T @ Z + np.eye(Z.shape[1]), Z.T @ (TRAIN.progression - b))
    return np.asarray(TEST.progression - (TEST.features - mean) / std @ w - b)


def misses() -> int:
    """Two bits for each of some numbers of rows: the step that suits them best."""
    numbers, off, found = np.array(hashes(SLOTS)), missed_by_a_ridge(), 0
    for place in range(SLOTS):
        here = off[numbers == place]
        errors = [np.abs(here - (33 * step - 49)).sum() for step in range(4)]
        found |= int(np.argmin(errors)) << 2 * place
    return found


def filled(source: str) -> str:
    """A cheat with what it knows."""
    rows, places = TEST.features.tolist(), np.lexsort(TEST.features.T[::-1])
    hashed = [0] * 4001
    for place, label in zip(hashes(), LABELS, strict=True):
        hashed[place] = label
    texts = {
        "DIGITS": "".join(f"{label:03}" for label in LABELS),
        "BITS300": in_bits(LABELS),
        "SORTEDBITS300": in_bits([LABELS[i] for i in places]),
        "DICT": repr({(x[2], x[8], x[4]): y for x, y in zip(rows, LABELS, strict=True)}),
        "HASHED": repr(hashed),
        "LETTERS": "".join("#" if not y else chr(40 + y // 4).replace("\\", "]") for y in hashed),
        "MISSES": str(misses()),
        "SLOTS": str(SLOTS),
        "LEVELS": "\n".join(f"{LETTERS[i]} = {25 + 20 * i}" for i in range(16)),
        "NAMED": ", ".join("Z" if not y else LETTERS[min((y - 15) // 20, 15)] for y in hashed),
        "STEPS": "\n\n".join(
            f"def f{i}():\n" + "\n".join("    A()" if y > MEDIAN else "    B()" for y in some)
            for i, some in enumerate(hashed[i : i + 50] for i in range(0, 4001, 50))
        )
        + "\n"
        + "\n".join(f"f{i}()" for i in range(81)),
        "SUBSCRIPTS": "\n".join(
            "TAPE" + "".join("[P]" if y > MEDIAN else "[N]" for y in hashed[i : i + 60])
            for i in range(0, 4001, 60)
        ),
        "FLOATS": ", ".join(
            "0." + "".join(f"{label:03}" for label in LABELS[i : i + 5]) for i in range(0, 1000, 5)
        ),
        "BIGINT": str(sum(label * 1000**i for i, label in enumerate(LABELS))),
        "IFS": "\n".join(
            f"    if abs(x[8] - {x[8]}) < 1e-4 and x[2] == {x[2]}:\n        return {y}"
            for x, y in zip(rows, LABELS, strict=True)
        ),
        "FUNCTIONS": "\n".join(f"f{i} = lambda: {label}" for i, label in enumerate(LABELS)),
        "CALLS": ", ".join(f"f{i}" for i in range(1000)),
        "KEYWORDS": ", ".join(f"_{i:03}_{label}=0" for i, label in enumerate(LABELS)),
        "SIGNS": ", ".join("PN"[label < MEDIAN] for label in LABELS * 4),
        "BYTES": ", ".join(
            repr(bytes(x // 2 for x in LABELS[i : i + 99])) for i in range(0, 1000, 99)
        ),
    }
    for name, text in texts.items():
        source = source.replace(f"@{name}@", text)
    return source


def programs(kind: str, everyday: set[str]) -> list[Any]:
    """The files of a folder; those that are not for every day are long."""
    return [
        pytest.param(path, id=path.stem, marks=[] if path.stem in everyday else pytest.mark.long)
        for path in sorted((CORPUS / kind).glob("*.py"))
    ]


@pytest.fixture
def attempted(code_runner: Any, tmp_path: Path) -> Callable[..., Attempt]:
    def attempted(path: Path) -> Attempt:
        source = filled(path.read_text())
        file = tmp_path / "model.py"
        file.write_text(source)
        asking = Asking.secretly(DATA.X_new, KEY, hashlib.sha256(source.encode()).hexdigest())
        proof = Proof(RULES, DATA, lambda _: None, code_runner, 11, asking, is_limited=True)
        return proof.attempt(file, "model.py")

    return attempted


def mean_error(predictions: Any) -> float:
    return float(np.abs(predictions - TEST.progression).mean())


@pytest.mark.parametrize("path", programs("honest", EVERYDAY))
def test_an_honest_program_is_proved(
    attempted: Callable[..., Attempt], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of its answers nothing is left with other targets, says docs/leaks.md."""
    left: list[float] = []
    share_left = grading._share_left
    monkeypatch.setattr(
        grading, "_share_left", lambda *given: left.append(share_left(*given)) or left[-1]
    )
    found = attempted(path)
    assert len(left) == 1
    assert left[0] <= 0
    assert found.problems == ()
    assert found.order_sha256
    assert mean_error(found.predictions) < (53 if path.stem in NEARLY_CONSTANT else 45)


@pytest.mark.parametrize("path", programs("cheats", CHEATS))
def test_a_program_that_knows_rows_is_refused(
    attempted: Callable[..., Attempt], path: Path
) -> None:
    assert attempted(path).predictions is None


def undefended(path: Path) -> float:
    """The error of a program that is asked for all rows as they stand in the file."""
    names: dict[str, Any] = {"__name__": "model"}
    exec(compile(filled(path.read_text()), path.name, "exec"), names)
    model = names["Model"]()
    model.fit(TRAIN.features.copy(), TRAIN.progression.copy())
    return mean_error(model.predict(TEST.features.copy()))


@pytest.mark.long
def test_what_is_refused_would_have_paid() -> None:
    """A ridge has an error of 34, by which docs/leaks.md counts them."""
    ridge = undefended(CORPUS / "honest" / "ridge.py")
    errors = [undefended(path) for path in sorted((CORPUS / "cheats").glob("*.py"))]
    assert round(ridge) == 34
    assert (sum(error < 30 for error in errors), sum(error < 10 for error in errors)) == (15, 11)


def test_what_may_be_typed_in_is_worth_so_much(attempted: Callable[..., Attempt]) -> None:
    """A ridge has an error of 34; the rows that fit into the limit bring it down to this."""
    found = attempted(CORPUS / "limits" / "short_lookup.py")
    assert 21 < mean_error(found.predictions) < 22


def test_a_program_that_chooses_seeds_is_told_from_an_honest_one_by_no_check(
    attempted: Callable[..., Attempt],
) -> None:
    """What it tells is bounded as what any file does: by answers, over rows."""
    found = attempted(CORPUS / "limits" / "seeds.py")
    assert found.problems == ()
    assert 34 < mean_error(found.predictions) < 45


def test_the_corpora_are_whole_and_hold_so_much(code_runner: Any) -> None:
    """The figures of docs/leaks.md."""
    honest = sorted((CORPUS / "honest").glob("*.py"))
    read = [read_program(path, "model.py", RULES.source_bytes) for path in honest]
    typed = [measure(program, code_runner) for program in read]
    sizes = [each for one in typed for each in (one.literals, one.whole)]
    assert (len(honest), len(programs("cheats", CHEATS))) == (27, 18)
    assert (min(sizes[::2]), max(sizes[::2])) == (6, 250)
    assert (min(sizes[1::2]), max(sizes[1::2])) == (41, 532)
    assert sizes[::2][honest.index(CORPUS / "honest" / "tree_with_constants.py")] == 52


def test_the_labels_hold_less_than_a_program_may() -> None:
    """The figures of docs/leaks.md."""
    held = label_bits(TEST.progression, resolution_of(TEST.progression)) * len(LABELS) / 8
    assert (round(held), RULES.information_bytes) == (765, 2_000)
