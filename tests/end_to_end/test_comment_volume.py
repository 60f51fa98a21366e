"""The main job on real input: a course builds its board from UCI's file and five models compete.

The scores are checked against scikit-learn to the last bit that float64 allows, and the board
against the order of those scores, over SQLite and PostgreSQL. The same runs on data made here.
"""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error
from sklearn.neighbors import KNeighborsRegressor

from tests.end_to_end.comment_volume import ADDRESS, Floats, read_csv, write_predictions
from tests.end_to_end.conftest import POSTGRESQL_IS_PROOF

pytestmark = POSTGRESQL_IS_PROOF


@pytest.fixture
def bundle(site: Any, tokens: Any, features: Path, tmp_path: Path) -> Path:
    """The bundle that the command has built and pushed, its scores exact: they are compared."""
    out = tmp_path / "comment-volume"
    site.gradus("assignment", "build", "comment-volume", "--data", str(features), "--out", str(out))
    definition = out / "assignment.toml"
    text = definition.read_text("utf-8")
    assert 'release = "rounded"' in text
    definition.write_text(text.replace('release = "rounded"', 'release = "exact"'), "utf-8")
    site.gradus("assignment", "push", str(out), "--course", "ml")
    return out


def models(train: Floats, target: Floats, test: Floats) -> dict[str, Floats]:
    """Five honest predictions, by the alias of who submits them."""
    signed_log = lambda x: np.sign(x) * np.log1p(np.abs(x))  # noqa: E731
    near, far = signed_log(train), signed_log(test)
    ridge = Ridge(alpha=10.0).fit(near, target)
    nearest = KNeighborsRegressor(n_neighbors=8).fit(near, np.log1p(target))
    boosted = HistGradientBoostingRegressor(max_iter=150, random_state=0)
    boosted.fit(train, np.log1p(target))
    return {
        "aki": np.zeros(len(test)),
        "ben": np.full(len(test), target.mean()),
        "chie": ridge.predict(far).clip(0),
        "dai": np.expm1(nearest.predict(far)),
        "emi": np.expm1(boosted.predict(test)).clip(0),
    }


@pytest.mark.proof
def test_five_models_are_scored_and_ranked_as_scikit_learn_scores_them(
    site: Any, tokens: Callable[[str], str], bundle: Path, tmp_path: Path
) -> None:
    names, train_rows = read_csv(bundle / "train.csv")
    test_names, test_rows = read_csv(bundle / "test.csv")
    assert ["id", *names[:-1]] == test_names
    train = np.array(train_rows, dtype=np.float64)
    test = np.array([row[1:] for row in test_rows], dtype=np.float64)
    ids = [row[0] for row in test_rows]
    labels = {row[0]: row for row in read_csv(bundle / "private" / "labels.csv")[1]}
    truth = np.array([float(labels[key][1]) for key in ids])
    public = np.array([labels[key][2] == "public" for key in ids])

    decimals = tomllib.loads((bundle / "assignment.toml").read_text())["prediction"]["decimals"]
    expected: dict[str, float] = {}
    for number, (alias, predictions) in enumerate(
        models(train[:, :-1], train[:, -1], test).items()
    ):
        expected[alias] = mean_absolute_error(truth[public], predictions[public])
        file = write_predictions(tmp_path / f"{alias}.csv", ids, predictions)
        view = _submit(site, tokens(alias), file, by_curl=number % 2 == 1)
        assert view["verdict"] == "scored", view
        assert view["score"] == round(expected[alias], decimals)

    with site.client(tokens("sensei")) as staff, site.client(tokens("aki")) as student:
        in_full = _participants(staff, "unrestricted")
        shown = _participants(student, "unrestricted")
    scores = {row["alias"]: row["score"] for row in in_full}
    for alias, score in expected.items():
        assert abs(scores[alias] - score) <= 4 * np.spacing(score)
    assert [row["alias"] for row in in_full] == sorted(expected, key=expected.__getitem__)
    assert [row["alias"] for row in shown] == [row["alias"] for row in in_full]
    assert [row["rank"] for row in shown] == [1, 2, 3, 4, 5]


def _participants(client: Any, track: str) -> list[dict[str, Any]]:
    """The rows of a board that have a rank."""
    rows = client.get(f"{ADDRESS}/leaderboard?track={track}").json()["rows"]
    assert [row["baseline"] for row in rows] == [row["rank"] is None for row in rows]
    return [row for row in rows if not row["baseline"]]


def _submit(site: Any, token: str, file: Path, *, by_curl: bool) -> dict[str, Any]:
    """The final submission, sent by curl or by the command."""
    if not by_curl:
        arguments = ["--course", "ml", "--assignment", "comment-volume", "--track", "unrestricted"]
        done = site.gradus("submit", str(file), *arguments, "--wait", "--json", token=token)
        view: dict[str, Any] = json.loads(done.stdout)
        return view
    receipt = site.curl(
        "-F", f"file=@{file}", "-F", "track=unrestricted", f"{site.url}{ADDRESS}/submissions",
        token=token,
    )  # fmt: skip
    view = site.curl(f"{site.url}{receipt['url']}?wait=30", token=token)
    assert view["sha256"] == receipt["sha256"]
    return view


@pytest.mark.long
def test_a_program_is_verified_at_the_error_that_it_has_at_home(
    site: Any, tokens: Callable[[str], str], bundle: Path
) -> None:
    home: dict[str, Any] = {"__name__": "model"}
    exec((bundle / "model.py").read_text(), home)
    _, train_rows = read_csv(bundle / "train.csv")
    _, test_rows = read_csv(bundle / "test.csv")
    train = np.array(train_rows, dtype=np.float64)
    model = home["Model"]()
    model.fit(train[:, :-1], train[:, -1])
    predicted = model.predict(np.array([row[1:] for row in test_rows], dtype=np.float64))
    labels = {row[0]: row for row in read_csv(bundle / "private" / "labels.csv")[1]}
    public = np.array([labels[row[0]][2] == "public" for row in test_rows])
    truth = np.array([float(labels[row[0]][1]) for row in test_rows])

    arguments = ["--course", "ml", "--assignment", "comment-volume", "--track", "restricted"]
    command = ["submit", str(bundle / "model.py"), *arguments, "--wait", "--json"]
    done = site.gradus(*command, token=tokens("aki"))
    assert json.loads(done.stdout)["verdict"] == "scored"
    with site.client(tokens("sensei")) as staff:
        (row,) = _participants(staff, "restricted")
    assert row["verified"] is True
    assert row["score"] == pytest.approx(
        mean_absolute_error(truth[public], predicted[public]), rel=1e-9
    )
