"""What a class fails at: how many of it have a mistake in their newest file, by its cause."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from grader import Problem, Report
from languages import Locale
from server.assignments.access import AssignmentAccess
from server.core.models import Track
from server.files import queries
from server.web.api_model import ApiModel
from server.web.catalogue import CATALOGUE


class FailingFile(ApiModel):
    """A file with the mistake."""

    alias: str
    """Whose it is."""
    url: str
    """Its page."""


class Failure(ApiModel):
    """A mistake, and who makes it."""

    layers: list[str]
    """The layers in which the same files have it; none for mistakes of a whole file."""
    code: str
    """The stable name of its cause."""
    message: str
    """What is wrong, as the first of them reads it."""
    hint: str
    """What to try, likewise."""
    share: float
    """How many of those who handed in have it, from 0 to 1."""
    files: list[FailingFile]
    """The newest files of those who have it, by alias."""


class FailuresView(ApiModel):
    """What the class fails at on a track."""

    track: str
    """The slug of the track."""
    judged: int
    """How many students have a judged file there."""
    failures: list[Failure]
    """The mistakes, the most frequent first."""


@dataclass
class _Found:
    first: Problem
    files: dict[str, str] = field(default_factory=dict)


def failures_of(
    session: Session, access: AssignmentAccess, track: Track, locale: Locale
) -> FailuresView:
    """The mistakes in the newest judged file of every student, each file counted once for each."""
    found: dict[tuple[str | None, str], _Found] = {}
    rows = queries.newest_reports(session, track.id, access.course.id, access.grading.id)
    for submission_id, alias, _, report in rows:
        for layer, problem in _problems(report):
            one = found.setdefault((layer, problem.code), _Found(problem))
            one.files[submission_id] = alias
    failures = [_failure(layers, one, len(rows), locale) for layers, one in _by_files(found)]
    failures.sort(key=lambda one: (-one.share, one.layers, one.code))
    return FailuresView(track=track.slug, judged=len(rows), failures=failures)


def _by_files(found: Mapping[tuple[str | None, str], _Found]) -> Iterator[tuple[list[str], _Found]]:
    """Each mistake once for all layers in which the same files have it, by their names."""
    alike: dict[tuple[str, frozenset[str]], list[tuple[str | None, _Found]]] = {}
    for (layer, code), one in found.items():
        alike.setdefault((code, frozenset(one.files)), []).append((layer, one))
    for each in alike.values():
        layers = sorted(layer for layer, _ in each if layer is not None)
        yield layers, each[0][1]


def _problems(report: dict[str, Any] | None) -> Iterator[tuple[str | None, Problem]]:
    if report is None:
        return
    read = Report.model_validate(report)
    yield from ((None, problem) for problem in read.problems)
    for layer in read.layers:
        yield from ((layer.layer, finding.problem) for finding in layer.findings)


def _failure(layers: list[str], found: _Found, judged: int, locale: Locale) -> Failure:
    explained = CATALOGUE.explain(found.first, locale)
    files = [FailingFile(alias=a, url=f"/submissions/{id_}") for id_, a in found.files.items()]
    return Failure(
        layers=layers,
        code=found.first.code,
        message=explained.message,
        hint=explained.hint,
        share=len(files) / judged,
        files=files,
    )
