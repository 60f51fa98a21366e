"""Reads histories: scores as the viewer is shown them, and the board that they led to."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from grader import Better, Verdict
from server.assignments import participants
from server.assignments.access import AssignmentAccess
from server.boards.board import Boards
from server.boards.views import Board, BoardRow, Part
from server.core.cache import Cache
from server.core.clock import now
from server.core.models import Membership, Track
from server.history import queries
from server.history.histogram import Bin, histogram
from server.history.queries import GradedLine, Reached
from server.history.views import HistoryView, Point, Record, Shift
from server.submissions import secondary
from server.submissions.disclosure import Disclosure
from server.submissions.secondary_views import secondary_views

_MOST_CACHED = 256


class HistoryReader:
    """Reads histories. The best of a class is kept for each version of its board."""

    def __init__(self, boards: Boards) -> None:
        self._boards = boards
        self._kept: Cache[tuple[str, int, Disclosure], list[Record]] = Cache(_MOST_CACHED)

    def get(
        self,
        session: Session,
        access: AssignmentAccess,
        track: Track,
        membership: Membership | None,
    ) -> HistoryView:
        """The history of a participant on a track. membership: theirs; None for staff's own."""
        person_id = access.viewer.person_id if membership is None else membership.person_id
        participant_id = participants.of_person(session, access.assignment.id, person_id)
        better, stairs = access.definition.better, self._boards.stairs_of(access)
        disclosure = Disclosure.of(access, track, now(), stairs=stairs)
        board = self._boards.get(session, access, track)
        own = board.row_of(participant_id)
        mine = queries.of_participant(session, track.id, participant_id, access.grading.id)
        return HistoryView(
            track=track.slug,
            metric=access.definition.metric,
            better=better,
            alias=membership and membership.alias,
            part=board.view.part,
            final=board.view.final,
            participants=board.view.participants,
            rank=own and own.rank,
            submissions=_points(session, access, mine, disclosure),
            class_best=self._class_best(session, access, track, disclosure),
            distribution=_distribution(board, own, better, disclosure.decimals),
            at_start=board.at_start,
            shake_up=_shake_up(board, participant_id) if board.view.final else None,
        )

    def _class_best(
        self, session: Session, access: AssignmentAccess, track: Track, disclosure: Disclosure
    ) -> list[Record]:
        key = (track.id, track.board_version, disclosure)

        def read() -> list[Record]:
            reached = queries.of_students(session, track.id, access.course.id, access.grading.id)
            return _records(reached, access.definition.better, disclosure)

        return self._kept.get_or_make(key, read)


def in_metric(view: HistoryView, metric: str, better: Better) -> HistoryView:
    """A participant's history by a metric that ranks nobody; of the class it says nothing."""
    points: list[Point] = []
    best: float | None = None
    for point in view.submissions:
        score = point.secondary[metric].score
        best = score if _improves(score, best, better) else best
        points.append(point.model_copy(update={"score": score, "best": best}))
    return view.model_copy(
        update={"metric": metric, "better": better, "submissions": points, "class_best": []}
    )


def _points(
    session: Session,
    access: AssignmentAccess,
    lines: Sequence[GradedLine],
    disclosure: Disclosure,
) -> list[Point]:
    better, metrics = access.definition.better, access.definition.secondary
    beside = secondary.of_evaluations(session, [line.evaluation_id for line in lines])
    points: list[Point] = []
    best: float | None = None
    for line in lines:
        assert line.verdict is not None, "only what is final is graded"
        score = disclosure.public_score(line.value, line.released)
        at_start = disclosure.is_at_start(line.released)
        is_waiting = score is None and line.verdict is Verdict.SCORED and not at_start
        if is_waiting or disclosure.withholds(line.verdict):
            continue
        best = score if _improves(score, best, better) else best
        kept = beside.get(line.evaluation_id, {})
        points.append(
            Point(
                id=line.submission_id,
                url=f"/submissions/{line.submission_id}",
                submitted_at=line.received_at,
                verdict=line.verdict,
                score=score,
                at_start=at_start,
                best=best,
                private_score=disclosure.private_score(line.private_score),
                secondary=secondary_views(disclosure, metrics, kept, moved=line.moved),
            )
        )
    return points


def _distribution(
    board: Board, own: BoardRow | None, better: Better, decimals: int | None
) -> list[Bin]:
    """The scores by which a board ranks in bins, the one of `own` marked."""
    rows = board.ranked_rows
    values = [row.value for row in rows if row.value is not None]
    marked = own.value if own is not None and own in rows else None
    return histogram(values, marked, better, decimals)


def _records(reached: Iterable[Reached], better: Better, disclosure: Disclosure) -> list[Record]:
    """When the best shown score of the class became which one.

    What rounding hides stays hidden: an improvement that nobody was shown is none.
    """
    records: list[Record] = []
    best: float | None = None
    for one in reached:
        score = disclosure.public_score(one.value, one.released)
        is_first = not records and score is None and disclosure.is_at_start(one.released)
        if is_first or _improves(score, best, better):
            best = score
            records.append(Record(since=one.received_at, score=score, at_start=is_first))
    return records


def _improves(score: float | None, best: float | None, better: Better) -> bool:
    if score is None or best is None:
        return score is not None
    return score < best if better == "lower" else score > best


def _shake_up(board: Board, participant_id: str | None) -> list[Shift] | None:
    """The places of everybody before and after; None where nobody has a private score."""
    if board.view.part is not Part.PRIVATE:
        return None
    return [
        Shift(
            alias=row.alias,
            public_rank=row.rank + (row.moved or 0),
            private_rank=row.rank,
            moved=row.moved or 0,
            own=owner == participant_id,
        )
        for row, owner in zip(board.view.rows, board.participants, strict=True)
        if row.rank is not None
    ]
