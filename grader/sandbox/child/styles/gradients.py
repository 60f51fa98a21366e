"""Where an object keeps the gradient of a parameter, if not where it is asked for."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from grader.sandbox.child.styles.names import meanings, of_gradient, plain

Path = tuple[tuple[str, Any], ...]
"""Steps from an object: an attribute, or a key."""

_HOLDERS = frozenset({"grads", "grad", "gradients", "gradient", "dparams", "paramgrads", "g", "d"})
_OF_PARAMETERS = frozenset({"params", "parameters", "param", "weights", "p"})
_INSIDE = ("grad", "gradient", "g", "d", "diff")


def find_gradient(holder: Any, parameter: str, *, moved: bool) -> Path | None:
    """The one place of an object that holds it, or the first of several that hold the same.

    moved: the parameter itself is meant, as an update left it.
    """
    found = [
        (path, value) for path, value in _places(holder, parameter, moved=moved) if _is_array(value)
    ]
    if not found:
        return None
    first = np.asarray(found[0][1])
    same = all(np.array_equal(first, np.asarray(value)) for _, value in found[1:])
    return found[0][0] if same else None


def follow(holder: Any, path: Path) -> Any:
    """What lies there; None where nothing does."""
    for kind, step in path:
        try:
            holder = getattr(holder, step) if kind == "attribute" else holder[step]
        except (AttributeError, LookupError, TypeError):
            return None
    return holder


def text_of_path(path: Path) -> str:
    """A place as a student would write it."""
    steps = (f".{step}" if kind == "attribute" else f"[{step!r}]" for kind, step in path)
    return f"self{''.join(steps)}"


def _places(holder: Any, parameter: str, *, moved: bool) -> Iterator[tuple[Path, Any]]:
    """Every place that goes by a name of the gradient, and what lies there, the nearest first."""
    names = meanings(parameter) if moved else of_gradient(parameter)
    attributes = _attributes_of(holder)
    for name, value in attributes.items():
        if plain(name) in names:
            yield (("attribute", name),), value
    holders = _OF_PARAMETERS if moved else _HOLDERS
    for name, value in attributes.items():
        path: Path = (("attribute", name),)
        if plain(name) in holders:
            yield from _in_a_holder(path, value, names | meanings(parameter))
        if moved:
            continue
        if plain(name) in meanings(parameter):
            yield from _inside(path, value)
        if plain(name) in _OF_PARAMETERS and isinstance(value, Mapping):
            for key, each in value.items():
                if isinstance(key, str) and plain(key) in meanings(parameter):
                    yield from _inside((*path, ("key", key)), each)


def _in_a_holder(path: Path, holder: Any, names: frozenset[str]) -> Iterator[tuple[Path, Any]]:
    """What goes by one of the names in a dict, or in an object made to hold values by name."""
    if isinstance(holder, Mapping):
        kind, found = "key", holder
    elif isinstance(fields := getattr(holder, "_fields", None), tuple):
        kind, found = "attribute", {name: getattr(holder, name, None) for name in fields}
    elif isinstance(holder, np.ndarray | np.generic | list | tuple):
        return
    else:
        kind, found = "attribute", _attributes_of(holder)
    for name, value in found.items():
        if isinstance(name, str) and plain(name) in names:
            yield (*path, (kind, name)), value


def _inside(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    """The gradient that a parameter carries along: `W.grad`, `W["grad"]`."""
    if isinstance(value, Mapping):
        yield from ((((*path, ("key", key))), value[key]) for key in _INSIDE if key in value)
    elif not isinstance(value, np.ndarray) or type(value) is not np.ndarray:
        attributes = _attributes_of(value)
        yield from (
            ((*path, ("attribute", name)), attributes[name])
            for name in _INSIDE
            if name in attributes
        )


def _attributes_of(value: Any) -> Mapping[str, Any]:
    """The attributes of an object by name, those of slots and properties too."""
    found = dict(getattr(value, "__dict__", {}))
    for kind in type(value).__mro__[:-1]:
        slots = kind.__dict__.get("__slots__", ())
        names = [slots] if isinstance(slots, str) else list(slots)
        names += [name for name, each in kind.__dict__.items() if isinstance(each, property)]
        for name in names:
            with contextlib.suppress(Exception):  # a property may raise anything
                found.setdefault(name, getattr(value, name))
    return found


def _is_array(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, np.ndarray | np.number | list) or is_number
