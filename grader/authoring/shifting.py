"""A bundle for another term: the same, with every moment so many days later."""

import datetime as dt
from pathlib import Path
from typing import Any

from grader.authoring.editing import copy_files
from grader.authoring.toml_text import toml_text
from grader.bundles.definition_file import read_definition_in
from grader.bundles.folder import open_folder
from grader.definition.bundle import FILE_NAME, Bundle


def write_shifted(folder: Path, bundle: Bundle, days: int, zone: dt.tzinfo) -> Bundle:
    """Write the bundle into an empty folder, each moment at the same hour of a zone's clock.

    days: how many later. All else stays, byte for byte but for `assignment.toml`, whose comments
    are lost unless it is no day. Raises BundleError for what is no bundle.
    """
    copy_files(folder, bundle)
    if days:
        shifted = _shift(dict(read_definition_in(folder).document), dt.timedelta(days), zone)
        (folder / FILE_NAME).write_text(toml_text(shifted), "utf-8")
    return open_folder(folder)


def _shift(said: Any, by: dt.timedelta, zone: dt.tzinfo) -> Any:
    if isinstance(said, dt.datetime):
        local = said.astimezone(zone).replace(tzinfo=None) + by
        return local.replace(tzinfo=zone)
    if isinstance(said, dict):
        return {key: _shift(value, by, zone) for key, value in said.items()}
    if isinstance(said, list):
        return [_shift(value, by, zone) for value in said]
    return said
