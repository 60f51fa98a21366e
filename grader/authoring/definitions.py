"""The tables of `assignment.toml` that every assignment has, from what a teacher chose."""

from collections.abc import Mapping, Sequence
from typing import Any

from grader.authoring.choices import Common
from grader.definition.dates import NAMES


def common_tables(
    common: Common, kind: str, statement: Mapping[str, str], starter: Sequence[str]
) -> dict[str, Any]:
    """What stands at the top of the file. statement: the file of each language."""
    return without_nothing(
        {
            "schema": 1,
            "slug": common.slug,
            "kind": kind,
            "draft": common.draft or None,
            **{name: getattr(common.moments, name) for name in NAMES},
            "starter": list(starter),
            "title": texts(common.words.title),
            "summary": texts(common.words.summary) or None,
            "statement": dict(statement),
            "quota": {"per_day": common.per_day},
        }
    )


def texts(by_language: Mapping[Any, str]) -> dict[str, str]:
    """The texts that are there."""
    return {str(locale): text.strip() for locale, text in by_language.items() if text.strip()}


def without_nothing(table: Mapping[str, Any]) -> dict[str, Any]:
    """The keys that have a value."""
    return {key: value for key, value in table.items() if value is not None and value != []}
