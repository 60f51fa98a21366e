"""What a board tells of hidden labels, as the command shows it."""

from gradus.api.answers import AnswerModel


class LeakAnswer(AnswerModel):
    """One way of release, as `grader.bundles.leak_table.LeakLine` has it."""

    release: str
    is_chosen: bool
    answers: int | None
    gains: dict[int, float]
