import datetime as dt
from pathlib import Path

import pytest

from grader import BundleError
from grader.authoring.choices import OwnLayers
from grader.authoring.own_layers import layer_names, read_task, usual_choices, write_own_layers
from grader.bundles.lint import lint
from grader.definition.layer_tasks import Convention
from tests.grader.authoring.own_files import COMMON

NOW = dt.datetime(2030, 4, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize("convention", ["A", "A2", "B", "E"])
def test_every_layer_can_be_chosen_with_its_usual_sizes(
    tmp_path: Path, convention: Convention
) -> None:
    tasks = tuple(read_task(name, 2, *usual_choices(name)) for name in layer_names())
    write_own_layers(tmp_path, OwnLayers(COMMON, tasks, convention))
    result = lint(tmp_path, NOW)
    assert not result.errors
    assert not result.warnings
    compile((tmp_path / "layers.py").read_text(), "layers.py", "exec")


def test_a_starter_file_has_what_is_asked_for_and_nothing_written(tmp_path: Path) -> None:
    tasks = (read_task("Affine", 2, "D = 8, M = 2"), read_task("Conv2D", 4, "", "stride=2, pad=0"))
    bundle = write_own_layers(tmp_path, OwnLayers(COMMON, tasks))
    text = (tmp_path / "layers.py").read_text()
    assert "class Affine:\n    def __init__(self, W, b):" in text
    assert "class Conv2D:\n    def __init__(self, W, b, stride, pad):" in text
    assert bundle.definition.layers is not None
    assert bundle.definition.layers.max_points == 6
    assert bundle.definition.layers.tasks[0].shapes == {"D": 8, "M": 2}


@pytest.mark.parametrize(
    ("sizes", "arguments", "points"), [("D", "", 1), ("D = x", "", 1), ("", "= 2", 1), ("", "", -1)]
)
def test_what_cannot_be_read_of_a_layer_is_told(sizes: str, arguments: str, points: float) -> None:
    with pytest.raises(BundleError) as caught:
        read_task("Affine", points, sizes, arguments)
    assert [each.code for each in caught.value.problems] == ["own_layer_text_refused"]


def test_an_assignment_without_layers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError) as caught:
        write_own_layers(tmp_path, OwnLayers(COMMON, ()))
    assert [each.code for each in caught.value.problems] == ["own_layers_missing"]
