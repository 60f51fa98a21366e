"""What can be wrong with grading a file once more to compare, in words."""

from grader import ProblemKind

REPLAY_NOTHING = ProblemKind(
    "replay_nothing",
    "This file has no verdict with evidence that could be repeated.",
    "A file that is not judged, and one that failed for a reason of ours, have none.",
)
REPLAY_PROGRAM = ProblemKind(
    "replay_program",
    "A program may train for minutes, longer than a browser waits.",
    "On the server's machine, 'gradus replay {submission}' does it.",
)
REPLAY_ELSEWHERE = ProblemKind(
    "replay_elsewhere",
    "This server grades nothing itself.",
    "On a machine that grades, 'gradus replay {submission}' does it.",
)
REPLAY_BUSY = ProblemKind(
    "replay_busy",
    "Another file is being graded once more just now.",
    "One is at a time. Try again in a moment.",
)
REPLAY_FAILED = ProblemKind(
    "replay_failed",
    "It could not be graded once more: {why}.",
    "Nothing has changed. 'gradus fsck' says what is gone or damaged.",
)
