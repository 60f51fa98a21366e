"""What the HTTP interface takes and sends, as models."""

from pydantic import BaseModel, ConfigDict


class ApiModel(BaseModel):
    """A model whose fields are explained where they stand; OpenAPI and its page say so."""

    model_config = ConfigDict(use_attribute_docstrings=True)
