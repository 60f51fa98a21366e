"""How versions and what they would change look on a terminal. Nothing is printed."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gradus.api.version_answers import (
    ComparisonAnswer,
    MoveAnswer,
    TrackComparisonAnswer,
    VersionAnswer,
    VersionLineAnswer,
)
from gradus.output.rendering import verdict_title, visible

_PARTS = {
    "rows": "ids of the rows",
    "data": "data",
    "metric": "metric",
    "release": "how scores are released",
    "limits": "limits",
    "code_rules": "tracks and rules for code",
    "layers": "layers",
    "baselines": "baselines",
    "secondary": "metrics shown beside",
    "counts": "which file counts",
    "grades": "points of the course",
    "dates": "dates",
    "quota": "tries",
    "words": "words",
    "late": "late files",
    "starter": "starter files",
}


def push_lines(pushed: VersionAnswer) -> list[str]:
    """What a push changes and grades again, in words."""
    if pushed.changed is None:
        return []
    names = ", ".join(_PARTS.get(part, part) for part in pushed.changed) or "nothing"
    lines = [f"Changed: {names}."]
    if not pushed.to_grade:
        shown = pushed.shown_anew
        scores = "1 released score changes" if shown == 1 else f"{shown} released scores change"
        anew = "." if shown is None else f", {scores}."
        return [*lines, f"Nothing is graded again{anew}"]
    took = "" if pushed.minutes is None else f", in about {pushed.minutes} min"
    again = f"Graded again: {pushed.to_grade} files of {pushed.participants} participants{took}."
    return [*lines, f"{again} Until then boards stay as they are."]


def version_table(lines: Sequence[VersionLineAnswer]) -> RenderableType:
    """Versions, one a line."""
    table = Table(box=None, pad_edge=False)
    for heading in ("Version", "State", "Graded", "Pushed (UTC)", "By", "SHA-256"):
        table.add_column(heading)
    for line in lines:
        cells = (
            str(line.version),
            line.state,
            _graded(line),
            f"{line.pushed_at:%Y-%m-%d %H:%M}",
            visible(line.pushed_by),
            line.sha256[:12],
        )
        table.add_row(*map(Text, cells), style="bold" if line.state == "live" else "")
    return table


def _graded(line: VersionLineAnswer) -> str:
    """How many gradings are done, and which version has those that are not there any more."""
    taken = "" if line.taken_over_by is None else f"now with {line.taken_over_by}"
    own = f"{line.done}/{line.total}" if line.total or not taken else ""
    return ", ".join(part for part in (own, taken) if part)


def comparison_lines(found: ComparisonAnswer) -> RenderableType:
    """How far the gradings are, then each board's moves."""
    head = (
        f"Version {found.version} ({found.state}) beside version {found.live_version}:"
        f" {found.done} of {found.total} submissions are graded"
    )
    if found.faults:
        head += f", {found.faults} failed for a reason of ours"
    lines = [Text(f"{head}.")]
    if found.final:
        lines.append(
            Text("Boards rank by private scores by now; the places here are by public ones.")
        )
    return Group(*lines, *map(_track_table, found.tracks))


def _track_table(track: TrackComparisonAnswer) -> RenderableType:
    title = (
        f"{track.track}: {track.moved} change places, {track.fallen} fall off, {track.joined} join"
    )
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for heading in ("Alias", "Now", "Score", "Then", "Score", "Change"):
        table.add_column(heading, justify="left" if heading in ("Alias", "Change") else "right")
    for row in track.rows:
        cells = (
            visible(row.alias),
            _cell(row.old_rank),
            _cell(row.old_score),
            _cell(row.new_rank),
            _cell(row.new_score),
            _change(row),
        )
        table.add_row(*map(Text, cells))
    return table if track.rows else Text(title, style="bold")


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value:.10g}"


def _change(row: MoveAnswer) -> str:
    verdict = f" ({verdict_title(row.verdict)})" if row.verdict else ""
    if row.new_rank is None:
        return ("waiting" if row.waiting else "falls off") + verdict
    if row.change is None:
        return "joins" + verdict
    return (f"{row.change:+d}" if row.change else "=") + verdict
