"""Problems of a layer: shapes, what is missing, what was overwritten, other rules.

Wrong numbers are problems too, by their likely cause: see `general_causes` and `layer_causes`.
"""

from grader.problems import ProblemKind, Wording

_SHAPE = Wording(
    en="{layer}: {array} should have the shape {expected}, but has {got}.",
    ja="{layer}: {array} の shape は {expected} のはずですが、{got} になっています。",
)


def _shape(code: str, en: str, ja: str) -> ProblemKind:
    """A wrong shape, and its likely cause."""
    return ProblemKind(code, _SHAPE, Wording(en=en, ja=ja))


WRONG_SHAPE = _shape(
    "wrong_shape",
    "A gradient always has the shape of the variable that it belongs to. Print the shapes of the "
    "parts.",
    "勾配の shape は、対応する変数の shape と必ず同じです。途中の配列の shape を表示してください。",
)
WRONG_OUTPUT_SHAPE = _shape(
    "wrong_output_shape",
    "Print the shapes of the parts, and look for an operation that drops or adds a dimension.",
    "途中の配列の shape を表示し、次元を減らしたり増やしたりしている演算を探してください。",
)
TRANSPOSED_SHAPE = _shape(
    "transposed_shape",
    "It is transposed. Drop or move a .T, or swap the two factors of the product.",
    "転置されています。.T の位置か、積の左右の順序を見直してください。",
)
BATCH_SUM_MISSING = _shape(
    "batch_sum_missing",
    "It still has a row for each row of the batch. Every row adds the same b, so its gradient is "
    "the sum over them: dout.sum(axis=0).",
    "バッチの行ごとに値が残っています。すべての行に同じ b が足されるので、勾配は行についての和"
    " dout.sum(axis=0) です。",
)
GRADIENT_MISSING = ProblemKind(
    "gradient_missing",
    Wording(
        en="{layer}: there is no gradient in self.{array} after backward.",
        ja="{layer}: backward のあとも self.{array} に勾配が入っていません。",
    ),
    Wording(
        en="Store it in backward: self.{array} = ...",
        ja="backward の中で self.{array} = ... と保存してください。",
    ),
)
WRONG_COUNT = ProblemKind(
    "wrong_count",
    Wording(
        en="{layer}: {method} should return {expected}.",
        ja="{layer}: {method} は {expected} を返す必要があります。",
    ),
    Wording(
        en="End it with: return {expected}",
        ja="最後を return {expected} としてください。",
    ),
)
INPUT_OVERWRITTEN = ProblemKind(
    "input_overwritten",
    Wording(
        en="{layer}: {method} changed the array {array} that it was given.",
        ja="{layer}: {method} が、渡された配列 {array} を書き換えました。",
    ),
    Wording(
        en="Write into a copy: out = {array}.copy().",
        ja="コピーに書き込んでください: out = {array}.copy()。",
    ),
)
OTHER_CONVENTION = ProblemKind(
    "other_convention",
    Wording(
        en="This is not wrong, it is written to other rules than this assignment's: {found} instead"
        " of {declared}.",
        ja="計算は正しいですが、この課題の書き方と異なります: {declared} であるべきところが "
        "{found} になっています。",
    ),
    Wording(
        en="The statement shows how each layer is called, and how its arrays lie. Keep your"
        " computation and change its frame.",
        ja="層の呼び出し方と配列の並びは課題文にあります。計算はそのままに、書き方を合わせてください。",
    ),
)
KINDS: tuple[ProblemKind, ...] = (
    WRONG_SHAPE,
    WRONG_OUTPUT_SHAPE,
    TRANSPOSED_SHAPE,
    BATCH_SUM_MISSING,
    GRADIENT_MISSING,
    WRONG_COUNT,
    INPUT_OVERWRITTEN,
    OTHER_CONVENTION,
)
