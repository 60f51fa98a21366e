"""Events of the audit trail as they are shown: with names where they are kept by ids."""

import csv
import io
from collections.abc import Iterable, Sequence

from pydantic import AwareDatetime
from sqlalchemy.orm import Session

from languages import Locale, translatable, translate
from server.audit import queries
from server.audit.queries import EventFilter
from server.core.models import AuditEvent
from server.web.api_model import ApiModel

ACTIONS = {
    "access.forbid": translatable("tried what they may not do"),
    "access.refuse": translatable("a token or link was refused"),
    "assignment.discard": translatable("discarded a version"),
    "assignment.push": translatable("pushed a version"),
    "assignment.push_shadow": translatable("pushed a version beside the board"),
    "assignment.regraded": translatable("boards stand on the new gradings"),
    "assignment.retry": translatable("had files graded again"),
    "assignment.reveal": translatable("set a reveal"),
    "assignment.switch": translatable("switched to a version"),
    "course.change": translatable("changed what the course lets its students do"),
    "course.invite": translatable("invited people"),
    "course.copy": translatable("made the course of another"),
    "course.create": translatable("made the course"),
    "evaluation.parked": translatable("a grading was given up for a fault of ours"),
    "exception.end": translatable("ended an exception"),
    "exception.give": translatable("gave an exception"),
    "board.disqualify": translatable("disqualified from a board"),
    "board.readmit": translatable("put back on a board"),
    "file.disqualify": translatable("disqualified a file"),
    "file.readmit": translatable("put a file back on its board"),
    "file.withdraw": translatable("withdrew a file"),
    "files.export": translatable("downloaded files"),
    "grades.export": translatable("took grades out"),
    "grades.freeze": translatable("froze grades"),
    "grades.unfreeze": translatable("let grades follow the scores again"),
    "identity.connect": translatable("connected an identity"),
    "identity.disconnect": translatable("disconnected an identity"),
    "identity.join": translatable("signed in for the first time"),
    "member.add": translatable("put somebody on the roster"),
    "member.change": translatable("changed a line of the roster"),
    "member.rename": translatable("chose another alias"),
    "member.remove": translatable("took somebody off the roster"),
    "person.correct": translatable("corrected what somebody is called"),
    "person.erase": translatable("erased a person"),
    "person.merge": translatable("merged two people"),
    "roster.import": translatable("put a roster in force"),
    "score.ask": translatable("asked for a score"),
    "sign_in.failed": translatable("a sign-in failed"),
    "sign_in.refused": translatable("a sign-in was refused"),
    "session.end": translatable("signed a browser out"),
    "session.open": translatable("signed in"),
    "submission.on_behalf": translatable("submitted for a student"),
    "token.create": translatable("made a token"),
    "token.mail": translatable("asked for a link by mail"),
    "token.revoke": translatable("revoked a token"),
    "token.rotate": translatable("replaced a token"),
}
"""What every action is called."""
KINDS = {
    "access": translatable("refused"),
    "session": translatable("signed in and out"),
    "sign_in": translatable("sign-ins that failed"),
    "token": translatable("tokens and links"),
    "identity": translatable("identities"),
    "member": translatable("people"),
    "person": translatable("corrections and erasures"),
    "roster": translatable("rosters"),
    "assignment": translatable("assignments"),
    "score": translatable("scores asked for"),
    "exception": translatable("exceptions"),
    "board": translatable("people on boards"),
    "file": translatable("files on boards"),
    "files": translatable("files taken out"),
    "submission": translatable("files sent for others"),
    "grades": translatable("grades"),
    "evaluation": translatable("gradings"),
    "course": translatable("courses"),
}
"""What the actions of a first word have in common, to choose by."""
_YES, _NO = translatable("yes"), translatable("no")
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets compute


class AuditLine(ApiModel):
    """Something that was done."""

    id: str
    """Its id; later ones sort behind."""
    at: AwareDatetime
    """When."""
    actor: str | None
    """Who did it, by alias in a course and else by name; null for the server itself and for who did
    not say who they are."""
    action: str
    """What, in a word that never changes."""
    what: str
    """The same in words."""
    subject: str
    """The id of what it was done to."""
    person: str | None
    """Whom it was done to, named likewise."""
    object: str | None
    """The slug of the assignment or course that it was done to."""
    detail: dict[str, str]
    """What else is known; where something was changed, from what to what."""
    network: str | None
    """Where the request came from, to 24 bits of an IPv4 address and 48 of IPv6."""
    request_id: str | None
    """The id of the request, which the log has too."""


class AuditPage(ApiModel):
    """Some of what was done, newest first."""

    events: list[AuditLine]
    """The events."""
    next: str | None
    """What to ask for with `cursor` for those before; null where there are none."""


def audit_page(
    session: Session, wanted: EventFilter, locale: Locale, *, limit: int, cursor: str | None
) -> AuditPage:
    """The newest events of a filter, or those before the one that `cursor` names."""
    found = queries.events(session, wanted, limit=limit + 1, before=cursor)
    shown = found[:limit]
    more = shown[-1].id if len(found) > limit else None
    return AuditPage(events=audit_lines(session, shown, wanted.course_id, locale), next=more)


def audit_lines(
    session: Session, events: Sequence[AuditEvent], course_id: str | None, locale: Locale
) -> list[AuditLine]:
    """The events with names in the place of ids."""
    people = {id_ for event in events for id_ in (event.actor_id, _person(event)) if id_}
    names = queries.names_of_people(session, people, course_id)
    things = queries.names_of_things(session, {event.subject for event in events})
    return [_line(event, names, things, locale) for event in events]


def _line(
    event: AuditEvent, names: dict[str, str], things: dict[str, str], locale: Locale
) -> AuditLine:
    words = ACTIONS.get(event.action)
    return AuditLine(
        id=event.id,
        at=event.at,
        actor=names.get(event.actor_id or ""),
        action=event.action,
        what=event.action if words is None else translate(words, locale),
        subject=event.subject,
        person=names.get(_person(event) or ""),
        object=things.get(event.subject),
        detail={
            name: translate(value, locale) if value in (_YES, _NO) else value
            for name, value in _detail(event)
        },
        network=event.network,
        request_id=event.request_id,
    )


def _person(event: AuditEvent) -> str | None:
    found = event.detail.get("person")
    return found if isinstance(found, str) else None


def _detail(event: AuditEvent) -> Iterable[tuple[str, str]]:
    """What an event says besides, as text; what was changed as `before → after`."""
    detail = {name: value for name, value in event.detail.items() if name != "person"}
    before, after = detail.pop("before", None), detail.pop("after", None)
    if isinstance(before, dict) or isinstance(after, dict):
        old, new = before or {}, after or {}
        for name in {**old, **new}:
            yield name, _change(old.get(name), new.get(name))
    elif before is not None or after is not None:
        yield "change", _change(before, after)
    yield from ((name, _text(value)) for name, value in detail.items() if value is not None)


def _change(before: object, after: object) -> str:
    if before == after or before is None:
        return _text(after)
    return f"{_text(before)} → {_text(after)}"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return _YES if value else _NO
    return "–" if value is None else str(value)


def csv_of(lines: Iterable[AuditLine]) -> str:
    """A table of events for a spreadsheet, in which no cell is a formula."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(
        ("at", "actor", "action", "person", "object", "subject", "detail", "network", "request_id")
    )
    for line in lines:
        detail = "; ".join(f"{name}: {value}" for name, value in line.detail.items())
        cells = (
            *(line.at.isoformat(), line.actor, line.action, line.person, line.object),
            *(line.subject, detail, line.network, line.request_id),
        )
        writer.writerow([_cell(cell or "") for cell in cells])
    return written.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULAS) else text
