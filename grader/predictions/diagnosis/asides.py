"""Lines of a table that are no data and were meant for people or for a spreadsheet.

Each is one problem that names its line, and is left out then, so that it makes no others.
"""

import re
from collections.abc import Callable

from grader.predictions.diagnosis.columns import Columns, Layout
from grader.predictions.diagnosis.findings import Findings, excerpt
from grader.predictions.diagnosis.row_problems import (
    COMMENT_LINE,
    LINE_ABOVE_HEADER,
    LINE_BELOW_HEADER,
    REPEATED_HEADER,
    SEPARATOR_LINE,
    TOTAL_ROW,
)
from grader.predictions.diagnosis.rows import Row, line_number
from grader.problems import ProblemKind

_LINE = re.compile(r"[^\r\n]{1,10000}")
_LINES_ABOVE = 10  # looked at for the header
_SEPARATOR_LINE = re.compile(r'\s*"?sep=.?"?[,;\t ]*', re.IGNORECASE)
_CELL_END = re.compile(r"[,;\t|]")
_TOTALS = frozenset(
    {"total", "totals", "grand total", "sum", "mean", "average", "count", "合計", "総計", "平均"}
)
IsId = Callable[[str], bool]


def skip_lines_above(text: str, columns: Columns, is_id: IsId, findings: Findings) -> int:
    """Where the table begins: behind lines above its header, each of which is reported."""
    above: list[re.Match[str]] = []
    needed = set(columns.names[: columns.required])
    position = 0
    while len(above) < _LINES_ABOVE and (line := _LINE.search(text, position)):
        cells = _bare_cells(line.group())
        if needed <= {cell.casefold() for cell in cells}:
            _report(above, text, findings)
            return line.start() if above else 0
        if is_id(cells[0]):
            break
        above.append(line)
        position = line.end()
    leading = _leading(above, columns)
    _report(leading, text, findings)
    return leading[-1].end() if leading else 0


def aside_of(
    row: Row, layout: Layout, columns: Columns, is_id: IsId, *, is_first: bool
) -> ProblemKind | None:
    """What a row is that is no data; None for data, right or wrong. is_first: below a header."""
    id_, number = (_cell(row, layout, name) for name in columns.names[:2])
    if row.broken or not columns.knows_ids or is_id(id_):
        return None
    is_words = bool(number.strip()) and not re.search(r"\d", id_ + number)
    signs = (
        (COMMENT_LINE, row.cells[0].startswith("#")),
        (REPEATED_HEADER, [id_.casefold(), number.casefold()] == list(columns.names[:2])),
        (TOTAL_ROW, id_.strip().casefold() in _TOTALS),
        (LINE_BELOW_HEADER, is_first and is_words),
    )
    return next((kind for kind, shown in signs if shown), None)


def _cell(row: Row, layout: Layout, name: str) -> str:
    place = layout.positions[name]
    return row.cells[place] if place < len(row.cells) else ""


def _leading(above: list[re.Match[str]], columns: Columns) -> list[re.Match[str]]:
    """Those of the first lines that are no data even where no header follows."""
    found = []
    for line in above:
        is_comment = columns.knows_ids and line.group().startswith("#")
        if not is_comment and not _SEPARATOR_LINE.fullmatch(line.group()):
            break
        found.append(line)
    return found


def _report(lines: list[re.Match[str]], text: str, findings: Findings) -> None:
    for line in lines:
        shown = line.group()
        kind = LINE_ABOVE_HEADER
        if _SEPARATOR_LINE.fullmatch(shown):
            kind = SEPARATOR_LINE
        elif shown.startswith("#"):
            kind = COMMENT_LINE
        findings.add(kind, row=line_number(text, line.start()), text=excerpt(shown))


def _bare_cells(line: str) -> list[str]:
    return [cell.strip(' "\ufeff') for cell in _CELL_END.split(line)]
