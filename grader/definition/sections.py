"""What the tables of `assignment.toml` are made of: texts, paths, names, and their mistakes."""

from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    create_model,
    model_validator,
)
from pydantic_core import PydanticCustomError

from languages import LOCALES, Locale

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]
FiniteNumber = Annotated[float, Field(allow_inf_nan=False)]
PositiveNumber = Annotated[float, Field(gt=0, allow_inf_nan=False)]
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
Moment = Annotated[AwareDatetime, Field(ge=EARLIEST, le=LATEST)]
"""A moment that every zone and every database can write, and days around it."""


def inside_bundle(path: str) -> bool:
    """Whether this is a relative path with forward slashes that cannot leave the bundle."""
    pure = PurePosixPath(path)
    escapes = pure.is_absolute() or ".." in pure.parts or any(c in path for c in "\\:\0")
    return bool(pure.name) and not escapes


def _check_path(path: str) -> str:
    if not inside_bundle(path):
        raise PydanticCustomError("path_outside", "expected a path inside the bundle")
    return PurePosixPath(path).as_posix()


BundlePath = Annotated[str, AfterValidator(_check_path)]


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


class ByLanguage(Section):
    """The same thing in one or more languages, each under its key; at least one is given."""

    @property
    def given(self) -> dict[Locale, str]:
        """What there is, by language."""
        return {locale: given for locale in LOCALES if (given := getattr(self, locale))}

    @model_validator(mode="after")
    def _some_language(self) -> Self:
        if not self.given:
            raise PydanticCustomError("text_missing", "expected at least one language")
        return self

    def read(self, locale: Locale) -> str:
        """What there is in `locale`, else in the first language that there is."""
        return self.given.get(locale) or next(iter(self.given.values()))


def _in_each_language(content: Any, what: str) -> type[ByLanguage]:
    """A table with an optional `content` under the name of every language."""
    keys: dict[str, Any] = {
        locale: (content | None, Field(default=None, description=f"{what} in `{locale}`."))
        for locale in LOCALES
    }
    return create_model("InEachLanguage", __base__=ByLanguage, **keys)


if TYPE_CHECKING:  # which follows no base that is made while the program runs
    _Texts = ByLanguage
    _Files = ByLanguage
else:
    _Texts = _in_each_language(str, "The text")
    _Files = _in_each_language(BundlePath, "The file")


class Text(_Texts):
    """A text in one or more languages; at least one is given."""


class StatementFiles(_Files):
    """Where the statement is, in Markdown, by language."""
