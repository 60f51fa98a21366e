"""Problems: what is wrong, where, and what to try, as data that any language can word.

A `Problem` holds a code and values, never a finished sentence: the same stored problem is
read in English by one person and in Japanese by the next. The sentences live in `ProblemKind`
constants beside the code that finds the problem; `grader.catalogue` lists them all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from languages import Locale, translatable, translate

Value = str | int | float
SHOWN_OF_A_CAUSE = 5


class Problem(BaseModel):
    """One thing that is wrong, and where.

    row: 1-based line of the student's file as an editor shows it. column: the column's name, or
    its 1-based number where it has none. line: 1-based line of source code. hidden: the kind of
    check whose failure this is, where nothing but that and the hint may be told.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    values: dict[str, Value] = {}
    row: int | None = None
    column: str | None = None
    line: int | None = None
    hidden: str | None = None


@dataclass(frozen=True)
class ProblemKind:
    """A kind of problem: its stable code, its sentence and what to try.

    message, hint: in English, with ``{name}`` places for the problem's values; `languages` has them
    in the others. words: the values that are words themselves, said in the reader's language.
    """

    code: str
    message: str
    hint: str
    words: tuple[str, ...] = ()

    def __call__(
        self,
        *,
        row: int | None = None,
        column: str | None = None,
        line: int | None = None,
        **values: Value,
    ) -> Problem:
        """A problem of this kind, at this place."""
        return Problem(code=self.code, values=values, row=row, column=column, line=line)

    def sentence(self, values: Mapping[str, Value]) -> str:  # noqa: ARG002 - some kinds have two
        """The message that these values fill."""
        return self.message


class RefusalError(Exception):
    """Something that cannot be used. problems: all that is wrong with it, never empty."""

    def __init__(self, found: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(problem.code for problem in found))
        self.problems = found


class ExplainedProblem(BaseModel):
    """A problem in words, as the HTTP interface and the command show it."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    code: str
    """Its stable name."""
    message: str
    """What is wrong, in the reader's language."""
    hint: str
    """What to try."""
    row: int | None = None
    """The row of the file."""
    column: str | None = None
    """The column of the file, by name."""
    line: int | None = None
    """The line of the file."""
    trace: str | None = None
    """For an exception, the lines of the student's file that led to it, where they are several."""


HIDDEN_TESTS: Mapping[str, str] = {
    "forward": translatable("{layer}: a hidden test of the output fails."),
    "reference": translatable("{layer}: a hidden test of the gradients fails."),
    "derivative": translatable(
        "{layer}: a hidden test that backward is the derivative of forward fails."
    ),
    "behaviour": translatable("{layer}: a hidden test of how the code behaves fails."),
}
"""What is told of a hidden test, by the kind of its check."""


class Coded(Protocol):
    """A problem, however it is shown."""

    @property
    def code(self) -> str:
        """The code of its kind."""


P = TypeVar("P", bound=Coded)


@dataclass(frozen=True)
class Cause(Generic[P]):
    """Problems of one kind: the first few, and how many there are in all."""

    shown: tuple[P, ...]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.shown)


def by_cause(found: Iterable[P], counts: Mapping[str, int]) -> tuple[Cause[P], ...]:
    """Problems grouped by their kind, in the order of the first of each.

    counts: how many there are of a kind, where not all are listed.
    """
    kinds: dict[str, list[P]] = {}
    for problem in found:
        kinds.setdefault(problem.code, []).append(problem)
    return tuple(
        Cause(tuple(alike[:SHOWN_OF_A_CAUSE]), max(len(alike), counts.get(code, 0)))
        for code, alike in kinds.items()
    )


def kinds_in(*modules: ModuleType) -> tuple[ProblemKind, ...]:
    """The kinds of problems that these modules define."""
    named = (value for module in modules for value in vars(module).values())
    return tuple(value for value in named if isinstance(value, ProblemKind))


@dataclass(frozen=True)
class Catalogue:
    """Every kind of problem by its code."""

    kinds: Mapping[str, ProblemKind]

    @classmethod
    def of(cls, *groups: Iterable[ProblemKind]) -> "Catalogue":
        """A catalogue of these kinds. Raises ValueError where two share a code."""
        kinds: dict[str, ProblemKind] = {}
        for kind in (kind for group in groups for kind in group):
            if kind.code in kinds:
                raise ValueError(f"two problem kinds share the code {kind.code!r}")
            kinds[kind.code] = kind
        return cls(kinds)

    def explain(self, problem: Problem, locale: Locale = "en") -> ExplainedProblem:
        """The problem in words. Raises KeyError for a code that is not listed."""
        kind = self.kinds[problem.code]
        message = (
            kind.sentence(problem.values)
            if problem.hidden is None
            else HIDDEN_TESTS[problem.hidden]
        )
        said = {
            word: translate(str(problem.values[word]), locale, kind.code) for word in kind.words
        }
        values = {**problem.values, **said}
        return ExplainedProblem(
            code=problem.code,
            message=translate(message, locale, kind.code).format_map(values),
            hint=translate(kind.hint, locale, kind.code).format_map(values),
            row=problem.row,
            column=problem.column,
            line=problem.line,
            trace=str(problem.values["trace"]) if "trace" in problem.values else None,
        )
