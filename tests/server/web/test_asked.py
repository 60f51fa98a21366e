"""What bodies of requests take: no yes for a number, and no number for a yes."""

from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

import server.app  # noqa: F401 - which imports every route
from server.web.api_model import Asked


def fields() -> Iterator[Any]:
    kinds = list(Asked.__subclasses__())
    for kind in kinds:
        kinds += kind.__subclasses__()
        for name, field in kind.model_fields.items():
            yield pytest.param(field, id=f"{kind.__name__}.{name}")


def takes(field: Any, value: Any) -> bool:
    annotated = Annotated[(field.annotation, *field.metadata)] if field.metadata else None
    try:
        TypeAdapter(annotated or field.annotation).validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("field", list(fields()))
def test_a_field_takes_yes_or_a_number_and_never_one_for_the_other(field: Any) -> None:
    kinds = str(field.annotation)
    assert takes(field, True) == ("bool" in kinds)
    assert not (takes(field, 1) and "bool" in kinds)
    assert not (takes(field, "1") and ("float" in kinds or "int" in kinds))
