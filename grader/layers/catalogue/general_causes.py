"""Causes of wrong numbers that any layer may have."""

from grader.problems import ProblemKind, Wording

_WRONG = Wording(
    en="{layer}: {place} should be {expected}, but is {got}.",
    ja="{layer}: {place} は {expected} になるはずですが、{got} になっています。",
)


def cause_of(code: str, en: str, ja: str) -> ProblemKind:
    """A wrong number, and its likely cause."""
    return ProblemKind(code, _WRONG, Wording(en=en, ja=ja))


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

KINDS: tuple[ProblemKind, ...] = (
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
