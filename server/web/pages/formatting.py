"""Moments, durations, sizes and numbers, as each language writes them."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit

from grader import METRICS, Better
from languages import Locale, translatable, translate
from server.core.clock import now
from server.core.rounding import to_worse

# Moments are patterns of Unicode's date fields: https://unicode.org/reports/tr35/tr35-dates.html
_LONG = translatable("EEE d MMM y, HH:mm")
_SHORT = translatable("d MMM HH:mm")
_TIMES: tuple[tuple[Literal["day", "hour", "minute", "second"], int], ...] = (
    ("day", 86_400),
    ("hour", 3_600),
    ("minute", 60),
    ("second", 1),
)
_LARGE = 1e15
_SIZES = (("gigabyte", 10**9), ("megabyte", 10**6), ("kilobyte", 10**3), ("byte", 1))


def long_moment(moment: datetime, zone: str, locale: Locale) -> str:
    """A moment in a course's zone with its offset: ``Thu 26 Nov 2026, 23:59 UTC+09:00``."""
    local = moment.astimezone(ZoneInfo(zone))
    shown = format_datetime(local, translate(_LONG, locale), locale=locale)
    return f"{shown} {utc_offset(moment, zone)}"


def short_moment(moment: datetime, zone: str, locale: Locale) -> str:
    """A moment in a course's zone to the minute, for tables that name the zone elsewhere."""
    local = moment.astimezone(ZoneInfo(zone))
    return format_datetime(local, translate(_SHORT, locale), locale=locale)


def utc_offset(moment: datetime, zone: str) -> str:
    """How far a zone is from UTC at a moment: ``UTC+09:00``."""
    digits = moment.astimezone(ZoneInfo(zone)).strftime("%z")
    return f"UTC{digits[:3]}:{digits[3:]}"


def relative(moment: datetime, locale: Locale) -> str:
    """How far away a moment is, in whole units of the largest that fits twice: ``in 46 hours``."""
    seconds = math.floor((moment - now()).total_seconds())  # what has just been was 1 s ago
    unit, length = next(
        ((unit, length) for unit, length in _TIMES if abs(seconds) >= 2 * length), _TIMES[-1]
    )
    return format_timedelta(
        timedelta(seconds=seconds - seconds % (length if seconds > 0 else -length)),
        granularity=unit,
        threshold=float("inf"),
        add_direction=True,
        locale=locale,
    )


def size(count: int, locale: Locale) -> str:
    """A number of bytes in decimal units: ``5 MB``."""
    unit, length = next(((unit, length) for unit, length in _SIZES if count >= length), _SIZES[-1])
    return format_unit(round(count / length, 1), unit, length="short", locale=locale)


def seconds(duration_s: float, locale: Locale) -> str:
    """A duration in seconds: ``10 sec``."""
    return format_unit(duration_s, "second", length="short", locale=locale)


def number(value: float, locale: Locale) -> str:
    """A count with its thousands set apart."""
    return format_decimal(value, locale=locale)


def listed(names: Sequence[str], locale: Locale) -> str:
    """Names in a row: ``Median, Ridge regression, and ELM``."""
    return format_list(names, locale=locale)


def score(value: float, decimals: int | None, better: Better | None = None) -> str:
    """A score to the decimals that participants see; points, which have none, as short as can be.

    So are scores so large that float64 holds no decimals of them: one would push all others off
    their board. Alike in every language, so that scores can be compared and copied. better: which
    scores win; none is shown better than it is, but for the last of float64's digits.
    """
    if better is None:
        if decimals is None or abs(value) >= _LARGE:
            return f"{value:.6g}"
        return f"{value:z,.{decimals}f}"
    if decimals is None or abs(value) >= _LARGE:
        return f"{float(to_worse(value, better, digits=6)):.6g}"
    return f"{to_worse(value, better, decimals=decimals):z,f}"


def axis_label(value: float) -> str:
    """A round score along a drawing, as short as can be."""
    if value and not 1e-6 <= abs(value) < 1e9:
        return f"{value:.3g}"
    return f"{Decimal(repr(value)).normalize():,f}"


def array_value(value: float) -> str:
    """An array's element to the ten digits in which a wrong gradient differs."""
    return f"{value:.10g}"


_OWN = translatable("Score")  # what a bundle's own metric is called


def metric_name(slug: str, locale: Locale) -> str:
    """What stands over a column of scores in `slug`, a metric of predictions."""
    return translate(METRICS[slug].short if slug in METRICS else _OWN, locale)


def metric_title(slug: str, locale: Locale) -> str:
    """The metric's name in full."""
    return translate(METRICS[slug].title if slug in METRICS else _OWN, locale)
