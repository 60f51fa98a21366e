"""Functions of functions."""
import bisect
import copy
import functools
import heapq
import itertools
import operator
from contextlib import ExitStack, contextmanager, redirect_stdout, suppress
from io import StringIO


@functools.lru_cache(maxsize=None)
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


@functools.singledispatch
def describe(x):
    return "thing"


@describe.register
def _(x: int):
    return "number"


def counted(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        inner.calls += 1
        return function(*args, **kwargs)

    inner.calls = 0
    return inner


@contextmanager
def opened(log):
    log.append("in")
    try:
        yield log
    finally:
        log.append("out")


def generator(n):
    received = yield from range(n)
    return received


@counted
def twice(x, /, *, by=2):
    return x * by


assert fibonacci(80) == 23416728348467685 and describe(1) == "number" and twice(3, by=3) == 9
assert twice.calls == 1 and list(generator(3)) == [0, 1, 2]
with opened(log := []), suppress(ZeroDivisionError):
    1 / 0
assert log == ["in", "out"]
with redirect_stdout(StringIO()) as caught, ExitStack():
    print("caught")
assert caught.getvalue() == "caught\n"
original = {"a": [1, {2}]}
assert copy.deepcopy(original) == original and copy.copy(original)["a"] is original["a"]
assert functools.reduce(operator.mul, range(1, 6)) == 120
assert list(itertools.chain(*itertools.batched("abcd", 2) if hasattr(itertools, "batched") else "abcd"))
assert [*itertools.accumulate([1, 2, 3])] == [1, 3, 6] and heapq.nsmallest(1, [3, 1]) == [1]
assert bisect.bisect([1, 3], 2) == 1 and [*itertools.product("ab", repeat=2)][3] == ("b", "b")
match {"kind": "relu", "rate": 0.1}:
    case {"kind": "relu", **rest}:
        assert rest == {"rate": 0.1}
    case _:
        raise AssertionError
print("done")
