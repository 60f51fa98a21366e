"""The JSON Schema of `assignment.toml`, for editors that complete and check it while typing."""

from typing import Any

from grader.definition.definition import Definition
from grader.layers.trials.choices import KNOWN_LAYERS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema, dialect 2020-12, of the file's keys and values.

    It knows nothing of what several keys must keep together, nor of the files that they name.
    """
    schema = Definition.model_json_schema(by_alias=True)
    schema["$defs"]["LayerTask"]["properties"]["layer"]["enum"] = list(KNOWN_LAYERS.names)
    return {"$schema": _DIALECT, **schema, "title": f"Gradus assignment ({schema['title']})"}
