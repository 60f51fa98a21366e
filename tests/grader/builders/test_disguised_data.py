"""A bundle in disguise is the same task, and gives none of its data's names and values away."""

import csv
import io
import re
import runpy
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sklearn.tree import DecisionTreeRegressor

from grader.builders import problems
from grader.builders.comment_columns import FEATURES
from grader.builders.disguised_data import KEY, cells_apart, read_key
from grader.builders.registry import build
from grader.bundles.folder import BundleError
from grader.bundles.lint import lint
from grader.bundles.packing import pack, unpack
from grader.definition.bundle import Bundle
from grader.predictions.label_file import read_labels
from grader.programs.training_data import read_training_data
from tests.grader.builders.test_registry import NOW

NAME = "comment-volume"
SECRET = b"a secret of more than 16 bytes"
SHOWS_A_NUMBER_AT_SIX_DECIMALS = b"T\xbe\xf4\x9fi\xe5Y\x80\xdf\x9bK\xf0(}\x11c\xe8\xdb2"
GIVES_AWAY = re.compile(r"comment|facebook|post|page|uci|コメント|投稿|singh", re.IGNORECASE)
RunBaseline = Callable[[Bundle, Path], tuple[float, float]]


def rows_of(path: Path) -> list[list[str]]:
    with path.open(newline="") as file:
        return list(csv.reader(file))


def source_of(file: Path) -> np.ndarray:
    return np.array(rows_of(file), dtype=float)


def data_of(bundle: Bundle) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """X, y, and of the test rows X and the hidden labels."""
    assert bundle.definition.prediction is not None
    assert bundle.labels_path is not None
    labels = read_labels(bundle.labels_path)
    data = read_training_data(bundle.root, bundle.definition.prediction, labels.ids)
    return data.X, data.y, data.X_new, labels.values


def pack_bundle(bundle: Bundle) -> dict[str, bytes]:
    """What is pushed."""
    archive = io.BytesIO()
    pack(bundle.root, archive)
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.fixture
def disguised(made_up_file: Path, tmp_path: Path) -> Bundle:
    return build(NAME, made_up_file, tmp_path / "disguised", secret=SECRET).bundle


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(secret=st.binary(min_size=16, max_size=64), seed=st.integers(0, 2**32 - 1))
@example(SHOWS_A_NUMBER_AT_SIX_DECIMALS, 0)
def test_no_value_name_or_order_of_the_original_is_in_what_is_pushed(
    made_up_file: Path, tmp_path_factory: pytest.TempPathFactory, secret: bytes, seed: int
) -> None:
    source = source_of(made_up_file)
    out = tmp_path_factory.mktemp("built") / "out"
    bundle = build(NAME, made_up_file, out, seed, secret).bundle
    files = pack_bundle(bundle)
    for name, body in files.items():
        text = body.decode()
        assert not GIVES_AWAY.search(name)
        assert not GIVES_AWAY.search(text), name
        assert not any(feature in text for feature in FEATURES)
        assert secret.hex() not in text
    train, test = (
        np.array([line.split(",") for line in files[name].decode().splitlines()[1:]], dtype=float)
        for name in ("train.csv", "test.csv")
    )
    features = np.vstack([train[:, :-1], test[:, 1:]])
    assert not np.isin(features, source).any()
    places = [_place(row, source) for row in _ranks_by_column(features, bundle, source)]
    assert sorted(places) == list(range(len(source)))
    assert places != sorted(places)


@pytest.mark.parametrize(
    ("values", "known", "cells"),
    [
        ([0.5, 1.25], [2.0], ["0.500000", "1.250000"]),
        ([0.5, 0.50000004], [2.0], ["0.50000000", "0.50000004"]),
        ([0.5, 2.00000004], [2.0], ["0.50000000", "2.00000004"]),
        ([0.5, 2.0 + 2.0**-51], [2.0], ["0.5000000000000000", "2.0000000000000004"]),
    ],
)
def test_cells_have_the_fewest_decimals_that_keep_them_apart(
    values: list[float], known: list[float], cells: list[str]
) -> None:
    assert cells_apart(np.array(values), np.array(known)) == cells


def test_a_value_that_no_decimals_keep_from_the_original_is_refused() -> None:
    with pytest.raises(ValueError, match="another secret"):
        cells_apart(np.array([0.5, 2.0]), np.array([2.0]))


def _ranks_by_column(features: np.ndarray, bundle: Bundle, source: np.ndarray) -> np.ndarray:
    """Disguised rows turned back by whoever has the key: columns by name, values by rank."""
    key = (bundle.root / KEY).read_text()
    turned = np.empty_like(features)
    for j in range(features.shape[1]):
        found = re.search(rf'^x0?{j + 1} = "(\w+)"$', key, re.MULTILINE)
        assert found is not None
        place = FEATURES.index(found[1])
        known = np.unique(source[:, place])
        ranks = np.unique(features[:, j], return_inverse=True)[1]
        turned[:, place] = known[ranks]
    return turned


def _place(row: np.ndarray, source: np.ndarray) -> int:
    (place,) = np.flatnonzero((source[:, :-1] == row).all(axis=1))
    return int(place)


def test_labels_fit_their_ids_and_targets_their_rows(disguised: Bundle, made_up_file: Path) -> None:
    source = source_of(made_up_file)
    X, y, X_new, labels = data_of(disguised)
    turned = _ranks_by_column(np.vstack([X, X_new]), disguised, source)
    places = [_place(row, source) for row in turned]
    np.testing.assert_array_equal(source[places, -1], np.concatenate([y, labels]))
    assert disguised.labels_path is not None
    ids = [row[0] for row in rows_of(disguised.labels_path)[1:]]
    assert ids == [row[0] for row in rows_of(disguised.root / "test.csv")[1:]]
    assert ids == [row[0] for row in rows_of(disguised.root / "sample_submission.csv")[1:]]


def tree_score(X: np.ndarray, y: np.ndarray, X_new: np.ndarray, labels: np.ndarray) -> float:
    """The error of a tree whose cuts lie right above values that it was trained on."""
    ordered = [np.unique(column) for column in X.T]
    ranked = [
        np.column_stack(
            [np.searchsorted(o, table[:, j], side="right") for j, o in enumerate(ordered)]
        )
        for table in (X, X_new)
    ]
    tree = DecisionTreeRegressor(max_leaf_nodes=5, random_state=0).fit(ranked[0], y)
    return float(np.abs(tree.predict(ranked[1]) - labels).mean())


def test_a_tree_scores_the_same_before_and_after(disguised: Bundle, made_up_file: Path) -> None:
    """On the same rows, which the key finds again in the original."""
    source = source_of(made_up_file)
    X, y, X_new, labels = data_of(disguised)
    turned = _ranks_by_column(np.vstack([X, X_new]), disguised, source)
    before = tree_score(turned[: len(X)], y, turned[len(X) :], labels)
    assert tree_score(X, y, X_new, labels) == pytest.approx(before)
    assert before < float(np.abs(labels - np.median(y)).mean())


def test_a_model_of_ranks_predicts_the_same_before_and_after(
    disguised: Bundle, made_up_file: Path
) -> None:
    model = runpy.run_path(str(disguised.root / "model.py"))["Model"]
    X, y, X_new, _ = data_of(disguised)
    turned = _ranks_by_column(np.vstack([X, X_new]), disguised, source_of(made_up_file))
    before, after = model(), model()
    before.fit(turned[: len(X)], y)
    after.fit(X, y)
    np.testing.assert_allclose(after.predict(X_new), before.predict(turned[len(X) :]), rtol=1e-6)


def test_the_baseline_runs_and_learns(
    disguised: Bundle, run_baseline: RunBaseline, tmp_path: Path
) -> None:
    score, zeros = run_baseline(disguised, tmp_path / "student")
    assert score < 0.8 * zeros


def test_the_same_secret_gives_the_same_bytes_and_another_one_another_task(
    made_up_file: Path, tmp_path: Path
) -> None:
    secrets = (SECRET, SECRET, SECRET + b"!")
    bundles = [
        build(NAME, made_up_file, tmp_path / str(i), secret=secret).bundle
        for i, secret in enumerate(secrets)
    ]
    assert bundles[0].sha256 == bundles[1].sha256 != bundles[2].sha256
    assert pack_bundle(bundles[0]) == pack_bundle(bundles[1])


def test_who_knows_the_public_seed_alone_cannot_repeat_the_split(
    disguised: Bundle, made_up_file: Path, tmp_path: Path
) -> None:
    plain = build(NAME, made_up_file, tmp_path / "plain").bundle
    parts = [
        [row[2] for row in rows_of(bundle.root / "private/labels.csv")[1:]]
        for bundle in (plain, disguised)
    ]
    assert parts[0] != parts[1]
    labels = [
        sorted(row[1] for row in rows_of(bundle.root / "private/labels.csv")[1:])
        for bundle in (plain, disguised)
    ]
    assert labels[0] != labels[1]


def test_the_key_stays_with_staff(disguised: Bundle, tmp_path: Path) -> None:
    key = disguised.root / KEY
    assert read_key(key) == SECRET
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert "Facebook" in (disguised.root / "staff/source.md").read_text()
    assert not (disguised.root / "programs").exists()
    assert not (disguised.root / "disguised").exists()
    archive = tmp_path / "pushed.zip"
    with archive.open("wb") as out:
        pack(disguised.root, out)
    pushed = unpack(archive, tmp_path / "pushed")
    assert not (pushed.root / "staff").exists()
    codes = {warning.code for warning in lint(disguised.root, NOW).warnings}
    assert "file_unused" not in codes


def test_the_statement_names_every_starter_file(disguised: Bundle) -> None:
    for locale in ("en", "ja"):
        statement = disguised.statement(locale)  # type: ignore[arg-type]
        assert all(f"`{name}`" in statement for name in disguised.starter_files())


@pytest.mark.parametrize("name", ["diabetes", "backprop-layers"])
def test_what_cannot_be_looked_up_has_no_disguise(name: str, tmp_path: Path) -> None:
    with pytest.raises(BundleError) as refused:
        build(name, None, tmp_path / "out", secret=SECRET)
    assert [problem.code for problem in refused.value.problems] == [problems.NO_DISGUISE.code]
    assert not (tmp_path / "out").exists()


def test_a_plain_build_has_nothing_of_the_disguise(made_up_file: Path, tmp_path: Path) -> None:
    root = build(NAME, made_up_file, tmp_path / "plain").bundle.root
    assert not (root / "disguised").exists()
    assert not (root / "staff").exists()


def test_a_short_secret_is_refused(made_up_file: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        build(NAME, made_up_file, tmp_path / "out", secret=b"short")
