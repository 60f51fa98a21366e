"""The HTTP interface in words: what the OpenAPI schema says, laid out to be read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Field:
    """A parameter of a request, or a field of an object. place: path, query, header or empty."""

    name: str
    type: str
    required: bool
    place: str = ""
    description: str = ""


@dataclass(frozen=True)
class Body:
    """A body that a request may send, or an answer's. status: empty for requests."""

    media_type: str
    type: str
    fields: tuple[Field, ...] = ()
    status: str = ""
    description: str = ""


@dataclass(frozen=True)
class ApiOperation:
    """One method on one path. curl: a command that carries it out."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Field, ...]
    bodies: tuple[Body, ...]
    answers: tuple[Body, ...]
    curl: str

    @property
    def anchor(self) -> str:
        """A name for links within the page."""
        return re.sub(r"[^a-z0-9]+", "-", f"{self.method} {self.path}".lower()).strip("-")


@dataclass(frozen=True)
class ObjectType:
    """An object that requests or answers hold."""

    name: str
    description: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class ApiReference:
    """All of it: operations by noun, and the objects that they speak of."""

    operations: Mapping[str, tuple[ApiOperation, ...]]
    objects: tuple[ObjectType, ...]


def api_reference(openapi: Schema, origin: str) -> ApiReference:
    """The reference of an OpenAPI 3.1 schema. origin: where the examples send their requests."""
    groups: dict[str, tuple[ApiOperation, ...]] = {}
    for path, methods in openapi["paths"].items():
        for method in _METHODS:
            if method in methods:
                found = _operation(method, path, methods[method], origin)
                tag = methods[method].get("tags", ["other"])[0]
                groups[tag] = (*groups.get(tag, ()), found)
    schemas = openapi.get("components", {}).get("schemas", {})
    return ApiReference(groups, tuple(_objects(schemas)))


def _operation(method: str, path: str, found: Schema, origin: str) -> ApiOperation:
    bodies = tuple(_bodies(found.get("requestBody", {}).get("content", {})))
    parameters = tuple(
        Field(
            parameter["name"],
            type_name(parameter["schema"]),
            parameter.get("required", False),
            parameter["in"],
            parameter.get("description", ""),
        )
        for parameter in found.get("parameters", ())
    )
    return ApiOperation(
        method=method.upper(),
        path=path,
        summary=found.get("summary", ""),
        description=found.get("description", ""),
        parameters=parameters,
        bodies=bodies,
        answers=tuple(_answers(found["responses"])),
        curl=_curl(method.upper(), path, bodies, origin, signed="security" in found),
    )


def _bodies(content: Schema) -> Iterator[Body]:
    for media_type, body in content.items():
        schema = body.get("schema", {})
        yield Body(media_type, type_name(schema), _fields(schema))


def _answers(responses: Schema) -> Iterator[Body]:
    for status, answer in responses.items():
        content = answer.get("content") or {"": {}}
        for media_type, body in content.items():
            schema = body.get("schema", body.get("itemSchema", {}))
            yield Body(
                media_type,
                type_name(schema) if schema else "",
                status=status,
                description=answer.get("description", ""),
            )


def _objects(schemas: Schema) -> Iterator[ObjectType]:
    for name, schema in schemas.items():
        fields = _fields(schema)
        if fields:
            yield ObjectType(name, schema.get("description", ""), fields)


def _fields(schema: Schema) -> tuple[Field, ...]:
    required = schema.get("required", ())
    return tuple(
        Field(name, type_name(field), name in required, description=field.get("description", ""))
        for name, field in schema.get("properties", {}).items()
    )


def type_name(schema: Schema) -> str:
    """A JSON schema in a few words: ``list of BoardRow``, ``string (date-time) or null``."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return " or ".join(type_name(option) for option in schema[choice])
    if "enum" in schema:
        return " or ".join(f"'{value}'" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {type_name(schema.get('items', {}))}"
    detail = schema.get("format") or schema.get("contentMediaType")
    return f"{schema.get('type', 'any')} ({detail})" if detail else str(schema.get("type", "any"))


def _curl(method: str, path: str, bodies: tuple[Body, ...], origin: str, *, signed: bool) -> str:
    """The command line; names in the path are left in capitals to be filled in."""
    filled = re.sub(r"\{(\w+)\}", lambda name: name[1].upper(), path)
    options = [] if method in ("GET", "POST") else [f"-X {method}"]
    if signed:
        options.append('-H "Authorization: Bearer $GRADUS_TOKEN"')
    options += _curl_body(method, bodies)
    return "curl " + " \\\n  ".join([*options, f"{origin}{filled}"])


def _curl_body(method: str, bodies: tuple[Body, ...]) -> list[str]:
    if not bodies:
        return ["--data-binary @FILE"] if method in ("POST", "PUT") else []
    first = bodies[0]
    if first.media_type == "multipart/form-data":
        return [f"-F {field.name}={_form_value(field)}" for field in first.fields]
    return ["--json @request.json"]


def _form_value(field: Field) -> str:
    return "@FILE" if "binary" in field.type else field.name.upper()
