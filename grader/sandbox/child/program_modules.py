"""The other modules of a program, which it imports by their paths inside it."""

import importlib.abc
import importlib.machinery
from collections.abc import Mapping, Sequence
from types import ModuleType

_PACKAGE = "__init__.py"


class ProgramModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds and loads modules from memory. files: their sources by path, `parts/layers.py`."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        folders = {path[: at + 1] for path in files for at, c in enumerate(path) if c == "/"}
        self._packages = {folder.rstrip("/").replace("/", ".") for folder in folders}

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - a module's name says where it is
        target: ModuleType | None = None,  # noqa: ARG002 - as in the protocol
    ) -> importlib.machinery.ModuleSpec | None:
        """The way to load a module of the program; None for any other."""
        is_package = fullname in self._packages
        if not is_package and _path(fullname) not in self._files:
            return None
        spec = importlib.machinery.ModuleSpec(fullname, self, is_package=is_package)
        spec.origin = self._file_of(fullname)
        return spec

    def exec_module(self, module: ModuleType) -> None:
        """Execute a module in its namespace. A folder may do without an `__init__.py`."""
        path = self._file_of(module.__name__)
        source = self._files.get(path, b"")
        module.__file__ = path
        exec(compile(source, path, "exec", dont_inherit=True), module.__dict__)  # noqa: S102

    def _file_of(self, fullname: str) -> str:
        if fullname in self._packages:
            return f"{fullname.replace('.', '/')}/{_PACKAGE}"
        return _path(fullname)


def _path(fullname: str) -> str:
    return f"{fullname.replace('.', '/')}.py"
