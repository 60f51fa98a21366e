"""What a comparison finds: who is alike, how, and who is right alone."""

from dataclasses import dataclass
from datetime import datetime

from grader import Passage, Relation


@dataclass(frozen=True)
class AlikePair:
    """Two submissions, the earlier first."""

    first: str
    second: str


@dataclass(frozen=True)
class AlikePredictions(AlikePair):
    """The noise between two submissions, and how they are related."""

    noise: float
    relation: Relation


@dataclass(frozen=True)
class AlikeSources(AlikePair):
    """share: of the smaller one's fingerprints in both."""

    share: float
    fingerprints: int
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class ExclusiveHits:
    """A submission with labels that it alone hits. ordinary: how many others have at the most."""

    submission: str
    hits: int
    rows: int
    ordinary: float
    p_value: float


@dataclass(frozen=True)
class PredictionFindings:
    """Of all predictions. limit, ordinary: noises; None where there are too few people.

    alike: every pair, most alike first. pairs: the first 200 of them, with how they are related.
    """

    people: int
    submissions: int
    limit: float | None
    ordinary: float | None
    alike: tuple[AlikePair, ...]
    pairs: tuple[AlikePredictions, ...]
    alone: tuple[ExclusiveHits, ...]


@dataclass(frozen=True)
class SourceFindings:
    """Of all sources. pairs: None where the comparison fell over a file."""

    people: int
    files: int
    pairs: tuple[AlikeSources, ...] | None


@dataclass(frozen=True)
class SimilarityFindings:
    """Everything that was found of a class, and when. None for what nobody hands in."""

    computed_at: datetime
    predictions: PredictionFindings | None
    sources: SourceFindings | None
