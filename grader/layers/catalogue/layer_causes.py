"""Causes that show in a pattern, whatever the layer, and those of particular layers."""

from grader.layers.catalogue.general_causes import cause_of
from grader.problems import ProblemKind

ONE_ELEMENT = cause_of(
    "one_element",
    "One element alone is wrong, and all others are right. Look for an assignment to a single "
    "index.",
    "一つの要素だけが誤っていて、ほかはすべて正しい値です。"
    "添字を一つだけ指定した代入を確認してください。",
)
ONE_SLICE = cause_of(
    "one_slice",
    "One row or column alone is wrong. Check where loops and slices begin and end.",
    "一つの行または列だけが誤っています。ループやスライスの始めと終わりを確認してください。",
)
CONSTANT_ADDED = cause_of(
    "constant_added",
    "The same number is added to every element. Look for a stray term.",
    "すべての要素に同じ数が足されています。余分な項を探してください。",
)
SIGN_LOST = cause_of(
    "sign_lost",
    "The sizes are right, and the signs are lost. Look for abs or a square.",
    "大きさは正しく、符号が失われています。abs や二乗を確認してください。",
)
ROUNDED = cause_of(
    "rounded",
    "Digits are lost. Look for round, int or an array of whole numbers.",
    "桁が失われています。round、int、整数型の配列を確認してください。",
)
TERM_SIGN = cause_of(
    "term_sign",
    "One term has the wrong sign. Compare each + and - with the equation.",
    "一つの項の符号が逆です。+ と - を式と見比べてください。",
)
MASK_INVERTED = cause_of(
    "mask_inverted",
    "The mask selects the wrong side. Check > and <.",
    "マスクの条件が逆です。> と < を確認してください。",
)
BRANCH_MISSING = cause_of(
    "branch_missing",
    "Only one branch arrives. The gradients of both branches are added.",
    "片方の枝の勾配しか届いていません。分岐では両方の勾配を足し合わせます。",
)
WRONG_REDUCTION = cause_of(
    "wrong_reduction",
    "Another summary was taken, such as the mean, the smallest or the sum. The statement says "
    "which.",
    "集約の種類が違います。max・mean・min・sum のどれを使うか、課題文で確認してください。",
)
LEAK_MISSING = cause_of(
    "leak_missing",
    "The negative side is 0. It keeps alpha times its input, and alpha times dout.",
    "負の側が 0 になっています。入力にも dout にも alpha を掛けて残してください。",
)
NORMALISED_OVER_EVERYTHING = cause_of(
    "normalised_over_everything",
    "The sum runs over the whole batch. Divide each row by its own: axis=1, keepdims=True.",
    "和がバッチ全体でとられています。行ごとの和で割ってください: axis=1, keepdims=True。",
)
SOFTMAX_SUM_MISSING = cause_of(
    "softmax_sum_missing",
    "The sum over the row is left out: every probability depends on every logit. Subtract "
    "sum(dout * y) of the row.",
    "行についての和が抜けています。各確率はすべてのロジットに依存します。行ごとの sum(dout * y) "
    "を引いてください。",
)
NOT_SQUARED = cause_of(
    "not_squared",
    "A square is missing. Compare the exponents with the equation.",
    "二乗が抜けています。指数を式と見比べてください。",
)
NOT_ROOTED = cause_of(
    "not_rooted",
    "It is divided by the square of what it should be divided by: take the root, sqrt.",
    "割る数の平方根がとられていません。sqrt を使ってください。",
)
MEAN_PATH_MISSING = cause_of(
    "mean_path_missing",
    "The mean depends on x too, and its path is missing: subtract the mean of dout * gamma.",
    "平均も x に依存しますが、平均を通る経路が抜けています。dout * gamma の平均を引いてください。",
)
VARIANCE_PATH_MISSING = cause_of(
    "variance_path_missing",
    "The variance depends on x too, and its path is missing: subtract z times the mean of z * "
    "dout * gamma.",
    "分散も x に依存しますが、分散を通る経路が抜けています。z に z * dout * gamma "
    "の平均を掛けたものを引いてください。",
)
STATISTICS_AS_CONSTANTS = cause_of(
    "statistics_as_constants",
    "Mean and variance are treated as constants. Both depend on x: there are three paths back.",
    "平均と分散が定数として扱われています。どちらも x に依存し、戻る経路は三つあります。",
)
GAMMA_LEFT_OUT = cause_of(
    "gamma_left_out",
    "The scale gamma is left out on the way back: begin with dout * gamma.",
    "逆伝播で gamma が抜けています。dout * gamma から始めてください。",
)
RUNNING_STATISTICS = cause_of(
    "running_statistics",
    "It is right in training and wrong in evaluation. Evaluation uses the running mean and "
    "variance as training left them, momentum * old + (1 - momentum) * new, and changes nothing.",
    "学習時は正しく、評価時に誤っています。評価時は、学習で得た移動平均と移動分散 momentum * old "
    "+ (1 - momentum) * new をそのまま使い、何も更新しません。",
)
ROWS_LEFT_OUT = cause_of(
    "rows_left_out",
    "Not every row of the batch counts. Add all of them: += in a loop, or a sum along the whole "
    "axis.",
    "バッチの一部の行しか足されていません。ループなら += で、または軸全体の和で、"
    "すべての行を足してください。",
)
SCALE_MISSING = cause_of(
    "scale_missing",
    "The scores are not scaled: divide them by sqrt(D).",
    "スコアの大きさが調整されていません。sqrt(D) で割ってください。",
)
KERNEL_FLIPPED = cause_of(
    "kernel_flipped",
    "The kernel is flipped. Here nothing is: element (i, j) of the kernel meets element (i, j) of "
    "the window.",
    "カーネルが反転しています。ここでは反転させず、カーネルの (i, j) と窓の (i, j) を掛けます。",
)
WRONG_PADDING = cause_of(
    "wrong_padding",
    "The border is not what it should be: pad with zeros on all four sides, and cut the same "
    "border off dx.",
    "周囲の埋め方が違います。四辺を 0 で埋め、dx からは同じ幅を取り除いてください。",
)
OVERLAP_LOST = cause_of(
    "overlap_lost",
    "Windows overlap, and the last one wins. Add what each gives: +=.",
    "窓が重なるところで、最後の窓の値だけが残っています。それぞれの値を += で足してください。",
)
REPEATS_LOST = cause_of(
    "repeats_lost",
    "A word that stands several times counts once. Add all its gradients: np.add.at(dW, idx, "
    "dout).",
    "複数回現れる単語が一度しか数えられていません。np.add.at(dW, idx, dout) "
    "ですべて足してください。",
)
GRADIENT_TO_WHOLE_WINDOW = cause_of(
    "gradient_to_whole_window",
    "Only the largest element of a window gets dout; here all of them do.",
    "dout を受け取るのは窓の最大の要素だけですが、窓全体に渡されています。",
)
MASK_REDRAWN = cause_of(
    "mask_redrawn",
    "Backward has drawn a mask of its own. Keep the mask of forward and use it again.",
    "逆伝播で新しいマスクが引かれています。forward のマスクを保存して使ってください。",
)
MASK_REPEATED = cause_of(
    "mask_repeated",
    "The same elements are dropped in every call. Draw a new mask in each forward.",
    "呼び出すたびに同じ要素が落とされています。forward のたびに新しいマスクを引いてください。",
)
MASK_SHARED = cause_of(
    "mask_shared",
    "Whole rows or columns are dropped together. Draw the mask for each element: its shape is x's.",
    "行または列がまとめて落とされています。マスクは x と同じ形で、要素ごとに引いてください。",
)
RATE_INVERTED = cause_of(
    "rate_inverted",
    "What should stay is dropped: rate is the probability to be 0.",
    "残すべき割合が落とされています。rate は 0 になる確率です。",
)
NOT_DROPPED = cause_of(
    "not_dropped",
    "Nothing is dropped in training. Set each element to 0 with probability rate.",
    "学習時に何も落とされていません。各要素を確率 rate で 0 にしてください。",
)
WRONG_DROPOUT_SCALE = cause_of(
    "wrong_dropout_scale",
    "The scale is not right. Either divide what stays by 1 - rate in training, or multiply by 1 - "
    "rate in evaluation; one of them, once.",
    "倍率が正しくありません。学習時に 1 - rate で割るか、評価時に 1 - rate を掛けるか、"
    "どちらか一方を一度だけ行ってください。",
)
DROPS_IN_EVALUATION = cause_of(
    "drops_in_evaluation",
    "It drops in evaluation too. There nothing is random: look at the second argument of forward.",
    "評価時にも要素が落とされています。評価時に乱数は使いません。forward の 2 "
    "番目の引数を確認してください。",
)
ACTIVATION_SKIPPED = cause_of(
    "activation_skipped",
    "The sigmoid between the layers is skipped. On the way back, multiply with h * (1 - h).",
    "間のシグモイドが抜けています。逆伝播では h * (1 - h) を掛けてください。",
)
SOFTMAX_SKIPPED = cause_of(
    "softmax_skipped",
    "The softmax is left out. Go through it on the way back too.",
    "softmax が抜けています。逆伝播でも softmax を通ってください。",
)
WITH_SOFTMAX = cause_of(
    "with_softmax",
    "This is the derivative of softmax and cross-entropy together. Here the probabilities are the "
    "input: -t / p / N.",
    "softmax と交差エントロピーを合わせた微分です。ここでは確率が入力なので -t / p / N です。",
)
SIGN_MISSING = cause_of(
    "sign_missing",
    "This is the difference. The derivative of an absolute value is its sign: np.sign.",
    "差そのものになっています。絶対値の微分は符号です: np.sign。",
)
ABSOLUTE_MISSING = cause_of(
    "absolute_missing",
    "Differences of opposite signs cancel out. Take their absolute values first.",
    "符号の異なる差が打ち消し合っています。先に絶対値をとってください。",
)
WRONG_DIRECTION = cause_of(
    "wrong_direction",
    "The parameters climb. Subtract the gradient: the loss is to fall.",
    "パラメータが損失の増える向きに動いています。勾配を引いてください。",
)
LEARNING_RATE_IGNORED = cause_of(
    "learning_rate_ignored",
    "The learning rate is left out. Multiply the gradient by it.",
    "学習率が使われていません。勾配に学習率を掛けてください。",
)
WRONG_STEP = cause_of(
    "wrong_step",
    "The step is {factor} times as long as it should be.",
    "更新幅が正しい値の {factor} 倍です。",
)
NOT_UPDATED = cause_of(
    "not_updated",
    "This parameter has not moved. Update all four.",
    "このパラメータが更新されていません。四つすべてを更新してください。",
)
UPDATED_TOO_EARLY = cause_of(
    "updated_too_early",
    "A gradient was computed with a parameter that had moved already. Compute all gradients "
    "before moving anything.",
    "すでに更新したパラメータで勾配が計算されています。"
    "すべての勾配を計算してから更新してください。",
)

KINDS: tuple[ProblemKind, ...] = (
    ONE_ELEMENT,
    ONE_SLICE,
    CONSTANT_ADDED,
    SIGN_LOST,
    ROUNDED,
    TERM_SIGN,
    MASK_INVERTED,
    BRANCH_MISSING,
    WRONG_REDUCTION,
    LEAK_MISSING,
    NORMALISED_OVER_EVERYTHING,
    SOFTMAX_SUM_MISSING,
    NOT_SQUARED,
    NOT_ROOTED,
    MEAN_PATH_MISSING,
    VARIANCE_PATH_MISSING,
    STATISTICS_AS_CONSTANTS,
    GAMMA_LEFT_OUT,
    RUNNING_STATISTICS,
    ROWS_LEFT_OUT,
    SCALE_MISSING,
    KERNEL_FLIPPED,
    WRONG_PADDING,
    OVERLAP_LOST,
    REPEATS_LOST,
    GRADIENT_TO_WHOLE_WINDOW,
    MASK_REDRAWN,
    MASK_REPEATED,
    MASK_SHARED,
    RATE_INVERTED,
    NOT_DROPPED,
    WRONG_DROPOUT_SCALE,
    DROPS_IN_EVALUATION,
    ACTIVATION_SKIPPED,
    SOFTMAX_SKIPPED,
    WITH_SOFTMAX,
    SIGN_MISSING,
    ABSOLUTE_MISSING,
    WRONG_DIRECTION,
    LEARNING_RATE_IGNORED,
    WRONG_STEP,
    NOT_UPDATED,
    UPDATED_TOO_EARLY,
)
