"""Problems as they are found in one file: the first ones kept, the rest counted."""

from collections import Counter

from grader.problems import Problem, ProblemKind, Value

KEPT = 100
KEPT_OF_ONE_KIND = 60  # so that a mistake in every row does not hide the others


class InvalidFileError(Exception):
    """A file that cannot be used, with every problem found in it.

    problems: in the order of the file, at most `KEPT`. total: how many there are in all.
    """

    def __init__(self, problems: tuple[Problem, ...], total: int) -> None:
        super().__init__(f"{total} problems in the file")
        self.problems = problems
        self.total = total


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
        """Count a problem of this kind, and keep it while there is room."""
        self._counts[kind.code] += 1
        if len(self._kept) < KEPT and self._counts[kind.code] <= KEPT_OF_ONE_KIND:
            problem = Problem(code=kind.code, values=values, row=row, column=column)
            self._kept.append(problem)

    def error(self) -> InvalidFileError:
        """What was found, ready to be raised."""
        return InvalidFileError(tuple(self._kept), self._counts.total())

    def raise_if_any(self) -> None:
        """Nothing. Raises InvalidFileError where a problem was found."""
        if self._counts:
            raise self.error()


def refusal(kind: ProblemKind, **values: Value) -> InvalidFileError:
    """The refusal of a file for one reason that makes every other check pointless."""
    return InvalidFileError((Problem(code=kind.code, values=values),), 1)


def excerpt(text: str) -> str:
    """A cell as a message may show it: one short line, nothing invisible."""
    shown = text if len(text) <= 40 else text[:40] + "…"
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in shown)
