"""The ready assignments, filled with data."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.archives.scratch import scratch_beside
from grader.builders import problems
from grader.builders.baseline_files import write_baselines
from grader.builders.comment_volume import write_comment_volume
from grader.builders.diabetes import write_diabetes
from grader.builders.disguised_data import FOLDER, disguise_files, split_seed
from grader.builders.frozen_random import Seed
from grader.builders.program_archive import pack_program
from grader.bundles.definition_file import read_definition_in
from grader.bundles.folder import BundleError, open_folder
from grader.bundles.ready import ready_folder
from grader.definition.bundle import Bundle
from grader.problems import Problem

Builder = Callable[[Path, Path | None, Seed], tuple[Problem, ...]]
"""Writes the data files of an assignment into its folder: folder, source data, seed. Returns
warnings; raises BundleError for source data that cannot be used."""

BUILDERS: Mapping[str, Builder] = {
    "comment-volume": write_comment_volume,
    "diabetes": write_diabetes,
}


_LEFT_OUT = ("__pycache__", ".*", FOLDER)


@dataclass(frozen=True)
class BuiltBundle:
    """A bundle that was made, and what a teacher should know of the data it was made from."""

    bundle: Bundle
    warnings: tuple[Problem, ...]


def build(
    name: str, data: Path | None, into: Path, seed: Seed = 0, secret: bytes | None = None
) -> BuiltBundle:
    """Make a ready assignment in the new folder `into`, from source data where it needs them.

    An assignment that is not in BUILDERS is complete as it is and is only copied. Each folder in
    its `programs`, which are for teachers, becomes a zip that runs alone. The same data and seeds
    give the same bytes, but for what programs predict, which follows NumPy's rounding and streams;
    seed: a secret, or 0 to 2**32 - 1, else ValueError. secret: of the disguise to build in, of 16
    bytes or more. Raises KeyError for an unknown name, BundleError for data that cannot be used or
    an assignment without a disguise, FileExistsError; `into` then does not appear.
    """
    template = ready_folder(name)
    if secret is not None:
        if not (template / FOLDER).is_dir():
            raise BundleError((problems.NO_DISGUISE(name=name),))
        seed = split_seed(secret, seed)
    with scratch_beside(into) as scratch:
        shutil.copytree(template, scratch, ignore=shutil.ignore_patterns(*_LEFT_OUT))
        warnings = BUILDERS[name](scratch, data, seed) if name in BUILDERS else ()
        if secret is not None:
            _disguise(scratch, template, secret)
        if (definition := read_definition_in(scratch).definition) is not None:
            write_baselines(scratch, definition)
        for model in sorted(scratch.glob("programs/*/model.py")):
            pack_program(model.parent, model.parent.with_suffix(".zip"))
            shutil.rmtree(model.parent)
        bundle = open_folder(scratch)
        scratch.replace(into)
    return BuiltBundle(Bundle(bundle.definition, into, bundle.sha256), warnings)


def _disguise(scratch: Path, template: Path, secret: bytes) -> None:
    """Let a bundle that was built say nothing of where its data come from.

    Programs are left out: they speak of columns by what those mean.
    """
    shutil.rmtree(scratch / "programs", ignore_errors=True)
    overlay = template / FOLDER
    shutil.copytree(overlay, scratch, ignore=shutil.ignore_patterns(*_LEFT_OUT), dirs_exist_ok=True)
    definition = read_definition_in(scratch).definition
    assert definition is not None
    assert definition.prediction is not None
    disguise_files(scratch, definition.prediction, secret)
