"""A zygote's spares: kept in number, given out in order, ended when nobody needs them."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.sandbox.pool import child_pool as nurseries
from grader.sandbox.pool.child_pool import Nursery
from grader.sandbox.pool.zygote import ZygoteError


class FakeZygote:
    """Counts how often it is closed; breaks where it is told to."""

    def __init__(self) -> None:
        self.closed = 0
        self.broken = False

    def close(self) -> None:
        self.closed += 1


class FakeSpare:
    """A child in name only."""

    def __init__(self, zygote: FakeZygote) -> None:
        if zygote.broken:
            raise ZygoteError("it does not listen")
        self.zygote = zygote
        self.discarded = False

    def discard(self) -> None:
        self.discarded = True


@pytest.fixture
def zygote(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeZygote]:
    monkeypatch.setattr(nurseries, "Spare", FakeSpare)
    return FakeZygote()


@pytest.fixture
def make(zygote: FakeZygote) -> Callable[[int], Nursery]:
    return lambda size: Nursery(lambda: zygote, size)


def test_spares_are_given_out_in_the_order_of_their_forks_and_filled_up_again(make) -> None:
    nursery = make(2)
    waiting = list(nursery._spares)

    taken = [nursery.take() for _ in range(2)]
    nursery.refill()

    assert taken == waiting
    assert len(nursery._spares) == 2
    assert set(nursery._spares).isdisjoint(waiting)


def test_with_no_spare_left_a_child_is_forked_at_once(make) -> None:
    nursery = make(1)
    assert nursery.take() is not nursery.take()
    assert nursery.given == 2


def test_no_spares_are_kept_where_none_are_wanted(make) -> None:
    nursery = make(0)
    nursery.refill()
    assert not nursery._spares
    assert nursery.take()


def test_a_retired_nursery_ends_its_spares_and_its_zygote(make, zygote: FakeZygote) -> None:
    nursery = make(2)
    waiting = list(nursery._spares)

    nursery.retire()
    nursery.refill()

    assert all(spare.discarded for spare in waiting)
    assert zygote.closed == 1
    assert not nursery._spares


def test_a_retired_nursery_waits_for_the_children_it_has_given_out(
    make, zygote: FakeZygote
) -> None:
    nursery = make(1)
    nursery.take()
    nursery.take()
    nursery.retire()
    nursery.give_back()
    assert zygote.closed == 0

    nursery.give_back()
    assert zygote.closed == 1


def test_retiring_twice_closes_once(make, zygote: FakeZygote) -> None:
    nursery = make(1)
    nursery.retire()
    nursery.retire()
    assert zygote.closed == 1


def test_a_broken_zygote_is_told_to_whoever_takes(make, zygote: FakeZygote) -> None:
    nursery = make(0)
    zygote.broken = True
    with pytest.raises(ZygoteError):
        nursery.take()


def test_a_child_that_could_not_be_forked_does_not_keep_a_zygote_from_ending(
    make, zygote: FakeZygote
) -> None:
    nursery = make(0)
    zygote.broken = True
    with pytest.raises(ZygoteError):
        nursery.take()
    nursery.retire()
    assert zygote.closed == 1


def test_no_two_threads_get_the_same_child(make) -> None:
    nursery = make(4)

    def one(_: int) -> FakeSpare:
        taken = nursery.take()
        nursery.refill()
        nursery.give_back()
        return taken

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(one, range(400)))
    assert len({id(spare) for spare in taken}) == 400
    assert nursery.given == 400
    assert len(nursery._spares) == 4
