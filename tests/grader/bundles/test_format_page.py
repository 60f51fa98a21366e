"""The page about the format names every key, and its example is a good definition."""

import re
import runpy
from dataclasses import replace
from pathlib import Path

from grader.bundles.definition_file import MAX_LINES, read_definition
from grader.bundles.schema import json_schema
from grader.metrics import METRICS
from languages import LOCALES

PATH = Path(__file__).parents[3] / "docs" / "assignment-format.md"
TABLE = runpy.run_path(str(PATH.parent / "metric_table.py"))
PAGE = PATH.read_text("utf-8")


def test_the_example_has_no_mistake() -> None:
    (example,) = [
        text for text in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL) if "schema" in text
    ]
    assert read_definition(example.encode()).problems == ()


def test_every_key_is_on_the_page() -> None:
    schema = json_schema()
    for table in (schema, *schema["$defs"].values()):
        for key in {*table["properties"]} - {*LOCALES}:
            assert re.search(rf"`{key}`|\[+{key}\]|\b{key} = ", PAGE), key


def test_the_table_of_metrics_is_that_of_the_registry() -> None:
    """Else: `make tables`."""
    assert TABLE["with_table"](PAGE) == PAGE
    assert all(f"\n| `{slug}` |" in PAGE for slug in (*METRICS, "custom"))


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    row = TABLE["_row"](replace(METRICS["mae"], words="mean of |error|"))
    assert r"| mean of \|error\| | lower |" in row


def test_the_defaults_on_the_page_are_those_of_the_model() -> None:
    limits = json_schema()["$defs"]["Limits"]["properties"]
    for key, described in limits.items():
        lines = PAGE.partition("## `[limits]`")[2].splitlines()
        row = next(line for line in lines if line.startswith("|") and f"`{key}`" in line)
        assert f"| {described['default']} |" in row
    assert f"{MAX_LINES:,} lines" in PAGE
