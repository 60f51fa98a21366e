"""Whether a file is of the kind that a track takes, before it costs anything."""

from http import HTTPStatus
from pathlib import Path, PurePosixPath

from grader import InvalidSourceError, Problem, find_other_than_predictions, refuse_foreign
from server.assignments.access import AssignmentAccess
from server.core import problems
from server.core.errors import RequestProblemError

_PROGRAMS = frozenset({".py", ".ipynb", ".zip"})


def require_kind(access: AssignmentAccess, track: str, path: Path, filename: str) -> None:
    """Raise 422 for a file that nobody could judge there, with the tracks that would take it.

    track: its slug. path, filename: where the file is, and what its author calls it.
    """
    found = _wrong_kind(access, track, path, filename)
    if not found:
        return
    others = [
        each.slug
        for each in access.definition.tracks
        if each.slug != track and _would_take(access, each.slug, path, filename)
    ]
    if others:
        found = (*found, problems.OTHER_TRACK(tracks=", ".join(others)))
    raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, *found)


def _would_take(access: AssignmentAccess, track: str, path: Path, filename: str) -> bool:
    is_program = PurePosixPath(filename).suffix.lower() in _PROGRAMS
    if access.asks_for_program(track) and not is_program:
        return False
    return not _wrong_kind(access, track, path, filename)


def _wrong_kind(
    access: AssignmentAccess, track: str, path: Path, filename: str
) -> tuple[Problem, ...]:
    is_layers = access.definition.kind == "layers"
    if not is_layers and not access.asks_for_program(track):
        problem = find_other_than_predictions(path, filename)
        return () if problem is None else (problem,)
    try:
        refuse_foreign(path, filename, takes_archives=not is_layers)
    except InvalidSourceError as error:
        return error.problems
    return ()
