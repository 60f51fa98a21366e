"""Dates, words, tries and the draft of a bundle changed, and nothing that is graded."""

import datetime as dt
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.authoring import problems
from grader.authoring.choices import MOST_PER_DAY, Moments, Words
from grader.authoring.definitions import texts
from grader.authoring.toml_text import toml_text
from grader.bundles.definition_file import read_definition_in
from grader.bundles.folder import BundleError, open_folder
from grader.definition.bundle import FILE_NAME, Bundle, named_paths
from grader.definition.dates import NAMES
from languages import LOCALES


@dataclass(frozen=True)
class Edit:
    """What is to be said from now on. total: over all days; None for as many as the days give."""

    words: Words
    moments: Moments
    draft: bool
    per_day: int
    total: int | None = None

    def require(self) -> None:
        """Nothing. Raises BundleError for what cannot be meant."""
        found = list(self.words.problems())
        given = [self.per_day, *([] if self.total is None else [self.total])]
        wrong = [each for each in given if not 1 <= each <= MOST_PER_DAY]
        if wrong:
            found.append(problems.TRIES_BEYOND(got=wrong[0], most=MOST_PER_DAY))
        if found:
            raise BundleError(tuple(found))


def edit_of(bundle: Bundle) -> Edit:
    """What a bundle says now."""
    said = bundle.definition
    statement = {
        locale: (bundle.root / path).read_text("utf-8-sig")
        for locale, path in said.statement.given.items()
    }
    summary = {} if said.summary is None else said.summary.given
    return Edit(
        Words(said.title.given, summary, statement),
        Moments(*(getattr(said, name) for name in NAMES)),
        said.draft,
        said.quota.per_day,
        said.quota.total,
    )


def write_edited(folder: Path, bundle: Bundle, edit: Edit) -> Bundle:
    """Write the bundle into an empty folder with other words, dates and tries.

    All else stays, byte for byte but for `assignment.toml`, whose comments are lost. A language
    that is new has its statement in `statement.<language>.md`. Raises BundleError for what cannot
    be meant, such as dates out of order.
    """
    edit.require()
    copy_files(folder, bundle)
    document = dict(read_definition_in(folder).document)
    document["statement"] = _write_statements(folder, bundle, edit.words.statement)
    _set(document, "title", texts(edit.words.title))
    _set(document, "summary", texts(edit.words.summary))
    for name in NAMES:
        _set(document, name, getattr(edit.moments, name))
    _set(document, "draft", edit.draft)
    quota = {**document.get("quota", {}), "per_day": edit.per_day}
    _set(quota, "total", edit.total)
    document["quota"] = quota
    (folder / FILE_NAME).write_text(toml_text(document), "utf-8")
    return open_folder(folder)


def copy_files(folder: Path, bundle: Bundle) -> None:
    """Copy all that a bundle names into an empty folder."""
    for name in named_paths(bundle.definition):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(bundle.root / name, folder / name)


def _set(
    table: dict[str, Any], key: str, value: dt.datetime | Mapping[str, str] | int | None
) -> None:
    """Say a value, or nothing where there is none."""
    if value:
        table[key] = value
    else:
        table.pop(key, None)


def _write_statements(folder: Path, bundle: Bundle, statement: Mapping[Any, str]) -> dict[str, str]:
    """Write the statements; the file of each language. One that is as it was keeps its bytes."""
    before, files = bundle.definition.statement.given, {}
    for locale in LOCALES:
        text = statement.get(locale, "").replace("\r\n", "\n")
        if not text.strip():
            continue
        name = before.get(locale) or _free_name(bundle, f"statement.{locale}.md")
        files[str(locale)] = name
        is_new = locale not in before
        if is_new or text != (folder / name).read_text("utf-8-sig").replace("\r\n", "\n"):
            (folder / name).write_bytes(text.encode())
    return files


def _free_name(bundle: Bundle, name: str) -> str:
    taken = {path.casefold() for path in named_paths(bundle.definition)}
    return name if name not in taken else f"statements/{name}"
