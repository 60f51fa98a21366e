import csv
import datetime as dt
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from grader import BundleError, pack
from grader.authoring import tables
from grader.authoring.choices import Moments, OwnData, Words
from grader.authoring.own_data import write_own_data
from grader.bundles.lint import lint
from grader.catalogue import PROBLEM_KINDS
from grader.predictions.label_file import read_labels
from tests.grader.authoring.own_files import COMMON, ROWS, own_csv, own_data, own_rows

NOW = dt.datetime(2030, 4, 1, tzinfo=dt.UTC)


def made(folder: Path, choices: OwnData) -> Path:
    folder.mkdir(parents=True)
    write_own_data(folder, choices)
    return folder


def refusal(tmp_path: Path, choices: OwnData) -> BundleError:
    with pytest.raises(BundleError) as caught:
        made(tmp_path / "refused", choices)
    return caught.value


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


KINDS = own_csv(own_rows(), "size")


@pytest.mark.parametrize(
    "choices",
    [
        own_data(),
        own_data(split="target", metric="rmse"),
        own_data(split="groups", group="town"),
        own_data(tracks=("program", "claimed"), split="groups", group="town"),
        own_data(KINDS, target="kind", metric="macro_f1", split="target"),
        own_data(KINDS, target="kind", metric="auc"),
        own_data(KINDS, target="kind", metric="log_loss"),
        own_data(
            own_csv(own_rows(), "kind"), held_out=own_csv(own_rows(90, seed=1), "kind"), public=40
        ),
    ],
)
def test_what_is_made_lints_clean(tmp_path: Path, choices: OwnData) -> None:
    result = lint(made(tmp_path / "own", choices), NOW)
    assert not result.errors
    assert {each.code for each in result.warnings} <= {"bundle_few_effective_rows"}


def test_the_same_choices_give_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    found = []
    for number, seed in enumerate(("one", "one", "two")):
        archive = BytesIO()
        pack(made(tmp_path / str(number), own_data(seed=seed)), archive)
        found.append(archive.getvalue())
    assert found[0] == found[1]
    assert found[0] != found[2]


@pytest.mark.parametrize("split", ["rows", "target"])
def test_rows_are_split_by_the_shares(tmp_path: Path, split: str) -> None:
    folder = made(tmp_path / "own", own_data(split=split, hidden=20, public=25))
    labels = read_labels(folder / "private/labels.csv")
    assert len(labels.ids) == ROWS // 5
    assert int(labels.public.sum()) == ROWS // 20
    assert len(read(folder / "train.csv")) == ROWS - ROWS // 5


def test_classes_are_spread_alike_over_the_parts(tmp_path: Path) -> None:
    rows = [
        row | {"kind": "rare" if at % 20 == 0 else "usual"} for at, row in enumerate(own_rows())
    ]
    choices = own_data(
        own_csv(rows, "size"), target="kind", metric="accuracy", split="target", hidden=25
    )
    labels = read(made(tmp_path / "own", choices) / "private/labels.csv")
    found = Counter((row["label"], row["part"]) for row in labels)
    assert found["0", "public"] + found["0", "private"] == 5  # of 20 rare ones
    assert found["0", "public"] in {2, 3}


def test_groups_stay_whole_and_their_column_is_left_out(tmp_path: Path) -> None:
    folder = made(tmp_path / "own", own_data(split="groups", group="town"))
    town_of = {(row["a"], row["b"], row["c"]): row["town"] for row in own_rows()}
    parts = {row["id"]: row["part"] for row in read(folder / "private/labels.csv")}
    train = {town_of[row["a"], row["b"], row["c"]] for row in read(folder / "train.csv")}
    hidden = {"public": set(), "private": set()}
    for row in read(folder / "test.csv"):
        hidden[parts[row["id"]]].add(town_of[row["a"], row["b"], row["c"]])
    assert not train & (hidden["public"] | hidden["private"])
    assert hidden["public"]
    assert hidden["private"]
    assert not hidden["public"] & hidden["private"]
    assert "town" not in read(folder / "train.csv")[0]


@pytest.mark.parametrize("split", ["rows", "target", "groups"])
def test_neither_place_nor_id_of_a_hidden_row_tells_its_label(tmp_path: Path, split: str) -> None:
    """The file is sorted by its target; the rows that are asked for are in no order."""
    rows = sorted(own_rows(), key=lambda row: float(row["size"]))
    choices = own_data(own_csv(rows, "kind"), split=split, group="town")
    labels = read_labels(made(tmp_path / "own", choices) / "private/labels.csv")
    order = np.arange(len(labels.ids))
    assert abs(np.corrcoef(order, labels.values)[0, 1]) < 0.25
    assert abs(np.corrcoef(order, labels.public)[0, 1]) < 0.25


def test_no_hidden_label_is_in_a_file_that_students_get(tmp_path: Path) -> None:
    """Every target is a text of its own, so that each could be found."""
    rows = [row | {"size": f"{7_000_000 + at}.5"} for at, row in enumerate(own_rows())]
    folder = made(tmp_path / "own", own_data(own_csv(rows, "kind")))
    hidden = {row["label"] for row in read(folder / "private/labels.csv")}
    shared = [path for path in folder.iterdir() if path.is_file()]
    assert {path.name for path in shared} >= {"train.csv", "test.csv", "statement.en.md"}
    for path in shared:
        assert not [label for label in hidden if label in path.read_text()], path.name


def test_words_become_classes_that_the_statement_names(tmp_path: Path) -> None:
    folder = made(tmp_path / "own", own_data(KINDS, target="kind", metric="accuracy"))
    assert {row["kind"] for row in read(folder / "train.csv")} == {"0", "1"}
    assert "0 = cat, 1 = dog" in (folder / "statement.en.md").read_text()


def test_the_statement_is_the_teachers_own_where_there_is_one(tmp_path: Path) -> None:
    words = Words({"en": "Own"}, {"en": "In short."}, {"en": "# Own\n\nAs I say."})
    choices = replace(own_data(), common=replace(COMMON, words=words))
    folder = made(tmp_path / "own", choices)
    assert (folder / "statement.en.md").read_text() == "# Own\n\nAs I say.\n"
    assert not (folder / "statement.ja.md").exists()
    assert not lint(folder, NOW).warnings


def test_ridge_is_better_than_the_constant(tmp_path: Path) -> None:
    folder = made(tmp_path / "own", own_data())
    labels = read_labels(folder / "private/labels.csv").values
    errors = {}
    for name in ("constant", "ridge"):
        values = [
            float(row["prediction"]) for row in read(folder / f"private/baselines/{name}.csv")
        ]
        errors[name] = np.abs(np.array(values) - labels).mean()
    assert errors["ridge"] < errors["constant"] / 2


def test_columns_of_text_are_data_too_but_not_for_programs(tmp_path: Path) -> None:
    assert "town" in read(made(tmp_path / "own", own_data()) / "train.csv")[0]
    error = refusal(tmp_path, own_data(tracks=("program",)))
    assert [each.code for each in error.problems] == ["own_feature_not_number"]


def changed_row(at: int, **cells: str) -> bytes:
    rows = own_rows()
    rows[at] |= cells
    return own_csv(rows, "kind")


GOOD = own_csv(own_rows(), "kind")
NAMELESS = own_csv(own_rows(), "id", "town", "kind").partition(b"\n")[2]
BAD = [
    ("own_target_missing", own_data(target="weight")),
    ("own_target_missing", own_data(split="groups", group="street")),
    ("own_cell_empty", own_data(changed_row(4, size=""))),
    ("own_cell_empty", own_data(changed_row(4, a="NA"))),
    ("own_id_twice", own_data(changed_row(4, id="p3"))),
    ("own_few_rows", own_data(own_csv(own_rows(30), "kind"))),
    ("own_target_not_number", own_data(changed_row(4, size="7_350_001"))),
    ("own_target_not_number", own_data(changed_row(4, size="７３５"))),
    ("own_target_not_number", own_data(changed_row(4, size="1e400"))),
    ("own_cell_formula", own_data(changed_row(4, town="=1+1"))),
    ("own_cell_formula", own_data(changed_row(4, town="@sum"))),
    ("own_cell_long", own_data(changed_row(4, town="x" * 1001))),
    ("own_column_twice", own_data(GOOD.replace(b"id,a,b", b"id,a,a", 1))),
    ("own_column_unnamed", own_data(GOOD.replace(b"id,a,b", b"id,a,", 1))),
    ("own_row_width", own_data(GOOD + b"1,2\n")),
    ("own_table_empty", own_data(GOOD.splitlines(keepends=True)[0])),
    ("own_table_empty", own_data(b"")),
    ("own_table_not_text", own_data("大きさ".encode("shift_jis") + GOOD)),
    ("own_table_not_text", own_data(GOOD + b"\0")),
    ("own_table_no_header", own_data(NAMELESS)),
    ("own_table_broken", own_data(GOOD + b'"x"y,1,2,3,4,5\n')),
    ("own_no_features", own_data(own_csv(own_rows(), "a", "b", "c", "town", "kind"))),
    ("own_target_alike", own_data(own_csv([row | {"size": "1"} for row in own_rows()], "kind"))),
    ("own_target_beyond_metric", own_data(metric="rmsle")),
    ("own_many_classes", own_data(metric="accuracy")),
    ("own_not_two_classes", own_data(metric="auc")),
    ("own_few_groups", own_data(split="groups", group="kind", content=own_csv(own_rows()))),
    ("own_column_of_one_file", own_data(held_out=own_csv(own_rows(50), "a", "kind"))),
    ("own_split_of_two_files", own_data(held_out=GOOD, split="target")),
    ("own_metric_unknown", own_data(metric="best")),
    ("own_tracks_unknown", own_data(tracks=("any",))),
    ("own_tracks_unknown", own_data(tracks=())),
    ("own_share_beyond", own_data(hidden=95)),
    ("own_share_beyond", own_data(public=0)),
    ("own_seed_refused", own_data(seed="")),
    ("own_reveal_needed", replace(own_data(), common=replace(COMMON, moments=Moments()))),
    ("own_name_refused", replace(own_data(), common=replace(COMMON, slug="Own data"))),
    ("own_title_missing", replace(own_data(), common=replace(COMMON, words=Words({"en": " "})))),
    ("own_tries_beyond", replace(own_data(), common=replace(COMMON, per_day=0))),
    ("own_words_long", replace(own_data(), common=replace(COMMON, words=Words({"en": "x" * 201})))),
]  # fmt: skip


@pytest.mark.parametrize(("code", "choices"), BAD, ids=[f"{n}-{c}" for n, (c, _) in enumerate(BAD)])
def test_what_cannot_be_used_is_told_in_one_sentence(
    tmp_path: Path, code: str, choices: OwnData
) -> None:
    error = refusal(tmp_path, choices)
    assert [each.code for each in error.problems] == [code]
    assert next(kind for kind in PROBLEM_KINDS if kind.code == code).hint


def test_no_problem_tells_a_value_of_the_target(tmp_path: Path) -> None:
    for number, (_, choices) in enumerate(BAD):
        error = refusal(tmp_path / str(number), choices)
        said = str([each.values for each in error.problems])
        assert "7_350_001" not in said
        assert "７３５" not in said


@pytest.mark.parametrize(
    ("limit", "content"),
    [
        ("MAX_BYTES", GOOD),
        ("MAX_ROWS", GOOD),
        ("MAX_COLUMNS", GOOD),
        ("MAX_CELLS", GOOD),
    ],
)
def test_a_file_is_read_within_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, content: bytes
) -> None:
    monkeypatch.setattr(tables, limit, 5)
    error = refusal(tmp_path, own_data(content))
    assert [each.code for each in error.problems] == ["own_table_too_large"]


def test_the_page_for_instructors_says_how_large_a_file_may_be() -> None:
    said = Path("docs/instructors.md").read_text()
    rows, columns, cells = tables.MAX_ROWS, tables.MAX_COLUMNS, tables.MAX_CELLS
    size = f"{tables.MAX_BYTES // 1_000_000} MB"
    wanted = f"at most {size}, {rows:,} rows, {columns:,} columns and {cells:,} cells"
    assert wanted in " ".join(said.split())


LARGEST = """
import resource, sys
from pathlib import Path
from grader.authoring import tables
from grader.authoring.own_data import write_own_data
from tests.grader.authoring.own_files import own_data

columns = tables.MAX_CELLS // tables.MAX_ROWS
names = ",".join(f"c{at}" for at in range(columns))
at_n = lambda at, n: str(100 + at * (n + 7) % 899)
rows = (",".join(at_n(at, n) for n in range(columns)) for at in range(tables.MAX_ROWS))
content = (names + "\\n" + "\\n".join(rows) + "\\n").encode()
assert len(content) <= tables.MAX_BYTES
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
choices = own_data(content, target="c0", tracks=("program", "unrestricted"))
write_own_data(Path(sys.argv[1]), choices)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.long
def test_the_largest_file_takes_less_than_half_a_gigabyte(tmp_path: Path) -> None:
    words = [sys.executable, "-c", LARGEST, str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 500_000  # KiB
