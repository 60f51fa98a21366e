"""Tokens as they look on a terminal; none shows its secret."""

from collections.abc import Sequence
from datetime import datetime

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from gradus.api.answers import TokenLineAnswer
from gradus.output.rendering import visible


def token_table(tokens: Sequence[TokenLineAnswer]) -> RenderableType:
    """Tokens that work, one a line, with moments of this machine's zone."""
    table = Table(box=None, pad_edge=False)
    for heading in ("Id", "Label", "Course", "Scopes", "Made", "Last used", "Ends", ""):
        table.add_column(heading, overflow="fold")
    for token in tokens:
        marks = [word for word, is_so in _marks(token) if is_so]
        moments = (token.created_at, token.last_used_at, token.expires_at)
        cells = [token.id, token.label, token.course or "all", " ".join(token.scopes)]
        cells += [*map(_moment, moments), ", ".join(marks)]
        table.add_row(*(Text(visible(cell)) for cell in cells))
    return table if tokens else Text("There are no tokens.")


def _marks(token: TokenLineAnswer) -> Sequence[tuple[str, bool]]:
    return (("this one", token.is_this), ("replaced", token.is_replaced))


def _moment(moment: datetime | None) -> str:
    return "never" if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M}"
