"""A source in stretches: each line once, mark where it matches, and nothing hidden in it."""

from server.similarity.side_by_side import MOST_LINES, mark


def shape(text: str, passages: list[tuple[int, int]]) -> list[tuple[int, bool, list[int]]]:
    return [
        (stretch.passage, stretch.begins, [line.number for line in stretch.lines])
        for stretch in mark(text, passages).stretches
    ]


def test_lines_of_a_passage_are_one_stretch() -> None:
    assert shape("a\nb\nc\nd\ne\n", [(2, 3)]) == [
        (0, True, [1]),
        (1, True, [2, 3]),
        (0, False, [4, 5]),
    ]


def test_a_line_of_two_passages_belongs_to_the_first_and_the_other_begins_once() -> None:
    assert shape("a\nb\nc\nd\ne", [(3, 3), (2, 5)]) == [
        (0, True, [1]),
        (2, True, [2]),
        (1, True, [3]),
        (2, False, [4, 5]),
    ]


def test_a_passage_within_others_has_no_line_to_lead_to() -> None:
    assert mark("a\nb\nc", [(1, 2), (2, 2), (3, 3)]).passages == {1, 3}


def test_passages_beyond_the_end_mark_what_there_is() -> None:
    assert shape("a\nb", [(2, 9)]) == [(0, True, [1]), (1, True, [2])]
    assert shape("", [(1, 1)]) == [(1, True, [1])]


def test_what_cannot_be_seen_is_shown_as_such() -> None:
    text = "x = 1 \u202e# \x1b[2J\x00\u200b\ty\u3000é"
    ((line,),) = [stretch.lines for stretch in mark(text, []).stretches]
    assert line.text == "x = 1 \ufffd# \ufffd[2J\ufffd\ufffd\ty\u3000é"


def test_a_file_of_blank_lines_is_cut() -> None:
    listing = mark("\n" * 200_000, [(1, 200_000)])
    (stretch,) = listing.stretches
    assert (len(stretch.lines), listing.left_out) == (MOST_LINES, 200_000 - MOST_LINES)
