"""Everybody's files as routes and pages ask for them."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Query
from sqlalchemy.orm import Session

from grader import Verdict
from server.assignments.access import AssignmentAccess
from server.assignments.dependencies import StaffOfAssignment
from server.assignments.schedule import dates_of
from server.files import queries
from server.files.queries import FileFilter, Order, Stage
from server.files.replays import Replays
from server.files.views import Absent, FilesView, file_view
from server.web.dependencies import ReadSession, held

_Text = Annotated[str | None, Query(max_length=64, description="An alias; empty for all.")]
_Slug = Annotated[str | None, Query(max_length=64, description="A track; empty for all.")]
_Nothing = Literal[""] | None  # a field of the form that was left empty asks nothing


@dataclass(frozen=True)
class AskedFiles:
    """Which files staff ask for."""

    access: StaffOfAssignment
    alias: _Text = None
    track: _Slug = None
    verdict: Annotated[Verdict | _Nothing, Query(description="What came of them.")] = None
    stage: Annotated[
        Stage | _Nothing, Query(description="`judged`, `waiting`, or `fault` for those of ours.")
    ] = None
    late: Annotated[
        bool | _Nothing, Query(description="Whether they came after their track had closed.")
    ] = None

    @property
    def filter(self) -> FileFilter:
        """The same as it is asked of the tables. Raises 422 for an unknown track."""
        access = self.access
        return FileFilter(
            assignment_id=access.assignment.id,
            course_id=access.course.id,
            grading_id=access.grading.id,
            better=access.definition.better,
            closings={
                track.id: dates_of(access.definition, track, None).closes_at
                for track in access.tracks.values()
            },
            alias=self.alias or None,
            track=access.track(self.track).slug if self.track else None,
            verdict=self.verdict or None,
            stage=self.stage or None,
            late=None if self.late == "" else self.late,
        )


@dataclass(frozen=True)
class PageOfFiles:
    """Some of them, and the rest of what their list says."""

    session: ReadSession
    asked: Annotated[AskedFiles, Depends()]
    limit: Annotated[int, Query(ge=1, le=500, description="How many at the most.")] = 100
    cursor: Annotated[
        str | None, Query(max_length=26, description="Those behind this one, as `next` said it.")
    ] = None
    sort: Annotated[Order, Query(description="Which come first.")] = Order.NEWEST

    def view(self) -> FilesView:
        """The page."""
        wanted, access = self.asked.filter, self.asked.access
        found = queries.files(
            self.session,
            wanted,
            limit=self.limit + 1,
            after=self.cursor,
            order=self.sort,
        )
        shown = found[: self.limit]
        closings = {slug: wanted.closings[track.id] for slug, track in access.tracks.items()}
        lines = []
        for line in shown:
            closes_at = closings.get(line.track)
            late = closes_at is not None and line.received_at > closes_at
            lines.append(file_view(line, late=late))
        return FilesView(
            files=lines,
            total=queries.count(self.session, wanted),
            next=shown[-1].submission_id if len(found) > self.limit else None,
            absent=_absent(self.session, access, wanted.track),
        )


def _absent(session: Session, access: AssignmentAccess, track: str | None) -> list[Absent]:
    track_id = None if track is None else access.tracks[track].id
    rows = queries.without_files(session, access.course.id, access.assignment.id, track_id)
    return [Absent(alias=alias, name=name) for alias, name in rows]


WantedFiles = Annotated[AskedFiles, Depends()]
ListedFiles = Annotated[PageOfFiles, Depends()]
CurrentReplays = Annotated[Replays, held(Replays)]
