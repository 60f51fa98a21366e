"""Plants each fault in a copy of the project, one copy a core, and says whether its tests notice.

`python -m tests.planted` takes some minutes; `--only NAME` takes one fault. `--tree FOLDER` takes
another checkout, with `--python` for its interpreter: so the same faults are seen to be caught by
the tests of an earlier version.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path
from queue import SimpleQueue

from tests.planted.faults import Fault, NotPlantableError, read_faults

ROOT = Path(__file__).parents[2]
PATIENCE_S = 600
_SKIPPED = shutil.ignore_patterns(".*", "__pycache__", "_build")
_GREEN, _RED = 0, 1  # how pytest ends; any other status is no answer


class Answer(StrEnum):
    """What came of a fault."""

    CAUGHT = "caught"
    MISSED = "MISSED"
    UNSOUND = "UNSOUND: its tests are red without it, or cannot run"


def main() -> int:
    """Plant them one at a time in each copy; 0 where all are caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.planted", description=__doc__)
    parser.add_argument("--only", action="append", help="the name of a fault")
    parser.add_argument("--tree", type=Path, default=ROOT, help="the checkout to plant them in")
    parser.add_argument("--python", default=sys.executable, help="its interpreter")
    asked = parser.parse_args()
    faults = [one for one in read_faults() if asked.only is None or one.name in asked.only]
    with tempfile.TemporaryDirectory(prefix="gradus-planted-") as folder:
        trees = [Path(folder) / f"tree{number}" for number in range(os.cpu_count() or 1)]
        for tree in trees:
            shutil.copytree(asked.tree, tree, ignore=_SKIPPED)
        answers = _try_all(faults, trees, asked.python)
    caught = answers.count(Answer.CAUGHT)
    _say(f"{caught} of {len(faults)} planted faults caught")
    return 0 if caught == len(faults) else 1


def _try_all(faults: list[Fault], trees: list[Path], python: str) -> list[Answer]:
    """What comes of each fault, as many at a time as there are trees."""
    sound = _is_sound(faults, trees[0], python)
    free: SimpleQueue[Path] = SimpleQueue()
    for tree in trees:
        free.put(tree)

    def attempt(fault: Fault) -> Answer:
        tree = free.get()
        try:
            return _try(fault, tree, python, sound=sound)
        finally:
            free.put(tree)

    with ThreadPoolExecutor(len(trees)) as pool:
        return list(pool.map(attempt, faults))


def _is_sound(faults: list[Fault], tree: Path, python: str) -> bool:
    """Whether the tests of all faults are green as long as none is planted."""
    try:
        tests = sorted({test for fault in faults for test in fault.targets(tree)})
    except NotPlantableError:
        return False
    return _run(tests, tree, python) == _GREEN


def _try(fault: Fault, tree: Path, python: str, *, sound: bool) -> Answer:
    """Plant one fault, run its tests, and take it out again. sound: they are known to be green."""
    started = time.monotonic()
    try:
        place, tests = fault.place(tree), fault.targets(tree)
    except NotPlantableError as error:
        _say(str(error))
        return Answer.UNSOUND
    right = place.read_text("utf-8")
    answer = Answer.UNSOUND
    if sound or _run(tests, tree, python) == _GREEN:
        fault.plant(tree)
        status = _run(tests, tree, python)
        place.write_text(right, "utf-8")
        answer = {_GREEN: Answer.MISSED, _RED: Answer.CAUGHT}.get(status, Answer.UNSOUND)
    _say(f"{answer}: {fault.name} ({time.monotonic() - started:.0f} s)")
    return answer


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _run(tests: list[str], tree: Path, python: str) -> int:
    """How pytest ends that runs some tests of a tree, its packages before any installed ones."""
    words = [python, "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider", *tests]
    settings = {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        words,
        cwd=tree,
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=PATIENCE_S,
        check=False,
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
