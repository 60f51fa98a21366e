"""From bytes to text: UTF-8, or the encoding that the bytes look like and where that shows."""

import codecs
import re
from dataclasses import dataclass

from grader.predictions.diagnosis.file_problems import NOT_UTF8
from grader.predictions.diagnosis.findings import Findings

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32 LE"),  # before UTF-16: it begins with its mark
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32 BE"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16 LE"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16 BE"),
)
_EUC_JP = re.compile(rb"[\xa4\xa5][\xa1-\xf6]|[\xa1-\xfe]{4}")


@dataclass(frozen=True)
class ForeignEncoding:
    """An encoding other than UTF-8, and the first byte that shows it.

    codec: Python's name of it. name: for people.
    """

    codec: str
    name: str
    offset: int
    byte: str


def foreign_encoding(body: bytes) -> ForeignEncoding | None:
    """The encoding that bytes look like which are not UTF-8; None for UTF-8."""
    codec, name = _wide_encoding(body)
    try:
        if codec is None:
            body.decode("utf-8-sig")
            return None
        offset = 0 if body[0] >= 0x80 else body.index(0)
    except UnicodeDecodeError as error:
        offset = error.start
        codec, name = _narrow_encoding(body)
    return ForeignEncoding(codec, name, offset, f"0x{body[offset]:02X}")


def decode(body: bytes, findings: Findings) -> str:
    """The text of a file, without a byte order mark.

    Bytes that are not UTF-8 are a problem; then the text is read in the likeliest encoding, so
    that the other problems of the file are found as well.
    """
    found = foreign_encoding(body)
    if found is None:
        return body.decode("utf-8-sig")
    row = 1 + _line_ends(body[: found.offset])
    findings.add(NOT_UTF8, row=row, offset=found.offset, byte=found.byte, encoding=found.name)
    return body.decode(found.codec, errors="replace")


def _wide_encoding(body: bytes) -> tuple[str | None, str]:
    """Codec and name of UTF-16 or UTF-32, told by a byte order mark or by zeros in every pair."""
    for mark, codec, name in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return codec, name
    even, odd = body[0:200:2], body[1:200:2]
    if len(odd) >= 2 and not any(odd) and all(even):
        return "utf-16-le", "UTF-16 LE"
    if len(odd) >= 2 and not any(even[: len(odd)]) and all(odd):
        return "utf-16-be", "UTF-16 BE"
    return None, ""


def _narrow_encoding(body: bytes) -> tuple[str, str]:
    """Codec and name of the likeliest encoding made of single bytes and pairs.

    In EUC-JP high bytes come in pairs alone, and kana or long runs of them give it away; Shift_JIS
    keeps its lead bytes in 0x81-0x9F, which Western European text hardly uses.
    """
    if _EUC_JP.search(body) and _decodes(body, "euc_jp"):
        return "euc_jp", "EUC-JP"
    if any(0x81 <= byte <= 0x9F for byte in set(body)) and _decodes(body, "cp932"):
        return "cp932", "Shift_JIS (CP932)"
    if _decodes(body, "cp1252"):
        return "cp1252", "Latin-1 (Windows-1252)"
    return "latin-1", "Latin-1"


def _decodes(body: bytes, codec: str) -> bool:
    """Whether every byte has a meaning in this encoding."""
    try:
        body.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _line_ends(body: bytes) -> int:
    """How many lines end in `body`."""
    return body.count(b"\n") + body.count(b"\r") - body.count(b"\r\n")
