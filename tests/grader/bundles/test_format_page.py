"""The page about the format names every key, and its example is a good definition."""

import re
from pathlib import Path

from grader.bundles.definition_file import MAX_LINES, read_definition
from grader.bundles.schema import json_schema
from grader.metrics import METRICS, Metric

PAGE = (Path(__file__).parents[3] / "docs" / "assignment-format.md").read_text("utf-8")


def test_the_example_has_no_mistake() -> None:
    (example,) = [
        text for text in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL) if "schema" in text
    ]
    assert read_definition(example.encode()).problems == ()


def test_every_key_is_on_the_page() -> None:
    schema = json_schema()
    for table in (schema, *schema["$defs"].values()):
        for key in table["properties"]:
            assert re.search(rf"`{key}`|\[+{key}\]|\b{key} = ", PAGE), key


def test_the_table_of_metrics_is_that_of_the_registry() -> None:
    row = re.compile(r"^\| `\w+` \|.*\| (?:lower|higher) \|.*$", re.MULTILINE)
    rows = [found.group() for found in row.finditer(PAGE)]
    assert rows == [table_row(metric) for metric in METRICS.values()]


def table_row(metric: Metric) -> str:
    """The row of the table that tells of a metric."""
    needs = (metric.of_labels, metric.of_parts)
    words = [need.words for need in needs if need is not None]
    labels = words if metric.of_labels is not None else ["numbers", *words]
    predictions = "numbers" if metric.of_predictions is None else metric.of_predictions.words
    ties = "no" if metric.rows is None else "yes"
    cells = (f"`{metric.slug}`", metric.words, metric.better, ", ".join(labels), predictions, ties)
    return f"| {' | '.join(cells)} |"


def test_the_defaults_on_the_page_are_those_of_the_model() -> None:
    limits = json_schema()["$defs"]["Limits"]["properties"]
    for key, described in limits.items():
        lines = PAGE.partition("## `[limits]`")[2].splitlines()
        row = next(line for line in lines if line.startswith("|") and f"`{key}`" in line)
        assert f"| {described['default']} |" in row
    assert f"{MAX_LINES:,} lines" in PAGE
