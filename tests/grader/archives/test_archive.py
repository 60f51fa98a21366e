"""Archives of bundles: the same bytes every time, and no way out of the folder."""

import io
import os
import random
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.archives import problems as archive_problems
from grader.archives.directory import ArchiveLimits
from grader.bundles import named_file_problems, problems
from grader.bundles.folder import BundleError, open_folder
from grader.bundles.packing import pack, unpack
from grader.problems import ProblemKind

MakeBundle = Callable[..., Path]
SMALL = ArchiveLimits(bytes=100_000, files=20, ratio=50, ratio_from_bytes=10_000)


def pack_folder(folder: Path) -> bytes:
    out = io.BytesIO()
    pack(folder, out)
    return out.getvalue()


@pytest.fixture
def good(make_bundle: MakeBundle) -> bytes:
    """The archive of a good bundle."""
    return pack_folder(make_bundle())


class Unpacking:
    """Unpacks bytes into a place of its own, and looks what stays behind."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.archive = place / "upload.zip"
        self.into = place / "unpacked" / "version"

    def unpack_wrong(
        self, content: bytes, limits: ArchiveLimits = SMALL
    ) -> list[tuple[str, str | int | float | None]]:
        """Codes and files of the problems; nothing may stay, inside or outside the place."""
        self.archive.write_bytes(content)
        with pytest.raises(BundleError) as refusal:
            unpack(self.archive, self.into, limits)
        assert [path.name for path in self.place.iterdir()] in (
            ["upload.zip"],
            ["upload.zip", "unpacked"],
            ["unpacked", "upload.zip"],
        )
        assert not self.into.parent.exists() or list(self.into.parent.iterdir()) == []
        return [(p.code, p.values.get("file")) for p in refusal.value.problems]


@pytest.fixture
def unpacking(tmp_path: Path) -> Unpacking:
    place = tmp_path / "deep" / "place"
    place.mkdir(parents=True)
    return Unpacking(place)


def with_entry(
    content: bytes, name: str, data: bytes = b"x", mode: int = 0o100644, **attributes: int
) -> bytes:
    """The archive with one more entry."""
    out = io.BytesIO(content)
    entry = zipfile.ZipInfo("placeholder")
    entry.filename = entry.orig_filename = name
    entry.external_attr = mode << 16
    entry.compress_type = attributes.get("compress_type", zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(entry, data)
    return out.getvalue()


def repack(content: bytes, rename: Callable[[str], str]) -> bytes:
    """The same files under other names."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(rename(name), old.read(name))
    return out.getvalue()


def test_packing_again_gives_the_same_bytes_whatever_dates_and_modes_say(
    make_bundle: MakeBundle,
) -> None:
    first, second = make_bundle(), make_bundle(name="again")
    for path in second.rglob("*"):
        os.utime(path, (1, 1_000_000_000))
        path.chmod(0o700)
    content = pack_folder(first)
    assert content == pack_folder(second)
    moments = {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(content)).infolist()}
    assert moments == {(1980, 1, 1, 0, 0, 0)}


def test_pack_takes_what_the_definition_names_and_nothing_else(make_bundle: MakeBundle) -> None:
    content = pack_folder(make_bundle(files={"private/solution.py": "x", ".env": "KEY=1"}))
    assert zipfile.ZipFile(io.BytesIO(content)).namelist() == [
        "assignment.toml",
        "private/labels.csv",
        "sample_submission.csv",
        "start/train.csv",
        "statement.en.md",
        "statement.ja.md",
    ]


def test_pack_refuses_a_bundle_with_problems(make_bundle: MakeBundle) -> None:
    with pytest.raises(BundleError):
        pack(make_bundle(files={"statement.en.md": None}), io.BytesIO())


def test_what_was_packed_unpacks_to_the_same_bundle(
    make_bundle: MakeBundle, unpacking: Unpacking
) -> None:
    folder = make_bundle()
    with unpacking.archive.open("wb") as file:
        sha256 = pack(folder, file)
    bundle = unpack(unpacking.archive, unpacking.into)
    assert bundle.root == unpacking.into
    assert bundle.sha256 == sha256 == open_folder(folder).sha256
    assert bundle.statement("ja") == "# 和\n"
    assert [path.name for path in unpacking.into.parent.iterdir()] == ["version"]


@pytest.mark.parametrize("top", ["sums/", "課題/"])
def test_one_folder_around_the_bundle_and_what_desktops_add_are_left_out(
    good: bytes, unpacking: Unpacking, top: str
) -> None:
    content = repack(good, lambda name: top + name)
    content = with_entry(content, f"__MACOSX/{top}._assignment.toml")
    unpacking.archive.write_bytes(with_entry(content, f"{top}.DS_Store"))
    assert unpack(unpacking.archive, unpacking.into).definition.slug == "sums"
    assert (unpacking.into / "assignment.toml").is_file()


def test_an_archive_with_a_comment_and_folder_entries_is_taken(
    good: bytes, unpacking: Unpacking
) -> None:
    out = io.BytesIO(with_entry(good, "start/", b"", stat.S_IFDIR | 0o755))
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = b"0123456789abcdef" * 4
    unpacking.archive.write_bytes(out.getvalue())
    assert unpack(unpacking.archive, unpacking.into).definition.slug == "sums"


def test_what_is_there_already_is_not_touched(good: bytes, unpacking: Unpacking) -> None:
    unpacking.into.mkdir(parents=True)
    unpacking.archive.write_bytes(good)
    with pytest.raises(FileExistsError):
        unpack(unpacking.archive, unpacking.into)
    assert list(unpacking.into.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        "../escaped.txt",
        "start/../../escaped.txt",
        "/tmp/escaped.txt",
        "//server/share",
        "C:/escaped.txt",
        "C:escaped.txt",
        "..\\escaped.txt",
        "start//x.txt",
        "./x.txt",
        "start/. /x.txt",
        "trailing./x.txt",
        "nul\0byte.txt",
        "line\nfeed.txt",
        "right\u202eto-left.txt",
        "x" * 300,
        "a/" * 120 + "x",
    ],
)
def test_a_name_that_could_leave_the_folder_is_refused(
    good: bytes, unpacking: Unpacking, name: str
) -> None:
    ((code, _),) = unpacking.unpack_wrong(with_entry(good, name))
    assert code == archive_problems.ARCHIVE_NAME.code


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_devices_are_refused(good: bytes, unpacking: Unpacking, kind: int) -> None:
    content = with_entry(good, "start/extra", b"/etc/passwd", kind | 0o777)
    assert unpacking.unpack_wrong(content) == [
        (archive_problems.ARCHIVE_NOT_A_FILE.code, "start/extra")
    ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("name", "at_fault"),
    [
        ("statement.en.md", "statement.en.md"),
        ("Statement.EN.md", "Statement.EN.md"),
        ("start", "start/train.csv"),
        ("START", "start/train.csv"),
    ],
)
def test_names_that_some_system_takes_for_one_are_refused(
    good: bytes, unpacking: Unpacking, name: str, at_fault: str
) -> None:
    found = unpacking.unpack_wrong(with_entry(good, name))
    assert (archive_problems.ARCHIVE_SAME_NAME.code, at_fault) in found


def test_two_spellings_of_one_accented_name_are_refused(good: bytes, unpacking: Unpacking) -> None:
    content = with_entry(with_entry(good, "caf\u00e9.txt"), "cafe\u0301.txt")
    ((code, _),) = unpacking.unpack_wrong(content)
    assert code == archive_problems.ARCHIVE_SAME_NAME.code


def patch_directory(content: bytes, name: str, offset: int, value: bytes) -> bytes:
    """The archive with bytes of one entry of its directory replaced."""
    start = content.rindex(name.encode()) - 46
    assert content[start : start + 4] == b"PK\x01\x02"
    return content[: start + offset] + value + content[start + offset + len(value) :]


def test_an_encrypted_entry_is_refused(good: bytes, unpacking: Unpacking) -> None:
    content = patch_directory(good, "statement.en.md", 8, b"\x01\x00")
    assert unpacking.unpack_wrong(content) == [
        (archive_problems.ARCHIVE_ENCRYPTED.code, "statement.en.md")
    ]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_rare_methods_of_packing_are_refused(
    good: bytes, unpacking: Unpacking, method: int
) -> None:
    content = with_entry(good, "extra.txt", compress_type=method)
    assert unpacking.unpack_wrong(content) == [(archive_problems.ARCHIVE_METHOD.code, "extra.txt")]


def test_a_bomb_that_admits_its_size_is_refused(good: bytes, unpacking: Unpacking) -> None:
    found = unpacking.unpack_wrong(with_entry(good, "big.txt", bytes(200_000)))
    assert found == [
        (archive_problems.ARCHIVE_TOO_LARGE.code, None),
        (archive_problems.ARCHIVE_BOMB.code, "big.txt"),
    ]


def test_a_bomb_that_hides_its_size_is_refused(good: bytes, unpacking: Unpacking) -> None:
    """The directory declares 10 bytes; the data unpack to 200,000."""
    content = with_entry(good, "big.txt", os.urandom(100) * 2_000)
    lying = patch_directory(content, "big.txt", 24, struct.pack("<L", 10))
    assert unpacking.unpack_wrong(lying) == [(archive_problems.ARCHIVE_DAMAGED.code, "big.txt")]


def test_files_that_fit_alone_but_not_together_are_refused(
    good: bytes, unpacking: Unpacking
) -> None:
    content = good
    for i in range(3):
        content = with_entry(content, f"part-{i}.txt", random.Random(i).randbytes(40_000))
    ((code, _),) = unpacking.unpack_wrong(content)
    assert code == archive_problems.ARCHIVE_TOO_LARGE.code


def test_a_file_that_packs_too_well_is_refused(good: bytes, unpacking: Unpacking) -> None:
    content = with_entry(good, "zeros.txt", bytes(60_000))
    assert unpacking.unpack_wrong(content) == [(archive_problems.ARCHIVE_BOMB.code, "zeros.txt")]


def test_too_many_entries_are_refused_before_they_are_listed(
    good: bytes, unpacking: Unpacking, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = good
    for i in range(SMALL.files):
        content = with_entry(content, f"{i}.txt")
    monkeypatch.setattr(zipfile, "ZipFile", None)
    ((code, _),) = unpacking.unpack_wrong(content)
    assert code == archive_problems.ARCHIVE_TOO_MANY_FILES.code


@pytest.mark.parametrize(
    "end",
    [
        # a large directory in a record that counts few entries; one behind a zip64 mark
        struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 1 << 30, 0, 0),
        b"PK\x06\x07" + bytes(16) + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 1, 0, 0),
        # the mark again inside the record, and a comment around another record
        struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 1, 0, 22)
        + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9999, 9999, 1, 0, 0),
    ],
)
def test_a_directory_of_hidden_size_is_refused(unpacking: Unpacking, end: bytes) -> None:
    ((code, _),) = unpacking.unpack_wrong(b"PK\x03\x04" + bytes(100) + end)
    assert code == archive_problems.ARCHIVE_TOO_MANY_FILES.code


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04", b"\x1f\x8b\x08" + bytes(50)])
def test_what_is_no_zip_is_refused(unpacking: Unpacking, content: bytes) -> None:
    assert unpacking.unpack_wrong(content) == [(archive_problems.NOT_ZIP.code, None)]


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.9, 0.99])
def test_a_cut_off_archive_is_refused(good: bytes, unpacking: Unpacking, share: float) -> None:
    cut = good[: int(share * len(good))]
    assert unpacking.unpack_wrong(cut) == [(archive_problems.NOT_ZIP.code, None)]


def test_damage_inside_a_file_is_refused(good: bytes, unpacking: Unpacking) -> None:
    at = good.index(b"assignment.toml") + 40
    damaged = good[:at] + bytes(b ^ 0xFF for b in good[at : at + 4]) + good[at + 4 :]
    assert unpacking.unpack_wrong(damaged) == [
        (archive_problems.ARCHIVE_DAMAGED.code, "assignment.toml")
    ]


@pytest.mark.parametrize(
    ("rename", "kind"),
    [
        (lambda name: name.replace("assignment.toml", "other.toml"), problems.DEFINITION_MISSING),
        (lambda name: f"a/b/{name}", problems.DEFINITION_MISSING),
        (lambda name: name.replace("labels", "label"), named_file_problems.FILE_MISSING),
    ],
)
def test_an_archive_without_a_good_bundle_leaves_nothing(
    good: bytes, unpacking: Unpacking, rename: Callable[[str], str], kind: ProblemKind
) -> None:
    assert [code for code, _ in unpacking.unpack_wrong(repack(good, rename))] == [kind.code]


def test_all_bad_entries_are_named_at_once(good: bytes, unpacking: Unpacking) -> None:
    content = with_entry(good, "../a", b"x", stat.S_IFLNK)
    content = with_entry(content, "b", compress_type=zipfile.ZIP_BZIP2)
    assert unpacking.unpack_wrong(content) == [
        (archive_problems.ARCHIVE_NAME.code, "../a"),
        (archive_problems.ARCHIVE_NOT_A_FILE.code, "../a"),
        (archive_problems.ARCHIVE_METHOD.code, "b"),
    ]


@pytest.mark.long
def test_no_damage_whatever_ends_in_anything_but_a_refusal(
    good: bytes, unpacking: Unpacking
) -> None:
    """A thousand archives, each with a few bytes changed where it hurts most."""
    rng = random.Random(7)
    for _ in range(1_000):
        damaged = bytearray(good)
        start = rng.choice([0, len(good) - 500])
        for _ in range(rng.randint(1, 4)):
            damaged[rng.randrange(start, len(good))] = rng.choice([0, 255, rng.randrange(256)])
        unpacking.archive.write_bytes(damaged)
        place = unpacking.into.with_name(f"{rng.random()}")
        try:
            bundle = unpack(unpacking.archive, place, SMALL)
        except BundleError:
            assert not place.exists()
        else:
            assert bundle.definition.slug == "sums"
