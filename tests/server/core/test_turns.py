"""Nobody waits for all that one other has sent: a line, played on a clock of its own."""

import heapq
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from server.core.lanes import Lane, Place, Running
from server.core.queue import Priority
from server.core.turns import Entry


@dataclass(frozen=True)
class File:
    """What arrives. seconds: how long it is graded."""

    at: float
    participant: str
    seconds: float
    priority: int = Priority.UPLOAD


class Night:
    """Files that arrive, and so many places that grade them; when each began, by its number."""

    def __init__(self, files: list[File], places: int) -> None:
        self.now = 0.0
        self.began: dict[int, float] = {}
        self.ended: dict[int, float] = {}
        self.most_waiting = 0
        self.lane = Lane(clock=lambda: self.now)
        self.lane.places = self.lane.free = places
        events = [(file.at, 0, number) for number, file in enumerate(files)]
        heapq.heapify(events)
        running: dict[int, Running] = {}
        while events:
            self.now, is_end, number = heapq.heappop(events)
            if is_end:
                self.lane.note_graded(f"{number:06}")
                self.lane.end(running[number], is_over=True)
                self.lane.free += 1
                self.ended[number] = self.now
            else:
                self._arrive(number, files[number])
            while self.lane.free and self.lane.peek() is not None:
                started = self.lane.start()
                begun = int(started.entry.evaluation_id)
                running[begun] = started
                self.lane.free -= 1
                self.began[begun] = self.now
                heapq.heappush(events, (self.now + files[begun].seconds, 1, begun))

    def _arrive(self, number: int, file: File) -> None:
        turn = self.lane.turns.next_of(file.participant, file.priority, self.now)
        is_again = file.priority == Priority.REGRADE
        entry = Entry(file.priority, turn, f"{number:06}", file.participant, is_again)
        self.lane.add(entry)


@given(
    st.floats(0, 300),
    st.integers(2, 6),
    st.floats(2, 20),
    st.floats(0.01, 20),
    st.sampled_from([Priority.UPLOAD, Priority.REGRADE]),
)
def test_anothers_file_begins_at_once_however_many_slow_ones_one_has_sent(
    at: float, places: int, slow_s: float, seconds: float, priority: Priority
) -> None:
    mine = [File(0, "heavy", slow_s, priority) for _ in range(100)]
    night = Night([*mine, File(at, "other", seconds)], places)
    assert night.began[100] == at


@given(st.integers(1, 4), st.floats(0.01, 20), st.integers(1, 60))
def test_nothing_waits_for_ever_and_a_place_is_used_where_one_is_left(
    places: int, seconds: float, count: int
) -> None:
    night = Night([File(0, "one", seconds) for _ in range(count)], places)
    assert len(night.ended) == count
    used = max(1, places - 1)
    assert max(night.ended.values()) <= seconds * (count / used + 1) + 1e-6


def test_who_was_quick_so_far_holds_nobody_up_with_what_is_slow() -> None:
    quick = [File(number, "a", 0.1) for number in range(10)]
    slow = [File(20, "a", 10) for _ in range(5)]
    night = Night([*quick, *slow, File(21, "b", 0.1)], 3)
    assert night.began[15] == 21


@given(
    st.lists(
        st.builds(
            File,
            st.floats(0, 60),
            st.sampled_from(["a", "b", "c", ""]),
            st.sampled_from([0.05, 0.5, 3.0, 15.0]),
            st.sampled_from([Priority.UPLOAD, Priority.REGRADE, Priority.BASELINE]),
        ),
        max_size=40,
    ),
    st.integers(1, 3),
)
def test_whatever_arrives_is_graded_once_and_is_in_its_place_meanwhile(
    files: list[File], places: int
) -> None:
    night = Night(files, places)
    assert night.ended.keys() == set(range(len(files)))
    assert night.lane.peek() is None
    assert night.lane.running == []


def test_turns_go_round_where_one_has_sent_many_at_once() -> None:
    """Ten of each at once, one place: each of `b` follows at most two more of `a`."""
    files = [File(0, "a", 2.0) for _ in range(10)] + [File(0.1, "b", 2.0) for _ in range(10)]
    began = Night(files, 1).began
    order = "".join("a" if number < 10 else "b" for number in sorted(began, key=began.__getitem__))
    assert order.count("b", 0, 10) >= 4, order


def test_the_place_in_the_line_and_the_time_come_from_what_gradings_took() -> None:
    now = [0.0]
    lane = Lane(clock=lambda: now[0])
    lane.places = lane.free = 1

    def send(id_: str) -> None:
        turn = lane.turns.next_of("a", Priority.UPLOAD, now[0])
        lane.add(Entry(Priority.UPLOAD, turn, id_, "a"))
        assert lane.peek() is not None

    send("first")
    assert lane.place_of("first") == Place(1, None)
    running = lane.start()
    now[0] = 4.0
    lane.note_graded("first")
    lane.end(running, is_over=True)
    for id_ in ("second", "third", "fourth"):
        send(id_)
    assert lane.place_of("third") == Place(2, 8.0)
    lane.start()
    now[0] = 5.0
    assert [lane.place_of(id_) for id_ in ("second", "fourth")] == [Place(0, 3.0), Place(2, 11.0)]
    now[0] = 9.0  # longer than the first took: nobody knows when it ends
    assert [lane.place_of(id_) for id_ in ("second", "third")] == [Place(0, None), Place(1, None)]
    assert lane.place_of("unknown") is None


def test_what_was_not_graded_tells_nothing_of_what_a_grading_takes() -> None:
    lane = Lane(clock=lambda: 0.0)
    lane.places = lane.free = 1
    for number in range(20):
        turn = lane.turns.next_of("a", Priority.UPLOAD, 0.0)
        lane.add(Entry(Priority.UPLOAD, turn, f"{number}", "a"))
        assert lane.peek() is not None
        lane.end(lane.start(), is_over=True)  # another worker had it, or it is gone
    assert lane.turns.expected_s("a") is None


def test_what_is_graded_again_puts_off_nobodys_upload_and_turns_begin_anew_once_all_is_done() -> (
    None
):
    lane = Lane(clock=lambda: 0.0)
    turns = lane.turns
    slow = Entry(Priority.UPLOAD, turns.next_of("a", Priority.UPLOAD, 0.0), "0", "a")
    turns.start(slow)
    turns.end(slow)
    turns.forget(slow, 60.0)
    for _ in range(50):
        turns.next_of("a", Priority.REGRADE, 1.0)
    assert turns.next_of("a", Priority.UPLOAD, 2.0) == 2.0
    assert turns.next_of("a", Priority.UPLOAD, 3.0) == 63.0
    for _ in range(2):
        turns.forget(slow, 1.0)
    assert turns.next_of("a", Priority.UPLOAD, 10.0) == 10.0


def test_what_was_held_comes_before_what_is_less_urgent_once_a_place_is_free() -> None:
    lane = Lane(clock=lambda: 0.0)
    lane.places, lane.free = 3, 2
    for id_ in ("first", "second"):
        turn = lane.turns.next_of("a", Priority.PROGRAM, 0.0)
        lane.add(Entry(Priority.PROGRAM, turn, id_, "a"))
    assert lane.peek() is not None
    lane.start()
    lane.free = 1
    assert lane.peek() is None
    lane.add(Entry(Priority.PROGRAM_BASELINE, 0.0, "baseline"))
    lane.free = 2
    found = lane.peek()
    assert found is not None
    assert found.evaluation_id == "second"


def test_the_place_is_that_in_which_a_file_is_handed_out_where_one_is_kept_free_for_it() -> None:
    lane = Lane(clock=lambda: 0.0)
    lane.places, lane.free = 2, 2
    for number in range(5):
        turn = lane.turns.next_of("a", Priority.UPLOAD, 0.0)
        lane.add(Entry(Priority.UPLOAD, turn, f"a{number}", "a"))
    assert lane.peek() is not None
    lane.start()
    lane.free = 1
    lane.add(Entry(Priority.UPLOAD, lane.turns.next_of("b", Priority.UPLOAD, 9.0), "b", "b"))
    assert lane.place_of("b") == Place(1, None)
    assert lane.place_of("a4") == Place(4, None)
