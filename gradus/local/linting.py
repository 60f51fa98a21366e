"""A bundle's folder before it is pushed: its mistakes in words, and its archive."""

from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from grader import BundleError, open_folder
from grader.bundles.lint import lint
from grader.bundles.packing import pack
from gradus.api.answers import LintAnswer
from gradus.output.wording import bundle_refusal, in_words


def lint_folder(folder: Path) -> LintAnswer:
    """Everything that is wrong with a bundle, and what looks odd."""
    result = lint(folder, datetime.now(UTC))
    return LintAnswer(
        errors=in_words(result.errors),
        warnings=in_words(result.warnings),
        notes=in_words(result.notes),
    )


def pack_folder(folder: Path, archive: BinaryIO) -> str:
    """Write a bundle's zip and return its assignment's slug. Raises CommandError for mistakes."""
    try:
        pack(folder, archive)
        return open_folder(folder).definition.slug
    except BundleError as error:
        raise bundle_refusal(error) from None
