"""What the HTTP interface takes and sends, as models."""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class ApiModel(BaseModel):
    """A model whose fields are explained where they stand; OpenAPI and its page say so."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class Asked(ApiModel):
    """What is taken: a key that was mistyped sets nothing, and U+0000 is in no text."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _refuse_nul(cls, given: Any) -> Any:
        if isinstance(given, dict) and any(_has_nul(value) for value in given.values()):
            raise ValueError("the character U+0000 is in no text")
        return given


def _has_nul(value: Any) -> bool:
    values = value if isinstance(value, list) else [value]
    return any(isinstance(each, str) and "\0" in each for each in values)
