"""Sources compared in a process of its own: whatever a file does to Python's parser, it does there.

Files are parsed, never imported or executed. Where the process falls or takes too long, all files
are compared once more by their looks alone, which needs no parser.
"""

import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from grader.similarity.sources import Source, SourceSimilarity, compare_sources

WALL_S = 120.0
_MEMORY_BYTES = 4_000_000_000
_ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (
    f"import sys; sys.path.insert(0, {str(_ROOT)!r}); "
    "from grader.similarity.in_subprocess import main; main()"
)


class ComparisonError(Exception):
    """The comparison fell over its files, with and without the parser."""


@dataclass(frozen=True)
class _ComparisonTask:
    """What is compared, as the other process is told."""

    sources: tuple[Source, ...]
    starter: tuple[str, ...]
    term: str
    grammar: bool


_COMPARISON = TypeAdapter(_ComparisonTask)
_FINDINGS = TypeAdapter(SourceSimilarity)


def compare_in_subprocess(
    sources: Sequence[Source],
    starter: Iterable[str] = (),
    *,
    term: str = "",
    program: str = PROGRAM,
    wall_s: float = WALL_S,
) -> SourceSimilarity:
    """`grader.similarity.sources.compare_sources` in another process. Raises ComparisonError.

    program: Python that the other process runs, which calls `main`. wall_s: how long it may take,
    in seconds, with the parser and without it each.
    """
    given = tuple(starter)
    for grammar in (True, False):
        findings = _run(_ComparisonTask(tuple(sources), given, term, grammar), program, wall_s)
        if findings is not None:
            return findings
    raise ComparisonError(f"{len(sources)} files could not be compared within {wall_s:g} s")


def main() -> None:
    """Do the task on standard input and write the findings to standard output."""
    _limit()
    task = _COMPARISON.validate_json(sys.stdin.buffer.read())
    findings = compare_sources(task.sources, task.starter, term=task.term, grammar=task.grammar)
    sys.stdout.buffer.write(_FINDINGS.dump_json(findings))


def _run(task: _ComparisonTask, program: str, wall_s: float) -> SourceSimilarity | None:
    """What the other process finds; None where it falls or takes too long."""
    try:
        run = subprocess.run(  # noqa: S603 - our own interpreter with our own words
            [sys.executable, "-I", "-c", program],
            input=_COMPARISON.dump_json(task),
            capture_output=True,
            check=True,
            timeout=wall_s,
            env={},
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None
    return _FINDINGS.validate_json(run.stdout)


def _limit() -> None:
    """Bound what this process may use, where the system can."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on every system

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
