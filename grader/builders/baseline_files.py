"""The prediction files of a ready assignment's baselines, made by the programs that come with it.

`private/baselines/ridge.csv` is what `programs/ridge/model.py` predicts, so that one source stands
behind a model on every track. Seeds are fixed in the programs.
"""

import importlib.util
from pathlib import Path
from typing import Protocol

from grader.builders.data_files import write_lines
from grader.definition.definition import Definition
from grader.predictions.label_file import read_labels
from grader.programs.training_data import read_training_data
from reference.arrays import Floats

_FOLDER = Path("private/baselines")


class _Model(Protocol):
    def fit(self, X: Floats, y: Floats) -> None: ...

    def predict(self, X: Floats) -> Floats: ...


def write_baselines(folder: Path, definition: Definition) -> None:
    """Write every prediction file that a baseline names in `private/baselines` of a folder.

    The data and the programs are there, not yet packed. Raises FileNotFoundError for a file that no
    program stands behind.
    """
    wanted = sorted({Path(baseline.file) for baseline in definition.baselines})
    wanted = [path for path in wanted if path.parent == _FOLDER]
    prediction = definition.prediction
    if prediction is None or not wanted:
        return
    ids = read_labels(folder / prediction.labels).ids
    data = read_training_data(folder, prediction, ids)
    for path in wanted:
        model = _model(folder / "programs" / path.stem / "model.py")
        model.fit(data.X, data.y)
        predictions = model.predict(data.X_new)
        rows = (f"{id_},{value:.3f}" for id_, value in zip(ids, predictions, strict=True))
        write_lines(folder / path, "id,prediction", rows)


def _model(path: Path) -> _Model:
    """The model of one of our own programs, untrained."""
    spec = importlib.util.spec_from_file_location(f"gradus_{path.parent.name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    model: _Model = module.Model()
    return model
