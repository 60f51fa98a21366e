"""What a teacher chooses of an assignment: the same by page, interface and command."""

import datetime as dt
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from grader.authoring import problems
from grader.bundles.folder import BundleError
from grader.definition.layer_tasks import Convention, LayerTask
from grader.metrics import METRICS
from grader.problems import Problem
from languages import Locale

TrackName = Literal["program", "claimed", "unrestricted"]
TRACKS: tuple[TrackName, ...] = get_args(TrackName)
SplitBy = Literal["rows", "target", "groups"]
MAX_STATEMENT_CHARS = 100_000
MAX_TITLE_CHARS, MAX_SUMMARY_CHARS = 200, 1_000
MAX_SEED_CHARS = 64
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_MAX_SLUG_CHARS = 64


@dataclass(frozen=True)
class Words:
    """What people read, by language; what is empty is not there."""

    title: Mapping[Locale, str]
    summary: Mapping[Locale, str] = field(default_factory=dict)
    statement: Mapping[Locale, str] = field(default_factory=dict)

    def problems(self) -> Iterator[Problem]:
        """What is missing or too long."""
        if not any(each.strip() for each in self.title.values()):
            yield problems.TITLE_MISSING()
        for texts, what, limit in (
            (self.title, problems.TITLE, MAX_TITLE_CHARS),
            (self.summary, problems.SUMMARY, MAX_SUMMARY_CHARS),
            (self.statement, problems.STATEMENT, MAX_STATEMENT_CHARS),
        ):
            if any(len(each) > limit for each in texts.values()):
                yield problems.WORDS_LONG(what=what, limit=limit)


@dataclass(frozen=True)
class Moments:
    """When participants see the assignment, and may submit; each with an offset, None for none."""

    visible_from: dt.datetime | None = None
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    reveal_at: dt.datetime | None = None


@dataclass(frozen=True)
class Common:
    """What every assignment has. draft: whether staff alone see it, until it is published."""

    slug: str
    words: Words
    moments: Moments = field(default_factory=Moments)
    draft: bool = True
    per_day: int = 5

    def problems(self) -> Iterator[Problem]:
        """What cannot be meant of it; dates are looked at in the bundle."""
        if not _SLUG.fullmatch(self.slug) or len(self.slug) > _MAX_SLUG_CHARS:
            yield problems.NAME_REFUSED(got=self.slug[:_MAX_SLUG_CHARS])
        yield from self.words.problems()
        if not 1 <= self.per_day <= MOST_PER_DAY:
            yield problems.TRIES_BEYOND(got=self.per_day, most=MOST_PER_DAY)


MOST_PER_DAY = 1_000


def new_seed() -> str:
    """One that nobody can guess: whoever knows it knows which rows are hidden."""
    return secrets.token_hex(16)


@dataclass(frozen=True)
class OwnData:
    """Predictions of a column. The file may be split already: then there are two.

    target: the column's name. hidden, public: in per cent, of all rows, and of the hidden ones.
    split: by rows at random, with the target spread alike, or in whole groups of `group`, a column
    that is left out then. seed: decides it all. identifier: a column that names rows, left out.
    """

    common: Common
    data: bytes
    target: str
    metric: str = "mae"
    tracks: tuple[str, ...] = ("claimed", "unrestricted")
    held_out: bytes | None = None
    hidden: int = 25
    public: int = 50
    split: SplitBy = "rows"
    group: str = ""
    seed: str = field(default_factory=new_seed)
    identifier: str = "id"

    def require(self) -> None:
        """Nothing. Raises BundleError with all that cannot be meant, whatever the data are."""
        if found := tuple(self._problems()):
            raise BundleError(found)

    def _problems(self) -> Iterator[Problem]:
        yield from self.common.problems()
        if self.metric not in METRICS:
            yield problems.METRIC_UNKNOWN(got=self.metric[:40], metrics=", ".join(METRICS))
        known = set(self.tracks) <= set(TRACKS) and len(set(self.tracks)) == len(self.tracks)
        if not self.tracks or not known:
            got = ", ".join(self.tracks)[:80]
            yield problems.TRACKS_UNKNOWN(tracks=", ".join(TRACKS), got=got or "-")
        for share, name, least, most in (
            (self.hidden, problems.HIDDEN_SHARE, 5, 80),
            (self.public, problems.PUBLIC_SHARE, 10, 100),
        ):
            if not least <= share <= most:
                yield problems.SHARE_BEYOND(name=name, least=least, most=most, got=share)
        if not 1 <= len(self.seed) <= MAX_SEED_CHARS:
            yield problems.SEED_REFUSED(limit=MAX_SEED_CHARS)
        if self.held_out is not None and self.split != "rows":
            yield problems.GROUPS_OF_TWO_FILES()
        if self.public < _ALL and self.common.moments.reveal_at is None:
            yield problems.REVEAL_NEEDED()


_ALL = 100


@dataclass(frozen=True)
class OwnLayers:
    """Layers to be written, each once, and how they are called."""

    common: Common
    tasks: tuple[LayerTask, ...]
    convention: Convention = "A"

    def require(self) -> None:
        """Nothing. Raises BundleError with what cannot be meant."""
        found = list(self.common.problems())
        if not self.tasks:
            found.append(problems.LAYERS_MISSING())
        if found:
            raise BundleError(tuple(found))
