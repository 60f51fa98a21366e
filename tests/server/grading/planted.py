"""Grading processes whose grader does what a test says, and whose code nobody runs."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from grader import Bounds, Bundle, GradingRequest, Setup, open_folder
from server.grading.pool import GradingPool

_PROGRAM = """
import os, threading
from pathlib import Path
from grader import CodeRunning, CodeState, Outcome, Report, Verdict
from grader.process.code_runner import CodeRunner
from grader.process.main import main
from grader.sandbox.runner import CrowdedOutError
CodeRunner.open = lambda _: CodeRunning(state=CodeState.ELSEWHERE)
kept = []
def grade(job, runner, on_output, on_predictions):
{body}
    return Outcome(verdict=Verdict.SCORED, score=1.0)
main(grade)
"""
BACKPROP_LAYERS = Path(__file__).parents[3] / "assignments" / "backprop-layers"


def planted(*lines: str) -> str:
    """A program whose grader does this first."""
    return _PROGRAM.format(body="\n".join(f"    {line}" for line in lines))


@contextmanager
def pool(*lines: str, **options: int) -> Iterator[GradingPool]:
    """A pool of such processes."""
    made = GradingPool(Setup(), program=planted(*lines), **options)
    try:
        yield made
    finally:
        made.close()


@cache
def _opened() -> Bundle:
    return open_folder(BACKPROP_LAYERS)


def sha256_of(file: Path) -> str:
    """That of a file's bytes."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def request(
    wall_s: float = 60,
    cpu_s: float = 60,
    memory_bytes: int = 10**9,
    seed: int = 1,
    code_bytes: int = 0,
) -> GradingRequest:
    """A request to grade a file that nobody reads."""
    return GradingRequest(
        bundle_root=BACKPROP_LAYERS,
        bundle_sha256=_opened().sha256,
        file=Path(__file__),
        filename="p.csv",
        file_sha256=sha256_of(Path(__file__)),
        seed=seed,
        track=None,
        predictions=Path("/no/such/folder/p.npy"),
        bounds=Bounds(wall_s=wall_s, cpu_s=cpu_s, memory_bytes=memory_bytes, code_bytes=code_bytes),
    )


def quiet(_: str) -> None:
    """Whoever does not want to hear."""
