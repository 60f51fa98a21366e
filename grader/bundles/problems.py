"""What can be wrong with a bundle, in words.

Of these problems `line` is always the line of `assignment.toml`, the value `file` the file at fault
and `row` a line of that file.
"""

from grader.problems import ProblemKind

# assignment.toml as a text

DEFINITION_MISSING = ProblemKind(
    "bundle_definition_missing",
    "There is no {file} here.",
    "A bundle is a folder, or a zip of one, with {file} at its top.",
)
DEFINITION_TOO_LONG = ProblemKind(
    "bundle_definition_too_long",
    "{file} is longer than {bytes} bytes or {lines} lines.",
    "Keep long texts in the statement files.",
)
NOT_UTF8 = ProblemKind(
    "bundle_not_utf8",
    "{file} is not UTF-8: byte {byte} cannot be read.",
    "Save the file again as UTF-8.",
)
TOML_SYNTAX = ProblemKind(
    "bundle_toml_syntax",
    "{file} is not valid TOML: {detail}.",
    "Look at this line and the one before it: a quote, a bracket or an equals sign is often "
    "missing, or a key stands twice.",
)

# its keys and values

KEY_MISSING = ProblemKind(
    "bundle_key_missing",
    "{file} lacks the key {key}.",
    "docs/assignment-format.md lists every key with an example.",
)
KEY_UNKNOWN = ProblemKind(
    "bundle_key_unknown",
    "{file} has a key {key}, which means nothing here.",
    "Check the spelling and the table it stands in. docs/assignment-format.md lists every key "
    "with an example.",
)
NOT_TEXT = ProblemKind(
    "bundle_not_text", "{key} in {file} is {got}; expected a text.", "Put it in quotes."
)
NOT_WHOLE_NUMBER = ProblemKind(
    "bundle_not_whole_number",
    "{key} in {file} is {got}; expected a whole number.",
    "Write it without quotes and without a decimal point.",
)
NOT_NUMBER = ProblemKind(
    "bundle_not_number", "{key} in {file} is {got}; expected a number.", "Write it without quotes."
)
NOT_LIST = ProblemKind(
    "bundle_not_list",
    "{key} in {file} is {got}; expected a list.",
    'Write ["a", "b"], or one [[{key}]] before each table.',
)
NOT_TABLE = ProblemKind(
    "bundle_not_table",
    "{key} in {file} is {got}; expected a table.",
    'Texts for people are tables by language, such as {{ en = "...", ja = "..." }}. '
    "docs/assignment-format.md lists every key with an example.",
)
NOT_ONE_OF = ProblemKind(
    "bundle_not_one_of",
    "{key} in {file} is {got}; expected one of: {expected}.",
    "Choose one of them.",
)
OUT_OF_RANGE = ProblemKind(
    "bundle_out_of_range",
    "{key} in {file} is {got}; expected a number {expected}.",
    "Choose a number in that range.",
)
LIST_EMPTY = ProblemKind(
    "bundle_list_empty",
    "{key} in {file} is empty; expected at least one.",
    "Start each with [[{key}]].",
)
BAD_SLUG = ProblemKind(
    "bundle_bad_slug",
    "{key} in {file} is {got}; expected small letters a-z and digits in words joined by '-', a "
    "letter first, at most 64 characters.",
    "It becomes part of the address, as in comment-volume.",
)
DATE_WITHOUT_OFFSET = ProblemKind(
    "bundle_date_without_offset",
    "{key} in {file} is {got}, without an offset, so it is no certain moment.",
    "Write date, time and offset, as in 2027-01-31T23:59:00+09:00.",
)
NOT_DATE = ProblemKind(
    "bundle_not_date",
    "{key} in {file} is {got}; expected a date with time and offset.",
    "Write it without quotes, as in 2027-01-31T23:59:00+09:00.",
)
DATES_OUT_OF_ORDER = ProblemKind(
    "bundle_dates_out_of_order",
    "In {file}, {later} is before {earlier}.",
    "The order is visible_from, opens_at, closes_at, reveal_at; equal moments are fine.",
)
REVEALED_WHILE_ASKED = ProblemKind(
    "bundle_revealed_while_asked",
    "In {file}, {reveal} is before {closing}.",
    "All tracks ask about the same hidden rows: none is revealed before the last of them closes. "
    "A track without a closes_at of its own has that of the assignment, else the reveal.",
)
RESULTS_HELD = ProblemKind(
    "bundle_results_held",
    "{key} in {file} is for layers; scores of predictions are told as release and reveal_at say.",
    "Remove it.",
)
RANGE_ENDS = ProblemKind(
    "bundle_range_ends",
    "{key} in {file} is no range of predictions.",
    "It is a list of two numbers, the lower one first, such as range = [0, 100].",
)
TEXT_MISSING = ProblemKind(
    "bundle_text_missing", "{key} in {file} is in no language.", "Give en, ja or both."
)
TABLE_MISSING = ProblemKind(
    "bundle_table_missing",
    'kind in {file} is "{kind}", but there is no table [{kind}].',
    "Add [{kind}]. docs/assignment-format.md lists every key with an example.",
)
TABLE_SURPLUS = ProblemKind(
    "bundle_table_surplus",
    'kind in {file} is "{kind}", so the table [{table}] has no place.',
    "Remove [{table}], or change kind.",
)
DUPLICATE = ProblemKind(
    "bundle_duplicate",
    '"{name}" stands twice: {key} in {file} is the second.',
    "Rename or remove one.",
)
LAYER_CHOICE = ProblemKind(
    "bundle_layer_choice",
    "{key} in {file} does not suit {layer}.",
    "What may stand here: {expected}.",
)
LAYER_TOO_LARGE = ProblemKind(
    "bundle_layer_too_large",
    "{layer} at {key} in {file} needs an array of {megabytes} MB; such an array may have {most} "
    "MB.",
    "Make some of its sizes smaller: {sizes}. With windows, a larger stride helps as well.",
)
FILE_TOO_LARGE = ProblemKind(
    "bundle_file_too_large",
    "All arrays of a right file together have {megabytes} MB or more, {share} MB of them those of "
    "{layer} at {key} in {file}; {most} MB are allowed.",
    "Make some of its sizes smaller, N first: {sizes}.",
)
FILE_TOO_SLOW = ProblemKind(
    "bundle_file_too_slow",
    "A right file takes {seconds} s or more, most of it for {layer} at {key} in {file}; {most} s "
    "are allowed.",
    "Make some of its sizes smaller, N first: {sizes}.",
)
PROGRAM_DATA = ProblemKind(
    "bundle_program_data",
    "{key} in {file} asks for programs, but there is nothing to train them on.",
    "Name train and test in the table [prediction], which programs on layers cannot have.",
)

LADDER_METRIC = ProblemKind(
    "bundle_ladder_metric",
    '{key} in {file} is "ladder", which must know what each row does to a score, but the metric is '
    "{metric}.",
    'It goes with: {allowed}. Write release = "rounded" and few decimals, or change metric.',
)

SECONDARY_MANY = ProblemKind(
    "bundle_secondary_many",
    "{key} in {file} names more than {most} metrics.",
    "At most {most} are shown beside the one that ranks: each tells more of hidden labels.",
)
SECONDARY_TWICE = ProblemKind(
    "bundle_secondary_twice",
    '{key} in {file} is "{metric}", which ranks already or stands before in the list.',
    "Name each metric once: metric ranks, and those of secondary are shown beside it.",
)
SECONDARY_NOT_SHOWN = ProblemKind(
    "bundle_secondary_not_shown",
    '{key} in {file} says how precisely "{metric}" is shown, and secondary does not name it.',
    "Name it in secondary too, or leave it out here.",
)
SECONDARY_FAMILY = ProblemKind(
    "bundle_secondary_family",
    '{key} in {file} is "{metric}", which cannot score what is predicted for "{ranking}".',
    "What can be shown beside it: {allowed}.",
)

# how it names files, tracks and baselines

PATH_OUTSIDE = ProblemKind(
    "bundle_path_outside",
    "{key} in {file} is {got}, which is not a path inside the bundle.",
    "Write it from the folder of {file}, with forward slashes, and follow no link out of it.",
)
STARTER_REQUIRED = ProblemKind(
    "bundle_starter_required",
    'An assignment of kind "{kind}" must offer the starter file {name}.',
    "Add the file and name it in starter.",
)
STARTER_PRIVATE = ProblemKind(
    "bundle_starter_private",
    "starter in {file} offers {path}, which participants must not see.",
    "Nothing under private/ and no label file can be a starter file.",
)

BASELINE_KIND = ProblemKind(
    "bundle_baseline_kind",
    '{file} has baselines, which an assignment of kind "layers" cannot have.',
    "Remove them.",
)
BASELINE_TRACK = ProblemKind(
    "bundle_baseline_track",
    '{key} in {file} is "{name}", which is no track of the assignment.',
    "Choose one of: {tracks}.",
)

GRADES_KEY_MISSING = ProblemKind(
    "bundle_grades_key_missing",
    '{key} in {file} is "{rule}", which needs {needs}.',
    "Add {needs} to [grades].",
)
GRADES_KEY_SURPLUS = ProblemKind(
    "bundle_grades_key_surplus",
    '{key} in {file} means nothing where the rule is "{rule}".',
    "Remove it, or choose another rule.",
)
GRADES_BEYOND = ProblemKind(
    "bundle_grades_beyond",
    "{key} in {file} is {said}, but at most {most} points can be earned.",
    "Lower it, or raise points in [grades].",
)
GRADES_ORDER = ProblemKind(
    "bundle_grades_order",
    "{key} in {file} is out of order: what is better would earn no more.",
    "full is a better score than start; steps go from the worst score to the best, ranks from the "
    "best place on, each with more points the better it is.",
)
GRADES_SCORE = ProblemKind(
    "bundle_grades_score",
    "{key} in {file} should be a score or the slug of a baseline, got {got}.",
    "Write a number, or a name in double quotes.",
)
GRADES_TRACK = ProblemKind(
    "bundle_grades_track",
    "{key} in {file} does not say which track counts.",
    "Add track, one of: {tracks}.",
)
GRADES_BASELINE = ProblemKind(
    "bundle_grades_baseline",
    '{key} in {file} is "{name}", which is no baseline of the track that counts.',
    "Give a score, or one of: {known}.",
)
GRADES_RULE_KIND = ProblemKind(
    "bundle_grades_rule_kind",
    '{key} in {file} is "layers", but predictions have no layers.',
    "Choose linear, steps or ranks.",
)
GRADES_PRIVATE = ProblemKind(
    "bundle_grades_private",
    '{key} in {file} is "private", but no private score is ever shown on that track.',
    "Give the track a reveal_at, or count public scores.",
)
LATE_DAYS_MISSING = ProblemKind(
    "bundle_late_days_missing",
    "{key} in {file} means nothing where no late day is given.",
    "Add most_days to [late], or remove {key}.",
)
LATE_OFF_TWICE = ProblemKind(
    "bundle_late_off_twice",
    "{key} in {file} stands beside points_off: a late day takes off one or the other.",
    "Remove one of them.",
)
LATE_WITHOUT_GRADES = ProblemKind(
    "bundle_late_without_grades",
    "{key} in {file} takes points off, but the assignment gives none.",
    "Add [grades], or remove {key}.",
)
