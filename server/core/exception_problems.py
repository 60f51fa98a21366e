"""What can be wrong with an exception, and what one does to everybody, in words."""

from grader import ProblemKind

NOBODY = ProblemKind(
    "exception_nobody", "Nobody is chosen.", "Name one student or more. Nothing was changed."
)
UNKNOWN = ProblemKind(
    "exception_unknown",
    "'{person}' is no student of the course.",
    "Name students by alias, email address or student number, each once. Nothing was changed.",
)
AMBIGUOUS = ProblemKind(
    "exception_ambiguous",
    "'{person}' means more than one student.",
    "Name them by alias. Nothing was changed.",
)
STAFF = ProblemKind(
    "exception_for_staff",
    "'{person}' is staff.",
    "Staff submit at any time and try for free. Nothing was changed.",
)
TWICE = ProblemKind(
    "exception_twice",
    "'{person}' is named twice.",
    "Each student has one exception. Nothing was changed.",
)
EMPTY = ProblemKind(
    "exception_empty",
    "The exception grants nothing.",
    "Give an opening, a deadline, tries or time. Nothing was changed.",
)
WITHOUT_REASON = ProblemKind(
    "exception_without_reason",
    "Expected a reason of 1 to {limit} characters.",
    "Students read it on their page. Nothing was changed.",
)
BAD_NUMBER = ProblemKind(
    "exception_bad_number",
    "Expected a whole number from 0 to {limit}, got '{got}'.",
    "Leave the cell empty for none. Nothing was changed.",
)
BAD_MOMENT = ProblemKind(
    "exception_bad_moment",
    "'{got}' is no moment.",
    "Give date and time, as in 2027-01-31 23:59, on the clock of the course. Nothing was changed.",
)
COLUMNS = ProblemKind(
    "exception_columns",
    "The first line names the columns {got}.",
    "Expected person and reason, and any of opens_at, closes_at, extra_tries and extra_s, each "
    "once. Nothing was changed.",
)
NO_PROGRAMS = ProblemKind(
    "exception_no_programs",
    "No track of the assignment takes programs, so more time for them grants nothing.",
    "Nothing was changed.",
)
NEVER_CLOSES = ProblemKind(
    "exception_never_closes",
    "The assignment never closes, so nobody needs a deadline of their own.",
    "Nothing was changed.",
)
OVER = ProblemKind(
    "exception_over",
    "The deadline {closes_at} has passed.",
    "Give one that is to come. Nothing was changed.",
)
NO_LATER = ProblemKind(
    "exception_no_later",
    "The deadline {closes_at} is no later than that of everybody, {last}.",
    "An exception only gives time. Nothing was changed.",
)
BEFORE_OPENING = ProblemKind(
    "exception_before_opening",
    "The deadline {closes_at} is not after the opening, {opens_at}.",
    "Give a later deadline or an earlier opening. Nothing was changed.",
)
OPENS_TOO_LATE = ProblemKind(
    "exception_opens_too_late",
    "The opening {opens_at} is not before the deadline, {closes_at}.",
    "Give an earlier opening, or a later deadline with it. Nothing was changed.",
)
UNSEEN = ProblemKind(
    "exception_unseen",
    "The opening {opens_at} is before the assignment is seen at all, {visible_from}.",
    "Give that moment or a later one. Nothing was changed.",
)
PAST_REVEAL = ProblemKind(
    "exception_past_reveal",
    "The deadline {closes_at} is behind the reveal of private scores, {reveal_at}.",
    "Nobody submits what they know the private score of. Give an earlier deadline, or let the "
    "reveal move with it. Nothing was changed.",
)
REVEALED = ProblemKind(
    "exception_revealed",
    "Private scores have been shown since {reveal_at}.",
    "What was shown is not taken back, and nobody submits after it. Nothing was changed.",
)
HOLDS_EXACT = ProblemKind(
    "exception_holds_exact",
    "Exact scores are shown to nobody before {after}, instead of {before}.",
    "Whoever still submits would read the hidden labels off them.",
)
EXACT_WERE_SHOWN = ProblemKind(
    "exception_exact_were_shown",
    "Exact scores have been shown since {closed_at}.",
    "Pages round scores again until the new deadline, but what was read of them stays read.",
)
MOVES_REVEAL = ProblemKind(
    "exception_moves_reveal",
    "The reveal of the track '{track}' moves from {before} to {after}.",
    "Everybody waits for private scores until then.",
)
RESULTS_TOLD = ProblemKind(
    "exception_results_told",
    "What came of files is told from {results_from} on, before this deadline.",
    "Others may pass on what they read of theirs. Push a later results_from if that matters.",
)
WITHDRAWAL_OVER = ProblemKind(
    "withdrawal_over",
    "Files are withdrawn until {closes_at}, the deadline.",
    "Nobody picks among their files once they know how those fare. Ask course staff if one has to "
    "go.",
)
REMOVED_BY_STAFF = ProblemKind(
    "removed_by_staff",
    "Course staff have taken the file off the board.",
    "Ask them; what they have decided, they can take back.",
)
REMOVAL_WITHOUT_REASON = ProblemKind(
    "removal_without_reason",
    "Expected a reason of 1 to {limit} characters.",
    "Whoever it is about reads it. Nothing was changed.",
)
EXTENDED_AFTER_REVEAL = ProblemKind(
    "extended_after_reveal",
    "Somebody was granted a deadline until {extended_until}, after the reveal of the track "
    "'{track}', {reveal_at}.",
    "Nothing was changed. Set a later reveal_at, or end that exception first.",
)
