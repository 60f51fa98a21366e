"""How the HTTP interface describes itself, in what OpenAPI has of no route: its errors."""

from http import HTTPStatus
from typing import Any

from server.web.errors import MEDIA_TYPE, ProblemDocument

_SCHEMAS = "#/components/schemas/"
_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": f"{_SCHEMAS}{ProblemDocument.__name__}"}}}
ERRORS: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "What is wrong with the request, all of it at once.",
        "content": _PROBLEM,
    },
    HTTPStatus.SERVICE_UNAVAILABLE.value: {
        "description": "What the server needs is away; ask again after `Retry-After` seconds.",
        "content": _PROBLEM,
    },
    HTTPStatus.INSUFFICIENT_STORAGE.value: {
        "description": "The server's disk is full; nothing was kept.",
        "content": _PROBLEM,
    },
}
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    HTTPStatus.NOT_MODIFIED.value: {"description": "`If-None-Match` named what is still true."}
}


def add_errors(document: dict[str, Any]) -> dict[str, Any]:
    """An OpenAPI document, with the models that its errors refer to, and what forms are.

    The framework makes a model of each form, and says nothing of it.
    """
    problem = ProblemDocument.model_json_schema(ref_template=f"{_SCHEMAS}{{model}}")
    models = problem.pop("$defs")
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(models, **{ProblemDocument.__name__: problem})
    for name, schema in schemas.items():
        if name.startswith("Body_"):
            schema.setdefault("description", "A form, sent as multipart/form-data.")
    return document
