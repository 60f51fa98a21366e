"""A bounded cache of what was used last, for many threads."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

Key = TypeVar("Key")
Value = TypeVar("Value")


class Cache(Generic[Key, Value]):
    """Values by key, the most recently used kept.

    most: how much is kept, as `size_of` counts it, one a value unless told. The value that was used
    last stays, whatever its size.
    """

    def __init__(self, most: int, size_of: Callable[[Value], int] = lambda _: 1) -> None:
        self._most = most
        self._size_of = size_of
        self._size = 0
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._lock = threading.Lock()
        self._makers: WeakValueDictionary[Key, threading.Lock] = WeakValueDictionary()

    def get(self, key: Key) -> Value | None:
        """The value of a key; None where there is none."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Key, value: Value) -> None:
        """Keep a value, in the place of an older one; whatever was not used for longest goes."""
        with self._lock:
            self._drop(key)
            self._kept[key] = value
            self._size += self._size_of(value)
            while self._size > self._most and len(self._kept) > 1:
                self._drop(next(iter(self._kept)))

    def discard(self, key: Key) -> None:
        """Forget a key, if it is known."""
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        """Forget every key."""
        with self._lock:
            self._kept.clear()
            self._size = 0

    @contextmanager
    def making(self, key: Key) -> Iterator[None]:
        """While one makes the value of a key, others who want to wait here."""
        with self._lock:
            maker = self._makers.setdefault(key, threading.Lock())
        with maker:
            yield

    def get_or_make(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of a key, made by the first of those who ask for it at once."""
        with self.making(key):
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return self._kept[key]
            value = make()
            self.put(key, value)
            return value

    def _drop(self, key: Key) -> None:
        if key in self._kept:
            self._size -= self._size_of(self._kept.pop(key))
