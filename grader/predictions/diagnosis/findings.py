"""Problems as they are found in one file: the first ones kept, the rest counted."""

from collections import Counter
from collections.abc import Mapping

from grader.problems import SHOWN_OF_A_CAUSE, Problem, ProblemKind, Value


class InvalidFileError(Exception):
    """A file that cannot be used, with every problem found in it.

    problems: in the order of the file, the first `SHOWN_OF_A_CAUSE` of each kind. counts: how many
    there are in all, by their codes.
    """

    def __init__(self, problems: tuple[Problem, ...], counts: Mapping[str, int]) -> None:
        super().__init__(f"{sum(counts.values())} problems in the file")
        self.problems = problems
        self.counts = dict(counts)

    @property
    def total(self) -> int:
        """How many there are in all."""
        return sum(self.counts.values())


class Findings:
    """Collects problems in bounded memory, however many there are."""

    def __init__(self) -> None:
        self._kept: list[Problem] = []
        self._counts: Counter[str] = Counter()

    def add(
        self,
        kind: ProblemKind,
        *,
        row: int | None = None,
        column: str | None = None,
        **values: Value,
    ) -> None:
        """Count a problem of this kind, and keep it if it is one of the first."""
        self._counts[kind.code] += 1
        if self._counts[kind.code] <= SHOWN_OF_A_CAUSE:
            problem = Problem(code=kind.code, values=values, row=row, column=column)
            self._kept.append(problem)

    def count(self, kind: ProblemKind, more: int) -> None:
        """Count more problems of this kind, of which nothing else is known."""
        if more:
            self._counts[kind.code] += more

    @property
    def are_there(self) -> bool:
        """Whether any problem was found."""
        return bool(self._counts)

    def error(self) -> InvalidFileError:
        """What was found, ready to be raised."""
        return InvalidFileError(tuple(self._kept), self._counts)

    def raise_if_any(self) -> None:
        """Nothing. Raises InvalidFileError where a problem was found."""
        if self.are_there:
            raise self.error()


def refusal(kind: ProblemKind, **values: Value) -> InvalidFileError:
    """The refusal of a file for one reason that makes every other check pointless."""
    return InvalidFileError((Problem(code=kind.code, values=values),), {kind.code: 1})


def excerpt(text: str) -> str:
    """A cell as a message may show it: one short line, nothing invisible."""
    shown = text if len(text) <= 40 else text[:40] + "…"
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in shown)
