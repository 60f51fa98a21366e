"""What only shows once a file has been scored."""

from grader.problems import ProblemKind, Wording

ERROR_TOO_LARGE = ProblemKind(
    "error_too_large",
    Wording(
        en="A prediction is so far from its label that the error is no longer a finite number.",
        ja="予測値が正解から離れすぎていて、誤差を有限の数で表せません。",
    ),
    Wording(
        en="Look for predictions of the order of 1e308 in the file.",
        ja="1e308 程度の極端な予測値がないか確認してください。",
    ),
)
KINDS = (ERROR_TOO_LARGE,)
