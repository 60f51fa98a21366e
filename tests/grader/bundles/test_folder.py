"""Opening a bundle's folder checks every file that it names."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.bundles import named_file_problems, problems
from grader.bundles.folder import BundleError, open_folder
from grader.definition.bundle import Bundle

MakeBundle = Callable[..., Path]


def problems_of(folder: Path) -> list[tuple[str, str | int | None, int | None]]:
    """Code, file at fault and line of each problem of a folder that must be refused."""
    with pytest.raises(BundleError) as refusal:
        open_folder(folder)
    return [(p.code, p.values.get("file"), p.line) for p in refusal.value.problems]


def test_a_good_folder_opens(make_bundle: MakeBundle) -> None:
    bundle = open_folder(make_bundle())
    assert bundle.definition.slug == "sums"
    assert bundle.statement("en") == "# Sums\n"
    assert bundle.statement("ja") == "# 和\n"
    assert list(bundle.starter_files()) == ["sample_submission.csv", "train.csv"]
    assert bundle.starter_files()["train.csv"].read_text() == "x,y\n1,2\n"
    assert bundle.labels_path == bundle.root / "private" / "labels.csv"


def test_a_statement_in_one_language_serves_readers_of_both(
    make_bundle: MakeBundle, good_definition: str
) -> None:
    text = good_definition.replace('{ en = "statement.en.md", ja = "statement.ja.md" }', "@")
    bundle = open_folder(make_bundle(text.replace("@", '{ ja = "statement.ja.md" }')))
    assert bundle.statement("en") == bundle.statement("ja") == "# 和\n"


def test_a_byte_order_mark_is_no_part_of_the_statement(make_bundle: MakeBundle) -> None:
    bundle = open_folder(make_bundle(files={"statement.en.md": b"\xef\xbb\xbf# Sums\n"}))
    assert bundle.statement("en") == "# Sums\n"


@pytest.mark.parametrize(
    ("changed", "code", "line"),
    [
        ({"statement.en.md": None}, named_file_problems.FILE_MISSING.code, 8),
        ({"statement.ja.md": b"\x8a\xc8"}, problems.NOT_UTF8.code, 8),
        ({"statement.en.md": " \n"}, named_file_problems.STATEMENT_EMPTY.code, 8),
        ({"sample_submission.csv": None}, named_file_problems.FILE_MISSING.code, 10),
        ({"start/train.csv": None}, named_file_problems.FILE_MISSING.code, 11),
        ({"private/labels.csv": None}, named_file_problems.FILE_MISSING.code, 34),
        ({"private/labels.csv": ""}, named_file_problems.LABELS_REFUSED.code, 34),
        (
            {"private/labels.csv": "id,label\na,1\na,2\n"},
            named_file_problems.LABELS_REFUSED.code,
            34,
        ),
        ({"private/labels.csv": "id,label\na,nan\n"}, named_file_problems.LABELS_REFUSED.code, 34),
        (
            {"private/labels.csv": "id,label,part\na,1,private\n"},
            named_file_problems.LABELS_REFUSED.code,
            34,
        ),
        (
            {"sample_submission.csv": "id,prediction\na,0\n"},
            named_file_problems.SAMPLE_REFUSED.code,
            10,
        ),
    ],
)
def test_a_bad_file_is_named_with_the_line_that_names_it(
    make_bundle: MakeBundle, changed: dict[str, str | bytes | None], code: str, line: int
) -> None:
    (file,) = changed
    assert problems_of(make_bundle(files=changed))[0] == (code, file, line)


def test_what_is_wrong_with_labels_is_told_by_row(make_bundle: MakeBundle) -> None:
    labels = "id,label,part\na,1,public\nb,1_0,public\nc,3,hidden\nd,4,private\n"
    with pytest.raises(BundleError) as refusal:
        open_folder(make_bundle(files={"private/labels.csv": labels}))
    summary, *details = refusal.value.problems
    assert summary.values["total"] == len(details) == 2
    assert [(p.row, p.column, p.values["file"], p.line) for p in details] == [
        (3, "label", "private/labels.csv", 34),
        (4, "part", "private/labels.csv", 34),
    ]


def test_files_are_checked_even_where_the_definition_has_other_mistakes(
    make_bundle: MakeBundle, good_definition: str
) -> None:
    text = good_definition.replace("per_day = 5", "per_day = 0")
    folder = make_bundle(text, files={"statement.ja.md": None, "private/labels.csv": "no\n"})
    codes = [code for code, _, _ in problems_of(folder)]
    assert codes[:2] == [problems.OUT_OF_RANGE.code, named_file_problems.FILE_MISSING.code]
    assert named_file_problems.LABELS_REFUSED.code in codes


@pytest.mark.parametrize("name", ["nowhere", "statement.en.md"])
def test_a_folder_without_a_definition_is_no_bundle(make_bundle: MakeBundle, name: str) -> None:
    folder = make_bundle() / name
    assert problems_of(folder) == [(problems.DEFINITION_MISSING.code, "assignment.toml", 1)]


def test_a_link_out_of_the_bundle_is_not_followed(make_bundle: MakeBundle, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("x,y\n")
    folder = make_bundle(files={"start/train.csv": None})
    (folder / "start").mkdir()
    (folder / "start" / "train.csv").symlink_to(secret)
    assert problems_of(folder) == [(problems.PATH_OUTSIDE.code, "assignment.toml", 11)]


def test_the_hash_tells_contents_apart_and_nothing_else(
    make_bundle: MakeBundle, good_definition: str
) -> None:
    bundle = open_folder(make_bundle())
    assert open_folder(make_bundle(name="elsewhere")).sha256 == bundle.sha256
    assert open_folder(make_bundle(files={"notes.txt": "x"}, name="more")).sha256 == bundle.sha256
    different = [
        make_bundle(good_definition + "\n", name="definition"),
        make_bundle(files={"statement.ja.md": "# 和。\n"}, name="statement"),
        make_bundle(files={"start/train.csv": "x,y\n1,3\n"}, name="starter"),
        make_bundle(files={"private/labels.csv": "id,label\na,1\nb,2\nc,3\nd,4\n"}, name="labels"),
    ]
    hashes = {open_folder(folder).sha256 for folder in different}
    assert len(hashes) == len(different)
    assert bundle.sha256 not in hashes


def test_a_stored_definition_reads_back_the_same(make_bundle: MakeBundle) -> None:
    bundle: Bundle = open_folder(make_bundle())
    stored = bundle.definition.model_dump(mode="json", by_alias=True)
    assert type(bundle.definition).model_validate(stored) == bundle.definition
