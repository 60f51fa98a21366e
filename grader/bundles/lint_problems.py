"""What deserves a second look in a bundle that can be used, in words."""

from grader.problems import ProblemKind
from languages import translatable

FILE_UNUSED = ProblemKind(
    "bundle_file_unused",
    "Nothing names {file}; it stays out of the packed bundle.",
    "Name it in starter if participants should get it.",
)
BASELINE_OFFERED = ProblemKind(
    "bundle_baseline_offered",
    "Participants can download the baseline {file}: it is a starter file too.",
    "Fine where that is meant; else put it under private/ and leave it out of starter.",
)
LAYERS_COST = ProblemKind(
    "bundle_layers_cost",
    "A right file costs {seconds} s on this machine and {megabytes} MB of arrays, of which {share} "
    "MB are for {layer}.",
    "At most {most_seconds} s and {most} MB are allowed; wrong code is judged within bounds too.",
)
LANGUAGE_MISSING = ProblemKind(
    "bundle_language_missing",
    "{key} in {file} has no text in {language}.",
    "Other texts have it: readers of that language will see another one here.",
)
CLOSED_ALREADY = ProblemKind(
    "bundle_closed_already",
    "closes_at in {file} is {got}, which is past: nobody can submit.",
    "Choose a later moment.",
)
LATE_UNTIL_REVEAL = ProblemKind(
    "bundle_late_until_reveal",
    "[late] in {file} goes past the reveal of private scores: the track {track} takes late files "
    "until {until}, not until {wanted}.",
    "Move reveal_at behind the last late day, or lower most_days.",
)
LATE_WITHOUT_DEADLINE = ProblemKind(
    "bundle_late_without_deadline",
    "[late] in {file} means nothing on the track {track}, which never closes.",
    "Give closes_at, or remove [late].",
)
PARTS_LOPSIDED = ProblemKind(
    "bundle_parts_lopsided",
    "{file} has {public} public and {private} private rows: one part is under a tenth of all.",
    "A small part makes its score mostly chance; split closer to half.",
)
NO_PRIVATE_ROWS = ProblemKind(
    "bundle_no_private_rows",
    "reveal_at in {file} is given, but no row of the label file is private.",
    "Add a column part with public and private, or remove reveal_at.",
)
NEVER_REVEALED = ProblemKind(
    "bundle_never_revealed",
    "{file} has no reveal_at, so the scores on the private rows are never shown.",
    "Give a moment at or after closes_at.",
)
_LEAK = translatable(
    "With {shown}, {per_day} tries a day, {days} days and {accounts} people who work together, a "
    "known attack on the public boards (tracks: {tracks}) identifies {percent} % of the {rows} "
    "public labels."
)
LABELS_CAN_LEAK = ProblemKind(
    "bundle_labels_can_leak",
    _LEAK,
    "Any of these keeps it to {most} %: {ways}. More public rows help too. See docs/leaks.md.",
)
LABELS_LEAK_ANYWAY = ProblemKind(
    "bundle_labels_leak_anyway",
    _LEAK,
    "No single setting keeps it to {most} % with so few public rows: have more of them or fewer "
    "tracks, or let private scores decide. See docs/leaks.md.",
)
LADDER_STEPS = ProblemKind(
    "bundle_ladder_steps",
    "Participants will see public scores in steps of {step}, of which there are {stairs} from the "
    "best constant to a perfect score. A known attack identifies {percent} % of the {rows} "
    "public labels.",
    "More public rows make finer steps. Staff see exact scores.",
)
LADDER_GAIN = ProblemKind(
    "bundle_ladder_gain",
    "Each stair is an answer: over {rows} public rows on {tracks} tracks the best attack known "
    "gets at most {one} % more than half of labels with two candidates right with one account, "
    "{five} % with {accounts}.",
    "More public rows and fewer tracks tell less. See docs/leaks.md.",
)
LADDER_LEAKS = ProblemKind(
    "bundle_ladder_leaks",
    'With release = "ladder" each stair is an answer: over {rows} public rows on {tracks} tracks '
    "the best attack known gets up to {one} % more than half of the labels right with one account "
    "and {five} % with {accounts}, and these rows are final.",
    "Any of these helps, down to {most} %: {ways}. More public rows and fewer tracks help too. See "
    "docs/leaks.md.",
)
LADDER_FLAT = ProblemKind(
    "bundle_ladder_flat",
    "With {rows} public rows a step of shown scores is {step}, more than there is between the "
    "best constant and a perfect score: they will never move.",
    'Have more public rows, or write release = "answers" in [prediction].',
)
ANSWERS_OF_TERM = ProblemKind(
    "bundle_answers_of_term",
    'With release = "{release}" participants see public scores in steps of {step}, and read '
    "{answers} of them in a term over {rows} public rows, of which {effective} count. A class "
    "between the best constant and 0.6 times its error can show {values} of them. Of labels "
    "with two candidates the best attack known gets {one} % more than half right with one account, "
    "{five} % with {accounts}.",
    "Only (accounts x answers) / rows counts, and more rows have finer steps. See docs/leaks.md.",
)
ANSWERS_LEAK = ProblemKind(
    "bundle_answers_leak",
    'With release = "{release}" and {answers} scores in a term over {rows} public rows, of which '
    "{effective} count, the best attack known gets {one} % more than half of the labels right with "
    "one account and {five} % with {accounts}, and these rows are final.",
    "Any of these helps, down to {most} %: {ways}. More public rows help too. See docs/leaks.md.",
)
FEW_ANSWERS = ProblemKind(
    "bundle_few_answers",
    "{answers} scores in a term over {rows} public rows of classes make places less sure, so they "
    "are handed out late: one at once, one more each time that half of the rest of the term has "
    "gone. In terms played over 300 rows, rank correlation with the private order was 0.02 lower "
    "than by exact scores; handed out evenly it was 0.03 lower.",
    "More answers would tell too much of so few labels. Have 400 public rows or more, let private "
    "rows decide, or advise participants to keep their answers. See docs/leaks.md.",
)
FEW_EFFECTIVE_ROWS = ProblemKind(
    "bundle_few_effective_rows",
    "Of {rows} public rows only {effective} count for the score: a few large labels decide it.",
    "Have more rows or score the logarithm; else places are mostly chance. Private rows decide "
    "better, if there are many.",
)
FEW_EFFECTIVE_PRIVATE_ROWS = ProblemKind(
    "bundle_few_effective_private_rows",
    "Of {rows} private rows only {effective} count for the score that decides: a few large labels "
    "decide it.",
    "Have more private rows or score the logarithm; else final places are mostly chance.",
)
RANGE_BEYOND_METRIC = ProblemKind(
    "bundle_range_beyond_metric",
    "range in [prediction] is from {low} to {high}, and the metric {metric} does not take {end}.",
    "Whatever a metric does not take is refused before the range is looked at: such a file has no "
    "score. Make the range narrower.",
)
SECONDARY_STEPS = ProblemKind(
    "bundle_secondary_steps",
    "Beside each public score that participants see, {metric} is shown in steps of {step}: one "
    "more answer about hidden labels, and counted as one.",
    "Leave it out where the board can do without it.",
)
NO_BOUND_KNOWN = ProblemKind(
    "bundle_no_bound_known",
    "How much of the labels rounded scores in {metric} give away is not computed.",
    "Show few decimals, allow few tries, and let private scores decide.",
)
SCORES_UNBOUNDED = ProblemKind(
    "bundle_scores_unbounded",
    "Nothing keeps predictions in a range, and far ones carry many labels in the digits of one "
    "score: scores are shown to {digits} significant digits.",
    "Write range = [lowest, highest] in [prediction], or name train, whose targets have a range.",
)
LABELS_BEYOND_TARGETS = ProblemKind(
    "bundle_labels_beyond_targets",
    "Predictions are clipped to the range of the training targets, {low} to {high}, and labels in "
    "{file} lie outside: {count}.",
    "Nobody can reach them quite. Where they matter, write a wider range in [prediction].",
)
TEST_HANDED_OUT = ProblemKind(
    "bundle_test_handed_out",
    "starter offers {file}, the rows that programs predict on the track {track}, and nobody else "
    "needs them: answers to known rows can be typed in.",
    "Take it out of starter. What is left then of *verified* is in docs/leaks.md.",
)
TEST_SHARED = ProblemKind(
    "bundle_test_shared",
    "Programs on the track {track} predict rows that participants have, for another track's sake: "
    "{bytes} bytes of answers can be typed in, {hidden} where they are hidden in how a program is "
    "built, and the {rows} labels hold {needed}.",
    "Lower literal_bytes and information_bytes in [tracks.program], or make an assignment of its "
    "own for programs, without {file} in starter. See docs/leaks.md.",
)
TERM_ASSUMED = ProblemKind(
    "bundle_term_assumed",
    "{file} has no closes_at: a term of {days} days is assumed for what boards give away.",
    "Give closes_at as soon as it is known.",
)
