"""Grading once more from the evidence, and comparing bit for bit; nothing is written."""

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from grader import Bundle, Evidence, Outcome, Released, Report, secondary_scores
from server.assignments import versions
from server.assignments.bundles import BundleCache
from server.boards import ladder as release_rules
from server.boards import rounded
from server.boards.ladder_scorer import LadderScorer
from server.boards.predictions import PredictionStore
from server.core.database import Database
from server.core.files.blobs import FileStore, submission_key
from server.core.models import Evaluation
from server.grading.order_key import read_order_key
from server.grading.requests import Grade, allow_longer, request_for
from server.submissions import queries as submissions
from server.submissions import releases, secondary
from server.submissions.queries import Gradable

_COMPARED = ("verdict", "score", "private_score", "points", "max_points")
_PREDICTIONS = "replayed.npy"
_MADE_BY = ("python", "numpy", "gradus", "judge")


class NothingToReplayError(Exception):
    """There is no final evaluation with evidence. The message says which."""


@dataclass(frozen=True)
class ReplayDifference:
    """A part of an evaluation that came out otherwise, as JSON."""

    what: str
    then: str
    now: str


@dataclass(frozen=True)
class Replay:
    """What grading once more gave. made_by: versions of software that are not those of then.

    version: that which has the grading. graded_by: that with whose bundle it was graded.
    """

    submission_id: str
    version: int
    graded_by: int
    verdict: str
    differences: tuple[ReplayDifference, ...]
    made_by: tuple[ReplayDifference, ...]


def find(session: Session, submission_id: str, number: int | None) -> Gradable:
    """The evaluation that is in force, or that of version `number`.

    Raises NothingToReplayError where there is none, and where it is not final by a verdict.
    """
    evaluations = submissions.evaluations_by_version(session, submission_id)
    wanted = None
    if evaluations:
        latest = submissions.latest_evaluation(session, submission_id)
        wanted = latest.id if number is None else evaluations.get(number)
    if wanted is None and evaluations and number is not None:
        wanted = _taken_over(session, evaluations.values(), number)
    gradable = None if wanted is None else submissions.gradable(session, wanted)
    if gradable is None:
        under = "" if number is None else f" under version {number}"
        raise NothingToReplayError(f"There is no submission '{submission_id}'{under}.")
    if gradable.evaluation.evidence is None:
        raise NothingToReplayError(
            f"Submission '{submission_id}' has no verdict with evidence under version"
            f" {gradable.version.number}."
        )
    return gradable


def _taken_over(session: Session, evaluations: Iterable[str], number: int) -> str | None:
    """The evaluation that version `number` made or had, before another took it over."""
    for evaluation_id in evaluations:
        found = submissions.gradable(session, evaluation_id)
        assert found is not None
        wanted = versions.by_number(session, found.version.assignment_id, number)
        if wanted is None or found.evaluation.evidence is None:
            continue
        sha256 = Evidence.model_validate(found.evaluation.evidence).bundle_sha256
        made_by = versions.of_bundle(session, found.version, sha256)
        if wanted.grading_id in versions.holders(session, made_by):
            return evaluation_id
    return None


def replay(
    found: Gradable, files: FileStore, grade: Grade, database: Database | None = None
) -> Replay:
    """Grade the same bytes with the same bundle and seed. Raises where the fault is ours.

    database: what was released is computed again as well, on the Ladder from the kept predictions
    of all that the participant had submitted before; and a grading that a version has taken over is
    repeated with the bundle of then.
    """
    evidence = Evidence.model_validate(found.evaluation.evidence)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        bundles = BundleCache(scratch / "bundles", files)
        graded_with, graded_by = found.version.id, found.version.number
        if database is not None:
            with database.read() as session:
                graded_with = versions.of_bundle(session, found.version, evidence.bundle_sha256)
                graded_by = versions.by_id(session, graded_with).number
        bundle = bundles.get(graded_with)
        outcome = _grade_again(found, evidence, bundle, files, grade, scratch)
        released: tuple[ReplayDifference, ...] = ()
        if database is not None:
            scorer = LadderScorer(bundles, PredictionStore(files, scratch / "predictions"))
            with database.read() as session:
                released = (
                    *_compare_release(session, scorer, found),
                    *_compare_secondary(session, bundles, found, scratch / _PREDICTIONS),
                )
    proof, software = _compare_evidence(evidence, outcome.evidence)
    rows = _compare("", _of_row(found.evaluation), _of_outcome(outcome))
    return Replay(
        submission_id=found.submission.id,
        version=found.version.number,
        graded_by=graded_by,
        verdict=outcome.verdict.value,
        differences=(*proof, *rows, *released),
        made_by=software,
    )


def _grade_again(
    found: Gradable,
    evidence: Evidence,
    bundle: Bundle,
    files: FileStore,
    grade: Grade,
    scratch: Path,
) -> Outcome:
    """The outcome now; what is scored is left in the scratch folder."""
    key = read_order_key(files) if evidence.order_sha256 else ""
    with files.fetch(submission_key(found.submission.id)) as path:
        with path.open("rb") as file:
            file_sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        request = request_for(
            found.submission,
            bundle,
            path,
            track=found.track.slug,
            seed=evidence.seed,
            predictions=scratch / _PREDICTIONS,
        ).model_copy(update={"file_sha256": file_sha256, "order_key": key})
        longer = allow_longer(request, _extra_s(found, evidence))
        return grade(longer, lambda _: None, alone=False)


def _extra_s(found: Gradable, evidence: Evidence) -> float:
    """How much longer than others a program could run then, whatever its participant has now."""
    track = found.version.parsed.track(found.track.slug)
    if evidence.limits is None or track is None:
        return 0.0
    return max(0.0, evidence.limits["wall_s"] - track.program.wall_s)


def _compare_evidence(
    then: Evidence, now: Evidence | None
) -> tuple[tuple[ReplayDifference, ...], tuple[ReplayDifference, ...]]:
    """Where what a verdict rests on differs, and then where the software does that made it."""
    assert now is not None
    old, new = then.model_dump(mode="json"), now.model_dump(mode="json")
    software = tuple(
        ReplayDifference(name, _json(old.pop(name)), _json(new.pop(name))) for name in _MADE_BY
    )
    return tuple(_compare("evidence", old, new)), tuple(
        each for each in software if each.then != each.now
    )


def _compare_release(
    session: Session, scorer: LadderScorer, found: Gradable
) -> Iterator[ReplayDifference]:
    """Where what was released of an evaluation is not what should have been."""
    evaluation, submission, version = found.evaluation, found.submission, found.version
    definition = version.parsed
    if definition.uses_ladder:
        now = release_rules.recompute(session, scorer, submission, version.id)
    elif definition.uses_rounding:
        now = rounded.recompute(session, scorer.bundles, submission, evaluation, version)
    else:
        return
    then = releases.of_evaluations(session, [evaluation.id]).get(evaluation.id)
    yield from _compare("released", _fields(then), _fields(now))


def _compare_secondary(
    session: Session, bundles: BundleCache, found: Gradable, predictions: Path
) -> Iterator[ReplayDifference]:
    """Where secondary scores that were kept are not those of the predictions of now."""
    then = secondary.of_evaluations(session, [found.evaluation.id]).get(found.evaluation.id, {})
    values = np.load(predictions, allow_pickle=False) if predictions.exists() else None
    task = found.version.parsed.prediction
    metrics = {slug: then[slug].decimals for slug in sorted(then)}
    if task is not None:  # before metrics had decimals of their own they had those of the ranking
        metrics = {slug: task.decimals if n is None else n for slug, n in metrics.items()}
    for one in secondary_scores(bundles.get(found.version.id), metrics, values):
        now = replace(one, decimals=then[one.metric].decimals)
        yield from _compare(f"secondary.{one.metric}", asdict(then[one.metric]), asdict(now))


def _fields(released: Released | None) -> dict[str, Any] | None:
    return None if released is None else {"score": released.score, "moved": released.moved}


def _of_row(evaluation: Evaluation) -> dict[str, Any]:
    row = {name: getattr(evaluation, name) for name in _COMPARED}
    return row | {"report": _complete(evaluation.report)}


def _complete(stored: Any) -> Any:
    """A report as it was stored, with what reports had no words for then as they leave it out."""
    if stored is None:
        return None
    return _fill(stored, Report.model_validate(stored).model_dump(mode="json"))


def _fill(stored: Any, read: Any) -> Any:
    """What was stored, and of what was read of it only the names that it lacks."""
    if isinstance(stored, dict) and isinstance(read, dict):
        return read | {name: _fill(item, read.get(name)) for name, item in stored.items()}
    if isinstance(stored, list) and isinstance(read, list) and len(stored) == len(read):
        return [_fill(one, other) for one, other in zip(stored, read, strict=True)]
    return stored


def _of_outcome(outcome: Outcome) -> dict[str, Any]:
    return outcome.model_dump(mode="json", include={*_COMPARED, "report"})


def _compare(where: str, then: Any, now: Any) -> Iterator[ReplayDifference]:
    """Every leaf that differs. Numbers are compared as JSON writes them: to the last bit."""
    if isinstance(then, dict) and isinstance(now, dict):
        for name in sorted(then.keys() | now.keys()):
            inner = f"{where}.{name}" if where else name
            yield from _compare(inner, then.get(name), now.get(name))
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for number, (one, other) in enumerate(zip(then, now, strict=True)):
            yield from _compare(f"{where}[{number}]", one, other)
    elif _json(then) != _json(now):
        yield ReplayDifference(where, _json(then), _json(now))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
