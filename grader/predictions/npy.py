"""Prediction files in NumPy's format: one-dimensional arrays in the order of the labels.

The header is checked here against the bytes that are there, before NumPy sees any of them, and
nothing is ever unpickled: NumPy's own readers of headers raise whatever a hostile one provokes, and
warn of what Python 2 wrote. Whole numbers are welcome, as they are in CSV.
Source: the format as laid down in NumPy Enhancement Proposal 1.
"""

import ast
import math
import re
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

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

_LENGTH_BYTES = {b"\1\0": 2, b"\2\0": 4, b"\3\0": 4}  # of the header's length, by format version
_HEADER_LIMIT = 10_000
_NUMBER_TYPE = re.compile(r"[<>|=]?(?:f[248]|[iu][1248])")


class _Header(BaseModel):
    """What an array claims to be, within what NumPy's arrays can be, so that words can tell it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    descr: Any
    fortran_order: bool
    shape: Annotated[tuple[Annotated[int, Field(ge=0, lt=2**64)], ...], Field(max_length=64)]


def read_npy(body: bytes, n: int) -> Floats:
    """The predictions (n,) as float64.

    Raises InvalidFileError with every problem: the header, the type, the shape, the size, or the
    elements that are not finite.
    """
    found = _read_header(body)
    if found is None:
        raise refusal(NPY_HEADER)
    header, offset = found
    findings = Findings()
    if header.shape != (n,):
        findings.add(NPY_SHAPE, expected=n, shape=excerpt(str(header.shape)))
    descr = header.descr
    if not isinstance(descr, str) or not _NUMBER_TYPE.fullmatch(descr):
        findings.add(NPY_TYPE, dtype=excerpt(str(descr)))
        raise findings.error()
    dtype = np.dtype(descr)
    expected, got = math.prod(header.shape) * dtype.itemsize, len(body) - offset
    if expected != got:
        findings.add(NPY_SIZE, expected=str(expected), got=got)
    findings.raise_if_any()
    stored = np.frombuffer(body, dtype=dtype, offset=offset)
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


def _read_header(body: bytes) -> tuple[_Header, int] | None:
    """The header and where the numbers begin, or None where there is none that makes sense."""
    start = len(NPY_MAGIC) + 2
    length_bytes = _LENGTH_BYTES.get(body[start - 2 : start])
    if length_bytes is None:
        return None
    begin = start + length_bytes
    end = begin + int.from_bytes(body[start:begin], "little")
    if end > min(begin + _HEADER_LIMIT, len(body)):
        return None
    try:
        literal: object = ast.literal_eval(body[begin:end].decode().strip())
        return _Header.model_validate(literal), end
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None
