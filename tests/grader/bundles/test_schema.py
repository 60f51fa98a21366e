"""The exported schema explains every key and takes what the grader takes."""

import datetime as dt
import tomllib
from typing import Any

import jsonschema
import pytest

from grader.bundles.ready import READY, ready_folder
from grader.bundles.schema import json_schema
from grader.definition.bundle import FILE_NAME


def as_json(value: Any) -> Any:
    """A TOML document as JSON holds it."""
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, dt.datetime) else value


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json_schema())


def test_the_schema_is_itself_valid() -> None:
    of_schemas = jsonschema.Draft202012Validator(jsonschema.Draft202012Validator.META_SCHEMA)
    assert list(of_schemas.iter_errors(json_schema())) == []
    assert not of_schemas.is_valid(json_schema() | {"required": "slug"})


@pytest.mark.parametrize("name", READY)
def test_the_ready_assignments_keep_to_the_schema(
    validator: jsonschema.Draft202012Validator, name: str
) -> None:
    document = tomllib.loads((ready_folder(name) / FILE_NAME).read_text("utf-8"))
    assert list(validator.iter_errors(as_json(document))) == []


def test_a_full_definition_keeps_to_the_schema(
    validator: jsonschema.Draft202012Validator, good_definition: str
) -> None:
    assert list(validator.iter_errors(as_json(tomllib.loads(good_definition)))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('slug = "sums"', 'slug = "Sums"'),
        ("per_day = 5", "per_day = 0"),
        ("per_day = 5", "per_week = 5"),
        ('kind = "prediction"', 'kind = "essay"'),
        ("wall_s = 2.5", 'wall_s = "2.5"'),
        ("decimals = 0", "decimals = 18"),
    ],
)
def test_a_mistake_breaks_the_schema(
    validator: jsonschema.Draft202012Validator, good_definition: str, old: str, new: str
) -> None:
    assert not validator.is_valid(as_json(tomllib.loads(good_definition.replace(old, new))))


def test_every_table_and_key_is_explained() -> None:
    schema = json_schema()
    for table in (schema, *schema["$defs"].values()):
        assert table["title"]
        assert table["description"]
        for key, described in table["properties"].items():
            assert described.get("description"), key
