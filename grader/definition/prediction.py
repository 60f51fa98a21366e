"""`[prediction]` of a definition: what is predicted, by which metrics, and how scores are told."""

from typing import Annotated

from pydantic import Field, PlainValidator, ValidationInfo, WithJsonSchema, field_validator
from pydantic_core import PydanticCustomError, PydanticKnownError

from grader.definition.sections import BundlePath, FiniteNumber, Section, Text
from grader.leaks.policy import LADDER_METRICS, ReleaseName
from grader.metrics import METRICS
from grader.ranking import Better

METRIC_NAMES = (*METRICS, "custom")


def _describe_metrics() -> str:
    """What the JSON Schema says of the names: which are metrics of what."""
    of: dict[str, list[str]] = {}
    for slug, metric in METRICS.items():
        of.setdefault(metric.of, []).append(f"`{slug}`")
    known = " ".join(f"{', '.join(slugs)}: of {family}." for family, slugs in of.items())
    return f"What scores predictions. {known} `custom`: the function `score` of `metric_file`."


def _check_metric(name: object) -> str:
    if name not in METRIC_NAMES:
        raise PydanticKnownError("literal_error", {"expected": ", ".join(map(repr, METRIC_NAMES))})
    return str(name)


MetricName = Annotated[
    str,
    PlainValidator(_check_metric),
    WithJsonSchema({"type": "string", "enum": [*METRIC_NAMES]}),
    Field(description=_describe_metrics()),
]


def _check_secondary(name: object) -> str:
    if name not in METRICS:
        raise PydanticKnownError("literal_error", {"expected": ", ".join(map(repr, METRICS))})
    return str(name)


SecondaryName = Annotated[
    str,
    PlainValidator(_check_secondary),
    WithJsonSchema({"type": "string", "enum": [*METRICS]}),
]
MOST_SECONDARY = 3
Decimals = Annotated[int, Field(ge=0, le=17)]


class Prediction(Section):
    """How prediction files are scored."""

    metric: MetricName = "mae"
    metric_file: Annotated[BundlePath | None, Field(validate_default=True)] = None
    """For `custom`: the file of Python with `score(predictions, labels)`."""
    better: Annotated[Better | None, Field(validate_default=True)] = None
    """For `custom`: whether `lower` or `higher` scores win; the others know that themselves."""
    secondary: tuple[SecondaryName, ...] = ()
    """Metrics whose scores are shown beside, at most three; they rank nobody. Each takes what the
    metric that ranks takes: numbers, classes or probabilities."""
    secondary_decimals: dict[SecondaryName, Decimals] = Field(default_factory=dict)
    """How precisely those are shown, by their names, as `decimals` says it of the one that ranks.
    Without it as many as an eighth of the standard error of the best constant's score needs."""
    labels: BundlePath
    """The hidden labels: CSV with the columns `id`, `label` and, where some rows are private,
    `part` (`public` or `private`)."""
    train: BundlePath | None = None
    """What programs are trained on: CSV with a column for each feature, and the target."""
    test: BundlePath | None = None
    """What programs predict for: CSV with the column `id` and the same features."""
    target: str = "target"
    """The column of `train` that is to be predicted."""
    release: ReleaseName | None = None
    """How participants see public scores until closing. `rounded`: every file shows its score,
    rounded to the worse side by an eighth of the best constant's standard error; the default where
    there is a `reveal_at`, since private rows decide then. `answers`: the same, but only for the
    files whose score a participant asks for before knowing it, a few times a term; the default
    where there is none, since public rows are final. `ladder`: a file moves its participant's shown
    score when it is better beyond chance, by a step or more; for every metric but `custom`.
    `exact`: every file shows its score to `decimals` at once, for labels that are no secret."""
    decimals: Decimals = 4
    """How precisely scores are shown once they are exact. Rounded scores have no finer steps."""
    range: tuple[FiniteNumber, ...] | None = None
    """The lowest and the highest prediction that make sense: what lies beyond is scored as the end.
    Without it, where the metric is of numbers and there is `train`, those of its targets."""
    unit: Text | None = None
    """What the score counts, for people."""

    def __hash__(self) -> int:
        """That of the files: what is read of them is kept by task."""
        return hash((self.labels, self.train, self.test, self.target))

    @field_validator("metric_file", "better")
    @classmethod
    def _with_custom_alone(cls, value: str | None, info: ValidationInfo) -> str | None:
        metric = info.data.get("metric")
        if metric == "custom" and value is None:
            raise PydanticCustomError("missing", "a custom metric needs it")
        if metric not in {"custom", None} and value is not None:
            raise PydanticCustomError("extra_forbidden", "only a custom metric has it")
        return value

    @field_validator("secondary")
    @classmethod
    def _secondary_beside_metric(
        cls, secondary: tuple[str, ...], info: ValidationInfo
    ) -> tuple[str, ...]:
        if len(secondary) > MOST_SECONDARY:
            raise PydanticCustomError("secondary_many", "too many", {"most": str(MOST_SECONDARY)})
        ranking = info.data.get("metric")
        known = ranking if ranking in METRICS else next(iter(secondary), None)
        for place, name in enumerate(secondary):
            at = {"metric": name, "at": ("prediction", "secondary", place)}
            if name == ranking or name in secondary[:place]:
                raise PydanticCustomError("secondary_twice", "{metric} stands twice", at)
            if known is not None and METRICS[name].of != METRICS[known].of:
                of = METRICS[known].of
                allowed = [slug for slug in METRICS if METRICS[slug].of == of and slug != ranking]
                at |= {"ranking": known, "allowed": ", ".join(allowed)}
                raise PydanticCustomError("secondary_family", "{metric} takes others", at)
        return secondary

    @field_validator("secondary_decimals")
    @classmethod
    def _decimals_of_secondary(cls, said: dict[str, int], info: ValidationInfo) -> dict[str, int]:
        secondary = info.data.get("secondary", said)  # else the list itself is wrong
        for name in said:
            if name not in secondary:
                raise PydanticCustomError(
                    "secondary_not_shown",
                    "{metric} is not shown",
                    {"metric": name, "at": ("prediction", "secondary_decimals", name)},
                )
        return said

    @field_validator("release")
    @classmethod
    def _release_of_metric(
        cls, value: ReleaseName | None, info: ValidationInfo
    ) -> ReleaseName | None:
        metric = info.data.get("metric")
        if metric is None:
            return value
        if value == "ladder" and metric not in LADDER_METRICS:
            raise PydanticCustomError(
                "ladder_metric",
                "{metric} is no mean of losses",
                {"metric": metric, "allowed": ", ".join(LADDER_METRICS)},
            )
        return value

    @field_validator("range")
    @classmethod
    def _range_in_order(cls, value: tuple[float, ...] | None) -> tuple[float, ...] | None:
        if value is not None and not (len(value) == 2 and value[0] < value[1]):
            raise PydanticCustomError("range_ends", "expected two numbers, the lower one first")
        return value

    @property
    def uses_ladder(self) -> bool:
        """Whether participants see public scores by the Ladder."""
        return self.release == "ladder"

    @property
    def clips_to_targets(self) -> bool:
        """Whether the range of training targets is one for predictions too."""
        return self.metric in METRICS and METRICS[self.metric].of == "numbers"

    @property
    def is_bounded(self) -> bool:
        """Whether scores are: those of unbounded predictions tell labels by their many digits."""
        if self.range is not None or (self.metric in METRICS and not self.clips_to_targets):
            return True
        return self.clips_to_targets and self.train is not None

    @property
    def uses_rounding(self) -> bool:
        """Whether they see public scores that are rounded to the worse side."""
        return self.release in {"rounded", "answers"}

    @property
    def direction(self) -> Better:
        """Which scores win."""
        return self.better or METRICS[self.metric].better
