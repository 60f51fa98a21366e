"""Reads histories: scores as the viewer is shown them, and the board that they led to."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from grader import Better, Released, Verdict
from server.assignments import participants
from server.assignments.access import AssignmentAccess
from server.assignments.views import AssignmentView
from server.boards.board import Boards
from server.boards.views import Board, Part
from server.core.cache import Cache
from server.core.clock import now
from server.core.models import Membership, Track
from server.history import queries
from server.history.histogram import histogram
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
        better, disclosure = access.definition.better, Disclosure.of(access, track, now())
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
            distribution=histogram(
                [row.value for row in board.ranked_rows],
                None if own is None or own not in board.ranked_rows else own.value,
                better,
                disclosure.decimals,
            ),
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


def in_bounds(view: HistoryView, task: AssignmentView) -> HistoryView:
    """A history with bounds for released scores, as pages tell them: nothing better than reached.

    Of files and classes that are still where everybody starts on the Ladder no number is known.
    """

    def bound(score: float | None) -> float | None:
        if score is None or score == task.start:
            return None
        return score + task.slack if task.better == "lower" else score - task.slack

    if not task.bounds:
        return view
    points = [
        point.model_copy(update={"score": bound(point.score), "best": bound(point.best)})
        for point in view.submissions
    ]
    bests = [(one, bound(one.score)) for one in view.class_best]
    moved = [one.model_copy(update={"score": score}) for one, score in bests if score is not None]
    return view.model_copy(update={"submissions": points, "class_best": moved})


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
        is_waiting = score is None and line.verdict is Verdict.SCORED
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
                best=best,
                private_score=disclosure.private_score(line.private_score),
                secondary=secondary_views(disclosure, metrics, kept, _released(line)),
            )
        )
    return points


def _released(line: GradedLine) -> Released | None:
    if line.released is None or line.moved is None:
        return None
    return Released(line.released, line.moved)


def _records(reached: Iterable[Reached], better: Better, disclosure: Disclosure) -> list[Record]:
    """When the best shown score of the class became which one.

    What rounding hides stays hidden: an improvement that nobody was shown is none.
    """
    records: list[Record] = []
    best: float | None = None
    for one in reached:
        score = disclosure.public_score(one.value, one.released)
        if score is not None and _improves(score, best, better):
            best = score
            records.append(Record(since=one.received_at, score=score))
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
