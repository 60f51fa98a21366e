"""What student code finds to import, and what it does not find any more.

Everything is imported before the process closes itself off: afterwards no file can be read, so
that what is not here cannot be had.
"""

import contextlib
import importlib
import pkgutil
import random
import sys
from collections.abc import Iterable

import numpy as np

# What files of layers and models ask for, and what NumPy and the library import on the way.
STANDARD = (
    *("__future__", "abc", "argparse", "array", "ast", "atexit", "base64", "binascii", "bisect"),
    *("calendar", "cmath", "codecs", "collections", "collections.abc", "contextlib", "contextvars"),
    *(
        "copy",
        "copyreg",
        "csv",
        "dataclasses",
        "datetime",
        "decimal",
        "difflib",
        "dis",
        "doctest",
        "enum",
    ),
    *("errno", "fractions", "functools", "gc", "glob", "graphlib", "gzip", "hashlib", "heapq"),
    *("hmac", "inspect", "io", "itertools", "json", "keyword", "linecache", "locale", "logging"),
    *(
        "math",
        "mmap",
        "numbers",
        "operator",
        "os",
        "pathlib",
        "pickle",
        "platform",
        "pprint",
        "queue",
    ),
    *("random", "re", "reprlib", "secrets", "select", "shutil", "signal", "socket", "statistics"),
    *("string", "struct", "subprocess", "sys", "tempfile", "textwrap", "threading", "time"),
    *("timeit", "tokenize", "traceback", "tracemalloc", "types", "typing", "unicodedata"),
    *("unittest", "uuid", "warnings", "weakref", "zipfile", "zlib", "_strptime", "_pylong"),
)
NUMPY = (
    *("numpy.char", "numpy.fft", "numpy.lib.stride_tricks", "numpy.linalg", "numpy.ma"),
    *("numpy.polynomial", "numpy.random", "numpy.rec", "numpy.strings", "numpy.testing"),
    "numpy.typing",
)
ENCODINGS = (
    *("ascii", "utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1", "cp1252", "cp932"),
    *("shift_jis", "euc_jp", "iso2022_jp", "idna", "unicode_escape", "raw_unicode_escape"),
    *("gb18030", "big5", "euc_kr", "cp437"),  # the last is of zip files, such as .npz
)
_FOR_DEVELOPERS = ("conftest", "tests", "test", "externals")
HIDDEN = ("grader", "reference", "ctypes", "_ctypes")  # not walls, the kernel is: only no use


def load_all(extra: Iterable[str]) -> None:
    """Import every module that any file may ask for. Raises ImportError for a missing extra."""
    for name in (*STANDARD, *NUMPY):
        with contextlib.suppress(ImportError):  # not on every system, not in every version
            importlib.import_module(name)
    for name in ENCODINGS:
        "".encode(name)
    for name in extra:
        _load_library(name)


def _load_library(name: str) -> None:
    """Import a library and its public parts. Raises ImportError where the whole is missing."""
    library = importlib.import_module(name)
    for part in pkgutil.iter_modules(getattr(library, "__path__", ())):
        if not part.name.startswith("_") and part.name not in _FOR_DEVELOPERS:
            with contextlib.suppress(ImportError):  # needs what is not installed
                importlib.import_module(f"{name}.{part.name}")


def forget_ours() -> None:
    """Leave no way to import anything of ours, nor anything that is not loaded yet."""
    sys.path.clear()
    sys.path_importer_cache.clear()
    for name in [name for name in sys.modules if name.partition(".")[0] in HIDDEN]:
        del sys.modules[name]
    # What NumPy only loads when it is asked for would break `from numpy import *` now.
    np.__all__[:] = [name for name in np.__all__ if name in vars(np)]


def seed_generators(seed: int) -> None:
    """Seed what student code draws from without a seed of its own."""
    random.seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002 - what students' code draws from


def warm_up() -> None:
    """Run through what first calls make slow: buffers of OpenBLAS, caches of NumPy."""
    square = np.ones((64, 64))
    single = square.astype(np.float32)
    for matrix in (square, single):
        matrix @ matrix
        np.exp(matrix).sum(axis=0)
        np.einsum("ij,jk->ik", matrix, matrix)
        np.linalg.inv(np.eye(3, dtype=matrix.dtype))
    repr(np.arange(3.0))
    np.random.default_rng(0).normal(size=3)
