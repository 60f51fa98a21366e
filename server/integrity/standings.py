"""Whether boards stand on what a recount from nothing gives.

The recount is a loop of its own over all final gradings, and shares no code with what writes
standings: see `server.boards.counting` for the same rule as the product has it.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from sqlalchemy.orm import Session

from grader import Better, Verdict
from server.assignments import queries as assignments
from server.assignments import versions
from server.integrity import queries, standing_queries
from server.integrity.findings import WRONG_BOARD_VERSION, WRONG_STANDING, Finding
from server.integrity.standing_queries import Counted

_NOTHING = "a standing is there, and no file with a value"
_MISSING = "a file with a value is there, and no standing"


def check_standings(session: Session) -> Iterator[Finding]:
    """Standings that are not those of a recount, and boards whose version is behind."""
    for assignment_id in queries.assignments(session):
        yield from _recount(session, assignment_id)
    for track, version in standing_queries.boards_behind(session):
        yield Finding(WRONG_BOARD_VERSION, f"track {track}", f"version {version}")


def _recount(session: Session, assignment_id: str) -> Iterator[Finding]:
    active = assignments.active_version(session, assignment_id)
    assert active is not None, "these have a version in force"
    standing = versions.by_id(session, active.standing_id)
    rule = active.parsed.graded_as(standing.parsed)
    rows = standing_queries.counted(session, assignment_id, standing.id)
    for (track, owner), files in groupby(rows, key=lambda row: (row.track_id, row.participant_id)):
        if wrong := _difference(list(files), standing.id, rule.better, rule.counts):
            yield Finding(WRONG_STANDING, f"participant {owner} on track {track}", wrong)
    for owner, track in standing_queries.standing_on_nothing(session, assignment_id, standing.id):
        yield Finding(WRONG_STANDING, f"participant {owner} on track {track}", _NOTHING)


def _difference(files: list[Counted], version_id: str, better: Better, counts: str) -> str:
    """What is wrong with the standing of one participant on a track; empty where nothing is."""
    best, standing = _pick(files, better, counts), files[0].standing
    if best is None:
        return "" if standing is None else _NOTHING
    if standing is None:
        return _MISSING
    graded = sum(one.verdict is not Verdict.INFRASTRUCTURE_FAULT for one in files)
    wanted = {
        "submission": (best.submission_id, standing.submission_id),
        "evaluation": (best.evaluation_id, standing.evaluation_id),
        "version": (version_id, standing.version_id),
        "value": (_value(best), standing.value),
        "time of receipt": (best.received_at, standing.received_at),
        "count of files": (graded, standing.submissions),
    }
    wrong = [name for name, (expected, found) in wanted.items() if expected != found]
    return f"wrong in it: {', '.join(wrong)}" if wrong else ""


def _pick(files: Iterable[Counted], better: Better, counts: str) -> Counted | None:
    """The file that counts: the last, or the best and of equals the first; chosen ones before."""
    valued = [one for one in files if _value(one) is not None]
    if counts == "chosen" and any(one.is_chosen for one in valued):
        valued = [one for one in valued if one.is_chosen]
    valued.sort(key=lambda one: (one.received_at, one.submission_id), reverse=counts == "last")
    if counts != "last":
        valued.sort(key=lambda one: _value(one) or 0.0, reverse=better == "higher")  # stable
    return valued[0] if valued else None


def _value(one: Counted) -> float | None:
    if one.is_removed:
        return None
    return one.score if one.points is None else one.points
