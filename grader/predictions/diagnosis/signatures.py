"""What a file that was meant to be a table really is, told by how it begins."""

import re

NPY_MAGIC = b"\x93NUMPY"

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x05\x06", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel (xls)"),
    (b"%PDF-", "PDF"),
    (b"PAR1", "Parquet"),
    (b"ARROW1", "Arrow / Feather"),
    (b"\x89HDF\r\n\x1a\n", "HDF5"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x7fELF", "ELF"),
)
_TEXT_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
    (b"<?xml", "XML"),
    (b"{", "JSON"),
    (b"[", "JSON"),
    *((start, "Python") for start in (b'"""', b"#!", b"import ", b"from ", b"class ", b"def ")),
)
_PICKLE_PROTOCOLS = range(2, 6)
_STATEMENT = re.compile(
    r"(async\s+)?def\s+\w+\s*\(|class\s+\w+\s*[:(]|import\s+[A-Za-z_]|from\s+[\w.]+\s+import\b"
)
_DOCSTRINGS = ('"""', "'''", 'r"""')


def foreign_format(body: bytes) -> str | None:
    """The name of the format that `body` is in, or None where it may be a table in text."""
    if body.startswith(b"PK\x03\x04"):
        return _zip_format(body[:4096])
    if body[:1] == b"\x80" and body[1:2] and body[1] in _PICKLE_PROTOCOLS:
        return "pickle"
    text = body[:256].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    named = [name for start, name in _BEGINNINGS if body.startswith(start)]
    named += [name for start, name in _TEXT_BEGINNINGS if text.startswith(start)]
    return next(iter(named), None)


def is_program(head: bytes) -> bool:
    """Whether a file that begins like this is Python, whatever it is called.

    A line of it is a statement that no row of a table looks like, and the first line is no header:
    it has one cell, or is such a statement itself, or begins a docstring.
    """
    lines = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").splitlines()
    code = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    if not code:
        return False
    is_header = any(separator in code[0] for separator in ",;\t")
    is_header &= not _STATEMENT.match(code[0]) and not code[0].startswith(_DOCSTRINGS)
    return not is_header and any(_STATEMENT.match(line) for line in code)


def _zip_format(head: bytes) -> str:
    """Which of the formats that are ZIP archives inside."""
    if b"word/" in head:
        return "Word (docx)"
    if b"[Content_Types].xml" in head or b"xl/" in head:
        return "Excel (xlsx)"
    if b".npy" in head:
        return "NumPy (npz)"
    return "ZIP"
