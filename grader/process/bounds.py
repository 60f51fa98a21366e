"""How much a grading process may use for one file: far more than any right one takes.

These are no limits that a student could meet, who is told of those before: they end what is wrong
with the judge itself.
"""

from grader.definition.bundle import Bundle
from grader.process.messages import Bounds

_BASE_S = 60.0
_BYTES_PER_S = 200_000  # the slowest reading, that of a file with mistakes, takes a tenth of it
_BASE_BYTES = 1_000_000_000
_BYTES_PER_BYTE = 40  # of a file that is read: its text, its numbers and their order
_RUNS_OF_PROGRAM = 4
_RUNS_OF_METRIC = 10  # five trials, each twice where the private rows give nothing


def bounds_of(bundle: Bundle, track: str | None, file_bytes: int) -> Bounds:
    """The bounds of grading a file of that size."""
    read_bytes = file_bytes + _data_bytes(bundle)
    cpu_s = _BASE_S + read_bytes / _BYTES_PER_S
    return Bounds(
        wall_s=2 * cpu_s + _code_s(bundle, track),
        cpu_s=cpu_s,
        memory_bytes=_BASE_BYTES + _BYTES_PER_BYTE * read_bytes,
        code_bytes=_code_bytes(bundle, track),
    )


def longer(bounds: Bounds, extra_s: float) -> Bounds:
    """The same where each run of a program may take so many seconds more."""
    wall_s = bounds.wall_s + _RUNS_OF_PROGRAM * extra_s
    return bounds.model_copy(update={"wall_s": wall_s})


def bounds_of_trial(bundle: Bundle) -> Bounds:
    """The bounds of trying a bundle's own metric."""
    bounds = bounds_of(bundle, None, 0)
    wall_s = bounds.wall_s + _RUNS_OF_METRIC * bundle.definition.limits.wall_s
    return bounds.model_copy(update={"wall_s": wall_s})


def _code_s(bundle: Bundle, track: str | None) -> float:
    """How long code may run for a file, all runs together."""
    definition = bundle.definition
    rules = definition.track(track) if track else None
    if rules is not None and rules.proof == "program":
        return _RUNS_OF_PROGRAM * rules.program.wall_s + definition.limits.wall_s
    return definition.limits.wall_s


def _code_bytes(bundle: Bundle, track: str | None) -> int:
    """How much memory one run of code may take for a file: its own, or the bundle's metric."""
    definition = bundle.definition
    rules = definition.track(track) if track else None
    runs_code = definition.prediction is None or definition.prediction.metric_file is not None
    own = definition.limits.memory_bytes if runs_code else 0
    is_program = rules is not None and rules.proof == "program"
    return max(own, rules.program.memory_bytes) if rules and is_program else own


def _data_bytes(bundle: Bundle) -> int:
    task = bundle.definition.prediction
    if task is None:
        return 0
    paths = (task.labels, task.train, task.test)
    return sum((bundle.root / path).stat().st_size for path in paths if path is not None)
