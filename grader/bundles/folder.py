"""Bundles opened: a folder in which everything is as its definition says, or what is wrong."""

from pathlib import Path

from grader.bundles.definition_file import read_definition_in
from grader.bundles.layer_costs import size_problems, time_problems
from grader.bundles.named_files import file_problems
from grader.definition.bundle import Bundle, contents_sha256
from grader.problems import RefusalError


class BundleError(RefusalError):
    """A bundle that cannot be used or made."""


def require_speed(bundle: Bundle) -> None:
    """Raises BundleError for a bundle of layers whose right files take this machine too long."""
    if found := tuple(time_problems(read_definition_in(bundle.root), bundle.definition)):
        raise BundleError(found)


def open_folder(root: Path) -> Bundle:
    """The bundle in a folder, once everything about it is checked.

    Raises BundleError with every problem of the definition and of the files that it names.
    """
    file = read_definition_in(root)
    found = (*file.problems, *file_problems(root, file))
    if file.definition is not None and not found:
        found = tuple(size_problems(file, file.definition))
    if file.definition is None or found:
        raise BundleError(found)
    return Bundle(file.definition, root, contents_sha256(root, file.definition))
