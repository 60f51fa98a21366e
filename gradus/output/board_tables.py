"""Boards as they look on a terminal."""

from collections import Counter
from collections.abc import Mapping
from typing import Literal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from grader import METRICS
from gradus.api.answers import AssignmentAnswer, BoardAnswer, BoardRowAnswer, SecondaryAnswer
from gradus.output.rendering import BETTER, beside_words, visible

_COLUMNS: Mapping[str, Literal["left", "right"]] = {
    "Rank": "right",
    "Alias": "left",
    "Score": "right",
    "Private": "right",
    "Moved": "right",
    "Range": "left",
    "Tie": "left",
    "Files": "right",
    "Submitted (UTC)": "left",
}
_UNCERTAIN = ("Range", "Tie")  # columns that only some boards have
_REVEALED = ("Private", "Moved")


def board_table(
    board: BoardAnswer, own_alias: str | None, task: AssignmentAnswer | None = None
) -> RenderableType:
    """A board, best first, with the reader's own row marked. task: how its scores are read."""
    task = task or AssignmentAnswer(better=board.better)
    is_private = board.part == "private"
    caption = f"{board.track}: {board.metric}, {BETTER[board.better]}"
    if is_private:
        caption += ", ranked by the private rows" + ("" if board.final else " (staff only)")
    sizes = Counter(row.bracket for row in board.rows)
    unused = (() if any(sizes) else _UNCERTAIN) + (() if is_private else _REVEALED)
    table = Table(title=caption, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for heading, justify in _COLUMNS.items():
        if heading not in unused:
            table.add_column(board.metric if heading == "Score" else heading, justify=justify)
        if heading == "Moved":
            for slug in board.secondary:
                table.add_column(_beside_heading(slug), justify="right")
    for row in board.rows:
        own = row.alias == own_alias and not row.baseline
        tied = row.bracket is not None and sizes[row.bracket] > 1
        cells = zip(_COLUMNS, _board_cells(row, task, own=own, tied=tied), strict=True)
        used = []
        for heading, cell in cells:
            used += [] if heading in unused else [cell]
            used += _beside_cells(row, board, task) if heading == "Moved" else []
        table.add_row(*used, style="bold cyan" if own else "")
    if why := _why_empty(board):
        return Group(Text(caption, style="bold"), Text(why))
    if not any(sizes):
        return table
    return Group(table, Text("Rows with the same number under Tie are too close to call.", "dim"))


def _why_empty(board: BoardAnswer) -> str:
    """Why there is nobody to be seen on a board; empty where there is."""
    if board.withheld_until is not None:
        return f"Results are held back until {board.withheld_until:%Y-%m-%d %H:%M} UTC."
    return "" if board.rows else "Nobody is on this board yet."


def _beside_heading(slug: str) -> str:
    """A metric that ranks nobody, and which of its scores are better."""
    known = METRICS.get(slug)
    return visible(slug) if known is None else f"{slug} ({known.better})"


def _beside_cells(row: BoardRowAnswer, board: BoardAnswer, task: AssignmentAnswer) -> list[Text]:
    """Scores in the metrics that rank nobody, over the rows by which the board ranks."""
    is_private = board.part == "private"
    cells = []
    for slug in board.secondary:
        found = row.secondary.get(slug, SecondaryAnswer(score=None))
        score = found.private_score if is_private else found.score
        cells.append(Text(beside_words(slug, score, None if is_private else task)))
    return cells


def _board_cells(
    row: BoardRowAnswer, task: AssignmentAnswer, *, own: bool, tied: bool
) -> tuple[Text, ...]:
    marks = {" (you)": own, " (baseline)": row.baseline, " (verified)": row.verified}
    alias = visible(row.alias) + "".join(mark for mark, holds in marks.items() if holds)
    released = ""
    if row.released is not None:
        released = f" (shown {row.released:g})"
    elif row.at_start and row.score is not None:
        released = " (shown start)"
    return (
        Text(_place(row)),
        Text(alias),
        Text(f"{task.words(row.score, at_start=row.at_start)}{released}"),
        Text("-" if row.private_score is None else f"{row.private_score:.10g}"),
        Text(f"{row.moved:+}" if row.moved else "="),
        Text("" if row.interval is None else " to ".join(f"{end:.6g}" for end in row.interval)),
        Text(f"{row.bracket}" if tied else ""),
        Text("" if row.baseline else f"{row.submissions}"),
        Text("" if row.baseline else f"{row.submitted_at:%Y-%m-%d %H:%M}"),
    )


def _place(row: BoardRowAnswer) -> str:
    if row.rank is None:
        return "-"
    return f"={row.rank}" if row.tied_with_above else f"{row.rank}"
