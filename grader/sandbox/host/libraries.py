"""Where an installed library is, with all that it needs, by what its distribution says."""

import re
from collections import deque
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, packages_distributions
from pathlib import Path

from grader.sandbox.host.unavailable import UnavailableError

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def paths_of(module: str) -> tuple[Path, ...]:
    """The folders and files of a top-level module and of everything that it requires.

    Raises UnavailableError where it is not installed.
    """
    found = packages_distributions().get(module)
    if not found:
        raise UnavailableError(
            f"The library {module} is not installed.",
            f"Install it beside Gradus, or take {module} out of GRADUS_LIBRARIES.",
        )
    return tuple(
        dict.fromkeys(path for each in _requirements(found[0]) for path in _contents(each))
    )


def _requirements(name: str) -> Iterator[Distribution]:
    """A distribution and what it requires, each once; what is not installed is not needed here."""
    left, seen = deque([name]), set()
    while left:
        name = left.popleft()
        if name.lower() in seen:
            continue
        seen.add(name.lower())
        try:
            distribution = Distribution.from_name(name)
        except PackageNotFoundError:
            continue
        yield distribution
        for requirement in distribution.requires or ():
            match = _NAME.match(requirement)
            if match and "extra ==" not in requirement:
                left.append(match.group())


def _contents(distribution: Distribution) -> Iterator[Path]:
    for file in distribution.files or ():
        top = file.parts[0]
        if top not in {"..", "__pycache__"} and not top.endswith(".dist-info"):
            yield Path(str(distribution.locate_file(top)))
