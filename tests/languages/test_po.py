"""Our reading of a catalogue against Babel's, and its refusals."""

from gettext import GNUTranslations
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from hypothesis import given
from hypothesis import strategies as st

from languages.po import compile_po

TEXTS = st.text(
    st.characters(exclude_categories=["C", "Z"], include_characters=' \n\t"\\'), min_size=1
)
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def read(text: str) -> GNUTranslations:
    return GNUTranslations(BytesIO(compile_po(HEADER + text)))


@given(messages=st.dictionaries(TEXTS, TEXTS, max_size=5), width=st.sampled_from([0, 30]))
def test_what_babel_writes_is_read_back(messages: dict[str, str], width: int) -> None:
    catalogue = Catalog()
    for english, other in messages.items():
        catalogue.add(english, other)
    written = BytesIO()
    write_po(written, catalogue, width=width, omit_header=True)

    spoken = read(written.getvalue().decode())

    assert {english: spoken.gettext(english) for english in messages} == messages


def test_contexts_and_plurals_are_found() -> None:
    spoken = read(
        'msgctxt "door"\nmsgid "Open"\nmsgstr "Offen"\n\nmsgid "Open"\nmsgstr "Öffnen"\n\n'
        'msgid "a file"\nmsgid_plural "%d files"\nmsgstr[0] "eine Datei"\nmsgstr[1] "%d Dateien"\n'
    )
    assert (spoken.pgettext("door", "Open"), spoken.gettext("Open")) == ("Offen", "Öffnen")
    assert spoken.ngettext("a file", "%d files", 1) == "eine Datei"
    assert spoken.ngettext("a file", "%d files", 2) == "%d Dateien"


def test_what_is_fuzzy_or_empty_stays_english() -> None:
    spoken = read('#, fuzzy\nmsgid "Yes"\nmsgstr "Nein"\n\nmsgid "No"\nmsgstr ""\n')
    assert (spoken.gettext("Yes"), spoken.gettext("No")) == ("Yes", "No")


@pytest.mark.parametrize("line", ["Hello", 'msgid "a"', '"a text of nothing"', 'msgid "'])
def test_a_line_that_belongs_nowhere_is_refused(line: str) -> None:
    before = 'msgid "x"\n' if line.startswith("msgid") else ""
    with pytest.raises(ValueError, match=r"line|Unterminated"):
        compile_po(before + line)
