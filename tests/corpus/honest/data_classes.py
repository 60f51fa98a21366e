"""Classes of many kinds."""
from __future__ import annotations

import abc
import enum
import typing
from collections import OrderedDict, defaultdict, deque, namedtuple
from dataclasses import asdict, dataclass, field, replace
from typing import Generic, NamedTuple, Protocol, TypedDict, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, order=True)
class Point:
    x: float
    tags: list[str] = field(default_factory=list, compare=False)


class Kind(enum.Enum):
    RELU = enum.auto()
    SIGMOID = enum.auto()


class Flags(enum.IntFlag):
    A = 1
    B = 2


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self) -> float: ...


class Square(Shape):
    __slots__ = ("_side",)

    def __init__(self, side: float) -> None:
        self._side = side

    @property
    def area(self) -> float:
        return self._side**2


class Box(Generic[T]):
    def __init__(self, item: T) -> None:
        self.item = item

    def __getitem__(self, key):
        return self.item


class Pair(NamedTuple):
    a: int
    b: int = 2


class Options(TypedDict, total=False):
    rate: float


class HasForward(Protocol):
    def forward(self, x): ...


assert replace(Point(1.0), x=2.0) > Point(1.0) and asdict(Point(1.0))["x"] == 1.0
assert Kind(1) is Kind.RELU and Flags.A | Flags.B == 3 and Square(3).area == 9
assert Box[int](3)[0] == 3 and Pair(1).b == 2 and Options(rate=0.1)["rate"] == 0.1
typing.get_type_hints(Point)
layers = OrderedDict(a=1)
layers.move_to_end("a")
counts = defaultdict(int)
counts["x"] += 1
assert deque([1, 2], maxlen=1)[0] == 2 and namedtuple("N", "a b")(1, 2).b == 2
print("done")
