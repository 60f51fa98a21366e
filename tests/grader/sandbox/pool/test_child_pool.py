"""A zygote's warm children: kept in number, given out in order, ended when nobody needs them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.sandbox.pool.child_pool import ChildPool
from grader.sandbox.pool.zygote import ZygoteError


class FakeZygote:
    """Counts how often it is closed; breaks where it is told to."""

    def __init__(self) -> None:
        self.closed = 0
        self.broken = False

    def close(self) -> None:
        self.closed += 1


class FakeChild:
    """A child in name only."""

    def __init__(self, zygote: FakeZygote) -> None:
        if zygote.broken:
            raise ZygoteError("it does not listen")
        self.zygote = zygote
        self.discarded = False

    def discard(self) -> None:
        self.discarded = True


@pytest.fixture
def zygote() -> FakeZygote:
    return FakeZygote()


@pytest.fixture
def make(zygote: FakeZygote) -> Callable[[int], ChildPool]:
    return lambda size: ChildPool(lambda: zygote, size, fork=FakeChild)


def test_children_are_given_out_in_the_order_of_their_forks_and_filled_up_again(make) -> None:
    pool = make(2)
    waiting = list(pool._children)

    taken = [pool.take() for _ in range(2)]
    pool.refill()

    assert taken == waiting
    assert len(pool._children) == 2
    assert set(pool._children).isdisjoint(waiting)


def test_with_no_child_left_a_child_is_forked_at_once(make) -> None:
    pool = make(1)
    assert pool.take() is not pool.take()
    assert pool.given == 2


def test_no_children_are_kept_where_none_are_wanted(make) -> None:
    pool = make(0)
    pool.refill()
    assert not pool._children
    assert pool.take()


def test_a_retired_pool_ends_its_children_and_its_zygote(make, zygote: FakeZygote) -> None:
    pool = make(2)
    waiting = list(pool._children)

    pool.retire()
    pool.refill()

    assert all(child.discarded for child in waiting)
    assert zygote.closed == 1
    assert not pool._children


def test_a_retired_pool_waits_for_the_children_it_has_given_out(make, zygote: FakeZygote) -> None:
    pool = make(1)
    pool.take()
    pool.take()
    pool.retire()
    pool.give_back()
    assert zygote.closed == 0

    pool.give_back()
    assert zygote.closed == 1


def test_retiring_twice_closes_once(make, zygote: FakeZygote) -> None:
    pool = make(1)
    pool.retire()
    pool.retire()
    assert zygote.closed == 1


def test_a_broken_zygote_is_told_to_whoever_takes(make, zygote: FakeZygote) -> None:
    pool = make(0)
    zygote.broken = True
    with pytest.raises(ZygoteError):
        pool.take()


def test_a_child_that_could_not_be_forked_does_not_keep_a_zygote_from_ending(
    make, zygote: FakeZygote
) -> None:
    pool = make(0)
    zygote.broken = True
    with pytest.raises(ZygoteError):
        pool.take()
    pool.retire()
    assert zygote.closed == 1


def test_no_two_threads_get_the_same_child(make) -> None:
    pool = make(4)

    def one(_: int) -> FakeChild:
        taken = pool.take()
        pool.refill()
        pool.give_back()
        return taken

    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(one, range(400)))
    assert len({id(child) for child in taken}) == 400
    assert pool.given == 400
    assert len(pool._children) == 4
