"""Staff are told of hidden rows what they need, and no label."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from grader.bundles.folder import open_folder
from grader.bundles.ready import ready_folder
from grader.scoring.hidden_rows import rows_name, suspicions

LABELS = "id,label,part\n" + "".join(f"{i},{i * i},public\n" for i in range(6))


def test_rows_have_the_same_name_where_predictions_can_be_compared(
    prediction_bundle: Callable[..., Path],
) -> None:
    one = open_folder(prediction_bundle(labels=LABELS))
    parts = open_folder(prediction_bundle(labels=LABELS.replace("5,25,public", "5,25,private")))
    lines = LABELS.splitlines(keepends=True)
    turned = open_folder(prediction_bundle(labels="".join([lines[0], *lines[:0:-1]])))
    other = open_folder(prediction_bundle(labels=LABELS.replace("5,25", "5,26")))
    assert rows_name(one) == rows_name(parts)
    assert len({rows_name(one), rows_name(turned), rows_name(other)}) == 3
    assert rows_name(open_folder(ready_folder("backprop-layers"))) is None


def test_who_is_right_alone_is_counted_by_rounding_of_the_labels(
    prediction_bundle: Callable[..., Path],
) -> None:
    bundle = open_folder(prediction_bundle(labels=LABELS))
    labels = np.array([0.0, 1, 4, 9, 16, 25])
    predictions = np.array([labels + 0.4, labels + 0.6, labels - 7])
    found = suspicions(bundle, predictions, [(), (), ()])
    assert [said and said.rows for said in found] == [(0, 1, 2, 3, 4, 5), (), ()]


def test_a_bundle_of_layers_has_no_rows() -> None:
    with pytest.raises(ValueError, match="predictions"):
        suspicions(open_folder(ready_folder("backprop-layers")), np.zeros((3, 2)), [(), (), ()])
