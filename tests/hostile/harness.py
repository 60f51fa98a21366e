"""One hostile submission put before the judge, and everything that must hold afterwards."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.judge import judge
from grader.reports import Outcome
from grader.sandbox.host.defences import Defence
from grader.sandbox.pool.sandbox_runner import SandboxRunner
from grader.sandbox.runner import Request, Run, RunnerFaultError
from grader.verdicts import Verdict
from tests.hostile.canaries import Canaries, plant_canaries
from tests.hostile.processes import adopt_orphans, comes_true, descendants
from tests.hostile.submissions import ANSWERED, ESCAPED, LIMITS, NEXT_IN_LINE, Submission

LAYERS = Layers(tasks=(LayerTask(layer="Affine", points=4.0),))
FILENAME = "layers.py"
SEED = 20_260
OUR_FAULT = "fault of ours"
WARM_CHILDREN = 2
_WRAPPED = 2  # below the bubblewrap that we start: another one, and in it the zygote
_NEVER = 2**31  # that a zygote outlives everything is one of the things to see
_PLACES = (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path("/"), Path())
_TURNS = (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))  # of the way of writing
_CONTROL = frozenset(map(chr, (*range(32), *range(127, 160), *_TURNS))) - {"\n", "\t"}


@dataclass(frozen=True)
class Result:
    """What became of a submission. verdict: as its value. violations: whatever must not be."""

    name: str
    verdict: str
    code: str | None
    violations: tuple[str, ...]
    wall_s: float


@dataclass(frozen=True)
class Report:
    """All that came of the submissions. in_force: the layers of defence around it."""

    in_force: frozenset[Defence]
    results: tuple[Result, ...]

    @property
    def violations(self) -> list[str]:
        """Whatever must not be, each with the submission that it came of."""
        return [f"{each.name}: {it}" for each in self.results for it in each.violations]

    def to_json(self) -> str:
        """For another process."""
        results = [asdict(each) for each in self.results]
        return json.dumps({"in_force": sorted(self.in_force), "results": results})

    @classmethod
    def from_json(cls, text: str) -> "Report":
        """What `to_json` gave."""
        found = json.loads(text)
        results = ({**each, "violations": tuple(each["violations"])} for each in found["results"])
        in_force = frozenset(map(Defence, found["in_force"]))
        return cls(in_force, tuple(Result(**each) for each in results))


class _Recorder:
    """A runner that keeps the runs of another."""

    def __init__(self, runner: SandboxRunner) -> None:
        self._runner = runner
        self.runs: list[Run] = []

    def run(self, request: Request) -> Run:
        """See `Runner`."""
        self.runs.append(self._runner.run(request))
        return self.runs[-1]


class SandboxHarness:
    """A judge with a sandbox and canaries, to which submissions are handed in one by one."""

    def __init__(self, runner: SandboxRunner, canaries: Canaries) -> None:
        self.runner = runner
        self._canaries = canaries
        self._own = descendants(os.getpid())
        self._zygote = self._only_zygote()
        self._size = WARM_CHILDREN + (_WRAPPED if Defence.BUBBLEWRAP in self.in_force else 0)
        if violations := [*self._next_in_line(), *self._left_behind()]:
            raise AssertionError(violations)

    @property
    def in_force(self) -> frozenset[Defence]:
        """The layers of defence around the code."""
        return frozenset(each.defence for each in self.runner.findings if each.in_force)

    def run(self, submission: Submission) -> Result:
        """Judge it, then look at what it left behind."""
        start = time.perf_counter()
        recorder = _Recorder(self.runner)
        source = submission.source(self._canaries.folder)
        try:
            outcome = judge(source, FILENAME, LAYERS, submission.limits, recorder, SEED)
        except RunnerFaultError as error:
            verdict, code = OUR_FAULT, None
            violations = [f"a fault of ours: {error}"]
        else:
            verdict, code = outcome.verdict.value, _code_of(outcome)
            violations = [
                *_wrong_verdict(submission, outcome),
                *self._find_in(outcome, recorder.runs),
            ]
        violations += [*self._left_behind(), *self._next_in_line()]
        wall_s = time.perf_counter() - start
        return Result(submission.name, verdict, code, tuple(violations), wall_s)

    def _find_in(self, outcome: Outcome, runs: Sequence[Run]) -> Iterator[str]:
        """Canaries, cries and control characters in anything that came out."""
        report = outcome.model_dump_json()
        yield from (f"{word} in the report" for word in self._secrets_in(report.encode()))
        texts = list(_texts_in(outcome.model_dump()))
        if any(_CONTROL & set(text) for text in texts):
            yield "control characters in the report"
        for run in runs:
            arrays = b"".join(a.tobytes() for row in run.replies for r in row for a in r.arrays)
            for word in self._secrets_in(arrays + run.output.encode("utf-8", "replace")):
                yield f"{word} in what a run gave"

    def _secrets_in(self, data: bytes) -> list[str]:
        cries = [word for word in (ESCAPED, ANSWERED) if word.encode() in data]
        return [*self._canaries.found_in(data), *cries]

    def _left_behind(self) -> Iterator[str]:
        """Files, processes, a broken zygote."""
        for place in _PLACES:
            for path in place.glob("gradus-escaped-*"):
                yield f"left {path}"
                _remove(path)
        if self._only_zygote() != self._zygote:
            yield "another zygote"
            self._zygote = self._only_zygote()
        if not comes_true(lambda: len(descendants(self._zygote)) == self._size):
            yield f"{self._size} processes, but {sorted(descendants(self._zygote))}"
        orphans = descendants(os.getpid()) - self._own - descendants(self._zygote) - {self._zygote}
        if orphans:
            yield f"orphans left: {sorted(orphans)}"

    def _next_in_line(self) -> list[str]:
        """What a right submission right after suffers."""
        source = NEXT_IN_LINE.read_bytes()
        try:
            outcome = judge(source, FILENAME, LAYERS, LIMITS, self.runner, SEED)
        except RunnerFaultError as error:
            return [f"the next in line meets a fault of ours: {error}"]
        if outcome.verdict is not Verdict.SCORED or outcome.points != LAYERS.max_points:
            return [f"the next in line gets {outcome.model_dump_json()}"]
        return []

    def _only_zygote(self) -> int:
        (zygote,) = self.runner.zygotes
        return zygote.pid


@contextmanager
def open_harness(
    folder: Path, without: frozenset[Defence] = frozenset()
) -> Iterator[SandboxHarness]:
    """A harness with a sandbox of its own. folder: an empty one, for files of ours."""
    adopt_orphans()
    with plant_canaries(folder) as canaries:
        runner = SandboxRunner(without=without, warm_children=WARM_CHILDREN, renew_after=_NEVER)
        try:
            yield SandboxHarness(runner, canaries)
        finally:
            runner.close()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


def _wrong_verdict(submission: Submission, outcome: Outcome) -> Iterator[str]:
    expected = " or ".join(sorted(submission.expected))
    if outcome.verdict not in submission.expected:
        yield f"expected {expected}, got {outcome.verdict.value} ({_code_of(outcome)})"
    elif submission.code not in (None, _code_of(outcome)):
        yield f"expected the problem {submission.code}, got {_code_of(outcome)}"
    if outcome.verdict is Verdict.SCORED and outcome.points != LAYERS.max_points:
        yield f"scored, but with {outcome.points} points"


def _code_of(outcome: Outcome) -> str | None:
    """The code of the first problem, of the program or of a layer."""
    findings = (finding.problem for layer in outcome.report.layers for finding in layer.findings)
    return next((problem.code for problem in (*outcome.report.problems, *findings)), None)


def _texts_in(value: object) -> Iterator[str]:
    """Every text inside a value of plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from (*_texts_in(key), *_texts_in(item))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts_in(item)
