"""What a form or a script says of an assignment, as choices: moments on the course's clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from grader import (
    Common,
    Convention,
    Edit,
    Moments,
    OwnData,
    OwnLayers,
    SplitBy,
    Words,
    new_seed,
    read_task,
)
from languages import LOCALES, Locale
from server.boards.reveals import moment_of


def by_language(texts: Sequence[str]) -> dict[Locale, str]:
    """Texts by language, given in the order of the languages; empty ones are not there."""
    pairs = zip(LOCALES, texts, strict=False)
    return {locale: text.replace("\r\n", "\n") for locale, text in pairs if text.strip()}


@dataclass(frozen=True)
class AskedCommon:
    """What every new assignment has, as it was sent."""

    slug: str
    title: Sequence[str]
    summary: Sequence[str]
    statement: Sequence[str]
    visible_from: str
    opens_at: str
    closes_at: str
    reveal_at: str
    per_day: int
    draft: bool

    def moments(self, zone: str) -> Moments:
        """Its dates, where a zone is that of the course. Raises 422 for what is no moment."""
        said = (self.visible_from, self.opens_at, self.closes_at, self.reveal_at)
        return Moments(*(moment_of(each, zone) if each else None for each in said))

    def read(self, zone: str) -> Common:
        """The choices that it means. Raises 422 for what is no moment."""
        words = Words(
            by_language(self.title), by_language(self.summary), by_language(self.statement)
        )
        return Common(self.slug.strip(), words, self.moments(zone), self.draft, self.per_day)


@dataclass(frozen=True)
class AskedData:
    """What a form says of data. data, held_out: the files' bytes; None for none."""

    data: bytes
    held_out: bytes | None
    target: str
    metric: str
    tracks: Sequence[str]
    hidden: int
    public: int
    split: SplitBy
    group: str
    seed: str

    def read(self, common: Common) -> OwnData:
        """The choices that it means; a seed that is not given is drawn."""
        return OwnData(
            common,
            self.data,
            self.target.strip(),
            self.metric,
            tuple(self.tracks),
            self.held_out,
            self.hidden,
            self.public,
            self.split,
            self.group.strip(),
            self.seed.strip() or new_seed(),
        )


@dataclass(frozen=True)
class AskedLayers:
    """What a form says of layers: in lists of one length, those without points are not asked."""

    names: Sequence[str]
    points: Sequence[str]
    sizes: Sequence[str]
    arguments: Sequence[str]
    convention: Convention

    def read(self, common: Common) -> OwnLayers:
        """The choices that it means. Raises BundleError for what cannot be read."""
        rows = zip(self.names, self.points, self.sizes, self.arguments, strict=False)
        tasks = [
            read_task(name, _number(points), sizes, arguments)
            for name, points, sizes, arguments in rows
            if points.strip()
        ]
        return OwnLayers(common, tuple(tasks), self.convention)


def _number(text: str) -> float:
    """The number that a text says; 0, which no layer is worth, for any other."""
    try:
        return float(text)
    except ValueError:
        return 0.0


def local(moment: datetime | None, zone: str) -> str:
    """A moment on the clock of a zone, as fields of forms have it; empty for none."""
    if moment is None:
        return ""
    said = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, microsecond=0)
    return said.isoformat(timespec="seconds" if said.second else "minutes")


def edited(before: Edit, said: AskedCommon, total: str, zone: str, *, publish: bool) -> Edit:
    """What a form says in place of what was said; a moment that shows the same stays the same.

    Raises 422 for what is no moment, and BundleError for what cannot be meant.
    """
    dates = vars(before.moments)
    moments = Moments(
        **{name: _moment(getattr(said, name), one, zone) for name, one in dates.items()}
    )
    words = Words(by_language(said.title), by_language(said.summary), by_language(said.statement))
    # 0 is refused with the bounds.
    tries = int(total) if total.strip().isdecimal() else 0 if total.strip() else None
    change = Edit(words, moments, before.draft and not publish, said.per_day, tries)
    change.require()
    return change


def _moment(text: str, before: datetime | None, zone: str) -> datetime | None:
    if text == local(before, zone):
        return before
    return moment_of(text, zone) if text else None
