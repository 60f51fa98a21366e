"""Which of the many possible mutants belong to the corpus: `selected.json`, one on each line.

A mutant is taken if the oracle finds it wrong for every one of some seeds. For every layer the
operators take turns, in an order that a hash decides, so that the same sources give the same
selection.
"""

import hashlib
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.judge.mutations.contract import CONTRACTS
from tests.judge.mutations.operators import OPERATORS, edits_of
from tests.judge.mutations.oracle import Examination, examine
from tests.judge.mutations.rewrites import RIGHT

FILE = Path(__file__).parent / "selected.json"
SEEDS = range(5)
PER_LAYER = {"named": 13, "nameless": 11}  # mistakes with causes of their own, and others
TRIES = 40
_BY_TRIAL = {
    ("large",): {"large_values", "not_finite"},
    ("batch of one",): {"batch_of_one"},
    ("zeros",): {"at_zero"},
    ("several batches",): {"stale_cache", "accumulated"},
    ("several batches", "two forwards"): {"stale_cache", "accumulated"},
    ("evaluation",): {"running_statistics"},
}


@dataclass(frozen=True)
class Selected:
    """One mutant: the operator at a place of a rewrite, and what it must cost."""

    rewrite: str
    operator: str
    place: int
    arrays: tuple[str, ...] | None
    causes: tuple[str, ...]


def select() -> list[Selected]:
    """The selection for the sources as they are."""
    return [each for layer in CONTRACTS for each in _of_layer(layer)]


def write(selection: Sequence[Selected]) -> None:
    """Keep a selection for the loader."""
    lines = ",\n".join(json.dumps(list(asdict(each).values())) for each in selection)
    FILE.write_text(f"[\n{lines}\n]\n", "utf-8")


def read() -> list[Selected]:
    """The selection that was kept."""
    return [
        Selected(rewrite, operator, place, arrays and tuple(arrays), tuple(causes))
        for rewrite, operator, place, arrays, causes in json.loads(FILE.read_text("utf-8"))
    ]


def _of_layer(layer: str) -> Iterator[Selected]:
    seen: set[str] = set()
    for kind, count in PER_LAYER.items():
        names = [name for name in OPERATORS if bool(OPERATORS[name].causes) == (kind == "named")]
        names.sort(key=lambda name: _hash(layer, name))
        streams = [_wrong_ones(layer, name, seen) for name in names]
        turns = itertools.zip_longest(*streams)
        found = (each for turn in turns for each in turn if each is not None)
        yield from itertools.islice(found, count)


def _wrong_ones(layer: str, operator: str, seen: set[str]) -> Iterator[Selected]:
    """Mutants of a layer by one operator that are wrong, each another source."""
    rewrites = [each for each in RIGHT if each.layer == layer]
    candidates = [
        (rewrite, place, make)
        for rewrite in rewrites
        for place, make in enumerate(edits_of(operator, rewrite))
    ]
    candidates.sort(key=lambda each: _hash(each[0].name, operator, each[1]))
    for rewrite, place, make in candidates[:TRIES]:
        source = make()
        examinations = [examine(layer, rewrite.declared, source, seed) for seed in SEEDS]
        is_wrong = all(each.lost and not each.raised for each in examinations)
        if is_wrong and source not in seen:
            seen.add(source)
            arrays = arrays_lost(layer, examinations)
            causes = _causes(layer, operator, examinations)
            yield Selected(rewrite.name, operator, place, arrays, causes)


def arrays_lost(layer: str, examinations: Sequence[Examination]) -> tuple[str, ...] | None:
    """The arrays that cost points; None where forward is wrong and gradients hang on it.

    None as well where one seed loses other arrays than another.
    """
    (lost, *others) = {each.lost for each in examinations}
    is_output = CONTRACTS[layer].output in lost
    return None if others or is_output else tuple(sorted(lost))


def _causes(layer: str, operator: str, examinations: Sequence[Examination]) -> tuple[str, ...]:
    trials = {each.trials for each in examinations}
    by_trial: Mapping[tuple[str, ...], set[str]] = _BY_TRIAL
    (first, *others) = trials
    found = set() if others else by_trial.get(first, set())
    if first == ("evaluation",):
        return tuple(found)
    if layer == "TrainingStep":  # it shows parameters, not gradients
        return ("wrong_direction",) if operator == "gradient negated" else tuple(sorted(found))
    return tuple(sorted(OPERATORS[operator].causes | found))


def _hash(*parts: object) -> str:
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()
