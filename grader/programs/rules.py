"""The static rules of a track, as a file that is itself run in the sandbox on a program's source.

Python's own parser can be brought down by hostile source, so it is not let near it in the server's
process. This file knows only the standard library and NumPy; what it finds goes back as arrays.

The rules are for a kind message: which modules may be imported, and which names are ways around
that. The wall is the sandbox, in which other modules, files and the network are not there.
"""

import ast
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

IMPORT, NAME = 1, 2  # a module that is not allowed, a name that is not

STANDARD = frozenset(
    {
        *("__future__", "abc", "argparse", "array", "bisect", "cmath", "collections", "contextlib"),
        *("copy", "dataclasses", "datetime", "decimal", "enum", "fractions", "functools"),
        *(
            "heapq",
            "itertools",
            "json",
            "logging",
            "math",
            "numbers",
            "operator",
            "pprint",
            "queue",
        ),
        *("random", "re", "statistics", "string", "struct", "textwrap", "time", "timeit", "types"),
        *("typing", "unittest", "warnings", "weakref"),
    }
)
_BUILTINS = frozenset(
    {
        *(
            "__import__",
            "__builtins__",
            "__loader__",
            "__spec__",
            "eval",
            "exec",
            "compile",
            "open",
        ),
        *("input", "breakpoint", "globals", "locals", "vars", "memoryview", "exit", "quit"),
    }
)
_BY_NAME = frozenset({"getattr", "setattr", "delattr"})  # fine with a constant, harmless name
_DUNDERS = frozenset(
    {
        *("__init__", "__name__", "__doc__", "__class__", "__call__", "__len__", "__getitem__"),
        *("__setitem__", "__iter__", "__next__", "__enter__", "__exit__", "__repr__", "__str__"),
        *("__add__", "__sub__", "__mul__", "__matmul__", "__truediv__", "__neg__", "__pow__"),
        *("__eq__", "__lt__", "__le__", "__gt__", "__ge__", "__ne__", "__hash__", "__contains__"),
        *(
            "__radd__",
            "__rsub__",
            "__rmul__",
            "__post_init__",
            "__version__",
            "__file__",
            "__all__",
        ),
        *("__slots__", "__new__", "__bool__", "__float__", "__int__", "__abs__", "__array__"),
        *("__annotations__", "__main__", "__iadd__", "__isub__", "__imul__", "__itruediv__"),
    }
)
_FILES_OF_NUMPY = frozenset(
    {
        *("load", "save", "savez", "savez_compressed", "fromfile", "memmap", "loadtxt", "savetxt"),
        *("genfromtxt", "fromregex", "DataSource", "ctypeslib", "f2py", "distutils", "tofile"),
        *("dump", "open_memmap"),
    }
)
_INSIDES = frozenset(
    {
        *("os", "sys", "io", "builtins", "importlib", "subprocess", "socket", "ctypes", "inspect"),
        *("pickle", "marshal", "gc", "threading", "multiprocessing", "signal", "mmap", "pathlib"),
        *("shutil", "tempfile", "glob", "codecs", "imp", "pkgutil", "runpy", "urllib", "posix"),
    }
)


@dataclass(frozen=True)
class Breach:
    """A rule that a line breaks, and the name by which."""

    rule: int
    line: int
    name: str


def check(
    source: npt.NDArray[np.uint8], allowed: npt.NDArray[np.uint8]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Every breach of a source: its rules and lines (K, 2), and its names, one a line, as bytes.

    source: the bytes of the file. allowed: top-level modules, one a line.
    """
    modules = frozenset(allowed.tobytes().decode().split("\n"))
    found = breaches(source.tobytes(), modules)
    rows = np.array([(each.rule, each.line) for each in found], dtype=np.int64).reshape(-1, 2)
    names = "\n".join(each.name for each in found).encode()
    return rows, np.frombuffer(names, dtype=np.uint8).copy()


def breaches(source: bytes, allowed: frozenset[str]) -> list[Breach]:
    """Every breach in the order of the lines, each name once a line. Raises what ast.parse does."""
    reader = _Reader(allowed)
    reader.visit(ast.parse(source))
    return sorted(dict.fromkeys(reader.found), key=lambda each: (each.line, each.rule, each.name))


class _Reader(ast.NodeVisitor):
    """Walks a program and notes what it may not do."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self.found: list[Breach] = []
        self._allowed = allowed
        self._modules: set[str] = set()  # names that modules are bound to

    def visit_Import(self, node: ast.Import) -> None:
        """`import a.b as c`."""
        for alias in node.names:
            self._import(alias.name, node.lineno)
            self._modules.add((alias.asname or alias.name).partition(".")[0])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """`from a.b import c`."""
        if node.level == 0:
            self._import(node.module or "", node.lineno)
        for alias in node.names:
            self._name_of_module(alias.name, node.lineno)
            self._modules.add(alias.asname or alias.name)

    def visit_Name(self, node: ast.Name) -> None:
        """A name by itself."""
        is_written = not isinstance(node.ctx, ast.Load)
        if node.id in _BUILTINS | _BY_NAME or (is_written and node.id.startswith("__")):
            self._note(NAME, node.lineno, node.id)

    def visit_If(self, node: ast.If) -> None:
        """What only runs as `python model.py` may do as it likes: here nothing does."""
        self.visit(node.test)
        for part in (*(() if _is_for_main(node.test) else node.body), *node.orelse):
            self.visit(part)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """A name behind a dot."""
        self._dunder(node.attr, node.lineno)
        if _root(node) in self._modules:
            self._name_of_module(node.attr, node.lineno)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """`getattr(x, name)` and its like need a name that can be read here."""
        if isinstance(node.func, ast.Name) and node.func.id in _BY_NAME:
            name = node.args[1] if len(node.args) > 1 else None
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                self._dunder(name.value, node.lineno)
                self._name_of_module(name.value, node.lineno)
            elif name is not None and _root(node.args[0]) != "self":
                self._note(NAME, node.lineno, node.func.id)
        else:
            self.visit(node.func)
        for part in (*node.args, *node.keywords):
            self.visit(part)

    def visit_Constant(self, node: ast.Constant) -> None:
        """A text that names an inside, as `vars(x)["__globals__"]` would."""
        if isinstance(node.value, str) and node.value.startswith("__"):
            self._dunder(node.value, node.lineno)

    def _import(self, module: str, line: int) -> None:
        top = module.partition(".")[0]
        if top not in self._allowed | STANDARD:
            self._note(IMPORT, line, module)
        elif top == "numpy":
            for part in module.split(".")[1:]:
                self._name_of_module(part, line)

    def _name_of_module(self, name: str, line: int) -> None:
        """Something that is taken out of a module: files, or another module that it imported."""
        if name in _FILES_OF_NUMPY:
            self._note(NAME, line, name)
        elif name.strip("_") in _INSIDES:
            self._note(IMPORT, line, name.strip("_"))

    def _dunder(self, name: str, line: int) -> None:
        if name.startswith("__") and name.endswith("__") and name not in _DUNDERS:
            self._note(NAME, line, name)

    def _note(self, rule: int, line: int, name: str) -> None:
        self.found.append(Breach(rule, line, name))


def _is_for_main(test: ast.expr) -> bool:
    """Whether this is `__name__ == "__main__"`."""
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Eq):
        return False
    sides = (test.left, *test.comparators)
    names = {side.id for side in sides if isinstance(side, ast.Name)}
    texts = {side.value for side in sides if isinstance(side, ast.Constant)}
    return len(sides) == 2 and names == {"__name__"} and texts == {"__main__"}


def _root(node: ast.AST) -> str:
    """The name that a chain of attributes begins with; empty where it is none."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
