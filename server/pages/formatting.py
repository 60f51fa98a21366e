"""Moments, durations, sizes and numbers, as each language writes them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta
from babel.numbers import format_decimal
from babel.units import format_unit

from grader import Locale
from server.clock import now

_LONG: dict[Locale, str] = {"en": "EEE d MMM y, HH:mm", "ja": "y年M月d日(EEE) HH:mm"}
_SHORT: dict[Locale, str] = {"en": "d MMM HH:mm", "ja": "M月d日 HH:mm"}
_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
_SIZES = (("gigabyte", 10**9), ("megabyte", 10**6), ("kilobyte", 10**3), ("byte", 1))


def long_moment(moment: datetime, zone: str, locale: Locale) -> str:
    """A moment in a course's zone with its offset: ``Thu 26 Nov 2026, 23:59 UTC+09:00``."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{format_datetime(local, _LONG[locale], locale=locale)} {offset(moment, zone)}"


def short_moment(moment: datetime, zone: str, locale: Locale) -> str:
    """A moment in a course's zone to the minute, for tables that name the zone elsewhere."""
    return format_datetime(moment.astimezone(ZoneInfo(zone)), _SHORT[locale], locale=locale)


def offset(moment: datetime, zone: str) -> str:
    """How far a zone is from UTC at a moment: ``UTC+09:00``."""
    return f"{moment.astimezone(ZoneInfo(zone)):%:z}" if False else _offset(moment, zone)


def relative(moment: datetime, locale: Locale) -> str:
    """How far away a moment is, in the largest unit that fits twice: ``in 46 hours``."""
    delta = moment - now()
    seconds = abs(delta.total_seconds())
    unit = next((name for name, length in _UNITS if seconds >= 2 * length), "second")
    return format_timedelta(
        delta, granularity=unit, threshold=2, add_direction=True, locale=locale
    )
