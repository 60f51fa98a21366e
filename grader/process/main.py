"""What a grading process does: it grades one file after another, as it is told, until it is alone.

It reads orders from its standard input and answers on its standard output. It opens what an order
names and nothing else, and keeps nothing but bundles and labels.
"""

import faulthandler
import gc
import hashlib
import os
import sys
import traceback
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

import numpy as np

from grader.bundles.definition_file import read_definition_in
from grader.definition.bundle import Bundle, contents_sha256
from grader.grading import Job, OnPredictions, grade
from grader.process.code_runner import CodeRunner
from grader.process.enforcement import (
    OUT_OF_MEMORY,
    die_with,
    impose,
    resident_bytes,
    step_back,
)
from grader.process.messages import (
    Failed,
    Graded,
    GradingRequest,
    MessageError,
    MetricTrial,
    MetricTried,
    Printed,
    Ready,
    Setup,
    receive_order,
    send_message,
)
from grader.reports import Outcome
from grader.sandbox.kernel.prctl import hide_memory
from grader.sandbox.runner import CrowdedOutError, OnOutput, Runner
from grader.scoring.metric_trial import metric_problems
from reference.arrays import Floats

_MOST_BUNDLES = 32
_ERROR_CHARACTERS = 20_000

Grade = Callable[[Job, Runner, OnOutput, OnPredictions], Outcome]


def main(grade: Grade = grade) -> None:
    """Serve whoever started this process. grade: what judges a file."""
    faulthandler.enable()
    step_back()
    if sys.platform == "linux":
        hide_memory()  # others of its user run student code
    orders, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)  # what anything here prints is no answer
    os.close(nothing)
    serve(orders, answers, grade)


def serve(orders: int, answers: int, grade: Grade) -> None:
    """Carry out orders until no more can come."""
    read, write = partial(os.read, orders), partial(os.write, answers)
    setup = receive_order(read)
    if not isinstance(setup, Setup):
        return
    code = CodeRunner(setup)
    try:
        opened = code.open() if setup.opens_code else None
        gc.freeze()  # what is imported stays to the end
        send_message(write, Ready(code=opened, resident_bytes=resident_bytes()))
        while isinstance(order := receive_order(read), GradingRequest | MetricTrial):
            with die_with(orders), impose(order.bounds):
                answer = _answer(_work_of(order, code, partial(_tell_printed, write), grade))
            _send(write, answer)
    finally:
        code.close()


def _work_of(
    order: GradingRequest | MetricTrial, code: CodeRunner, on_output: OnOutput, grade: Grade
) -> Callable[[], Graded | MetricTried]:
    if isinstance(order, MetricTrial):
        return partial(_try_metric, order, code)
    return partial(_grade, order, code, on_output, grade)


def _tell_printed(write: Callable[[memoryview], int], text: str) -> None:
    send_message(write, Printed(text=text))


def _send(write: Callable[[memoryview], int], answer: Graded | MetricTried | Failed) -> None:
    try:
        send_message(write, answer)
    except MessageError as error:  # a report that nobody could read
        send_message(write, Failed(error=str(error), resident_bytes=answer.resident_bytes))


def _grade(request: GradingRequest, code: CodeRunner, on_output: OnOutput, grade: Grade) -> Graded:
    """What came of a file."""

    def keep(predictions: Floats) -> None:
        np.save(request.predictions, predictions, allow_pickle=False)

    outcome = grade(_job(request), code, on_output, keep)
    return Graded(outcome=outcome, resident_bytes=resident_bytes())


def _try_metric(trial: MetricTrial, code: CodeRunner) -> MetricTried:
    """What is wrong with a bundle's own metric."""
    bundle = _bundle(trial.bundle_root, trial.bundle_sha256)
    found = metric_problems(bundle.root, bundle.definition, code)
    return MetricTried(problems=found, resident_bytes=resident_bytes())


def _answer(work: Callable[[], Graded | MetricTried]) -> Graded | MetricTried | Failed:
    """What came of an order; ends the process where that took more than its memory."""
    try:
        return work()
    except MemoryError:  # what else it left undone is not known
        os._exit(OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - told to the server, which says whose fault it is
        text = traceback.format_exc()[-_ERROR_CHARACTERS:]
        errno = error.errno if isinstance(error, OSError) else None
        is_crowded = isinstance(error, CrowdedOutError)
        return Failed(
            error=text, errno=errno, crowded_out=is_crowded, resident_bytes=resident_bytes()
        )


class ChangedFileError(Exception):
    """A file is not kept as it was sent. The message says which."""


def _job(request: GradingRequest) -> Job:
    """What is graded, of the bytes that the order names and of no others."""
    with request.file.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != request.file_sha256:
            raise ChangedFileError("the file is not kept as it was sent: its SHA-256 is another")
    return Job(
        bundle=_bundle(request.bundle_root, request.bundle_sha256),
        file=request.file,
        filename=request.filename,
        file_sha256=request.file_sha256,
        seed=request.seed,
        track=request.track,
        order_key=bytes.fromhex(request.order_key),
        extra_s=request.extra_s,
    )


@lru_cache(maxsize=_MOST_BUNDLES)
def _bundle(root: Path, sha256: str) -> Bundle:
    """A bundle that whoever asks has opened before; its files are the same, or it raises."""
    definition = read_definition_in(root).definition
    if definition is None or contents_sha256(root, definition) != sha256:
        raise ChangedFileError("the unpacked bundle has changed since it was opened")
    return Bundle(definition, root, sha256)
