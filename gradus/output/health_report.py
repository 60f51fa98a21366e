"""What an examination of this machine has found, as data and in words."""

from typing import Literal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gradus.api.answers import AnswerModel
from gradus.output.rendering import visible

State = Literal["ok", "warning", "failed"]
_SIGNS = {"ok": ("ok", "green"), "warning": ("look", "yellow"), "failed": ("no", "bold red")}


class HealthCheck(AnswerModel):
    """One thing looked at. hint: what to do about it, empty where nothing is to be done."""

    name: str
    state: State
    found: str
    hint: str = ""


class HealthReport(AnswerModel):
    """Everything looked at, and whether a server can run here."""

    healthy: bool
    checks: list[HealthCheck]

    @classmethod
    def of(cls, checks: list[HealthCheck]) -> "HealthReport":
        """The report that consists of `checks`; one failure makes it unhealthy."""
        return cls(healthy=all(check.state != "failed" for check in checks), checks=checks)


def health_lines(report: HealthReport) -> RenderableType:
    """Each check with its sign, what was found and what to do."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for check in report.checks:
        found = Text(visible(check.found))
        if check.hint:
            found.append(f"\n{visible(check.hint)}", style="dim")
        table.add_row(Text(*_SIGNS[check.state]), Text(check.name, style="bold"), found)
    end = "A server can run here." if report.healthy else "Something is in the way."
    return Group(table, Text(end))
