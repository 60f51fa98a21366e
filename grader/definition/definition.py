"""`assignment.toml` as a model: what an assignment is, before any file of it is read."""

from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Annotated, Literal, Self

from pydantic import (
    Field,
    PositiveInt,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from grader.definition.dates import NAMES, Dates, last_end, with_late
from grader.definition.grades import (
    Grades,
    require_baselines,
    require_direction,
    require_rule,
    require_score,
    require_track,
)
from grader.definition.late import Late, require_late
from grader.definition.layer_tasks import Layers
from grader.definition.prediction import Prediction
from grader.definition.sections import (
    BundlePath,
    Moment,
    PositiveNumber,
    Section,
    Slug,
    StatementFiles,
    Text,
    duplicate,
    repeated_name,
)
from grader.definition.tracks import Track, dates_on, require_reveal_last
from grader.leaks.policy import ReleaseName
from grader.ranking import Better

Kind = Literal["prediction", "layers"]
REQUIRED_STARTER: dict[Kind, str] = {"prediction": "sample_submission.csv", "layers": "layers.py"}


def _shows_private_file(index: int, path: str) -> PydanticCustomError:
    """A starter file, by its index, that participants must not see."""
    return PydanticCustomError(
        "starter_private", "{path} is private", {"path": path, "at": ("starter", index)}
    )


class Baseline(Section):
    """A file of the teachers' own, graded as a participant's and shown beside the ranking."""

    slug: Slug
    """The baseline's name on the board of its track, once there."""
    title: Text
    """The baseline's name for people."""
    track: str
    """The slug of the track whose board shows it."""
    file: BundlePath
    """What is graded: predictions, or a program where the track's `proof` is `program`."""


class Quota(Section):
    """How often a participant may submit, counted per day in the course's time zone."""

    per_day: PositiveInt = 5
    """Submissions per participant and day, over all tracks of the assignment."""
    total: PositiveInt | None = None
    """Submissions per participant over all days; without it, as many as the days give."""
    invalid_per_day: Annotated[int, Field(ge=0)] = 20
    """How many files per participant and day cost no try because they could not be read; from then
    on each costs one, as any other."""


class Limits(Section):
    """What one submission may use. All but `file_bytes` is for code."""

    file_bytes: PositiveInt = 5_000_000
    """The largest file that is taken, in bytes."""
    wall_s: PositiveNumber = 10.0
    """Seconds on the clock."""
    cpu_s: PositiveNumber = 10.0
    """Seconds of processor time."""
    memory_bytes: PositiveInt = 512_000_000
    """Memory in bytes."""
    output_bytes: PositiveInt = 65_536
    """How much of what the code prints is kept, in bytes."""


_OF_SHOWN_SCORES = ("unit", "decimals", "secondary", "secondary_decimals")


class Definition(Section):
    """The whole of `assignment.toml`."""

    schema_version: Literal[1] = Field(alias="schema")
    """The version of this format."""
    slug: Slug
    """The assignment's name in addresses and commands."""
    kind: Kind
    """`prediction`: participants upload predictions. `layers`: they upload code."""
    title: Text
    """The assignment's name for people."""
    summary: Text | None = None
    """One sentence about it."""
    visible_from: Moment | None = None
    """The moment from which participants see the assignment at all; without it, always."""
    opens_at: Moment | None = None
    """The moment from which submissions are accepted, with an offset; without it, always."""
    closes_at: Moment | None = None
    """The last moment at which they are; without it, the reveal, and without both, for ever."""
    reveal_at: Moment | None = None
    """The moment from which scores on private rows are shown; without it, never."""
    results_from: Moment | None = None
    """The moment from which participants see what came of their files, for the kind `layers`;
    without it, at once."""
    draft: bool = False
    """Whether staff alone see the assignment, whatever the dates say, until this is left out."""
    paused: bool = False
    """Take no files for now, whatever the dates say; everything else goes on."""
    statement: StatementFiles
    """Where the task is told, in Markdown."""
    starter: Annotated[tuple[BundlePath, ...], Field(validate_default=True)] = ()
    """Files that participants may download; `sample_submission.csv` or `layers.py` is one."""
    tracks: Annotated[tuple[Track, ...], Field(min_length=1)]
    """The tracks, in the order in which people see them."""
    counts: Literal["best", "last", "chosen"] = "best"
    """Which file of a participant counts on a track: the `best`, the `last` that has a score, or
    the best of those that they have `chosen` until the deadline, and without a choice the best of
    all. What the Ladder shows in public stays what it is; there this decides at the reveal."""
    choices: Annotated[int, Field(ge=1, le=20)] = 2
    """How many files of a track may be chosen, where `counts` is `chosen`."""
    quota: Quota = Quota()
    """How often a participant may submit."""
    limits: Limits = Limits()
    """What one submission may use."""
    prediction: Annotated[Prediction | None, Field(validate_default=True)] = None
    """How predictions are scored; for the kind `prediction`."""
    layers: Annotated[Layers | None, Field(validate_default=True)] = None
    """Which layers to write; for the kind `layers`."""
    baselines: tuple[Baseline, ...] = ()
    """What participants can measure themselves by; for the kind `prediction`."""
    grades: Grades | None = None
    """How a score becomes points of the course; without it, it does not."""
    late: Late | None = None
    """What becomes of files after the deadline; without it, they are refused."""

    @field_validator(*NAMES)
    @classmethod
    def _dates_in_order(cls, moment: datetime | None, info: ValidationInfo) -> datetime | None:
        for earlier in NAMES:
            before: datetime | None = info.data.get(earlier)
            if moment is not None and before is not None and moment < before:
                raise PydanticCustomError(
                    "dates_out_of_order",
                    "expected {later} at or after {earlier}",
                    {"earlier": earlier, "later": info.field_name},
                )
        return moment

    @field_validator("results_from")
    @classmethod
    def _results_of_layers(cls, moment: datetime | None, info: ValidationInfo) -> datetime | None:
        if moment is not None and info.data.get("kind") == "prediction":
            raise PydanticCustomError("results_held", "expected none", {})
        return moment

    @field_validator("starter")
    @classmethod
    def _starter(cls, starter: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        names = [PurePosixPath(path).name for path in starter]
        if repeated := repeated_name(names):
            raise duplicate(("starter", repeated[0]), repeated[1])
        for i, path in enumerate(starter):
            if path.casefold().startswith("private/"):
                raise _shows_private_file(i, path)
        required = REQUIRED_STARTER.get(info.data.get("kind", ""))
        if required is not None and required not in names:
            raise PydanticCustomError(
                "starter_required",
                "an assignment of kind {kind} offers the starter file {name}",
                {"kind": info.data["kind"], "name": required},
            )
        return starter

    @field_validator("tracks")
    @classmethod
    def _distinct_tracks(cls, tracks: tuple[Track, ...]) -> tuple[Track, ...]:
        if repeated := repeated_name([track.slug for track in tracks]):
            raise duplicate(("tracks", repeated[0], "slug"), repeated[1])
        return tracks

    @field_validator("tracks")
    @classmethod
    def _dates_of_tracks(cls, tracks: tuple[Track, ...], info: ValidationInfo) -> tuple[Track, ...]:
        own = Dates(*(info.data.get(name) for name in NAMES))
        for i, track in enumerate(tracks):
            found = dates_on(track, own).first_out_of_order()
            given = [name for name in NAMES if getattr(track, name, None) is not None]
            if found is not None and given:
                said = {name: f"tracks[{i}].{name}" if name in given else name for name in found}
                at = next(name for name in reversed(found) if name in given)
                raise PydanticCustomError(
                    "dates_out_of_order",
                    "expected {later} at or after {earlier}",
                    {
                        "earlier": said[found[0]],
                        "later": said[found[1]],
                        "at": ("tracks", i, at),
                    },
                )
        if info.data.get("kind") == "prediction":
            require_reveal_last([dates_on(track, own).with_deadline() for track in tracks])
        return tracks

    @field_validator("prediction")
    @classmethod
    def _labels_not_offered(
        cls, prediction: Prediction | None, info: ValidationInfo
    ) -> Prediction | None:
        for i, path in enumerate(info.data.get("starter", ())):
            if prediction is not None and path.casefold() == prediction.labels.casefold():
                raise _shows_private_file(i, path)
        return prediction

    @field_validator("prediction", "layers")
    @classmethod
    def _table_of_its_kind(
        cls, table: Prediction | Layers | None, info: ValidationInfo
    ) -> Prediction | Layers | None:
        kind = info.data.get("kind")
        if kind is not None and (table is not None) != (kind == info.field_name):
            raise PydanticCustomError(
                "table_missing" if table is None else "table_surplus",
                "an assignment of kind {kind} has the table {kind} alone",
                {
                    "kind": kind,
                    "table": info.field_name,
                    "at": ("kind",) if table is None else None,
                },
            )
        return table

    @field_validator("prediction")
    @classmethod
    def _default_release(
        cls, prediction: Prediction | None, info: ValidationInfo
    ) -> Prediction | None:
        if prediction is None or prediction.release is not None:
            return prediction
        release = "answers" if info.data.get("reveal_at") is None else "rounded"
        return prediction.model_copy(update={"release": release})

    @field_validator("baselines")
    @classmethod
    def _baselines_of_tracks(
        cls, baselines: tuple[Baseline, ...], info: ValidationInfo
    ) -> tuple[Baseline, ...]:
        if baselines and info.data.get("kind") == "layers":
            raise PydanticCustomError("baseline_kind", "expected none", {"at": ("baselines",)})
        tracks = [track.slug for track in info.data.get("tracks", ())]
        for i, baseline in enumerate(baselines):
            if tracks and baseline.track not in tracks:
                raise PydanticCustomError(
                    "baseline_track",
                    "{name} is no track",
                    {
                        "name": baseline.track,
                        "tracks": ", ".join(tracks),
                        "at": ("baselines", i, "track"),
                    },
                )
        if repeated := repeated_name([f"{each.track}/{each.slug}" for each in baselines]):
            raise duplicate(("baselines", repeated[0], "slug"), baselines[repeated[0]].slug)
        return baselines

    @model_validator(mode="after")
    def _programs_have_data(self) -> Self:
        for place, track in enumerate(self.tracks):
            prediction = self.prediction
            if track.proof == "program" and not (
                prediction and prediction.train and prediction.test
            ):
                raise PydanticCustomError(
                    "program_data", "expected data", {"at": ("tracks", place, "proof")}
                )
        return self

    @model_validator(mode="after")
    def _grades_fit(self) -> Self:
        if (grades := self.grades) is None:
            return self
        require_rule(grades)
        require_direction(grades, self.better)
        require_track(grades, [track.slug for track in self.tracks])
        track = grades.track or self.tracks[0].slug
        require_baselines(grades, [each.slug for each in self.baselines if each.track == track])
        is_revealed = self.dates(track).reveal_at is not None
        require_score(grades, self.kind, is_revealed=is_revealed)
        return self

    @model_validator(mode="after")
    def _late_fits(self) -> Self:
        if self.late is not None:
            has_points = self.kind == "layers" and len(self.tracks) == 1
            require_late(self.late, has_points=has_points or self.grades is not None)
        return self

    def graded_as(self, grading: "Definition", shown: "Definition | None" = None) -> "Definition":
        """The dates, words and files of this definition, scored by the rules of another.

        shown: the one whose unit, digits, baselines and metrics beside boards show; this one where
        none is given. Tracks that the other does not know yet are left out.
        """
        if grading is self:
            return self
        shown = self if shown is None else shown
        tracks = [
            track.model_copy(update={"proof": rules.proof, "program": rules.program})
            for track in self.tracks
            if (rules := grading.track(track.slug)) is not None
        ]
        task = grading.prediction
        if task is not None and shown.prediction is not None:
            digits = {name: getattr(shown.prediction, name) for name in _OF_SHOWN_SCORES}
            task = task.model_copy(update=digits)
        return self.model_copy(
            update={
                "tracks": tuple(tracks),
                "limits": grading.limits,
                "prediction": task,
                "layers": grading.layers,
                "baselines": shown.baselines,
            }
        )

    @property
    def uses_ladder(self) -> bool:
        """Whether the Ladder releases the public scores."""
        return self.prediction is not None and self.prediction.uses_ladder

    @property
    def release(self) -> ReleaseName | None:
        """How participants see public scores until closing; None for points."""
        return None if self.prediction is None else self.prediction.release

    @property
    def uses_rounding(self) -> bool:
        """Whether public scores are rounded to the worse side until closing."""
        return self.prediction is not None and self.prediction.uses_rounding

    @property
    def metric(self) -> str:
        """The name of what boards rank by: a metric, or `points` for layers."""
        return "points" if self.prediction is None else self.prediction.metric

    @property
    def secondary(self) -> tuple[str, ...]:
        """The names of the metrics whose scores are shown beside."""
        return () if self.prediction is None else self.prediction.secondary

    @property
    def secondary_decimals(self) -> dict[str, int | None]:
        """How precisely each of those is shown, by name; None where the bundle does not say."""
        said = {} if self.prediction is None else self.prediction.secondary_decimals
        return {name: said.get(name) for name in self.secondary}

    @property
    def better(self) -> Better:
        """Which values of it win."""
        return "higher" if self.prediction is None else self.prediction.direction

    @property
    def offers_test(self) -> bool:
        """Whether participants may download the features of the rows that programs predict."""
        return self.prediction is not None and self.prediction.test in self.starter

    def track(self, slug: str) -> Track | None:
        """The track of that slug, if there is one."""
        return next((track for track in self.tracks if track.slug == slug), None)

    def dates(self, slug: str) -> Dates:
        """When the track of that slug opens, closes and is revealed by what the bundle says."""
        own = Dates(self.visible_from, self.opens_at, self.closes_at, self.reveal_at)
        found = {each.slug: dates_on(each, own).with_deadline() for each in self.tracks}
        if self.late is not None:
            found = with_late(found, self.late.period)
        dates = found.get(slug, own.with_deadline())
        asked_until = last_end(found.values())
        return replace(dates, asked_until=asked_until, results_from=self.results_from)

    def takes_programs(self, slug: str) -> bool:
        """Whether a program is uploaded on the track of that slug, not predictions."""
        track = self.track(slug)
        return track is not None and track.proof == "program"
