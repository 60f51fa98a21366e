"""What a check of a server's data has found, as lines and as one document."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gradus.api.answers import AnswerModel
from gradus.output.rendering import visible
from server.integrity.findings import Finding, FindingKind, Severity

MOST_OF_A_KIND = 100  # so that a lost disk is told in pages, and in little memory


class FindingAnswer(AnswerModel):
    """One thing found. kind: a code that never changes."""

    kind: str
    severity: Severity
    subject: str
    means: str
    detail: str
    remedy: str


class IntegrityAnswer(AnswerModel):
    """Everything found. counts: of each kind, whose first hundred are among the findings."""

    clean: bool
    quick: bool
    findings: list[FindingAnswer]
    counts: dict[str, int]


@dataclass
class IntegrityReport:
    """Counts what is found, and keeps the first of each kind apart from the rest."""

    counts: Counter[FindingKind] = field(default_factory=Counter)

    def first_of_kinds(self, found: Iterable[Finding]) -> Iterator[FindingAnswer]:
        """The findings, without those beyond the most of a kind; all are counted."""
        for one in found:
            self.counts[one.kind] += 1
            if self.counts[one.kind] <= MOST_OF_A_KIND:
                yield FindingAnswer(
                    kind=one.kind.code,
                    severity=one.kind.severity,
                    subject=one.subject,
                    means=one.kind.means,
                    detail=one.detail,
                    remedy=one.kind.remedy,
                )

    def count(self, severity: Severity) -> int:
        """How many of a severity were found."""
        return sum(count for kind, count in self.counts.items() if kind.severity is severity)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is lost or wrong; what is only worth knowing may be there."""
        return not self.count(Severity.DAMAGE)

    def last_lines(self) -> Iterator[str]:
        """What was left out, and how many there are in all."""
        for kind, count in self.counts.items():
            if count > MOST_OF_A_KIND:
                yield f"{kind.code}: {count - MOST_OF_A_KIND} more."
        damages, notes = self.count(Severity.DAMAGE), self.count(Severity.NOTE)
        told = f", {_plural(notes, 'note')}" if notes else ""
        yield f"{_plural(damages, 'finding')}{told}." if damages else f"Nothing is wrong{told}."


def finding_line(one: FindingAnswer) -> str:
    """A finding on one line: what is wrong with what, and what to do."""
    detail = f" ({one.detail})" if one.detail else ""
    words = f"{one.severity}: {one.kind}: {one.subject}: {one.means}{detail}. {one.remedy}"
    return visible(" ".join(words.split()))


def _plural(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
