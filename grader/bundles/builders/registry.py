"""The ready assignments by name: where their templates are, and what fills them with data."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.bundles.builders.comment_volume import write_comment_volume
from grader.bundles.builders.diabetes import write_diabetes
from grader.bundles.definition_file import FILE_NAME
from grader.bundles.scratch import beside
from grader.bundles.source import Bundle, open_folder
from grader.problems import Problem

DEFAULT_SEED = 20_150_101
_TEMPLATES = (
    Path(__file__).parents[1] / "ready",  # where an installed package carries them
    Path(__file__).parents[3] / "assignments",  # where a checkout of the project has them
)

Builder = Callable[[Path, Path | None, int], tuple[Problem, ...]]
"""Writes the data files of an assignment into its folder: folder, source data, seed. Returns
warnings; raises BundleError for source data that cannot be used."""

BUILDERS: Mapping[str, Builder] = {
    "comment-volume": write_comment_volume,
    "diabetes": write_diabetes,
}


@dataclass(frozen=True)
class BuiltBundle:
    """A bundle that was made, and what a teacher should know of the data it was made from."""

    bundle: Bundle
    warnings: tuple[Problem, ...]


def ready_names() -> tuple[str, ...]:
    """The names of all ready assignments, sorted."""
    found = (path.parent.name for root in _TEMPLATES for path in root.glob(f"*/{FILE_NAME}"))
    return tuple(sorted(set(found)))


def ready_folder(name: str) -> Path:
    """The folder of a ready assignment; of those in BUILDERS it lacks the data.

    Raises KeyError for a name that is not in `ready_names`.
    """
    for root in _TEMPLATES:
        if name in ready_names() and (root / name / FILE_NAME).is_file():
            return root / name
    raise KeyError(name)


def build(name: str, data: Path | None, into: Path, seed: int = DEFAULT_SEED) -> BuiltBundle:
    """Make a ready assignment in the new folder `into`, from source data where it needs them.

    The same data and seed give the same bytes. Raises KeyError for an unknown name, BundleError
    for data that cannot be used, FileExistsError; `into` then does not appear.
    """
    template = ready_folder(name)
    with beside(into) as scratch:
        shutil.copytree(template, scratch, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        warnings = BUILDERS[name](scratch, data, seed) if name in BUILDERS else ()
        bundle = open_folder(scratch)
        scratch.replace(into)
    return BuiltBundle(Bundle(bundle.definition, into, bundle.sha256), warnings)
