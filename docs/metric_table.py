"""Writes the table of metrics of `docs/assignment-format.md` from the registry: `make tables`."""

import re
from pathlib import Path

from grader.metrics import METRICS, Metric

PAGE = Path(__file__).parent / "assignment-format.md"
_HEAD = (
    "| `metric` | the score | better | labels | predictions | [ties](uncertainty.md) |\n"
    "|---|---|---|---|---|---|\n"
)
_CUSTOM = "| `custom` | the bundle's own | `better` says | numbers | numbers | no |\n"
_BAR = r"\|"  # how `|` is said within a cell
_TABLE = re.compile(r"^\| `metric` \| the score \|.*\n(?:^\|.*\n)+", re.MULTILINE)


def with_table(page: str) -> str:
    """The page with the table of metrics written anew."""
    table = _HEAD + "".join(map(_row, METRICS.values())) + _CUSTOM
    return _TABLE.sub(lambda _: table, page, count=1)


def _row(metric: Metric) -> str:
    labels = [need.words for need in (metric.of_labels, metric.of_parts) if need is not None]
    cells = (
        f"`{metric.slug}`",
        metric.words,
        metric.better,
        ", ".join(labels if metric.of_labels is not None else ["numbers", *labels]),
        "numbers" if metric.of_predictions is None else metric.of_predictions.words,
        "no" if metric.rows is None else "yes",
    )
    return f"| {' | '.join(cell.replace('|', _BAR) for cell in cells)} |\n"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8")
