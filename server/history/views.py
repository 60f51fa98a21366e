"""What has been reached over time: by a participant, by the class, and what the reveal changed.

It is made of scores as the viewer is shown them, of the board, and of nothing else: whoever has
read the board every day knows all of it.
"""

from pydantic import AwareDatetime

from grader import Better, Verdict
from server.boards.views import Part
from server.history.histogram import Bin
from server.submissions.secondary_views import SecondaryView
from server.web.api_model import ApiModel


class Point(ApiModel):
    """One graded submission."""

    id: str
    """Its id."""
    url: str
    """Its page."""
    submitted_at: AwareDatetime
    """When it was received."""
    verdict: Verdict
    """What came of it."""
    score: float | None
    """Its score as the reader may see it; null where it has none."""
    at_start: bool = False
    """Whether what participants read of it is still the start of the Ladder, and no number."""
    best: float | None
    """The best of these scores until then; null before the first of them."""
    private_score: float | None
    """Its score over the private rows; null where the reader may not see it."""
    secondary: dict[str, SecondaryView]
    """Its scores in the metrics that rank nobody, likewise."""


class Record(ApiModel):
    """A score that was the best of the class."""

    since: AwareDatetime
    """From when on."""
    score: float | None
    """The score, as the reader may see it; null where it is the start of the Ladder."""
    at_start: bool = False
    """Whether it is the start of the Ladder, so that no number is known."""


class Shift(ApiModel):
    """A participant's place on the public and on the private board."""

    alias: str
    """Whose."""
    public_rank: int
    """The place on the public board."""
    private_rank: int
    """The place on the private board."""
    moved: int
    """How many places were gained, below 0 for lost."""
    own: bool
    """Whether it is the participant whose history this is."""


class HistoryView(ApiModel):
    """A participant on a track, and the class."""

    track: str
    """The slug of the track."""
    metric: str
    """What scores are: the name of a metric, or `points`."""
    better: Better
    """Which scores win."""
    alias: str | None
    """Whose history it is; null for staff, who look at no participant in particular."""
    part: Part
    """By which rows' scores the board ranks."""
    final: bool
    """Whether the reveal has come."""
    participants: int
    """How many have a rank."""
    rank: int | None
    """The participant's own."""
    submissions: list[Point]
    """What the participant submitted and was graded, oldest first."""
    class_best: list[Record]
    """The best score of the class over time."""
    distribution: list[Bin]
    """How the scores of the board are spread."""
    at_start: int = 0
    """How many participants are on the board without a score, at the start of the Ladder."""
    shake_up: list[Shift] | None
    """Everybody's places, the best private one first; null before the reveal."""
