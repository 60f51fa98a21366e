"""How a function of a student's takes its arguments, where that is not one after the other."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any

from grader.sandbox.child.styles.names import match, plain

_MODES = frozenset({"mode", "phase"})
_OF_EVALUATION = ("test", "eval", "evaluation", "predict", "inference", "valid")
_SHOWN = 200


@dataclass(frozen=True)
class Binding:
    """Arguments by name. names: of the parameters that take them, in the order of the call.

    words: the texts for training and evaluation where a parameter takes those instead of a bool.
    """

    names: tuple[str, ...]
    words: tuple[str, str] | None = None

    def bind(self, arguments: Sequence[Any]) -> dict[str, Any]:
        """The arguments as keywords."""
        if self.words is not None:
            arguments = (*arguments[:-1], self.words[0 if arguments[-1] else 1])
        return dict(zip(self.names, arguments, strict=True))


def takes_in_order(function: Callable[..., Any], asked: Sequence[str]) -> bool:
    """Whether the plainest look at a function shows that its parameters come as asked for."""
    names = names_of(function)
    if names is None:
        return not _has_keywords(function)
    if names == tuple(asked):
        return True
    is_mode = asked[-1] == "train" and any(plain(name) in _MODES for name in names)
    return not is_mode and not set(names) & set(asked)


def find_binding(
    function: Callable[..., Any], asked: Sequence[str], *, may_reorder: bool
) -> Binding | None:
    """How to hand arguments over by name; None where they go one after the other.

    asked: what they are called in the statement, in order. may_reorder: whether parameters with
    the very names asked for, in another order, mean that order.
    """
    parameters = _parameters_of(function)
    if parameters is None or len(asked) != len(set(asked)):
        return None
    named = {p.name: p for p in parameters if p.kind in {p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY}}
    found = match(asked, named)
    required = {name for name, each in named.items() if each.default is each.empty}
    if len(found) != len(asked):
        found = _match_mode(asked, named)
    if len(found) != len(asked) or not required <= set(found.values()):
        return None
    in_order = tuple(found[name] for name in asked)
    positional = [n for n, each in named.items() if each.kind is each.POSITIONAL_OR_KEYWORD]
    words = _words_of(function, in_order[-1]) if asked[-1] == "train" else None
    is_plain = tuple(positional[: len(asked)]) == in_order
    is_moved = set(positional[: len(asked)]) == set(in_order)
    if words is None and (is_plain or (is_moved and not may_reorder)):
        return None
    return Binding(in_order, words)


def _match_mode(asked: Sequence[str], named: Mapping[str, inspect.Parameter]) -> Mapping[str, str]:
    """As `match`, where the last argument is a mode in words."""
    modes = [name for name in named if plain(name) in _MODES]
    if not asked or asked[-1] != "train" or len(modes) != 1:
        return {}
    others = match(asked[:-1], [name for name in named if name != modes[0]])
    return {**others, "train": modes[0]}


def _words_of(function: Callable[..., Any], parameter: str) -> tuple[str, str] | None:
    """What a parameter is compared with in training and evaluation, if that is a text."""
    code = _code_of(function)
    if plain(parameter) not in _MODES or code is None:
        return None
    texts = {each for each in code.co_consts if isinstance(each, str)}
    training = [each for each in ("train", "training") if each in texts]
    evaluation = [each for each in _OF_EVALUATION if each in texts]
    if len(training) != 1:
        return None
    return training[0], evaluation[0] if evaluation else "test"


def count_required(function: Callable[..., Any]) -> int | None:
    """How many arguments a function cannot do without; None where nobody can tell."""
    names = names_of(function)
    return (
        None if names is None else len(names) - len(getattr(function, "__defaults__", None) or ())
    )


def count_taken(function: Callable[..., Any]) -> int | None:
    """How many arguments a function takes one after the other; None for any number."""
    names = names_of(function)
    return None if names is None else len(names)


def first_parameter(function: Callable[..., Any]) -> str:
    """The name of the first argument that a function takes; empty where there is none."""
    names = names_of(function)
    return names[0] if names else ""


def last_parameter(function: Callable[..., Any]) -> str:
    """The name of the last argument that a function takes; empty where there is none."""
    names = names_of(function)
    return names[-1] if names else ""


def signature_text(name: str, function: Callable[..., Any]) -> str:
    """A function's head as its author wrote it, self included and annotations left out."""
    body = _body_of(function)
    parameters = _parameters_of(getattr(body, "__func__", body))
    if parameters is None:
        return f"{name}(...)"
    bare = [each.replace(annotation=each.empty) for each in parameters]
    return f"{name}{inspect.Signature(bare)}"[:_SHOWN]


def _parameters_of(function: Callable[..., Any]) -> Sequence[inspect.Parameter] | None:
    try:
        return tuple(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None


def names_of(function: Callable[..., Any]) -> tuple[str, ...] | None:
    """What a function calls its arguments, those by keyword alone left out.

    Read from its code, since every layer is looked at. None where it takes any number, or has
    arguments by keyword alone, or no code of Python.
    """
    code = _code_of(function)
    if code is None or code.co_kwonlyargcount or code.co_flags & inspect.CO_VARARGS:
        return None
    is_bound = inspect.isclass(function) or getattr(function, "__self__", None) is not None
    return code.co_varnames[is_bound : code.co_argcount]


def _has_keywords(function: Callable[..., Any]) -> bool:
    code = _code_of(function)
    return code is not None and bool(code.co_kwonlyargcount)


def _body_of(function: Callable[..., Any]) -> Any:
    """What runs when it is called: of a class its constructor, whatever its class says of it."""
    return type.__getattribute__(function, "__init__") if inspect.isclass(function) else function


def _code_of(function: Callable[..., Any]) -> CodeType | None:
    code = getattr(_body_of(function), "__code__", None)
    return code if isinstance(code, CodeType) else None
