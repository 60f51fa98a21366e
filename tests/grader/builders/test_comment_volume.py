"""The assignment `comment-volume` is made from UCI's file, the same way every time."""

import csv
import hashlib
import lzma
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.builders import problems
from grader.builders.comment_columns import FEATURES
from grader.builders.comment_volume import PUBLISHED_SHA256
from grader.builders.registry import BuiltBundle, build
from grader.bundles.folder import BundleError
from grader.definition.bundle import Bundle
from grader.problems import ProblemKind

NAME = "comment-volume"
REAL_FILE = (
    Path(__file__).parents[4] / "shared/data/facebook-comment-volume/Features_Variant_1.csv.xz"
)
RunBaseline = Callable[[Bundle, Path], tuple[float, float]]


def rows_of(path: Path) -> list[list[str]]:
    """The rows of a CSV file, its header among them."""
    with path.open(newline="") as file:
        return list(csv.reader(file))


def test_every_row_is_in_train_or_test_once_with_its_label(
    made_up_file: Path, tmp_path: Path
) -> None:
    root = build(NAME, made_up_file, tmp_path / "out").bundle.root
    header, *train = rows_of(root / "train.csv")
    test_header, *test = rows_of(root / "test.csv")
    labels = {row[0]: row[1] for row in rows_of(root / "private/labels.csv")[1:]}
    assert header == [*FEATURES, "comments"]
    assert test_header == ["id", *FEATURES]
    rejoined = [*train, *([*row[1:], labels[row[0]]] for row in test)]
    assert sorted(rejoined) == sorted(rows_of(made_up_file))


def test_a_quarter_is_the_test_and_half_of_that_is_public(
    made_up_file: Path, tmp_path: Path
) -> None:
    """Of 203 rows 51 are the test, rounded up, of which 25 are public."""
    root = build(NAME, made_up_file, tmp_path / "out").bundle.root
    parts = Counter(row[2] for row in rows_of(root / "private/labels.csv")[1:])
    assert parts == {"public": 25, "private": 26}
    assert len(rows_of(root / "train.csv")) == 1 + 152


def test_no_file_that_participants_get_tells_labels_or_parts(
    made_up_file: Path, tmp_path: Path
) -> None:
    """Ids count up in an order that has nothing to do with that of the source."""
    bundle = build(NAME, made_up_file, tmp_path / "out").bundle
    assert set(bundle.starter_files()) == {
        "train.csv",
        "test.csv",
        "sample_submission.csv",
        "baseline.py",
        "model.py",
    }
    test = rows_of(bundle.root / "test.csv")[1:]
    assert [row[0] for row in test] == [str(i) for i in range(51)]
    assert {tuple(row[1:]) for row in rows_of(bundle.root / "sample_submission.csv")[1:]} == {
        ("0",)
    }
    source = [row[:-1] for row in rows_of(made_up_file)]
    places = [source.index(row[1:]) for row in test]
    assert places != sorted(places)
    parts = [row[2] for row in rows_of(bundle.root / "private/labels.csv")[1:]]
    assert parts not in (sorted(parts), sorted(parts, reverse=True))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_split(
    made_up_file: Path, tmp_path: Path
) -> None:
    hashes = [
        build(NAME, made_up_file, tmp_path / str(i), seed).bundle.sha256
        for i, seed in enumerate([7, 7, 8])
    ]
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_split_never_changes_with_the_version_of_numpy(
    made_up_file: Path, tmp_path: Path
) -> None:
    """The first test rows for seed 0, by their place in the source; written down once."""
    root = build(NAME, made_up_file, tmp_path / "out").bundle.root
    source = [row[:-1] for row in rows_of(made_up_file)]
    places = [source.index(row[1:]) for row in rows_of(root / "test.csv")[1:7]]
    assert places == [18, 45, 33, 37, 109, 90]


@pytest.mark.parametrize("packing", ["plain", "xz", "zip"])
def test_the_file_may_come_plain_or_packed(
    made_up_comments: bytes, tmp_path: Path, packing: str
) -> None:
    data = tmp_path / "download"
    if packing == "plain":
        data.write_bytes(made_up_comments)
    elif packing == "xz":
        data.write_bytes(lzma.compress(made_up_comments))
    else:
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr("Dataset/Training/Features_Variant_1.csv", made_up_comments)
            archive.writestr("Dataset/Training/Features_Variant_2.csv", "1,2\n")
    built = build(NAME, data, tmp_path / "out")
    assert len(rows_of(built.bundle.root / "train.csv")) == 1 + 152


def test_other_rows_of_the_same_shape_are_taken_with_a_warning(
    made_up_file: Path, tmp_path: Path
) -> None:
    (warning,) = build(NAME, made_up_file, tmp_path / "out").warnings
    assert warning.code == problems.DATA_DIFFERENT.code
    assert warning.values["expected"] == PUBLISHED_SHA256
    assert warning.values["got"] == hashlib.sha256(made_up_file.read_bytes()).hexdigest()


def problems_of(data: Path | None, into: Path) -> list[tuple[str, int | None, str | None]]:
    """Code, row and column of why data are refused; nothing may be left."""
    with pytest.raises(BundleError) as refusal:
        build(NAME, data, into)
    assert not into.exists()
    return [(p.code, p.row, p.column) for p in refusal.value.problems]


ROW = b",".join([b"1"] * 54) + b"\n"


@pytest.mark.parametrize(
    ("content", "kind", "row", "column"),
    [
        (b"", problems.DATA_TOO_SHORT, None, None),
        (ROW * 99, problems.DATA_TOO_SHORT, None, None),
        (ROW * 110 + ROW.replace(b"1,", b"", 1), problems.DATA_COLUMNS, 111, None),
        (b",".join([b"page_likes", ROW]), problems.DATA_COLUMNS, 1, None),
        (ROW + b"\n" + ROW * 110, problems.DATA_COLUMNS, 2, None),
        (ROW + b"x" + ROW * 110, problems.DATA_NOT_NUMBER, 2, "page_likes"),
        (ROW * 110 + ROW.replace(b",1,", b",nan,", 1), problems.DATA_NOT_NUMBER, 111, FEATURES[1]),
        (ROW * 110 + ROW.replace(b",1,", b",1_0,", 1), problems.DATA_NOT_NUMBER, 111, FEATURES[1]),
        (ROW * 110 + ROW[:-2] + b"1e400\n", problems.DATA_NOT_NUMBER, 111, "comments"),
        (ROW * 110 + ROW[:-2] + b"-1\n", problems.DATA_NEGATIVE, 111, "comments"),
        ("１".encode() + ROW * 110, problems.DATA_UNREADABLE, None, None),
        (lzma.compress(ROW * 110)[:-30], problems.DATA_UNREADABLE, None, None),
        (b"PK\x03\x04 not a zip", problems.DATA_UNREADABLE, None, None),
    ],
)
def test_data_of_another_shape_are_refused_with_their_place(
    tmp_path: Path, content: bytes, kind: ProblemKind, row: int | None, column: str | None
) -> None:
    data = tmp_path / "data.csv"
    data.write_bytes(content)
    assert problems_of(data, tmp_path / "out") == [(kind.code, row, column)]


def test_a_zip_without_the_file_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data.zip"
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("Features_Variant_2.csv", ROW * 110)
    assert problems_of(data, tmp_path / "out") == [(problems.DATA_NOT_IN_ARCHIVE.code, None, None)]


def test_no_data_and_data_that_are_not_there_are_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert problems_of(None, out) == [(problems.DATA_REQUIRED.code, None, None)]
    assert problems_of(tmp_path / "nowhere", out) == [(problems.DATA_UNREADABLE.code, None, None)]


def test_a_thousand_bad_rows_are_told_in_a_few_problems(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_bytes(b"1,2\n" * 1_000)
    assert len(problems_of(data, tmp_path / "out")) == 20


def test_the_baseline_beats_the_sample_submission(
    made_up_file: Path, tmp_path: Path, run_baseline: RunBaseline
) -> None:
    baseline, sample = run_baseline(
        build(NAME, made_up_file, tmp_path / "out").bundle, tmp_path / "student"
    )
    assert baseline < 0.8 * sample


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> BuiltBundle:
    if not REAL_FILE.is_file():
        pytest.skip("UCI's Features_Variant_1.csv.xz is not beside the project")
    return build(NAME, REAL_FILE, tmp_path_factory.mktemp("real") / "out")


@pytest.mark.real_data
def test_the_real_file_is_recognised_and_split_as_the_statement_says(real: BuiltBundle) -> None:
    assert real.warnings == ()
    root = real.bundle.root
    assert len(rows_of(root / "train.csv")) == 1 + 30_711
    parts = Counter(row[2] for row in rows_of(root / "private/labels.csv")[1:])
    assert parts == {"public": 5_119, "private": 5_119}
    for locale in ("en", "ja"):
        statement = real.bundle.statement(locale)
        assert "30,711" in statement
        assert "10,238" in statement
        assert "CC BY 4.0" in statement


@pytest.mark.real_data
def test_column_names_fit_the_real_file(real: BuiltBundle) -> None:
    """What the names promise holds in every row, so none of them is off by one."""
    header, *rows = rows_of(real.bundle.root / "train.csv")
    column = {name: [float(row[i]) for row in rows] for i, name in enumerate(header)}

    def holds(check: Callable[..., bool], *names: str) -> bool:
        return all(map(check, *(column[name] for name in names)))

    for count in ("total", "last_24h", "24h_to_48h_ago", "first_24h", "change_24h"):
        least, mean, most = (f"page_comments_{count}_{s}" for s in ("min", "mean", "max"))
        assert holds(lambda a, b, c: a <= b + 1e-9 and b <= c + 1e-9, least, mean, most)
        assert holds(lambda a, b, c: a <= b <= c, least, f"page_comments_{count}_median", most)
    assert holds(
        lambda change, last, before: change == last - before,
        "comments_change_24h",
        "comments_last_24h",
        "comments_24h_to_48h_ago",
    )
    assert holds(lambda hours: 1 <= hours <= 24, "hours_ahead")
    assert holds(lambda promoted: promoted == 0, "promoted")
    days = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
    for group in ("posted", "counted"):
        assert holds(lambda *week: sum(week) == 1, *(f"{group}_{day}" for day in days))


@pytest.mark.real_data
def test_the_baseline_beats_the_sample_submission_on_the_real_file(
    real: BuiltBundle, tmp_path: Path, run_baseline: RunBaseline
) -> None:
    baseline, sample = run_baseline(real.bundle, tmp_path / "student")
    assert 6 < sample < 8
    assert baseline < 0.75 * sample
