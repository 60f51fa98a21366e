"""Modules that only show something do nothing, and no number comes from them."""

import importlib
import sys

import numpy as np
import pytest

from grader.sandbox.child.show_modules import FOR_SHOW, ModulesForShow, Nothing


@pytest.fixture
def finder():
    """A finder that comes before all others, so that an installed library does not count."""
    finder, before = ModulesForShow(), dict(sys.modules)
    for name in [n for n in sys.modules if n.partition(".")[0] in FOR_SHOW]:
        del sys.modules[name]
    sys.meta_path.insert(0, finder)
    yield finder
    sys.meta_path.remove(finder)
    for name in [n for n in sys.modules if n.partition(".")[0] in FOR_SHOW]:
        del sys.modules[name]
    sys.modules.update({n: m for n, m in before.items() if n not in sys.modules})


def test_plots_go_through_and_say_that_they_were_asked_for(finder: ModulesForShow) -> None:
    plt = importlib.import_module("matplotlib.pyplot")
    figure, axes = plt.subplots(2, 2)
    axes[0, 1].plot([1], label="x").set_color("red")
    figure.savefig("x.png")
    plt.rcParams["font.size"] = 3
    with plt.style.context("ggplot"):
        plt.show()
    assert list(axes.flat) == []
    assert finder.imported == ["matplotlib"]


def test_a_progress_bar_goes_through_what_it_is_handed(finder: ModulesForShow) -> None:
    tqdm = importlib.import_module("tqdm")
    assert list(tqdm.tqdm([1, 2], desc="x")) == [1, 2]
    assert len(tqdm.tqdm([1, 2])) == 2
    assert list(tqdm.trange(1, 3)) == [1, 2]
    tqdm.tqdm.write("x")
    with tqdm.tqdm(total=3) as bar:
        bar.update(1)


def test_no_number_comes_from_them(finder: ModulesForShow) -> None:
    plt = importlib.import_module("matplotlib.pyplot")
    with pytest.raises(TypeError):
        plt.hist() + 1
    with pytest.raises(TypeError):
        float(plt.hist())
    assert np.asarray(plt.hist()).size == 0


@pytest.mark.parametrize("name", ["google.cloud", "torch", "scipy.special", "matplotlib2"])
def test_other_modules_are_nobodys(finder: ModulesForShow, name: str) -> None:
    assert finder.find_spec(name, None) is None
    assert finder.imported == []


def test_what_a_notebook_has_of_itself_is_noted_where_it_is_used(finder: ModulesForShow) -> None:
    names: dict[str, object] = {}
    finder.define_names(b"if False: display(1)\nself.show()", names)
    assert set(names) == {"display"}
    assert finder.imported == []
    assert isinstance(names["display"](1), Nothing)
    assert finder.imported == ["IPython"]
