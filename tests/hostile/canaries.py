"""Canaries: secrets planted where the judge keeps its own, which must never come out of a run."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reference.arrays import Floats

VARIABLE = "GRADUS_CANARY"
MAGIC = -float.fromhex("0x1.fca9a7p+300")  # no answer to any case is anywhere near it


@dataclass(frozen=True)
class Canaries:
    """What was planted. folder: holds the files; `readable` by all, `private/secret` by us alone.

    texts: one each in the environment, in this process's memory and in the two files. expected: an
    array as the judge holds them.
    """

    folder: Path
    texts: tuple[str, ...]
    expected: Floats

    def found_in(self, data: bytes) -> list[str]:
        """Which of them are in bytes, in words."""
        found = [text for text in self.texts if text.encode() in data]
        magic = (np.float64(MAGIC).tobytes(), repr(MAGIC).encode())
        return found + ["an expected value"] * any(form in data for form in magic)


@contextmanager
def plant_canaries(folder: Path) -> Iterator[Canaries]:
    """Plant canaries in this process and below `folder`, before a sandbox is started in it."""
    environment, memory, readable, private = (_canary() for _ in range(4))
    folder.chmod(0o755)
    _write(folder / "readable", readable, 0o644)
    (folder / "private").mkdir(0o700, exist_ok=True)
    _write(folder / "private" / "secret", private, 0o600)
    os.environ[VARIABLE] = environment
    try:
        texts = (environment, memory, readable, private)
        yield Canaries(folder, texts, np.full(64, MAGIC))
    finally:
        del os.environ[VARIABLE]


def _canary() -> str:
    return f"gradus-canary-{secrets.token_hex(8)}"


def _write(path: Path, text: str, mode: int) -> None:
    path.write_text(text, "ascii")
    path.chmod(mode)
