"""Courses and rosters as they look on a terminal."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gradus.api.answers import CourseAnswer, MemberChange, RosterAnswer
from gradus.output.rendering import visible


def roster_table(difference: RosterAnswer, *, is_draft: bool = False) -> RenderableType:
    """What a roster changes, line by line. is_draft: before drawn aliases are what they will be."""
    table = Table(box=None, pad_edge=False)
    for heading in ("", "Alias", "Role", "Change"):
        table.add_column(heading)
    groups: tuple[tuple[str, str, list[MemberChange]], ...] = (
        ("+", "green", difference.added),
        ("~", "yellow", difference.changed),
        ("-", "red", difference.removed),
    )
    for sign, style, changes in groups:
        for change in changes:
            alias = "(drawn)" if change.drawn and is_draft else visible(change.alias)
            cells = (sign, alias, change.role, visible(change.change))
            table.add_row(*map(Text, cells), style=style)
    return Group(table, Text(roster_summary(difference), style="dim"))


def roster_summary(difference: RosterAnswer) -> str:
    """The counts of a difference in one line."""
    return (
        f"{len(difference.added)} added, {len(difference.changed)} changed,"
        f" {len(difference.removed)} removed, {difference.unchanged} unchanged"
    )


def course_table(courses: Sequence[CourseAnswer]) -> RenderableType:
    """Courses, one a line."""
    table = Table(box=None, pad_edge=False)
    for heading in ("Course", "Title", "Time zone", "Language", "You are"):
        table.add_column(heading)
    for course in courses:
        place = f"{course.alias} ({course.role})" if course.role else "-"
        cells = (course.slug, course.title, course.time_zone, course.locale, place)
        table.add_row(*(Text(visible(cell)) for cell in cells))
    return table if courses else Text("There are no courses yet.")
