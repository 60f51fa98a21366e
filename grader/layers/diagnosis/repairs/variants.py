"""Many changed versions of a layer in one file, and the calls that go to each of them.

The definitions of the layer are executed once for every version, each in names of its own, and the
class or the functions get the number of the version. So a version is like a file of its own, and
hundreds of them are one request. No expected value is in it. A view that `as_strided` makes of
memory beyond its array is an exception there, and not the end of the process.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from grader.layers.diagnosis.repairs.layer_code import LayerCode
from grader.layers.diagnosis.repairs.sites import Change
from grader.sandbox.runner import Case

_LOADER = b"""
import builtins as _builtins_
import numpy as _np_
def _strided_(x, *arguments, _view_=_np_.lib.stride_tricks.as_strided, **more):
    found = _view_(x, *arguments, **more)
    while _builtins_.isinstance(x.base, _np_.ndarray):
        x = x.base
    (first, last), (start, end) = _builtins_.map(_np_.lib.array_utils.byte_bounds, (found, x))
    if found.size and (first < start or last > end):
        raise _builtins_.ValueError("a view beyond its array")
    return found
def _load_versions_(definitions, versions, names, there):
    compiled = [_builtins_.compile(each, "layers.py", "exec") for each in definitions]
    for suffix, splices in versions:
        try:
            members = {
                name: _strided_ if value is _np_.lib.stride_tricks.as_strided else value
                for name, value in there.items()
            }
            members["print"] = lambda *_, **__: None
            for number, code in _builtins_.enumerate(compiled):
                changed = definitions[number]
                for start, end, text in splices.get(number, ()):
                    changed = changed[:start] + text + changed[end:]
                if number in splices:
                    code = _builtins_.compile(changed, "layers.py", "exec")
                _builtins_.exec(code, members)
            for name in names:
                there[name + suffix] = members[name]
        except _builtins_.Exception:
            pass
"""
_STRICT = b"""
_strict_ = _np_.errstate(over="raise")
for _name_, _one_ in _builtins_.list(_builtins_.globals().items()):
    if "__version_" in _name_ and not _builtins_.isinstance(_one_, _builtins_.type):
        _builtins_.globals()[_name_] = _strict_(_one_)
    elif "__version_" in _name_:
        for _method_, _two_ in _builtins_.list(_builtins_.vars(_one_).items()):
            if _builtins_.isinstance(_two_, _builtins_.type(_load_versions_)):
                _builtins_.setattr(_one_, _method_, _strict_(_two_))
"""
_AS_STRIDED = re.compile(rb"\b(?:\w+\.)+as_strided\b")
_CALL = b"_load_versions_(%b, %b, %b, _builtins_.globals())\n"


def source_of(
    code: LayerCode, changes: Sequence[Change | None], *, is_strict: bool = False
) -> bytes:
    """A file with a version for each change, and one as it is for None.

    is_strict: what overflows raises an exception.
    """
    data = _AS_STRIDED.sub(_within_bounds, code.text.data)
    definitions = [data[start:end] for start, end in code.definitions]
    versions = [
        (suffix_of(number), {} if change is None else _splices_of(code, change))
        for number, change in enumerate(changes)
    ]
    head = (code.text.data[start:end] for start, end in code.head)
    parts = (definitions, versions, list(code.names.values()))
    call = _CALL % tuple(repr(each).encode() for each in parts)
    return b"\n".join((*head, _LOADER, call, _STRICT if is_strict else b""))


def _within_bounds(found: re.Match[bytes]) -> bytes:
    """The name of what watches over `as_strided`, as long as the one that stands there."""
    return b"_strided_".ljust(len(found[0]))


def _splices_of(code: LayerCode, change: Change) -> dict[int, list[tuple[int, int, bytes]]]:
    """The changes of each definition by its number, the last ones first."""
    found: dict[int, list[tuple[int, int, bytes]]] = {}
    for first, last, text in reversed(change.splices):
        for number, (start, end) in enumerate(code.definitions):
            if start <= first and last <= end:
                instead = _AS_STRIDED.sub(_within_bounds, text.encode())
                splice = first - start, last - start, instead
                found.setdefault(number, []).append(splice)
    return found


def suffix_of(number: int) -> str:
    """What the names of a version end with."""
    return f"__version_{number}"


def case_of(code: LayerCode, case: Case, number: int) -> Case:
    """A case about one of the versions."""
    names = {asked: found + suffix_of(number) for asked, found in code.names.items()}
    calls = tuple(replace(call, name=names.get(call.name, call.name)) for call in case.calls)
    return replace(case, calls=calls, aliases=())
