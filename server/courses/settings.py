"""What a course is called and by which clock it goes, as it may be said."""

from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

from server.core.plain_text import is_plain


@cache
def zones() -> tuple[str, ...]:
    """The IANA time zones that there are, in their order; it reads the machine's folders once."""
    return tuple(sorted(available_timezones()))


@cache
def _known() -> frozenset[str]:
    return frozenset(zones())


def _known_zone(name: str) -> str:
    if name not in _known():
        raise ValueError("expected an IANA time zone such as Asia/Tokyo")
    return name


def _plain(text: str) -> str:
    if not is_plain(text):
        raise ValueError("expected characters that can be seen, on one line")
    return text


CourseName = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
CourseTitle = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_plain)]
KnownZone = Annotated[str, AfterValidator(_known_zone)]
