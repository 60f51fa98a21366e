"""What may stand in a name or a title."""

import pytest

from server.core.plain_text import is_plain


@pytest.mark.parametrize("text", ["", "Momo A", "山田\u3000もも", "Zoë", "🦢"])
def test_names_in_any_script_are_plain(text: str) -> None:
    assert is_plain(text)


@pytest.mark.parametrize("mark", ["\x00", "\x1b", "\n", "\x85", "\u2028", "\u202e", "\ud800"])
def test_one_character_that_cannot_be_seen_is_enough_to_refuse(mark: str) -> None:
    assert not is_plain(f"山田\u3000{mark}もも")
