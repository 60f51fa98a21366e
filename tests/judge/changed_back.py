"""Right layers, changed in one place as a search changes wrong ones: how many it changes back.

`python -m tests.judge.changed_back` takes every layer, one change in a hundred.
"""

import random
import sys
from pathlib import Path

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.catalogue import KINDS
from grader.layers.diagnosis.repairs.candidates import candidates_for
from grader.layers.diagnosis.repairs.layer_code import code_of
from grader.layers.diagnosis.repairs.suspicion import suspicion_for
from grader.layers.diagnosis.source_code import SourceCode
from grader.layers.judge import judge
from grader.reports import Outcome
from grader.sandbox.runner import Limits
from tests.runner_here import RunnerHere

RIGHT = Path(__file__).with_name("mutations") / "right"
LIMITS = Limits(wall_s=60, cpu_s=60, memory_bytes=512_000_000, output_bytes=100_000)


def change_and_repair(path: str, every: int) -> tuple[int, int]:
    """Of the changes of one layer that make it wrong, how many are cured, and how many there are.

    path: convention and layer. every: one change of so many is tried.
    """
    convention, layer = path.split("/")
    source = max((RIGHT / path).glob("*.py")).read_text("utf-8")
    read = SourceCode.of(source.encode())
    assert read is not None
    specification = KINDS[layer].specification()
    code = code_of(read, specification, convention)  # type: ignore[arg-type]
    assert code is not None
    about = specification, convention, frozenset(specification.arrays[1:])
    changes = candidates_for(code, suspicion_for(read, *about))  # type: ignore[arg-type]
    tried = found = 0
    for change in random.Random(path).sample(changes, len(changes) // every):
        before = code.text.between(0, change.start)
        after = code.text.between(change.end, len(code.text.data))
        outcome = _judge(before + change.text + after, convention, layer)
        if change.also or outcome.points == 1 or not outcome.report.layers[0].findings:
            continue
        tried += 1
        found += _is_repaired(outcome)
    return found, tried


def _judge(source: str, convention: str, layer: str) -> Outcome:
    tasks = (LayerTask.model_validate({"layer": layer}),)
    layers = Layers(tasks=tasks, convention=convention)  # type: ignore[arg-type]
    return judge(source.encode(), "layers.py", layers, LIMITS, RunnerHere(), 3)


def _is_repaired(outcome: Outcome) -> bool:
    findings = (each for layer in outcome.report.layers for each in layer.findings)
    return any((each.repair or each.problem).code.startswith("repair_") for each in findings)


def main() -> int:
    """Print the figures of every layer in the conventions that a search reads."""
    paths = {"/".join(each.parts[-3:-1]) for each in RIGHT.rglob("*.py")}
    figures = {
        path: change_and_repair(path, every=100) for path in sorted(paths) if path[0] in "ABE"
    }
    for path, (found, tried) in figures.items():
        sys.stdout.write(f"{path:30} {found}/{tried}\n")
    found, tried = map(sum, zip(*figures.values(), strict=True))
    sys.stdout.write(f"all {found}/{tried} changed back\n")
    return 0 if found >= 0.75 * tried else 1


if __name__ == "__main__":
    sys.exit(main())
