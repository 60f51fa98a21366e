"""What is said of a wrong shape is about the data that came."""

from dataclasses import replace

import numpy as np
import pytest

from grader.definition.layer_tasks import LayerTask
from grader.layers.checks.mismatch import Mismatch
from grader.layers.diagnosis.diagnosis import finding_of
from grader.layers.trials.plan import plans_for
from grader.layers.trials.precision import DOUBLE


@pytest.mark.parametrize(
    ("layer", "variable", "code"),
    [("Embedding", "W", "too_few_rows"), ("SquaredError", "y", "wrong_shape")],
)
def test_rows_are_too_few_where_indices_looked_some_up(
    layer: str, variable: str, code: str
) -> None:
    (plan,) = plans_for(LayerTask(layer=layer), 0, DOUBLE)[:1]
    trial = plan.trials[0]
    (data,) = (trial.rounds[0].tensors[name] for name in plan.layer.data)
    expected = trial.rounds[0].gradients[variable]
    got = np.zeros((len(np.unique(data)), *expected.shape[1:]))
    kind = replace(plan.layer, has_rows=False)  # as of a layer of images
    mismatch = Mismatch(kind, trial, 0, variable, expected, got, DOUBLE)
    assert finding_of(mismatch).problem.code == code
