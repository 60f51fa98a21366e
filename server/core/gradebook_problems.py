"""What can be wrong with grades, and with the files that they are filled into, in words."""

from grader import ProblemKind

GRADES_WITHOUT_RULE = ProblemKind(
    "grades_without_rule",
    "The bundle does not say what a score is worth.",
    "Add [grades] to assignment.toml and push it: nothing is graded again.",
)
GRADES_WITHOUT_BASELINE = ProblemKind(
    "grades_without_baseline",
    "Points are counted from the baseline '{slug}', which has no score on the track '{track}'.",
    "The page of versions says what became of it. A number may stand in its place.",
)
GRADES_HELD = ProblemKind(
    "grades_held",
    "The grades rest on what the class must not know yet.",
    "Nothing was handed out. Come back once private scores or results are shown to everybody, or "
    "count public scores.",
)
GRADES_UNGRADED = ProblemKind(
    "grades_ungraded",
    "{count} files of the track are not graded yet.",
    "Nothing was frozen. Do it once they are.",
)
CANVAS_HEADER = ProblemKind(
    "canvas_header",
    "This is no gradebook as Canvas exports it: its first columns are Student and ID, and one of "
    "them is Section.",
    "In Canvas, export the entire gradebook, and upload that file as it is.",
)
CANVAS_DROPPED = ProblemKind(
    "canvas_dropped",
    "Canvas passes over a column called '{title}' in silence: it takes it for a total of its own.",
    "Fill a column of another title.",
)
CANVAS_READ_ONLY = ProblemKind(
    "canvas_read_only",
    "Canvas does not take grades for this column: it is read only.",
    "Fill a column of an assignment.",
)
COLUMN_THERE = ProblemKind(
    "column_there",
    "The export has a column '{title}' already, which Canvas would take a new one for.",
    "Name it as the column to fill, or name another.",
)
COLUMN_MISSING = ProblemKind(
    "column_missing",
    "The file has no column '{title}' for grades.",
    "Copy its title from the first row of the file.",
)
COLUMN_TWICE = ProblemKind(
    "column_twice",
    "Several columns of the file are called '{title}'.",
    "Give the title with the number behind it.",
)
MOODLE_HEADER = ProblemKind(
    "moodle_header",
    "The list has no column by which Moodle knows its users: ID number, Email address or Username.",
    "In Moodle, export grades or participants with one of them, and upload that file.",
)
WORKSHEET_HEADER = ProblemKind(
    "worksheet_header",
    "This is no grading worksheet as Moodle exports it: the first column has a number of each "
    "participant, and another is Grade.",
    "In the assignment in Moodle, download the grading worksheet. Name its column of grades where "
    "the site speaks another language.",
)
FILL_OTHER_POINTS = ProblemKind(
    "fill_other_points",
    "At most {there} points can be earned there, and {here} by [grades].",
    "Nothing was filled. Make both the same.",
)
FILL_NOBODY = ProblemKind(
    "fill_nobody",
    "Nobody in the file is on the roster of this course.",
    "Is it of another course? People are known by number, login, address or name.",
)
FILL_TWICE = ProblemKind(
    "fill_twice",
    "The row means '{alias}', and so does row {first}.",
    "Nothing was filled. Leave one row for each student.",
)
FILL_STRANGER = ProblemKind(
    "fill_stranger",
    "'{who}' is on no roster here.",
    "Nothing was filled. Put them on the roster, or ask for a file that leaves them out.",
)
FILL_ABSENT = ProblemKind(
    "fill_absent",
    "'{alias}' ({who}) has points and is not in the file.",
    "Nothing was filled. Export the file anew, or ask for one that leaves them out.",
)
FILL_MORE = ProblemKind(
    "fill_more",
    "There are {count} more of them.",
    "The file may be of another course or term.",
)
