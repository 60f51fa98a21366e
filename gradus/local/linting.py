"""A bundle's folder before it is pushed: its mistakes in words, and its archive."""

from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from grader import BundleError, Problem, open_folder
from grader.bundles.lint import lint
from grader.bundles.packing import pack
from grader.scoring.metric_trial import metric_problems
from gradus.api.answers import LintAnswer
from gradus.local.offline import runner_here
from gradus.output.wording import bundle_refusal, in_words


def lint_folder(folder: Path) -> LintAnswer:
    """Everything that is wrong with a bundle, and what looks odd.

    A metric of its own is run here, as code of the teacher's own.
    """
    result = lint(folder, datetime.now(UTC))
    errors = result.errors or _metric_errors(folder)
    return LintAnswer(
        errors=in_words(errors),
        warnings=in_words(result.warnings),
        notes=in_words(result.notes),
    )


def _metric_errors(folder: Path) -> tuple[Problem, ...]:
    bundle = open_folder(folder)
    if bundle.definition.prediction is None or bundle.definition.prediction.metric_file is None:
        return ()
    with runner_here(required=False) as (runner, _):
        return metric_problems(folder, bundle.definition, runner)


def pack_folder(folder: Path, archive: BinaryIO) -> str:
    """Write a bundle's zip and return its assignment's slug. Raises CommandError for mistakes."""
    try:
        pack(folder, archive)
        return open_folder(folder).definition.slug
    except BundleError as error:
        raise bundle_refusal(error) from None
