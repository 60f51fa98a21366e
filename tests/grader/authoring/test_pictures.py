from pathlib import Path

import pytest

from grader import Bundle, BundleError, Part, changed_parts, parts_of, pictures_of
from grader.authoring.own_data import write_own_data
from grader.authoring.pictures import (
    MAX_PICTURE_BYTES,
    MOST_PICTURES,
    write_with_picture,
    write_without_picture,
)
from tests.grader.authoring.own_files import own_data

CONTENTS = {
    "a.png": b"\x89PNG\r\n\x1a\n",
    "b.JPG": b"\xff\xd8\xff\xe0",
    "c.gif": b"GIF89a",
    "d.webp": b"RIFF\0\0\0\0WEBP",
}
PNG = CONTENTS["a.png"]


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    (tmp_path / "own").mkdir()
    return write_own_data(tmp_path / "own", own_data())


def with_picture(bundle: Bundle, name: str, content: bytes) -> Bundle:
    folder = bundle.root.with_name(f"{bundle.root.name}-")
    folder.mkdir()
    return write_with_picture(folder, bundle, name, content)


def test_pictures_of_every_kind_are_starter_files_and_change_nothing_else(bundle: Bundle) -> None:
    after = bundle
    for name, content in CONTENTS.items():
        after = with_picture(after, name, content)
    assert set(pictures_of(after)) == set(CONTENTS)
    assert changed_parts(parts_of(bundle), parts_of(after)) == (Part.STARTER,)


def test_a_picture_of_the_same_name_takes_its_place_and_can_be_taken_out(bundle: Bundle) -> None:
    other = with_picture(with_picture(bundle, "a.png", PNG), "a.png", PNG + b"other")
    assert other.starter_files()["a.png"].read_bytes() == PNG + b"other"
    folder = bundle.root.with_name("without")
    folder.mkdir()
    without = write_without_picture(folder, other, "a.png")
    assert parts_of(without) == parts_of(bundle)
    assert not (folder / "pictures/a.png").exists()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("../a.png", PNG, "own_picture_name"),
        ("a.svg", PNG, "own_picture_name"),
        ("a.png", b"GIF89a", "own_no_picture"),
        ("a.png", PNG + bytes(MAX_PICTURE_BYTES), "own_picture_large"),
    ],
)
def test_what_is_no_picture_is_refused(
    bundle: Bundle, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(BundleError) as caught:
        with_picture(bundle, name, content)
    assert [each.code for each in caught.value.problems] == [code]


def test_pictures_are_few(bundle: Bundle) -> None:
    for number in range(MOST_PICTURES):
        bundle = with_picture(bundle, f"p{number}.png", PNG)
    with pytest.raises(BundleError) as caught:
        with_picture(bundle, "more.png", PNG)
    assert [each.code for each in caught.value.problems] == ["own_many_pictures"]


def test_starter_files_that_are_no_pictures_are_not_taken_out(bundle: Bundle) -> None:
    folder = bundle.root.with_name("without")
    folder.mkdir()
    with pytest.raises(KeyError):
        write_without_picture(folder, bundle, "train.csv")
