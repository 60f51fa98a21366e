"""A bundle on disk: a folder with `assignment.toml` and the files that it names."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.definition.definition import Definition
from languages import Locale

FILE_NAME = "assignment.toml"


@dataclass(frozen=True)
class Bundle:
    """A checked bundle.

    root: the folder that holds it. sha256: of its contents, as `contents_sha256` counts them: the
    same for a folder and for any archive made of it.
    """

    definition: Definition
    root: Path
    sha256: str

    def statement(self, locale: Locale) -> str:
        """The statement in Markdown, in `locale` where it is written, else in another language."""
        return (self.root / self.definition.statement.read(locale)).read_text("utf-8-sig")

    def starter_files(self) -> Mapping[str, Path]:
        """What participants may download, by base name, in the order of the definition."""
        paths = (self.root / path for path in self.definition.starter)
        return {path.name: path for path in paths}

    @property
    def labels_path(self) -> Path | None:
        """The hidden labels of a prediction assignment."""
        prediction = self.definition.prediction
        return None if prediction is None else self.root / prediction.labels


def named_paths(definition: Definition) -> tuple[str, ...]:
    """Every file of the bundle, from its root, sorted: the definition and what it names."""
    paths: set[str | None] = {FILE_NAME, *definition.statement.given.values(), *definition.starter}
    paths |= {baseline.file for baseline in definition.baselines}
    if definition.prediction is not None:
        prediction = definition.prediction
        paths |= {prediction.labels, prediction.train, prediction.test, prediction.metric_file}
    return tuple(sorted(path for path in paths if path is not None))


def contents_sha256(root: Path, definition: Definition) -> str:
    """SHA-256, in hex, over names and contents of the bundle's files, whatever packs them.

    Hashed is one line per file in the order of `named_paths`: the file's own SHA-256, a space, its
    path, a newline.
    """
    whole = hashlib.sha256()
    for path in named_paths(definition):
        with (root / path).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{digest} {path}\n".encode())
    return whole.hexdigest()
