"""`assignment.toml` as a model: what an assignment is, before any file of it is read."""

import itertools
from datetime import datetime
from pathlib import PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PositiveFloat,
    PositiveInt,
    model_validator,
)

from grader.problems import Locale

Kind = Literal["prediction", "layers"]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]


def _inside_bundle(path: str) -> str:
    """A relative path with forward slashes that cannot leave the bundle."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or "\\" in path or not pure.name:
        raise ValueError(f"expected a path inside the bundle, got {path!r}")
    return pure.as_posix()


BundlePath = Annotated[str, AfterValidator(_inside_bundle)]


class Section(BaseModel):
    """A table of the file: unknown keys are mistakes, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Section):
    """A text in one or more languages; at least one is given."""

    en: str | None = None
    ja: str | None = None

    @model_validator(mode="after")
    def _some_language(self) -> Self:
        if not (self.en or self.ja):
            raise ValueError("expected a text in en, ja or both")
        return self

    def read(self, locale: Locale) -> str:
        """The text in `locale`, else in the other language."""
        first, second = (self.ja, self.en) if locale == "ja" else (self.en, self.ja)
        return first or second or ""


class StatementFiles(Section):
    """Where the statement is, in Markdown, by language."""

    en: BundlePath | None = None
    ja: BundlePath | None = None

    @model_validator(mode="after")
    def _some_language(self) -> Self:
        if not (self.en or self.ja):
            raise ValueError("expected a statement in en, ja or both")
        return self


class Track(Section):
    """A rule set with a board of its own.

    proof: how the board stands behind the rules. ``none``: there is nothing to prove.
    ``claimed``: the participant promises to have kept them, and the board says just that.
    """

    slug: Slug
    title: Text
    rules: Text
    proof: Literal["none", "claimed"] = "none"


class Quota(Section):
    """How often a participant may submit, counted per day in the course's time zone."""

    per_day: PositiveInt = 5


class Limits(Section):
    """What one submission may use. Times in seconds, sizes in bytes."""

    file_bytes: PositiveInt = 5_000_000
    wall_s: PositiveFloat = 10.0
    cpu_s: PositiveFloat = 10.0
    memory_bytes: PositiveInt = 512_000_000
    output_bytes: PositiveInt = 65_536


class Prediction(Section):
    """How prediction files are scored.

    labels: CSV with ``id,label`` and, where some rows are private, ``part`` (``public`` or
    ``private``). decimals: how precisely participants see their scores. unit: what
    the score counts, for people.
    """

    metric: Literal["mae"] = "mae"
    labels: BundlePath
    decimals: Annotated[int, Field(ge=0, le=17)] = 4
    unit: Text | None = None


class LayerTask(Section):
    """One layer to write and what it is worth."""

    layer: Literal["Add", "Multiply", "Affine", "Sigmoid", "ReLU", "SoftmaxWithLoss"]
    points: PositiveFloat = 1.0


class Layers(Section):
    """Which layers a file must hold and how they are called.

    convention ``A``: classes such as ``Affine(W, b)`` with ``forward(x)``, ``backward(dout)`` and
    gradients in ``dW``, ``db``.
    """

    convention: Literal["A"] = "A"
    tasks: Annotated[tuple[LayerTask, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        names = [task.layer for task in self.tasks]
        if len(set(names)) != len(names):
            raise ValueError(f"expected each layer once, got {', '.join(names)}")
        return self

    @property
    def max_points(self) -> float:
        """The points of a file in which every layer is right."""
        return sum(task.points for task in self.tasks)


class Definition(Section):
    """The whole of `assignment.toml`.

    opens_at, closes_at, reveal_at: moments with an offset; submissions are accepted from opens_at
    up to and including closes_at, private scores are shown from reveal_at. starter: files that
    participants may download.
    """

    schema_version: Literal[1] = Field(alias="schema")
    slug: Slug
    kind: Kind
    title: Text
    summary: Text | None = None
    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    reveal_at: AwareDatetime | None = None
    statement: StatementFiles
    starter: tuple[BundlePath, ...] = ()
    tracks: Annotated[tuple[Track, ...], Field(min_length=1)]
    quota: Quota = Quota()
    limits: Limits = Limits()
    prediction: Prediction | None = None
    layers: Layers | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        for kind in ("prediction", "layers"):
            if (getattr(self, kind) is not None) != (self.kind == kind):
                raise ValueError(
                    f"an assignment of kind {self.kind!r} needs the table [{self.kind}] alone"
                )
        return self

    @model_validator(mode="after")
    def _distinct_names(self) -> Self:
        slugs = [track.slug for track in self.tracks]
        if len(set(slugs)) != len(slugs):
            raise ValueError(f"expected tracks with different slugs, got {', '.join(slugs)}")
        names = [PurePosixPath(path).name for path in self.starter]
        if len(set(names)) != len(names):
            raise ValueError(f"expected starter files of different names, got {', '.join(names)}")
        return self

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        moments = [("opens_at", self.opens_at), ("closes_at", self.closes_at)]
        moments.append(("reveal_at", self.reveal_at))
        given: list[tuple[str, datetime]] = [(name, at) for name, at in moments if at is not None]
        for (first, earlier), (second, later) in itertools.pairwise(given):
            if later < earlier:
                raise ValueError(f"expected {second} at or after {first}, got {later} < {earlier}")
        return self

    def track(self, slug: str) -> Track | None:
        """The track of that slug, if there is one."""
        return next((track for track in self.tracks if track.slug == slug), None)
