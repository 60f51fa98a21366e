"""How a bundle that was made looks on a terminal: its lint, and what its board tells."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gradus.api.answers import LintAnswer
from gradus.api.authoring_answers import LeakAnswer
from gradus.output.rendering import lint_lines


def made_lines(folder: Path, answer: LintAnswer, leaks: Sequence[LeakAnswer]) -> RenderableType:
    """What was made, what lint says of it, and the leak table of the class."""
    parts: list[RenderableType] = [Text(f"Made {folder}."), lint_lines(answer)]
    if leaks:
        parts += [Text("What a term tells of public labels that are not known:"), _table(leaks)]
    parts.append(Text(f"Push it with: gradus assignment push {folder} --course COURSE"))
    return Group(*parts)


def _table(leaks: Sequence[LeakAnswer]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("release", "", "scores read"):
        table.add_column(name)
    for accounts in leaks[0].gains:
        table.add_column(f"{accounts} together", justify="right")
    for line in leaks:
        chosen = "chosen" if line.is_chosen else ""
        answers = "by steps" if line.answers is None else str(line.answers)
        right = (f"{100 * (0.5 + gain):.0f} % right" for gain in line.gains.values())
        table.add_row(line.release, chosen, answers, *right)
    return table
