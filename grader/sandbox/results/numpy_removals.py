"""Names that NumPy has given up, and what stands for each."""

import re

INSTEAD = {
    **{name: name for name in ("float", "int", "bool", "object", "complex", "str", "long")},
    "unicode": "str",
    "float_": "np.float64",
    "complex_": "np.complex128",
    "longfloat": "np.longdouble",
    "singlecomplex": "np.complex64",
    "cfloat": "np.complex128",
    "longcomplex": "np.clongdouble",
    "clongfloat": "np.clongdouble",
    "unicode_": "np.str_",
    "string_": "np.bytes_",
    "product": "np.prod",
    "cumproduct": "np.cumprod",
    "in1d": "np.isin",
    "trapz": "np.trapezoid",
    "row_stack": "np.vstack",
    "alltrue": "np.all",
    "sometrue": "np.any",
    "Inf": "np.inf",
    "Infinity": "np.inf",
    "infty": "np.inf",
    "PINF": "np.inf",
    "NINF": "-np.inf",
    "PZERO": "0.0",
    "NZERO": "-0.0",
    "NaN": "np.nan",
    "NAN": "np.nan",
    "asfarray": "np.asarray(x, dtype=float)",
    "asscalar": "x.item()",
    "mat": "np.asmatrix",
    "msort": "np.sort(x, axis=0)",
    "rank": "np.ndim",
    "round_": "np.round",
    "cast": "np.asarray(x, dtype=...)",
    "math": "math (import math)",
    "find_common_type": "np.result_type",
    "issctype": "issubclass(x, np.generic)",
    "issubclass_": "issubclass",
    "issubsctype": "np.issubdtype",
    "obj2sctype": "np.dtype(x).type",
    "sctype2char": "np.dtype(x).char",
    "maximum_sctype": "np.float64",
    "safe_eval": "ast.literal_eval",
    "recfromcsv": "np.genfromtxt",
    "recfromtxt": "np.genfromtxt",
    "disp": "print",
    "byte_bounds": "np.lib.array_utils.byte_bounds",
    "set_string_function": "np.set_printoptions",
    "random_integers": "np.random.randint",
}
"""By name, without `np.`."""

_SAID = (
    re.compile(r"module 'numpy(?:\.\w+)?' has no attribute '(\w+)'"),
    re.compile(r"`np\.(\w+)` was removed in the NumPy"),
    re.compile(r"cannot import name '(\w+)' from 'numpy"),
)


def removed_name(message: str) -> str | None:
    """The name of NumPy's past that an exception is about."""
    found = (pattern.match(message) for pattern in _SAID)
    name = next((match[1] for match in found if match), None)
    return name if name in INSTEAD else None
