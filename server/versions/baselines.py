"""Baselines of a bundle: their files made durable for a push, and what staff read of them."""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from pydantic import BaseModel
from sqlalchemy.orm import Session

from grader import Bundle, Verdict
from languages import Locale
from server.core.files.blobs import submission_key
from server.core.identifiers import new_id
from server.core.models import AssignmentVersion, EvaluationState
from server.grading.baselines import BaselineFile
from server.service import Service
from server.submissions import queries as submissions
from server.submissions.upload import DEFAULT_FILENAME
from server.submissions.views import ReportView, report_view
from server.web.uploads import clean_filename


class BaselineView(BaseModel):
    """A baseline under one version, for staff.

    id: of its submission, for `gradus replay`; it and state are null where it is not graded, as
    programs are not where no code is run.
    """

    slug: str
    title: str
    track: str
    id: str | None
    state: EvaluationState | None
    verdict: Verdict | None
    score: float | None
    private_score: float | None
    report: ReportView | None


def keep_files(service: Service, bundle: Bundle) -> list[BaselineFile]:
    """Copies of the files of a bundle's baselines, durable, each under an id of its own.

    Programs are left out where no code is run: there nobody's are taken.
    """
    return [
        _keep(service, bundle, number)
        for number, baseline in enumerate(bundle.definition.baselines)
        if service.code.takes_code or not bundle.definition.takes_programs(baseline.track)
    ]


def _keep(service: Service, bundle: Bundle, number: int) -> BaselineFile:
    baseline = bundle.definition.baselines[number]
    submission_id = new_id()
    spooled = service.spool.open(submission_id)
    try:
        with (bundle.root / baseline.file).open("rb") as file:
            shutil.copyfileobj(file, spooled)
        stored = spooled.finish()
        service.files.keep(spooled.path, submission_key(submission_id))
    finally:
        spooled.discard()
    name = clean_filename(PurePosixPath(baseline.file).name, DEFAULT_FILENAME["prediction"])
    return BaselineFile(submission_id, baseline.track, baseline.slug, name, stored)


def forget_unused(service: Service, files: Sequence[BaselineFile]) -> None:
    """Remove the copies that have become no submission, such as those of bytes known before."""
    ids = [file.submission_id for file in files]
    with service.database.read() as session:
        used = submissions.known(session, ids)
    forget_files(service, (each for each in ids if each not in used))


def forget_files(service: Service, submission_ids: Iterable[str]) -> None:
    """Remove the files of submissions that are not there."""
    for submission_id in submission_ids:
        service.files.delete(submission_key(submission_id))


def baseline_views(
    session: Session, version: AssignmentVersion, locale: Locale
) -> list[BaselineView]:
    """Every baseline that a version declares, in its order, and what came of it."""
    found = {
        (track.slug, submission.baseline): (submission.id, evaluation)
        for submission, track, evaluation in submissions.baselines_of_version(session, version.id)
    }
    views = []
    for baseline in version.parsed.baselines:
        id_, evaluation = found.get((baseline.track, baseline.slug), (None, None))
        views.append(
            BaselineView(
                slug=baseline.slug,
                title=baseline.title.read(locale),
                track=baseline.track,
                id=id_,
                state=evaluation and evaluation.state,
                verdict=evaluation and evaluation.verdict,
                score=evaluation and evaluation.score,
                private_score=evaluation and evaluation.private_score,
                report=evaluation and report_view(evaluation, locale),
            )
        )
    return views
