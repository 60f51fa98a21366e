"""A cache keeps what was used last, within its bound, and makes a value once for all who ask."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.core.cache import Cache


def test_what_was_not_used_for_longest_goes_first() -> None:
    cache: Cache[str, int] = Cache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a") == 1
    cache.put("c", 3)
    assert [cache.get(key) for key in "abc"] == [1, None, 3]


def test_values_count_by_their_size_and_the_last_one_stays_however_large() -> None:
    cache: Cache[str, bytes] = Cache(10, size_of=len)
    cache.put("a", b"1234")
    cache.put("b", b"123456")
    assert cache.get("a") is not None
    cache.put("a", b"12345")  # in the place of four bytes, so one too many
    assert (cache.get("a"), cache.get("b")) == (b"12345", None)
    cache.put("c", b"x" * 100)
    assert (cache.get("a"), cache.get("c")) == (None, b"x" * 100)
    cache.put("d", b"1")
    assert (cache.get("c"), cache.get("d")) == (None, b"1")


def test_what_is_discarded_leaves_its_room() -> None:
    cache: Cache[str, bytes] = Cache(4, size_of=len)
    cache.put("a", b"1234")
    cache.discard("a")
    cache.discard("nobody")
    cache.put("b", b"12")
    cache.put("c", b"34")
    assert [cache.get(key) for key in "abc"] == [None, b"12", b"34"]


def test_nothing_is_a_value_that_is_made_once() -> None:
    cache: Cache[str, None] = Cache(4)
    made = []
    for _ in range(2):
        assert cache.get_or_make("a", lambda: made.append(1)) is None  # type: ignore[func-returns-value]
    assert made == [1]


def test_of_many_who_ask_at_once_one_makes_it_and_others_of_another_key_do_not_wait() -> None:
    cache: Cache[str, str] = Cache(4)
    made: list[str] = []
    first_makes, may_end = threading.Event(), threading.Event()

    def make() -> str:
        made.append("a")
        first_makes.set()
        assert may_end.wait(30)
        return "slow"

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(cache.get_or_make, "a", make) for _ in range(7)]
        assert first_makes.wait(30)
        assert cache.get_or_make("b", lambda: "quick") == "quick"
        assert cache.get("a") is None
        may_end.set()
        assert {answer.result(30) for answer in answers} == {"slow"}
    assert made == ["a"]


def test_who_waited_for_one_that_failed_makes_it_themselves() -> None:
    cache: Cache[str, str] = Cache(4)

    def fail() -> str:
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - nothing in it to look for
        cache.get_or_make("a", fail)
    assert cache.get_or_make("a", lambda: "made") == "made"


def test_nothing_is_left_of_who_made_what() -> None:
    cache: Cache[int, int] = Cache(1)
    for key in range(100):
        cache.get_or_make(key, lambda: 0)
    assert len(cache._makers) == 0
