"""What a file that was meant to be source code really is: a format, an encoding, predictions."""

import io
import re
import tokenize
from pathlib import PurePosixPath

from grader.predictions.diagnosis.encoding import foreign_encoding
from grader.predictions.diagnosis.signatures import NPY_MAGIC, foreign_format
from grader.problems import Problem
from grader.sources import problems

_TABLE = re.compile(rb'(?:\xef\xbb\xbf)?\s*"?id"?[ \t]*[,;\t][ \t]*"?prediction', re.IGNORECASE)
_TABLES = frozenset({".csv", ".tsv", ".npy"})
_TEXT = frozenset({"JSON", "Python", "XML"})  # told by one letter, or read by whoever asked
# Those that a file may declare and that take time in proportion to its length.
_READABLE = frozenset(
    {"utf-8", "utf-8-sig", "ascii", "iso-8859-1", "iso-8859-15", "cp1252", "cp932", "shift_jis"}
    | {"shift-jis", "sjis", "euc_jp", "euc-jp", "ms932", "windows-31j", "iso2022_jp", "gbk", "big5"}
)


def find_foreign(body: bytes, filename: str) -> Problem | None:
    """Why a file is no source code in a known encoding; None where it may be."""
    if not body.strip():
        return problems.EMPTY_SOURCE()
    is_named_so = PurePosixPath(filename).suffix.lower() in _TABLES
    if is_named_so or body.startswith(NPY_MAGIC) or _TABLE.match(body):
        return problems.PREDICTIONS_FOR_SOURCE()
    found = foreign_format(body)
    if found is None and body[2:4] == b"\r\n" and b"\0" in body[:16]:
        found = "compiled Python (pyc)"
    if found is not None and found not in _TEXT:
        return problems.NOT_SOURCE_BUT(format=found)
    return _find_encoding(body)


def _find_encoding(body: bytes) -> Problem | None:
    if body.isascii() and b"\0" not in body:
        return None
    if is_declared(body):
        return None
    found = foreign_encoding(body)
    if found is None:
        return None
    return problems.SOURCE_NOT_UTF8(offset=found.offset, byte=found.byte, encoding=found.name)


def is_declared(body: bytes) -> bool:
    """Whether a file says in which encoding it is."""
    return declared_encoding(body) not in {"utf-8", "utf-8-sig"}


def declared_encoding(body: bytes) -> str:
    """The encoding that a file declares, as Python looks for it; UTF-8 where it declares none."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(body).readline)
    except SyntaxError:  # one that Python does not know, or no UTF-8
        return "utf-8"
    return encoding


def readable_text(body: bytes) -> tuple[str, str] | None:
    """The text of a file and its encoding; None where only Python itself should try."""
    encoding = declared_encoding(body)
    if encoding.lower() not in _READABLE:
        return None
    try:
        return body.decode(encoding), encoding
    except ValueError:
        return None
