"""The judge's problems in the language of this machine's user."""

from collections.abc import Iterable

from grader import PROBLEM_KINDS, BundleError, Catalogue, Problem
from gradus.api.answers import ProblemAnswer
from gradus.core.failures import CommandError, ExitCode
from gradus.core.language import preferred_language

_CATALOGUE = Catalogue.of(PROBLEM_KINDS)


def in_words(problems: Iterable[Problem]) -> list[ProblemAnswer]:
    """The problems in words."""
    language = preferred_language()
    return [
        ProblemAnswer.model_validate(_CATALOGUE.explain(problem, language), from_attributes=True)
        for problem in problems
    ]


def bundle_refusal(error: BundleError) -> CommandError:
    """The bundle's problems, all of them, as an error of the command."""
    problems = in_words(error.problems)
    return CommandError(
        problems[0].message,
        problems[0].hint,
        exit_code=ExitCode.FAILED,
        document={"errors": [problem.document() for problem in problems]},
    )
