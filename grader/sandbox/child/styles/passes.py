"""Styles of forward and backward: training told by an attribute, a cache, a loss without dout."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from grader.sandbox.child.styles import calls
from grader.sandbox.child.styles.readings import Reading
from grader.sandbox.protocol.frames import Array

BackwardStyle = Literal["plain", "with cache", "with context", "without dout"]
_CACHES = frozenset({"cache", "ctx", "saved", "context", "memory"})
_CONTEXTS = frozenset({"ctx", "context"})


class Context:
    """What some frameworks hand to forward and to its backward, to keep things in."""

    def __init__(self) -> None:
        self.saved_tensors: tuple[Any, ...] = ()

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep these."""
        self.saved_tensors = tensors


@dataclass(frozen=True)
class ForwardStyle:
    """How forward is called.

    flag: the attribute that says whether it is one of training, switches: the methods that say so,
    where it takes no argument for that. has_cache: it returns its cache for backward. has_context:
    it takes a `Context` first.
    """

    flag: str | None = None
    switches: tuple[str, str] | None = None
    has_cache: bool = False
    has_context: bool = False


PLAIN = ForwardStyle()


def forward_style(reading: Reading, holder: Any, method: Callable[..., Any]) -> ForwardStyle:
    """The style of a layer's forward, as its signature and its object show it."""
    asked = reading.roles.forward
    flag, switches = None, None
    if asked[-1:] == ("train",) and calls.count_taken(method) == len(asked) - 1:
        flag = reading.find_flag(holder)
        if flag is not None:
            reading.note_once(f"self.{flag}", f"forward({reading.asked_text('forward')})")
        elif all(callable(getattr(holder, each, None)) for each in ("train", "eval")):
            switches = ("train", "eval")
            reading.note_once("train(), eval()", f"forward({reading.asked_text('forward')})")
    has_context = _takes_context(method, len(asked))
    if has_context:
        asked_for = f"forward({reading.asked_text('forward')})"
        reading.note_once(calls.signature_text("forward", method), asked_for)
    style = ForwardStyle(flag, switches, _takes_cache(reading, holder), has_context)
    return PLAIN if style == PLAIN else style


def _takes_context(method: Callable[..., Any], asked: int) -> bool:
    is_more = calls.count_required(method) == asked + 1
    return is_more and calls.first_parameter(method) in _CONTEXTS


def _takes_cache(reading: Reading, holder: Any) -> bool:
    backward = getattr(holder, "backward", None)
    more = len(reading.roles.upstream) + 1
    if not callable(backward) or calls.count_required(backward) != more:
        return False
    return calls.last_parameter(backward) in _CACHES


def backward_style(reading: Reading, method: Callable[..., Any]) -> BackwardStyle:
    """The style of a layer's backward, as its signature shows it."""
    roles = reading.roles
    if roles.is_loss and calls.count_taken(method) == 0:
        reading.note_once("backward(self)", "backward(self, dout)")
        return "without dout"
    if _takes_context(method, len(roles.upstream)):
        return "with context"
    if calls.count_required(method) == len(roles.upstream) + 1:
        last = calls.last_parameter(method)
        if last in _CACHES:
            reading.note_once("forward(...)[1]", last)
            return "with cache"
    return "plain"


def scaled(value: Any, dout: Array) -> Any:
    """The gradients of a loss that takes no dout, for one: the loss comes last in a network."""
    factor = dout[()]
    if factor == 1.0:
        return value
    if isinstance(value, dict):
        return {name: scaled(each, dout) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return tuple(scaled(each, dout) for each in value)
    return value * factor if isinstance(value, np.ndarray) else value
