"""What a score is worth in the course, said anew in a bundle; nothing that is graded changes."""

from collections.abc import Mapping
from pathlib import Path

from grader.authoring.editing import copy_files
from grader.authoring.toml_text import toml_text
from grader.bundles.definition_file import read_definition_in
from grader.bundles.folder import open_folder
from grader.definition.bundle import FILE_NAME, Bundle

Value = str | int | float | bool


def write_with_grades(folder: Path, bundle: Bundle, grades: Mapping[str, Value]) -> Bundle:
    """Write the bundle into an empty folder with other `[grades]`; none of it where it is empty.

    All else stays, byte for byte but for `assignment.toml`, whose comments are lost. Raises
    BundleError for a rule that cannot be meant.
    """
    copy_files(folder, bundle)
    document = dict(read_definition_in(folder).document)
    kept = document.pop("grades", {}).get("freeze_at")
    if grades:
        document["grades"] = dict(grades) | ({"freeze_at": kept} if kept else {})
    (folder / FILE_NAME).write_text(toml_text(document), "utf-8")
    return open_folder(folder)
