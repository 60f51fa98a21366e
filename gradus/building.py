"""Ready assignments made into bundles, with what is wrong with their data in words."""

from pathlib import Path

from grader import BundleError
from grader.bundles.builders.registry import build
from grader.bundles.ready import READY
from gradus.answers import ProblemAnswer
from gradus.failures import CommandError
from gradus.wording import bundle_refused, in_words


def build_ready(name: str, data: Path | None, out: Path, seed: int) -> list[ProblemAnswer]:
    """Make a ready assignment in the new folder `out`; returns warnings about its data.

    Raises CommandError for an unknown name, a folder that is there, or data that cannot be used.
    """
    if name not in READY:
        raise CommandError(
            f"There is no ready assignment '{name}'.", f"There are {', '.join(READY)}."
        )
    try:
        return in_words(build(name, data, out, seed).warnings)
    except FileExistsError:
        raise CommandError(f"{out} is there already.", "Name a folder to be made.") from None
    except BundleError as error:
        raise bundle_refused(error) from None
