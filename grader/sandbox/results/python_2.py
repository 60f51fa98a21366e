"""Whether a fault is that of a file written for Python 2."""

import re

from grader.sandbox.protocol.frames import Fault, FaultCode

_SYNTAX = re.compile(
    r"""
    ^print\s+[^\s=(\[.,+*/-]     # print x
    | ^print\s*>>                 # print >>sys.stderr, x
    | ^exec\s+["'\w]
    | ^raise\s+[\w.]+\s*,         # raise ValueError, "text"
    | ^except\s+[\w.]+\s*,\s*\w+\s*:
    | ^except\s*\([^)]*\)\s*,\s*\w+\s*:
    | <>
    | `[^`]*`
    | \b\d+[lL]\b                 # 10L
    | \bur["']
    """,
    re.VERBOSE,
)
_NAMES = frozenset({"xrange", "raw_input", "unicode", "unichr", "long", "basestring", "reduce"})
_METHODS = frozenset({"has_key", "iteritems", "iterkeys", "itervalues"})
_NAME_ERROR = re.compile(r"name '(\w+)' is not defined")
_ATTRIBUTE_ERROR = re.compile(r"'dict' object has no attribute '(\w+)'")


def is_python_2(fault: Fault) -> bool:
    """Whether the line that Python cannot read, or the unknown name, is of Python 2."""
    texts = (*fault.texts, "", "")
    if fault.code is FaultCode.SYNTAX:
        return _SYNTAX.search(texts[1]) is not None
    if fault.code is not FaultCode.EXCEPTION:
        return False
    kind, message, *_ = texts
    name, method = _NAME_ERROR.fullmatch(message), _ATTRIBUTE_ERROR.fullmatch(message)
    is_name = kind == "NameError" and name is not None and name[1] in _NAMES
    return is_name or (kind == "AttributeError" and method is not None and method[1] in _METHODS)
