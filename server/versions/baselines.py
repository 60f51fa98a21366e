"""Baselines of a bundle: their files made durable for a push, and what staff read of them."""

import shutil
from pathlib import Path, PurePosixPath

from sqlalchemy.orm import Session

from grader import Bundle, Verdict
from languages import Locale
from server.assignments.versions import baseline_key
from server.core.files.blobs import FileStore, Spool, StoredFile, submission_key
from server.core.identifiers import new_id
from server.core.models import AssignmentVersion, EvaluationState
from server.grading.baselines import BaselineFile
from server.submissions import queries as submissions
from server.submissions.filenames import clean_filename, default_filename
from server.submissions.report_views import ReportView, report_view
from server.web.api_model import ApiModel


class BaselineView(ApiModel):
    """A baseline under one version, for staff."""

    slug: str
    """Its name in the definition."""
    title: str
    """Its title, in the reader's language."""
    track: str
    """The slug of its track."""
    id: str | None
    """The id of its submission, for `gradus replay`; null where it is not graded, as programs are
    not where no code is run."""
    state: EvaluationState | None
    """How far its grading is; null where it is not graded."""
    verdict: Verdict | None
    """What came of it."""
    score: float | None
    """Its exact score over the public rows."""
    private_score: float | None
    """Its exact score over the private rows."""
    report: ReportView | None
    """What was found."""


def keep_files(
    spool: Spool, files: FileStore, bundle: Bundle, *, with_programs: bool
) -> list[BaselineFile]:
    """Copies of the files of a bundle's baselines, durable, each under an id of its own.

    with_programs: False where no code is run; there nobody's are taken.
    """
    kept = []
    for baseline in bundle.definition.baselines:
        if with_programs or not bundle.definition.takes_programs(baseline.track):
            submission_id, stored = _keep_copy(spool, files, bundle.root / baseline.file)
            default = default_filename(bundle.definition, None)
            name = clean_filename(PurePosixPath(baseline.file).name, default)
            kept.append(BaselineFile(submission_id, baseline.track, baseline.slug, name, stored))
    return kept


def _keep_copy(spool: Spool, files: FileStore, path: Path) -> tuple[str, StoredFile]:
    """The id of a copy that is kept as a submission's file, and what is known of its bytes."""
    submission_id = new_id()
    spooled = spool.open(submission_id)
    try:
        with path.open("rb") as file:
            shutil.copyfileobj(file, spooled)
        stored = spooled.finish()
        files.keep(spooled.path, submission_key(submission_id))
    finally:
        spooled.discard()
    return submission_id, stored


def baseline_views(
    session: Session, version: AssignmentVersion, locale: Locale
) -> list[BaselineView]:
    """Every baseline that a version declares, in its order, and what came of it."""
    graded = submissions.baselines_of_version(session, version.grading_id)
    files = version.baseline_files
    found = {
        (track.slug, submission.baseline): (submission.id, evaluation)
        for submission, track, evaluation in graded
        if files is None
        or files.get(baseline_key(track.slug, submission.baseline or "")) == submission.sha256
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
                report=evaluation and report_view(evaluation, locale, is_staff=True),
            )
        )
    return views
