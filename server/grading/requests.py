"""What a grading process is asked about a submission."""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, Protocol

from grader import Bundle, GradingRequest, Outcome, bounds_of, longer
from server.core.models import Submission


class Grade(Protocol):
    """Has a file judged; see `GradingPool.grade`."""

    def __call__(
        self, request: GradingRequest, on_output: Callable[[str], None], *, alone: bool
    ) -> Outcome:
        """The outcome of a file."""


def request_for(
    submission: Submission,
    bundle: Bundle,
    file: Path,
    *,
    track: str,
    seed: int,
    predictions: Path,
) -> GradingRequest:
    """The request to grade a submission whose bytes are in `file`.

    predictions: where those that were scored are written.
    """
    return GradingRequest(
        bundle_root=bundle.root.absolute(),
        bundle_sha256=bundle.sha256,
        file=file.absolute(),
        filename=submission.filename,
        file_sha256=submission.sha256,
        seed=seed,
        track=track,
        predictions=predictions.absolute(),
        bounds=bounds_of(bundle, track, submission.size_bytes),
    )


def allow_longer(request: GradingRequest, extra_s: float) -> GradingRequest:
    """The same for a program that may run so many seconds longer than others."""
    bounds = longer(request.bounds, extra_s)
    return request.model_copy(update={"extra_s": extra_s, "bounds": bounds})


def grade_elsewhere(*_: object, **__: object) -> NoReturn:
    """Stand where nothing is graded: raise RuntimeError."""
    raise RuntimeError("nothing is graded in this process")


def seed_of(submission_id: str) -> int:
    """The seed of everything random in grading a submission: fixed, so it can be replayed."""
    return int.from_bytes(submission_id.encode()) % 2**32
