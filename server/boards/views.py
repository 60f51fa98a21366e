"""A board as it is sent: rows, parts of them as JSON, and who stands behind each."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from pydantic import AwareDatetime, ConfigDict, Field

from server.submissions.secondary_views import SecondaryView
from server.web.api_model import ApiModel


class Part(StrEnum):
    """The hidden rows by whose scores a board ranks."""

    PUBLIC = "public"
    PRIVATE = "private"


class BoardRow(ApiModel):
    """A participant's line, or that of a baseline, which has no rank and its slug for an alias.

    Where the Ladder releases scores, participants see those as bounds, on the public board ranked
    by them, and no more: what was reached is as good or better. Who is still at the start stands
    last, without a number. Staff see exact scores in their order, and in released, at_start and
    released_rank what participants see; moved counts from that rank for everybody.
    """

    model_config = ConfigDict(frozen=True)

    rank: int | None
    """The place by the scores of the board's part; null for a baseline."""
    alias: str
    """The participant's name on boards."""
    score: float | None
    """The score over the public rows; null for participants at the start of the Ladder."""
    at_start: bool = False
    """On the Ladder: whether what participants read is still the start, so that no number is known:
    no file was better than that by a step and beyond chance."""
    private_score: float | None = None
    """The score over the private rows; null but on a board that ranks by it."""
    secondary: dict[str, SecondaryView] = Field(default_factory=dict)
    """What the file that counts scores in the metrics that rank nobody, by their names; private
    scores but on a board that ranks by those are null."""
    moved: int | None = None
    """How many places higher than on the public board, below 0 for lower."""
    verified: bool
    """Whether the server trained and ran the program itself."""
    tied_with_above: bool
    """Whether it equals the row above in full precision."""
    submissions: int
    """How many files of the participant were graded here."""
    submitted_at: AwareDatetime
    """When the file that counts was received."""
    baseline: bool = False
    """Whether it is a baseline."""
    interval: tuple[float, float] | None = None
    """From where to where the score would mostly lie on other hidden rows of the same kind; null
    where not known, or not yet."""
    statistically_tied: bool = False
    """Whether the difference to the row above may be chance."""
    bracket: int | None = None
    """Which of the groups of rows that are tied with the first of them it is in, from 1 on; null
    where not known, or not yet."""
    released: float | None = None
    """For staff: the score that participants see; null at the start of the Ladder."""
    released_rank: int | None = None
    """For staff: the place that participants see."""
    margin: str | None = Field(default=None, exclude=True)
    """Half of the interval as people read it, for the pages."""

    @property
    def value(self) -> float | None:
        """The score that the row is ranked by, where it has one."""
        return self.score if self.private_score is None else self.private_score


class BoardView(ApiModel):
    """A track's board, or some rows of it."""

    track: str
    """The slug of the track."""
    metric: str
    """What scores are: the name of a metric, or `points`."""
    better: str
    """Which scores win: `lower` or `higher`."""
    secondary: list[str]
    """The names of the metrics whose scores are shown beside and rank nobody."""
    version: int
    """Grows with every change."""
    part: Part
    """By which rows' scores it ranks."""
    final: bool
    """Whether the reveal has come."""
    withheld_until: AwareDatetime | None
    """Until when results are held back, and the board has no rows; null where they are not."""
    participants: int
    """How many rows have a rank."""
    rows: list[BoardRow]
    """The rows, best first."""
    next_cursor: str | None = None
    """Where the next rows begin; null where there are none."""


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
        """The participants' rows that show the score by which the board ranks."""
        rows = [row for row in self.view.rows if not row.baseline]
        if self.view.part is Part.PUBLIC:
            return [row for row in rows if row.score is not None]
        return [row for row in rows if row.private_score is not None]

    @property
    def at_start(self) -> int:
        """How many participants' rows stand without a number at the start of the Ladder."""
        if self.view.part is Part.PRIVATE:
            return 0
        return sum(row.at_start and row.score is None for row in self.view.rows)

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
