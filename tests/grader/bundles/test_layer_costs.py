"""Bundles whose layers would cost too much are refused, and what the others cost is told."""

import datetime as dt
import math
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import PROBLEM_KINDS
from grader.bundles.folder import BundleError, open_folder, require_speed
from grader.bundles.lint import lint
from grader.bundles.packing import pack
from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.catalogue import KINDS
from grader.layers.catalogue.masks import SIDE
from grader.layers.trials import cost
from grader.layers.trials.cost import MOST_BYTES, MOST_SECONDS, cost_of, costs_of
from grader.layers.trials.dialects import Dialect
from grader.layers.trials.trials import MANY
from grader.problems import Catalogue, Problem

NOW = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
CATALOGUE = Catalogue.of(PROBLEM_KINDS)
UPLOAD = Path(__file__).parents[4] / "shared/cases/uploads/01-wrong-layer-on-images-kills-server"
DEFINITION = """
schema = 1
slug = "images"
kind = "layers"
title = { en = "Images", ja = "画像" }
statement = { en = "statement.md" }
starter = ["layers.py"]

[[tracks]]
slug = "main"
title = { en = "Main", ja = "メイン" }
rules = { en = "Any.", ja = "自由" }

[layers]
tasks = [
    { layer = "Add" },
    { layer = "LAYER", shapes = { SHAPES }, arguments = { ARGUMENTS } },
]
"""
Make = Callable[..., Path]
CONV = {"N": 8, "C": 3, "H": 28, "W": 28}
FITTING = [("Conv2D", CONV, ""), ("Affine", {"N": 64, "D": 256, "M": 128}, "")]
TOO_MUCH = [
    ("Conv2D", {"N": 256, "C": 256, "H": 256, "W": 256}, "", "bundle_layer_too_large"),
    # no array is large but that of all windows
    ("Conv2D", {"C": 1, "H": 256, "W": 256, "KH": 128, "KW": 128}, "", "bundle_layer_too_large"),
    ("MaxPool", {"N": 1, "C": 1, "H": 256, "W": 256}, "pool_h = 99", "bundle_layer_too_large"),
    ("Attention", {"N": 200, "T": 256, "S": 256}, "", "bundle_layer_too_large"),
    ("Embedding", {"N": 256, "T": 256, "D": 256}, "", "bundle_layer_too_large"),
    ("Conv2D", {"N": 32, "C": 8, "H": 46, "W": 46}, "", "bundle_layer_too_large"),
    ("Multiply", {"N": 256, "D": 256}, "", "bundle_file_too_large"),
    ("Attention", {"N": 16, "T": 128, "S": 128, "D": 32, "E": 32}, "", "bundle_file_too_large"),
]


@pytest.fixture
def bundle_of(tmp_path: Path) -> Make:
    """Makes the folder of a bundle with one layer of some shapes."""

    def make(layer: str, shapes: Mapping[str, int], arguments: str = "") -> Path:
        sizes = ", ".join(f"{name} = {size}" for name, size in shapes.items())
        text = DEFINITION.replace("LAYER", layer).replace("SHAPES", sizes)
        folder = tmp_path / "bundle"
        folder.mkdir(exist_ok=True)
        (folder / "assignment.toml").write_text(text.replace("ARGUMENTS", arguments))
        (folder / "statement.md").write_text("Write it.")
        (folder / "layers.py").write_text("import numpy as np\n")
        return folder

    return make


def _refusals(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(BundleError) as refused:
        open_folder(folder)
    return refused.value.problems


@pytest.mark.parametrize(("layer", "shapes", "arguments", "code"), TOO_MUCH)
def test_what_costs_too_much_is_refused_with_what_it_costs_and_what_to_change(
    bundle_of: Make, tmp_path: Path, layer: str, shapes, arguments: str, code: str
) -> None:
    folder = bundle_of(layer, shapes, arguments)
    (problem,) = _refusals(folder)
    assert (problem.code, problem.values["layer"], problem.line) == (code, layer, 17)
    for locale in ("en", "ja"):
        told = CATALOGUE.explain(problem, locale)
        assert f"{problem.values['megabytes']} MB" in told.message
        assert all(f"{name} = {size}" in told.hint for name, size in shapes.items())
    assert [each.code for each in lint(folder, NOW).errors] == [code]
    with pytest.raises(BundleError), (tmp_path / "bundle.zip").open("wb") as out:
        pack(folder, out)


@pytest.mark.parametrize(("layer", "shapes", "arguments"), FITTING)
def test_ordinary_shapes_pass_and_lint_says_what_they_cost(
    bundle_of: Make, layer: str, shapes, arguments: str
) -> None:
    result = lint(bundle_of(layer, shapes, arguments), NOW)
    assert result.errors == ()
    (note,) = result.notes
    assert (note.code, note.values["layer"]) == ("bundle_layers_cost", layer)
    assert "64 MB" in CATALOGUE.explain(note).hint
    assert "5 秒" in CATALOGUE.explain(note, "ja").hint


def test_the_cost_of_a_file_is_that_of_all_its_layers(bundle_of: Make) -> None:
    tasks = [LayerTask(layer=name, shapes={"N": 256, "D": 256}) for name in ("Sigmoid", "Tanh")]
    alone, both = (
        sum(c.array_bytes for c in costs_of(Layers(tasks=t))) for t in ([*tasks[:1]], tasks)
    )
    assert alone < cost.MOST_BYTES < both


def test_a_file_that_takes_too_long_is_refused_before_a_push(
    bundle_of: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = bundle_of("Conv2D", {**CONV, "N": 7})
    bundle = open_folder(folder)
    require_speed(bundle)
    monkeypatch.setattr("grader.bundles.layer_costs.MOST_SECONDS", 1e-6)
    (problem,) = lint(folder, NOW).errors
    assert (problem.code, problem.values["layer"]) == ("bundle_file_too_slow", "Conv2D")
    assert "s or more" in CATALOGUE.explain(problem).message
    assert "秒以上" in CATALOGUE.explain(problem, "ja").message
    with pytest.raises(BundleError):
        require_speed(bundle)
    with pytest.raises(BundleError), (tmp_path / "bundle.zip").open("wb") as out:
        pack(folder, out)
    assert open_folder(folder).sha256 == bundle.sha256  # one that is in force stays in force


@pytest.mark.parametrize("convention", ["A", "A2", "B", "E"])
def test_the_cost_of_every_layer_is_told_in_every_convention(convention: str) -> None:
    """Losses give their gradients along with the loss in one of them, asked for or not."""
    for name in KINDS:
        layers = Layers(convention=convention, tasks=(LayerTask(layer=name),))
        (found,) = costs_of(layers)
        assert found.array_bytes > 0, name


def test_every_layer_with_its_usual_sizes_costs_little() -> None:
    layers = Layers(tasks=tuple(LayerTask(layer=name) for name in KINDS))
    costs = list(costs_of(layers))
    assert [each.layer for each in costs] == list(KINDS)
    assert sum(each.array_bytes for each in costs) < 6_000_000


@pytest.mark.parametrize("name", KINDS)
def test_no_array_of_a_layer_is_larger_than_arithmetic_says(name: str) -> None:
    task = LayerTask(layer=name, shapes={"N": 9})
    (found,) = costs_of(Layers(tasks=(task,)))
    most = max(KINDS[name].most_numbers(sizes, {}) for sizes in ({"N": 9}, _sizes_of_many(name)))
    assert found.largest_bytes <= 2 * 8 * most  # two of a Branch


def _sizes_of_many(name: str) -> dict[str, int]:
    """Those of a layer on many elements, where it is tried on them."""
    layer = KINDS[name].specification()
    if "many" in layer.special:  # dropout
        return {"N": SIDE, "D": SIDE}
    if "many" not in layer.tests:
        return {}
    tensors = layer.sample(np.random.default_rng(0), 1, 1.0)
    return {"N": math.ceil(MANY / tensors[layer.arguments[0]].size)}


@pytest.mark.skipif(not UPLOAD.exists(), reason="needs the cases beside the repository")
def test_the_uploaded_bundle_of_images_is_taken() -> None:
    result = lint(UPLOAD / "bundle", NOW)
    assert result.errors == ()
    assert "bundle_layers_cost" in [note.code for note in result.notes]


@given(data=st.data(), layer=st.sampled_from(sorted(KINDS)))
@settings(max_examples=60)
def test_no_layer_is_too_large_for_one_large_size(data: st.DataObject, layer: str) -> None:
    """Whichever size it is, from 1 to 256, if all others are the usual ones or 1."""
    kind = KINDS[layer]
    name = data.draw(st.sampled_from(sorted(kind.shapes)))
    small = data.draw(st.sampled_from([{}, {each: min(1, n) for each, n in kind.shapes.items()}]))
    shapes = {**small, name: data.draw(st.sampled_from([1, 2, 17, 255, 256]))}
    try:
        layer_cost = cost_of(LayerTask(layer=layer, shapes=shapes), Dialect())
    except ValueError:  # a window larger than its image
        return
    assert not layer_cost.is_too_large
    assert layer_cost.array_bytes <= MOST_BYTES
    assert layer_cost.seconds <= MOST_SECONDS


def test_many_examples_are_fewer_where_each_has_many_outputs() -> None:
    """2,000 elements are looked for in x, but not at any price."""
    shapes = {"D": 1, "M": 256}
    layer_cost = cost_of(LayerTask(layer="Affine", shapes=shapes), Dialect())
    assert not layer_cost.is_too_large
