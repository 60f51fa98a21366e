"""`[[tracks]]` of a definition: boards with their dates, and how programs are proved on them."""

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveInt
from pydantic_core import PydanticCustomError

from grader.definition.dates import Dates
from grader.definition.sections import Moment, PositiveNumber, Section, Slug, Text


def dates_on(track: "Track", own: Dates) -> Dates:
    """The dates of a track. own: those of its assignment, which hold where it gives none."""
    return Dates(
        own.visible_from,
        track.opens_at or own.opens_at,
        track.closes_at or own.closes_at,
        track.reveal_at or own.reveal_at,
    )


def require_reveal_last(tracks: Sequence[Dates]) -> None:
    """Raise where a track is revealed while another one asks about the same hidden rows."""
    for i, track in enumerate(tracks):
        for j, other in enumerate(tracks):
            closes_at = other.closes_at
            if track.reveal_at and (closes_at is None or closes_at > track.reveal_at):
                raise PydanticCustomError(
                    "revealed_while_asked",
                    "expected {reveal} at or after {closing}",
                    {
                        "reveal": f"tracks[{i}].reveal_at",
                        "closing": f"tracks[{j}].closes_at",
                        "at": ("tracks", i, "reveal_at"),
                    },
                )


class ProgramRules(Section):
    """How a program is proved: trained and asked by the server, on its own copy of the data."""

    modules: tuple[Literal["scipy", "sklearn"], ...] = ()
    """What it may import besides NumPy and parts of the standard library."""
    source_bytes: PositiveInt = 100_000
    """How much source it may have, over all its modules, in bytes."""
    wall_s: PositiveNumber = 600.0
    """Seconds on the clock for training and predicting."""
    cpu_s: PositiveNumber = 600.0
    """Seconds of processor time for the same."""
    memory_bytes: PositiveInt = 2_000_000_000
    """Memory in bytes."""
    repeatable: bool = False
    """Train a second time under the same seed: the predictions must be the same, bit for bit."""
    learns: bool = False
    """Train a second time under another seed on targets drawn by chance: the answers must be
    others, or they do not come from the training data. Hidden labels have no part in that."""
    literal_bytes: PositiveInt = 300
    """How much its numbers, texts, rows of elements and names of no use may hold, in bytes of
    information, where the rows that it predicts are handed out."""
    information_bytes: PositiveInt = 2_000
    """How much all of it may hold, likewise."""
    claim_tolerance: Annotated[float, Field(ge=0, le=0.1, allow_inf_nan=False)] = 1e-6
    """How far predictions that are uploaded along with a program may be from what it predicts
    here, relative to their size."""

    @property
    def limits(self) -> dict[str, float]:
        """What a program may use, by name."""
        named = {"source_bytes", "wall_s", "cpu_s", "memory_bytes"}
        return self.model_dump(include=named)

    def with_more_time(self, extra_s: float) -> Self:
        """The same rules with so many seconds more, on the clock and of processor time."""
        more = {"wall_s": self.wall_s + extra_s, "cpu_s": self.cpu_s + extra_s}
        return self.model_copy(update=more) if extra_s else self


class Track(Section):
    """A rule set with a board of its own."""

    slug: Slug
    """The track's name in addresses and commands."""
    title: Text
    """The track's name for people."""
    rules: Text
    """What is allowed, in words."""
    proof: Literal["none", "claimed", "program"] = "none"
    """How the board stands behind the rules. `none`: there is nothing to prove. `claimed`: the
    participant promises to have kept them, and the board says just that. `program`: participants
    upload a program instead of predictions, which the server trains and asks, so that the rules are
    proved."""
    program: ProgramRules = ProgramRules()
    """What programs may use, where `proof` is `program`."""
    opens_at: Moment | None = None
    """The moment from which the track takes submissions; without it, that of the assignment."""
    closes_at: Moment | None = None
    """The last moment at which it does; without it, that of the assignment."""
    reveal_at: Moment | None = None
    """The moment from which its scores on private rows are shown; without it, that of the
    assignment."""
