"""Problems of a layer's numbers: what is wrong, and the mistake that most likely made it so."""

from grader.problems import ProblemKind, Wording

_WRONG = Wording(
    en="{layer}: {place} should be {expected}, but is {got}.",
    ja="{layer}: {place} は {expected} になるはずですが、{got} になっています。",
)
_SHAPE = Wording(
    en="{layer}: {array} should have the shape {expected}, but has {got}.",
    ja="{layer}: {array} の shape は {expected} のはずですが、{got} になっています。",
)


def cause_of(code: str, en: str, ja: str) -> ProblemKind:
    """A wrong number, and its likely cause."""
    return ProblemKind(code, _WRONG, Wording(en=en, ja=ja))


def _shape(code: str, en: str, ja: str) -> ProblemKind:
    """A wrong shape, and its likely cause."""
    return ProblemKind(code, _SHAPE, Wording(en=en, ja=ja))


UNEXPLAINED = cause_of(
    "unexplained_value",
    "Work this element out by hand from the equation in the statement, and print the parts of your "
    "own computation beside it.",
    "課題文の式からこの要素を手で計算し、自分の計算の途中の値と見比べてください。",
)
NOT_THE_SLOPE = cause_of(
    "not_the_slope",
    "This is the derivative of your own forward, measured by moving that element a little. Your "
    "backward does not belong to your forward: derive it again, element by element.",
    "期待値は、その要素を少し動かして測った、あなた自身の forward の微分です。backward が "
    "forward と対応していません。要素ごとに微分し直してください。",
)
TRANSPOSED = cause_of(
    "transposed",
    "These are the right numbers, transposed. Drop or move a .T.",
    "値は正しいですが、転置されています。.T の位置を見直してください。",
)
WRONG_SIGN = cause_of(
    "wrong_sign",
    "Every element has the opposite sign. Look for a swapped difference or a stray minus.",
    "すべての要素の符号が逆です。引き算の順序や余分なマイナスを確認してください。",
)
WRONG_FACTOR = cause_of(
    "wrong_factor",
    "Every element is {factor} times what it should be. Look for a constant that is extra or "
    "missing.",
    "すべての要素が正しい値の {factor} 倍です。余分な、または足りない定数を探してください。",
)
NOT_AVERAGED = cause_of(
    "not_averaged",
    "It is N times too large, where N is the number of rows: divide by the batch size.",
    "バッチの行数 N 倍になっています。バッチサイズで割ってください。",
)
AVERAGED = cause_of(
    "averaged",
    "It is divided by the batch size N once too often. Only the loss averages over the batch, so "
    "gradients of parameters are sums over the rows.",
    "バッチサイズ N で余分に割っています。バッチで平均するのは損失だけで、"
    "パラメータの勾配は行についての和です。",
)
ALL_ZERO = cause_of(
    "all_zero",
    "Every element is 0, as in an array that was made and never filled. Assign the result to it.",
    "すべての要素が 0 で、用意した配列に値を入れ忘れているようです。計算結果を代入してください。",
)
UPSTREAM_IGNORED = cause_of(
    "upstream_ignored",
    "This is the layer's own derivative. By the chain rule, multiply it with the gradient from "
    "above, dout.",
    "層そのものの微分になっています。連鎖律に従って、上流からの勾配 dout を掛けてください。",
)
UPSTREAM_PASSED_ON = cause_of(
    "upstream_passed_on",
    "dout passes through unchanged. By the chain rule, multiply it with the layer's own "
    "derivative.",
    "dout がそのまま返されています。連鎖律に従って、この層の微分を掛けてください。",
)
WRONG_VARIABLE = cause_of(
    "wrong_variable",
    "The derivative is taken at another variable than the equation says, such as the input x "
    "instead of the output y. Keep in forward what backward needs.",
    "微分に使う変数が式と違います（出力 y の代わりに入力 x など）。"
    "backward で使うものを forward で保存してください。",
)
FACTOR_LEFT_OUT = cause_of(
    "factor_left_out",
    "One factor of the derivative y * (1 - y) is left out.",
    "微分 y * (1 - y) の因子が一つ抜けています。",
)
SWAPPED = cause_of(
    "gradients_swapped",
    "This is the gradient of the other one: {other}. Swap them.",
    "これはもう一方の勾配 {other} です。入れ替えてください。",
)
TARGET_FORGOTTEN = cause_of(
    "target_forgotten",
    "The labels t do not come in. Compare with the equation: every term needs its t.",
    "ラベル t が使われていません。式と見比べ、t を入れてください。",
)
DIAGONAL_ONLY = cause_of(
    "diagonal_only",
    "Only the diagonal of the softmax Jacobian was used. Each probability depends on every logit, "
    "so all of the row's gradients come in.",
    "softmax のヤコビ行列の対角成分しか使われていません。各確率はすべてのロジットに依存するので、"
    "行のすべての勾配が必要です。",
)
BIAS_MISSING = cause_of(
    "bias_missing",
    "The shift is left out: add the bias b, or beta.",
    "バイアス b（または beta）が足されていません。",
)
EXPONENT_SIGN = cause_of(
    "exponent_sign",
    "This is 1 / (1 + exp(x)). The exponent needs a minus: exp(-x).",
    "1 / (1 + exp(x)) になっています。指数にはマイナスが必要です: exp(-x)。",
)
NOT_RECTIFIED = cause_of(
    "not_rectified",
    "Negative inputs pass through. Set them to 0.",
    "負の入力がそのまま通っています。0 にしてください。",
)
WRONG_AXIS = cause_of(
    "wrong_axis",
    "This fits the wrong axis. Think of what belongs together, each row or each column, and write "
    "axis and keepdims=True.",
    "軸が違うようです。まとめるのは行ごとか列ごとかを確かめ、axis と keepdims=True を"
    "書いてください。",
)
NOT_FINITE = cause_of(
    "not_finite",
    "Something overflows, or is 0/0. Give exp no large positive number: subtract the largest logit "
    "of each row, or use exp(-abs(x)); and divide only by what cannot be 0.",
    "オーバーフローしているか、0/0 になっています。exp には大きな正の数を渡さず（各行の最大の"
    "ロジットを引く、exp(-abs(x)) を使う）、0 になりうる数では割らないでください。",
)
LARGE_VALUES = cause_of(
    "large_values",
    "It is right for moderate inputs and wrong for large ones. Look for clipping, a cut-off or a "
    "limited number type.",
    "普通の大きさの入力では正しく、大きな入力で誤っています。clip などの打ち切りや、"
    "数値の型を確認してください。",
)
BATCH_OF_ONE = cause_of(
    "batch_of_one",
    "It is right for several rows and wrong for a batch of one. Look for squeeze, a fixed batch "
    "size, or broadcasting of (1, M).",
    "複数行では正しく、1 行だけのバッチで誤っています。squeeze、固定のバッチサイズ、"
    "(1, M) のブロードキャストを確認してください。",
)
AT_ZERO = cause_of(
    "at_zero",
    "It is right elsewhere and wrong where an input is 0. Look for a division by an input.",
    "他では正しく、入力が 0 のところで誤っています。入力による割り算がないか確認してください。",
)
STALE_CACHE = cause_of(
    "stale_cache",
    "It is right on the first call and wrong after a later forward on the same object. Backward "
    "must use what the latest forward stored.",
    "1 回目は正しく、同じオブジェクトで forward をもう一度呼ぶと誤ります。backward では、直前の "
    "forward で保存した値を使ってください。",
)
ACCUMULATED = cause_of(
    "accumulated",
    "It still holds the gradient of the call before. Assign it anew in every backward: =, not +=.",
    "前回の呼び出しの勾配が残っています。backward のたびに代入してください（+= ではなく =）。",
)
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
CAUSES: tuple[ProblemKind, ...] = (
    UNEXPLAINED,
    NOT_THE_SLOPE,
    TRANSPOSED,
    WRONG_SIGN,
    WRONG_FACTOR,
    NOT_AVERAGED,
    AVERAGED,
    ALL_ZERO,
    UPSTREAM_IGNORED,
    UPSTREAM_PASSED_ON,
    WRONG_VARIABLE,
    FACTOR_LEFT_OUT,
    SWAPPED,
    TARGET_FORGOTTEN,
    DIAGONAL_ONLY,
    BIAS_MISSING,
    EXPONENT_SIGN,
    NOT_RECTIFIED,
    WRONG_AXIS,
    NOT_FINITE,
    LARGE_VALUES,
    BATCH_OF_ONE,
    AT_ZERO,
    STALE_CACHE,
    ACCUMULATED,
)
KINDS: tuple[ProblemKind, ...] = (
    *CAUSES,
    WRONG_SHAPE,
    WRONG_OUTPUT_SHAPE,
    TRANSPOSED_SHAPE,
    BATCH_SUM_MISSING,
    GRADIENT_MISSING,
    WRONG_COUNT,
    INPUT_OVERWRITTEN,
    OTHER_CONVENTION,
)
