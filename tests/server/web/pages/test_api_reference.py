"""The OpenAPI schema, laid out to be read."""

from pathlib import Path
from typing import Any

from server.app import create_app
from server.settings import Settings
from server.web.pages.api_reference import api_reference, type_name

SCHEMA: dict[str, Any] = {
    "paths": {
        "/api/v1/things/{thing}": {
            "get": {
                "tags": ["things"],
                "summary": "Get Thing",
                "description": "One thing.",
                "security": [{"HTTPBearer": []}],
                "parameters": [
                    {"name": "thing", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "wait", "in": "query", "schema": {"type": "number"}},
                ],
                "responses": {
                    "200": {
                        "description": "OK",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}
                        },
                    }
                },
            },
            "post": {
                "tags": ["things"],
                "summary": "Send",
                "requestBody": {
                    "content": {
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "required": ["file"],
                                "properties": {
                                    "file": {"type": "string", "format": "binary"},
                                    "track": {"type": "string"},
                                },
                            }
                        },
                        "text/csv": {"schema": {"type": "string"}},
                    }
                },
                "responses": {"204": {"description": "Done"}},
            },
        }
    },
    "components": {
        "schemas": {
            "Thing": {
                "description": "A thing.",
                "required": ["id"],
                "properties": {
                    "id": {"type": "string", "description": "Its id."},
                    "score": {"type": "number"},
                },
            },
            "Color": {"enum": ["red"]},
        }
    },
}


def test_every_method_of_every_path_is_listed_under_its_noun() -> None:
    found = api_reference(SCHEMA, "http://here")
    assert [op.anchor for op in found.operations["things"]] == [
        "get-api-v1-things-thing",
        "post-api-v1-things-thing",
    ]


def test_parameters_and_answers_name_their_types() -> None:
    get, post = api_reference(SCHEMA, "http://here").operations["things"]
    assert [(p.name, p.type, p.required, p.place) for p in get.parameters] == [
        ("thing", "string", True, "path"),
        ("wait", "number", False, "query"),
    ]
    assert [(a.status, a.type, a.media_type) for a in get.answers] == [
        ("200", "Thing", "application/json")
    ]
    assert [(a.status, a.type, a.media_type) for a in post.answers] == [("204", "", "")]


def test_the_example_can_be_pasted() -> None:
    get, post = api_reference(SCHEMA, "http://here").operations["things"]
    assert get.curl == (
        'curl -H "Authorization: Bearer $GRADUS_TOKEN" \\\n  http://here/api/v1/things/THING'
    )
    assert post.curl == (
        "curl -F file=@FILE \\\n  -F track=TRACK \\\n  http://here/api/v1/things/THING"
    )


def test_objects_show_their_fields_and_what_has_none_is_left_out() -> None:
    (thing,) = api_reference(SCHEMA, "http://here").objects
    assert thing.name == "Thing"
    assert [(field.name, field.required, field.description) for field in thing.fields] == [
        ("id", True, "Its id."),
        ("score", False, ""),
    ]


def test_every_field_and_every_parameter_of_the_interface_is_explained(tmp_path: Path) -> None:
    found = api_reference(create_app(Settings(data_dir=tmp_path)).openapi(), "http://here")
    operations = [one for group in found.operations.values() for one in group]
    assert (len(operations), len(found.objects)) > (20, 30)
    unexplained = [
        (one.name, field.name)
        for one in found.objects
        for field in one.fields
        if not field.description
    ] + [
        (one.path, field.name)
        for one in operations
        for field in one.parameters
        if not field.description
    ]
    assert unexplained == []
    assert [one.name for one in found.objects if not one.description] == []


def test_types_are_a_few_words() -> None:
    assert type_name({"$ref": "#/components/schemas/BoardRow"}) == "BoardRow"
    assert type_name({"type": "array", "items": {"type": "integer"}}) == "list of integer"
    assert type_name({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}) == (
        "string (date-time) or null"
    )
    assert type_name({"enum": ["lower", "higher"]}) == "'lower' or 'higher'"
    assert type_name({}) == "any"
