"""Bundles made from a teacher's own data or choice of layers, in a new folder."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from grader import BundleError
from grader.archives.scratch import scratch_beside
from grader.authoring.choices import OwnData, OwnLayers
from grader.authoring.own_data import write_own_data
from grader.authoring.own_layers import read_task, write_own_layers
from grader.bundles.leak_table import leak_table
from grader.definition.layer_tasks import LayerTask
from gradus.api.answers import LintAnswer
from gradus.api.authoring_answers import LeakAnswer
from gradus.core.failures import CommandError, ExitCode
from gradus.local.linting import lint_folder
from gradus.output.wording import bundle_refusal
from languages import LOCALES, Locale


def make_own(choices: OwnData | OwnLayers, out: Path) -> LintAnswer:
    """Make the bundle in the new folder `out`; what lint says of it.

    Raises CommandError for a folder that is there, and for data or choices that cannot be used, of
    which nothing stays.
    """
    try:
        with scratch_beside(out) as scratch:
            scratch.mkdir(exist_ok=True)
            if isinstance(choices, OwnData):
                write_own_data(scratch, choices)
            else:
                write_own_layers(scratch, choices)
            scratch.replace(out)
    except FileExistsError:
        raise CommandError(f"{out} is there already.", "Name a folder to be made.") from None
    except BundleError as error:
        raise bundle_refusal(error) from None
    return lint_folder(out)


def leaks_of(folder: Path, people: int) -> list[LeakAnswer]:
    """The leak table of a bundle for a class of so many people."""
    found = leak_table(folder, people, dt.datetime.now(dt.UTC))
    return [LeakAnswer(**dataclasses.asdict(line)) for line in found]


def by_language(texts: Sequence[str]) -> dict[Locale, str]:
    """Texts by language, each with `en:`, `ja:` and the like before it; without it of the first."""
    found: dict[Locale, str] = {}
    for text in texts:
        name, mark, rest = text.partition(":")
        locale = next((each for each in LOCALES if mark and each == name), None)
        found[locale or LOCALES[0]] = rest if locale else text
    return found


def moment_in(text: str | None, zone: str) -> dt.datetime | None:
    """The moment that a text means in a zone, where it says no offset itself.

    Raises CommandError for what is no moment, and an unknown zone.
    """
    if text is None:
        return None
    try:
        found = dt.datetime.fromisoformat(text)
        return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))
    except (ValueError, KeyError, OSError):
        raise CommandError(
            f"{text} in {zone} is no moment.",
            "Write it as 2027-04-12T09:00, and the zone as Asia/Tokyo.",
            exit_code=ExitCode.USAGE,
        ) from None


def layer_of(text: str) -> LayerTask:
    """A layer from its name, points, sizes and arguments: `Conv2D:4:C=3:stride=2,pad=0`.

    Raises CommandError for what cannot be read.
    """
    name, points, sizes, arguments = [*text.split(":", 3), "", "", ""][:4]
    try:
        return read_task(name, float(points or 1), sizes, arguments)
    except BundleError as error:
        raise bundle_refusal(error) from None
    except ValueError:
        raise CommandError(
            f"{text} is no layer.",
            "Write name, points, sizes and arguments: Conv2D:4:C=3:stride=2,pad=0",
            exit_code=ExitCode.USAGE,
        ) from None
