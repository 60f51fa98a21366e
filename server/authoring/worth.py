"""What a form says of what a score is worth."""

from typing import Annotated

from pydantic import BaseModel, Field

from server.core.spreadsheets import number_in

_Text = Annotated[str, Field(max_length=100)]


class AskedWorth(BaseModel):
    """Points between two scores, or the points of the layers."""

    points: Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)]
    """The most that can be earned."""
    track: _Text = ""
    """The slug of the track that counts."""
    start: _Text = ""
    """From where on points are earned: a score, or the slug of a baseline."""
    full: _Text = "leader"
    """What earns all of them: likewise, or the leader."""
    least: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)] = 0
    """What whoever has a score earns at the least."""

    def table(self, kind: str) -> dict[str, str | float]:
        """The same as a bundle says it."""
        said: dict[str, str | float] = {"points": self.points}
        if self.track:
            said["track"] = self.track
        if kind == "layers":
            return said | {"rule": "layers"}
        between = {"start": _score(self.start), "full": _score(self.full)}
        return said | {"rule": "linear", **between, "least": self.least}


def _score(text: str) -> str | float:
    """A number, or the name of a baseline."""
    number = number_in(text)
    return text.strip() if number is None else number
