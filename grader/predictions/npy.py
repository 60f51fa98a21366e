"""Prediction files in NumPy's format: one-dimensional arrays in the order of the labels.

The header is checked here against the bytes that are there, before NumPy sees any of them, and
nothing is ever unpickled. Whole numbers are welcome, as they are in CSV.
Source: the format as laid down in NumPy Enhancement Proposal 1.
"""

import ast
import math
import re
from dataclasses import dataclass

import numpy as np

from grader.predictions.diagnosis.findings import Findings, excerpt, refusal
from grader.predictions.diagnosis.numbers import MAGNITUDE_LIMIT
from grader.predictions.diagnosis.signatures import NPY_MAGIC
from grader.predictions.npy_problems import (
    NPY_ELEMENT,
    NPY_HEADER,
    NPY_SHAPE,
    NPY_SIZE,
    NPY_TYPE,
)
from reference.arrays import Floats

_LENGTH_BYTES = {(1, 0): 2, (2, 0): 4, (3, 0): 4}  # of the header's length, by format version
_HEADER_LIMIT = 10_000
_DIMENSIONS = 64
_KEYS = {"descr", "fortran_order", "shape"}
_NUMBER_TYPE = re.compile(r"[<>|=]?(?:f[248]|[iu][1248])")


@dataclass(frozen=True)
class _Header:
    """What an array claims to be, and where its bytes begin."""

    descr: object
    shape: tuple[int, ...]
    offset: int


def read_npy(body: bytes, n: int) -> Floats:
    """The predictions (n,) as float64.

    Raises InvalidFileError with every problem: the header, the type, the shape, the size, or the
    elements that are not finite.
    """
    header = _read_header(body)
    if header is None:
        raise refusal(NPY_HEADER)
    findings = Findings()
    if header.shape != (n,):
        findings.add(NPY_SHAPE, expected=n, shape=excerpt(str(header.shape)))
    descr = header.descr
    if not isinstance(descr, str) or not _NUMBER_TYPE.fullmatch(descr):
        findings.add(NPY_TYPE, dtype=excerpt(str(descr)))
        raise findings.error()
    dtype = np.dtype(descr)
    expected, got = math.prod(header.shape) * dtype.itemsize, len(body) - header.offset
    if expected != got:
        findings.add(NPY_SIZE, expected=str(expected), got=got)
    findings.raise_if_any()
    stored = np.frombuffer(body, dtype=dtype, offset=header.offset)
    values = stored.astype(np.float64, copy=False)
    _check_elements(values, findings)
    return values


def _check_elements(values: Floats, findings: Findings) -> None:
    """Nothing. Raises InvalidFileError with every element that cannot be scored."""
    if values.min() >= -MAGNITUDE_LIMIT and values.max() <= MAGNITUDE_LIMIT:  # false for NaN
        return
    for index in np.flatnonzero(~(np.abs(values) <= MAGNITUDE_LIMIT)).tolist():
        shown = str(values[index])
        findings.add(NPY_ELEMENT, index=index, value=shown, limit=f"{MAGNITUDE_LIMIT:g}")
    raise findings.error()


def _read_header(body: bytes) -> _Header | None:
    """The header, or None where there is none that makes sense."""
    start = len(NPY_MAGIC) + 2
    if len(body) < start:
        return None
    length_bytes = _LENGTH_BYTES.get((body[start - 2], body[start - 1]))
    if length_bytes is None:
        return None
    offset = start + length_bytes
    length = int.from_bytes(body[start:offset], "little")
    if length > min(_HEADER_LIMIT, len(body) - offset):
        return None
    return _parse(body[offset : offset + length], offset + length)


def _parse(text: bytes, offset: int) -> _Header | None:
    """The header that `text` spells, or None where it is no literal of the three keys.

    NumPy's arrays have at most 64 dimensions; with it, what a header claims can be put in words.
    """
    try:
        literal: object = ast.literal_eval(text.decode("utf-8").strip())
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None
    if not isinstance(literal, dict) or literal.keys() != _KEYS:
        return None
    shape = literal["shape"]
    if not isinstance(literal["fortran_order"], bool) or not isinstance(shape, tuple):
        return None
    if len(shape) > _DIMENSIONS:
        return None
    if not all(type(size) is int and 0 <= size < 2**64 for size in shape):
        return None
    return _Header(literal["descr"], shape, offset)
