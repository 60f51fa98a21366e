"""What the tables of `assignment.toml` are made of: texts, paths, names, and their mistakes."""

from pathlib import PurePosixPath
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from languages import Locale

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]
PositiveNumber = Annotated[float, Field(gt=0, allow_inf_nan=False)]


def inside_bundle(path: str) -> bool:
    """Whether this is a relative path with forward slashes that cannot leave the bundle."""
    pure = PurePosixPath(path)
    escapes = pure.is_absolute() or ".." in pure.parts or any(c in path for c in "\\:\0")
    return bool(pure.name) and not escapes


def _checked_path(path: str) -> str:
    if not inside_bundle(path):
        raise PydanticCustomError("path_outside", "expected a path inside the bundle")
    return PurePosixPath(path).as_posix()


BundlePath = Annotated[str, AfterValidator(_checked_path)]


def repeated_name(names: list[str]) -> tuple[int, str] | None:
    """The first name that stood in the list before, and its index."""
    return next(((i, name) for i, name in enumerate(names) if name in names[:i]), None)


def duplicate(at: tuple[str | int, ...], name: str) -> PydanticCustomError:
    """A second use of a name, `at` being its place from the root of the file."""
    return PydanticCustomError("duplicate", "{name} stands twice", {"name": name, "at": at})


class Section(BaseModel):
    """A table of the file: unknown keys are mistakes, values never change."""

    # the text under a key explains it in the JSON Schema too
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Text(Section):
    """A text in one or more languages; at least one is given."""

    en: str | None = None
    """In English."""
    ja: str | None = None
    """In Japanese."""

    @model_validator(mode="after")
    def _some_language(self) -> Self:
        if not (self.en or self.ja):
            raise PydanticCustomError("text_missing", "expected a text in en, ja or both")
        return self

    def read(self, locale: Locale) -> str:
        """The text in `locale`, else in the other language."""
        first, second = (self.ja, self.en) if locale == "ja" else (self.en, self.ja)
        return first or second or ""
