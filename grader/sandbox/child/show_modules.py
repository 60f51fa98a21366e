"""Libraries that only show something, as modules that do nothing.

Code that draws what it learnt is asked for layers here, and nobody looks at its drawings. What such
a module gives is no number, so that no result can come from it.
"""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any, Self

FOR_SHOW = frozenset(
    {
        *("matplotlib", "mpl_toolkits", "japanize_matplotlib", "seaborn", "plotly", "pylab"),
        *("tqdm", "IPython", "ipywidgets", "google", "graphviz", "tensorboardX"),
    }
)
_PROGRESS = frozenset({"tqdm", "tqdm_notebook", "trange", "tnrange"})


class Nothing:
    """What such a module gives: called, indexed or asked for an attribute, it is itself."""

    def __call__(self, *_: Any, **__: Any) -> "Nothing":
        """Do nothing."""
        return self

    def __getattr__(self, name: str) -> Any:
        """Anything but what Python itself looks for."""
        if name.startswith("__"):
            raise AttributeError(name)
        return _pair if name == "subplots" else self

    def __getitem__(self, _: object) -> "Nothing":
        """Do nothing."""
        return self

    def __setitem__(self, _: object, __: object) -> None:
        """Do nothing."""

    def __iter__(self) -> Iterator["Nothing"]:
        """Nothing."""
        return iter(())

    def __len__(self) -> int:
        """0."""
        return 0

    def __enter__(self) -> Self:
        """Do nothing."""
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing."""


class ModuleForShow(ModuleType):
    """A module of which every name is there."""

    def __getattr__(self, name: str) -> Any:
        """What does nothing, or goes through what it is handed."""
        if name.startswith("__"):
            raise AttributeError(name)
        if name in _PROGRESS:
            return range if name.endswith("range") else _PROGRESS_BAR
        return _pair if name == "subplots" else _NOTHING


class _Progress(Nothing):
    """A bar around something to go through."""

    def __init__(self, iterable: Any = (), *_: Any, **__: Any) -> None:
        self._iterable = iterable

    def __iter__(self) -> Iterator[Any]:
        """As without the bar."""
        return iter(self._iterable)

    def __len__(self) -> int:
        """As without the bar."""
        return len(self._iterable)


class _ProgressBar(Nothing):
    """What makes such bars."""

    def __call__(self, *arguments: Any, **options: Any) -> Nothing:
        """A bar around something."""
        return _Progress(*arguments, **options)


class _OfNotebooks(Nothing):
    """What a notebook has of itself, which is as if IPython had been imported once it is used."""

    def __init__(self, imported: list[str]) -> None:
        self._imported = imported

    def __call__(self, *_: Any, **__: Any) -> Nothing:
        """Do nothing."""
        if "IPython" not in self._imported:
            self._imported.append("IPython")
        return _NOTHING


def _pair(*_: Any, **__: Any) -> tuple[Nothing, Nothing]:
    return _NOTHING, _NOTHING


_OF_NOTEBOOKS = ("get_ipython", "display")  # which are there without an import


class ModulesForShow(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds them where nobody else found a module. imported: the libraries that were asked for."""

    def __init__(self) -> None:
        self.imported: list[str] = []

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - a module's name says what it is
        target: ModuleType | None = None,  # noqa: ARG002 - as in the protocol
    ) -> importlib.machinery.ModuleSpec | None:
        """The way to such a module; None for any other."""
        top = fullname.partition(".")[0]
        is_other = top == "google" and fullname.split(".")[1:2] not in ([], ["colab"])
        if top not in FOR_SHOW or is_other:
            return None
        if top not in self.imported:
            self.imported.append(top)
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def define_names(self, source: bytes, names: dict[str, Any]) -> None:
        """Put into the names of a module what a notebook has of itself, as far as it is used."""
        used = [name for name in _OF_NOTEBOOKS if f"{name}(".encode() in source]
        names.update(dict.fromkeys(used, _OfNotebooks(self.imported)))

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """A module that does nothing."""
        return ModuleForShow(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing."""


def install() -> ModulesForShow:
    """Find them from now on, last of all."""
    finder = ModulesForShow()
    sys.meta_path.append(finder)
    return finder


_NOTHING, _PROGRESS_BAR = Nothing(), _ProgressBar()
