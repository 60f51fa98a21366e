"""How often a process does what it does again and again."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Intervals:
    """Pauses of endless loops, in seconds.

    sweep_s: between two looks for what is pending or was abandoned. heartbeat_s: between two signs
    of life of a worker. retry_s: before grading is tried again after a fault of ours, four times as
    long after each further one. uncertainty_s: between two looks for boards that have changed, at
    least. keep_alive_s: between two comments on a stream that has nothing to say, where all events
    are heard. board_recheck_s, submission_recheck_s: where other processes grade, whose events are
    not.
    """

    sweep_s: float = 60.0
    heartbeat_s: float = 10.0
    retry_s: float = 1.0
    uncertainty_s: float = 2.0
    keep_alive_s: float = 15.0
    board_recheck_s: float = 1.0
    submission_recheck_s: float = 0.5

    def for_only_process(self) -> "Intervals":
        """The same where no other process grades, so that nothing need be looked for again."""
        pause_s = self.keep_alive_s
        return replace(self, board_recheck_s=pause_s, submission_recheck_s=pause_s)


USUAL = Intervals()
