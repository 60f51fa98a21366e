"""What the Ladder can read of kept predictions."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from grader import open_folder
from server.assignments.bundles import BundleCache
from server.boards.ladder_scorer import LadderScorer
from server.boards.predictions import PredictionStore
from server.core.files.blobs import DirectoryStore

ROWS = 6
WHOLE = np.arange(float(ROWS))


@pytest.mark.parametrize(
    ("damage", "is_there"),
    [
        (lambda data: data, True),
        (lambda data: b"", False),
        (lambda data: data[:-8], False),
        (lambda data: data.replace(b"(6,)", b"(5,)"), False),
        (lambda data: data.replace(b"(6,),", b"(6000000000000,),")[:200], False),
        (lambda data: b"PK\x03\x04" + data[4:], False),
        (lambda data: data[:-8] + np.array(np.nan).tobytes(), False),
    ],
    ids=["whole", "empty", "cut off", "a row fewer", "terabytes", "an archive", "no number"],
)
def test_predictions_are_there_where_each_row_of_the_bundle_has_one(
    damage: Callable[[bytes], bytes],
    is_there: bool,
    tmp_path: Path,
    prediction_bundle: Callable[..., Path],
) -> None:
    files = DirectoryStore(tmp_path / "files")
    bundles = BundleCache(tmp_path / "unpacked", files)
    table = "id,label\n" + "".join(f"{i},{i % 2}\n" for i in range(ROWS))
    bundle = open_folder(prediction_bundle(labels=table, release="ladder"))
    bundles.get = lambda _: bundle  # type: ignore[method-assign]
    store = PredictionStore(files, tmp_path / "scratch")
    scorer = LadderScorer(bundles, store)
    assert not scorer.has_predictions("v1", "one")

    store.keep("one", WHOLE)
    (path,) = (tmp_path / "files").rglob("one.npy")
    data = damage(path.read_bytes())
    path.unlink()
    path.write_bytes(data)

    assert scorer.has_predictions("v1", "one") is is_there
