"""Whether an assignment takes files, and which date comes next."""

from datetime import UTC, datetime, timedelta

import pytest

from server.assignments.timetable import Phase, schedule
from server.assignments.views import AssignmentView

OPENS = datetime(2026, 4, 1, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=10)
REVEAL = OPENS + timedelta(days=11)
MOMENT = timedelta(seconds=1)


def view(
    opens: datetime | None = OPENS,
    closes: datetime | None = CLOSES,
    reveal: datetime | None = REVEAL,
) -> AssignmentView:
    return AssignmentView.model_construct(
        draft=False,
        visible_from=opens and opens - MOMENT,
        opens_at=opens,
        closes_at=closes,
        late_until=None,
        reveal_at=reveal,
    )


@pytest.mark.parametrize(
    ("moment", "phase", "next_date"),
    [
        (OPENS - 2 * MOMENT, Phase.HIDDEN, OPENS - MOMENT),
        (OPENS - MOMENT / 2, Phase.UPCOMING, OPENS),
        (OPENS, Phase.OPEN, OPENS),
        (OPENS + MOMENT, Phase.OPEN, CLOSES),
        (CLOSES, Phase.OPEN, CLOSES),
        (CLOSES + MOMENT, Phase.CLOSED, REVEAL),
        (REVEAL + MOMENT, Phase.CLOSED, None),
    ],
)
def test_files_are_taken_from_the_opening_to_the_close(
    moment: datetime, phase: Phase, next_date: datetime | None
) -> None:
    found = schedule(view(OPENS, CLOSES, REVEAL), moment)
    assert (found.phase, found.next_date) == (phase, next_date)


def test_without_dates_an_assignment_is_open() -> None:
    found = schedule(view(None, None, None), OPENS)
    assert (found.phase, found.next_date) == (Phase.OPEN, None)
