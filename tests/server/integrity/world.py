"""A term in small: every kind of verdict, two versions, baselines, the Ladder; nothing is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import text
from starlette.testclient import TestClient

from grader import Outcome, Report, Verdict
from server.app import create_app
from server.boards.ladder_scorer import LadderScorer
from server.boards.predictions import PredictionStore
from server.grading import evaluations, finishing
from server.grading.evaluations import MOST_FAULTS
from server.service import Service
from server.settings import Settings
from server.submissions import queries as submissions
from tests.server.ungraded_site import HOSTILE, Site, outcome_of

LADDER = "/courses/ml/assignments/steps"
SCORES = (3.0, 1.0, 2.0)


@dataclass(frozen=True)
class World:
    """What is in it. ids: of submissions, by what came of them; and of what they belong to."""

    settings: Settings
    ids: dict[str, str]


def build(settings: Settings, bundle: Callable[..., Path]) -> World:
    """The world, made through the application, which is closed then."""
    app = create_app(settings)
    with TestClient(app):
        site = Site(app)
        site.push(bundle())
        site.push(bundle(slug="steps", release="ladder"), "steps")
        ids = _hand_in(site)
        site.push(bundle(graded=2))  # from now on everything is graded again, by nobody yet
        ids["late"] = _name(site.browser("momo").upload().headers["location"])
        with site.service.database.read() as session:
            for name, statement in _OTHERS.items():
                ids[name] = session.scalars(text(statement)).one()
    return World(settings, ids)


_OTHERS = {
    "track": "SELECT track_id FROM standings WHERE value = 1.0",
    "participant": "SELECT participant_id FROM standings WHERE value = 1.0",
    "other": "SELECT participant_id FROM standings WHERE value = 5.0",
    "first version": "SELECT standing_id FROM assignment_versions WHERE number = 2",
    "second version": "SELECT id FROM assignment_versions WHERE number = 2",
    "ladder version": "SELECT v.id FROM assignment_versions v JOIN assignments a"
    " ON a.id = v.assignment_id WHERE a.slug = 'steps'",
    "ladder evaluation": "SELECT evaluation_id FROM releases LIMIT 1",
}


def _hand_in(site: Site) -> dict[str, str]:
    pages = [site.submit_graded("momo", outcome_of(score)) for score in SCORES]
    ids = {f"scored {score:g}": _name(page) for score, page in zip(SCORES, pages, strict=True)}
    ids["of another"] = _name(site.submit_graded(HOSTILE, outcome_of(5.0)))
    ids["invalid"] = _name(site.submit_graded("momo", Outcome(verdict=Verdict.INVALID_FILE)))
    ids["of staff"] = _name(site.submit_graded("sensei", outcome_of(4.0)))
    ids["faulty"] = _name(site.browser(HOSTILE).upload().headers["location"])
    _park(site.service, ids["faulty"])
    ids["on the Ladder"] = _climb(site)
    ids["waiting"] = _name(site.browser(HOSTILE).upload().headers["location"])
    return ids


def _park(service: Service, submission_id: str) -> None:
    """Let a submission fail for a reason of ours as often as it may."""
    with service.database.read() as session:
        id_ = submissions.latest_evaluation(session, submission_id).id
    for _ in range(MOST_FAULTS):
        service.database.write(evaluations.claim, id_, "test")
        service.database.write(evaluations.fail, id_, "test")


def _climb(site: Site) -> str:
    """A file on the Ladder, with its predictions; the submission's id."""
    service = site.service
    submission_id = _name(site.browser("momo").upload(LADDER).headers["location"])
    with service.database.read() as session:
        found = submissions.latest_evaluation(session, submission_id)
    predictions = PredictionStore(service.files, service.bundles.folder("predictions"))
    predictions.keep(found.id, np.arange(6.0))
    service.database.write(evaluations.claim, found.id, "test")
    outcome = Outcome(verdict=Verdict.SCORED, score=7.0, report=Report(rows=6))
    scorer = LadderScorer(service.bundles, predictions)
    assert service.database.write(finishing.finish, found.id, "test", outcome, scorer)
    return submission_id


def _name(page: str) -> str:
    return page.rsplit("/", 1)[-1]
