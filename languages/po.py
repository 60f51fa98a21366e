"""Catalogues of gettext: `.po` as translators write it, to `.mo` as Python's `gettext` reads it."""

import json
import struct
from collections.abc import Iterator, Mapping
from itertools import accumulate

_MAGIC = 0x950412DE
_HEADER_BYTES = 28


def compile_po(text: str) -> bytes:
    """The catalogue as a `.mo`. Sentences without a translation, or a fuzzy one, are left out.

    Raises ValueError for a line that is none of a catalogue's.
    Source: GNU gettext manual, "The Format of PO Files", "The Format of GNU MO Files".
    """
    messages: dict[bytes, bytes] = {}
    for fields, is_fuzzy in _read_entries(text):
        said = [value for field, value in fields.items() if field.startswith("msgstr")]
        if all(said) and not is_fuzzy:
            messages[_key(fields).encode()] = "\0".join(said).encode()
    return _mo(messages)


def _key(fields: Mapping[str, str]) -> str:
    """What a message is found by: its context, if any, and its English, singular then plural."""
    context = f"{fields['msgctxt']}\x04" if "msgctxt" in fields else ""
    plural = f"\0{fields['msgid_plural']}" if "msgid_plural" in fields else ""
    return context + fields["msgid"] + plural


def _read_entries(text: str) -> Iterator[tuple[dict[str, str], bool]]:
    """Each entry's fields by keyword, and whether it is marked as fuzzy."""
    fields: dict[str, str] = {}
    is_fuzzy, field = False, ""
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        keyword, _, quoted = line.partition(" ")
        if not line.strip():
            if fields:
                yield fields, is_fuzzy
            fields, is_fuzzy = {}, False
        elif line.startswith("#"):
            is_fuzzy |= line.startswith("#,") and "fuzzy" in line
        elif line.startswith('"') and field in fields:
            fields[field] += json.loads(line)
        elif keyword.startswith("msg") and keyword not in fields:
            field = keyword
            fields[field] = json.loads(quoted)
        else:
            raise ValueError(f"line {number} does not belong in a catalogue: {line}")


def _mo(messages: Mapping[bytes, bytes]) -> bytes:
    """The binary catalogue: a header, two tables of (length, offset), then the texts."""
    texts = [*sorted(messages), *(messages[key] for key in sorted(messages))]
    tables_end = _HEADER_BYTES + 8 * len(texts)
    offsets = accumulate((len(text) + 1 for text in texts), initial=tables_end)
    table = [number for text, at in zip(texts, offsets, strict=False) for number in (len(text), at)]
    second_table = _HEADER_BYTES + 8 * len(messages)
    header = (_MAGIC, 0, len(messages), _HEADER_BYTES, second_table, 0, tables_end)
    return struct.pack(f"<7I{len(table)}I", *header, *table) + b"\0".join([*texts, b""])
