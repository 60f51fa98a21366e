"""Predictions as they were scored, kept beside the uploads and as hidden as those.

Boards' uncertainty and similarity, which is for staff, are computed from them. They are float64 in
the order of the labels, one file for each evaluation.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from reference.arrays import Floats
from server.core.files.blobs import FileStore
from server.core.identifiers import new_id


class PredictionStore:
    """Predictions by evaluation. scratch: on the disk of the data directory, nobody else's."""

    def __init__(self, files: FileStore, scratch: Path) -> None:
        self._files = files
        self._scratch = scratch.absolute()
        scratch.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, evaluation_id: str, predictions: Floats) -> None:
        """Make predictions (N,) durable. Doing it again changes nothing."""
        with self.scratch_file() as path:
            np.save(path, predictions, allow_pickle=False)
            self.keep_file(evaluation_id, path)

    @contextmanager
    def scratch_file(self) -> Iterator[Path]:
        """A path at which predictions may be written; what is left there goes."""
        path = self._scratch / f"{new_id()}.npy"
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def keep_file(self, evaluation_id: str, path: Path) -> None:
        """Make predictions durable that were written to a scratch file, which is gone then."""
        with path.open("rb") as file:
            os.fsync(file.fileno())
        self._files.keep(path, predictions_key(evaluation_id))

    def read(self, evaluation_id: str) -> Floats | None:
        """The predictions (N,) of an evaluation; None where none were kept. Raises as `load`."""
        try:
            with self._files.fetch(predictions_key(evaluation_id)) as path:
                return load(path)
        except FileNotFoundError:
            return None


def load(path: Path) -> Floats:
    """The predictions (N,) of a file, finite. Raises ValueError where it is damaged."""
    # Mapped first: a header that was damaged may claim more than the memory holds.
    values: Floats = np.array(np.lib.format.open_memmap(path, mode="r"))
    if values.dtype != np.float64 or values.ndim != 1 or not np.isfinite(values).all():
        raise ValueError(f"expected finite numbers (N,), got {values.dtype} {values.shape}")
    return values


def predictions_key(evaluation_id: str) -> str:
    """Where the predictions of an evaluation are kept."""
    return f"predictions/{evaluation_id}.npy"
