"""`make messages`: brings every language's catalogue up to what the code and the templates say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from languages import CATALOGUES, LOCALES

SOURCES = CATALOGUES.parent
PACKAGES = ("grader", "server", "gradus")
# Which arguments are sentences; a kind's code, its first, tells the translator where they stand.
_KIND: Mapping[int | None, Any] = {None: ((1, "c"), 2), **dict.fromkeys((3, 4, 5), ((1, "c"), 3))}
_KEYWORDS: Mapping[str, Any] = {
    "translatable": None,
    **dict.fromkeys(("ProblemKind", "RepairKind"), _KIND),
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
}


@dataclass(frozen=True)
class Said:
    """A sentence of the product, a pair where it has a plural. code: of the problem it words."""

    text: str | tuple[str, str]
    code: str | None


def sentences(root: Path = SOURCES) -> Iterator[Said]:
    """What the code and the templates under `root` say, file by file."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*")):
            method = {".py": "python", ".html": "jinja2"}.get(path.suffix)
            if method is not None:
                yield from _sentences_of(path.read_bytes(), method)


def _sentences_of(source: bytes, method: str) -> Iterator[Said]:
    if method == "python" and not any(f"{name}(".encode() in source for name in _KEYWORDS):
        return  # most files: to take them apart costs seconds
    options = {"trim_blocks": "true", "lstrip_blocks": "true"}  # as pages are rendered
    for _, text, _, code in extract(method, BytesIO(source), _KEYWORDS, options=options):
        yield Said((text[0], text[1]) if isinstance(text, tuple) else text, code)


def merge(catalogue: bytes, locale: str, said: list[Said]) -> bytes:
    """The catalogue with exactly what is said: new sentences untranslated, those gone left out.

    In the order of codes, then of the English: a file of code that moves changes no catalogue.
    A translation under a code as its context is kept while that code's problem says the sentence.
    """
    known = read_po(BytesIO(catalogue), locale=locale, abort_invalid=True)
    template = Catalog()
    for each in sorted(said, key=lambda each: (each.code is None, each.code or str(each.text))):
        template.add(each.text, auto_comments=[each.code] if each.code else [])
        if each.code and known.get(each.text, context=each.code):
            template.add(each.text, context=each.code)
    known.update(template, no_fuzzy_matching=True)
    written = BytesIO()
    write_po(written, known, width=0, omit_header=True, ignore_obsolete=True)
    return _header(known) + written.getvalue()


def _header(catalogue: Catalog) -> bytes:
    """What a reader needs to know of a catalogue, without dates that change by themselves."""
    fields = {
        "Content-Type": "text/plain; charset=utf-8",
        "Language": catalogue.locale_identifier,
        "Plural-Forms": catalogue.plural_forms,
    }
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
    return f'msgid ""\nmsgstr ""\n{lines}\n'.encode()


def main() -> None:
    """Extracts and merges, and begins the catalogue of a language that has none."""
    said = list(sentences())
    for locale in LOCALES[1:]:
        path = CATALOGUES / f"{locale}.po"
        path.write_bytes(merge(path.read_bytes() if path.exists() else b"", locale, said))


if __name__ == "__main__":
    main()
