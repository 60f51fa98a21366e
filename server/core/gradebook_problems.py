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
