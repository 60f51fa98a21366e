"""A board as it is sent: rows, parts of them as JSON, and who stands behind each."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Part(StrEnum):
    """The hidden rows by whose scores a board ranks."""

    PUBLIC = "public"
    PRIVATE = "private"


class BoardRow(BaseModel):
    """A participant's line, or that of a baseline, which has no rank and its slug for an alias.

    rank: the place by the scores of the board's part. score: over the public rows. private_score:
    over the private ones, None but on a board that ranks by it. moved: how many places higher than
    on the public board, below 0 for lower. verified: the server trained and ran the program itself.
    tied_with_above: equal to the row above in full precision. interval: from where to where the
    score would mostly lie on other hidden rows of the same kind. statistically_tied: whether the
    difference to the row above may be chance. bracket: of rows that are tied with the first of
    them, from 1 on. Null where not known, or not yet. margin: half of the interval as people read
    it, for the pages.

    Where the Ladder releases scores, participants see those, on the public board ranked by them,
    and no more. Staff see exact scores in their order, and in released and released_rank what
    participants see; moved counts from that rank for everybody.
    """

    model_config = ConfigDict(frozen=True)

    rank: int | None
    alias: str
    score: float
    private_score: float | None = None
    moved: int | None = None
    verified: bool
    tied_with_above: bool
    submissions: int
    submitted_at: AwareDatetime
    baseline: bool = False
    interval: tuple[float, float] | None = None
    statistically_tied: bool = False
    bracket: int | None = None
    released: float | None = None
    released_rank: int | None = None
    margin: str | None = Field(default=None, exclude=True)

    @property
    def value(self) -> float:
        """The score that the row is ranked by, where it has one."""
        return self.score if self.private_score is None else self.private_score


class BoardView(BaseModel):
    """A track's board, or some rows of it. next_cursor: where the next ones begin, if there are.

    part: by which rows' scores it ranks. final: whether the reveal has come. participants: how
    many rows have a rank.
    """

    track: str
    metric: str
    better: str
    version: int
    part: Part
    final: bool
    participants: int
    rows: list[BoardRow]
    next_cursor: str | None = None


@dataclass(frozen=True)
class Board:
    """One version of a board.

    participants: the id behind each row, never sent to anybody; None behind a baseline.
    """

    view: BoardView
    participants: tuple[str | None, ...]
    etag: str

    def row_of(self, participant_id: str | None) -> BoardRow | None:
        """A participant's own row; None where there is none, as for None."""
        if participant_id is None or participant_id not in self.participants:
            return None
        return self.view.rows[self.participants.index(participant_id)]

    @property
    def ranked_rows(self) -> list[BoardRow]:
        """The participants' rows that have the score by which the board ranks."""
        rows = [row for row in self.view.rows if not row.baseline]
        if self.view.part is Part.PUBLIC:
            return rows
        return [row for row in rows if row.private_score is not None]

    def part_json(self, start: int, limit: int) -> bytes:
        """`limit` rows from the one at `start` on, as JSON; the whole board is kept ready."""
        if start == 0 and limit >= len(self.view.rows):
            return self._whole_json
        rows = self.view.rows[start : start + limit]
        more = start + limit < len(self.view.rows)
        part = self.view.model_copy(
            update={"rows": rows, "next_cursor": str(start + limit) if more else None}
        )
        return part.model_dump_json().encode()

    @cached_property
    def _whole_json(self) -> bytes:
        return self.view.model_dump_json().encode()
