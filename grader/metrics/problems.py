"""What numbers a metric cannot score, in words: of predictions, of label files, of `metric.py`."""

from grader.problems import ProblemKind, Wording

# of a prediction, with its row where the file has rows

_CHOOSE = Wording(
    "Give the label file what the metric asks for, or choose another metric.",
    "正解ファイルを評価指標に合わせるか、別の評価指標を選んでください。",
)

NOT_ABOVE_MINUS_ONE = ProblemKind(
    "prediction_not_above_minus_one",
    Wording(
        "The prediction for the id {id} is {got}; expected a number above -1.",
        "ID {id} の予測値が {got} です。-1 より大きい数値にしてください。",
    ),
    Wording(
        "The score takes log(1 + prediction), which exists only above -1. "
        "Cut predictions off at 0 if labels are never negative.",
        "得点は log(1 + 予測値) から計算され、-1 以下では定義されません。"
        "正解が負にならないなら、予測値を 0 で切ってください。",
    ),
)
NOT_A_CLASS = ProblemKind(
    "prediction_not_a_class",
    Wording(
        "The prediction for the id {id} is {got}; expected a class, which is a whole number.",
        "ID {id} の予測値が {got} です。クラスを表す整数にしてください。",
    ),
    Wording(
        "If your model gives probabilities, write the class of the largest one.",
        "モデルが確率を出すなら、確率が最大のクラスを書いてください。",
    ),
)
NOT_A_PROBABILITY = ProblemKind(
    "prediction_not_a_probability",
    Wording(
        "The prediction for the id {id} is {got}; expected a probability from 0 to 1.",
        "ID {id} の予測値が {got} です。0 以上 1 以下の確率にしてください。",
    ),
    Wording(
        "Write the probability of label 1. If your model gives logits, put them through a sigmoid.",
        "正解が 1 である確率を書いてください。"
        "モデルの出力がロジットなら、シグモイド関数を通してください。",
    ),
)
SCORE_NOT_FINITE = ProblemKind(
    "score_not_finite",
    Wording(
        "The score of these predictions is too large to be a number.",
        "この予測値の得点は、数として表せないほど大きくなります。",
    ),
    Wording(
        "Look for training that diverged: some predictions are far from any label.",
        "どの正解からも極端に離れた予測値があります。学習が発散していないか確認してください。",
    ),
)

# of a bundle's label file; `line` is that of `metric` in assignment.toml

LABEL_NOT_ABOVE_MINUS_ONE = ProblemKind(
    "bundle_label_not_above_minus_one",
    Wording(
        "The metric {metric} needs labels above -1, and {file} has {got} for the id {id}; "
        "labels like this: {count}.",
        "評価指標 {metric} では正解が -1 より大きくなければなりませんが、"
        "{file} では ID {id} が {got} です（該当 {count} 件）。",
    ),
    _CHOOSE,
)
LABEL_NOT_A_CLASS = ProblemKind(
    "bundle_label_not_a_class",
    Wording(
        "The metric {metric} needs whole numbers that stand for classes, and {file} has {got} for "
        "the id {id}; labels like this: {count}.",
        "評価指標 {metric} では正解がクラスを表す整数でなければなりませんが、"
        "{file} では ID {id} が {got} です（該当 {count} 件）。",
    ),
    _CHOOSE,
)
LABEL_NOT_BINARY = ProblemKind(
    "bundle_label_not_binary",
    Wording(
        "The metric {metric} needs labels 0 and 1, and {file} has {got} for the id {id}; "
        "labels like this: {count}.",
        "評価指標 {metric} では正解が 0 か 1 でなければなりませんが、"
        "{file} では ID {id} が {got} です（該当 {count} 件）。",
    ),
    _CHOOSE,
)
LABELS_CONSTANT = ProblemKind(
    "bundle_labels_constant",
    Wording(
        "The metric {metric} is undefined on the {part} rows of {file}: labels there do not vary; "
        "rows: {rows}.",
        "評価指標 {metric} は {file} の {part} の行で定義されません。"
        "正解の値がすべて同じです（{rows} 行）。",
    ),
    Wording(
        "Have rows with different labels in every part, or choose another metric.",
        "どちらの part にも異なる値の正解を入れるか、別の評価指標を選んでください。",
    ),
)
LABELS_OF_ONE_CLASS = ProblemKind(
    "bundle_labels_of_one_class",
    Wording(
        "The metric {metric} is undefined on the {part} rows of {file}: labels there are of one "
        "class; rows: {rows}.",
        "評価指標 {metric} は {file} の {part} の行で定義されません。"
        "正解が 1 つのクラスだけです（{rows} 行）。",
    ),
    Wording(
        "Have rows of both classes in every part, or choose another metric.",
        "どちらの part にも両方のクラスの行を入れるか、別の評価指標を選んでください。",
    ),
)

# of a bundle's own metric

METRIC_FILE_REFUSED = ProblemKind(
    "bundle_metric_file_refused",
    Wording(
        "The metric file {file} cannot be used: {detail}.",
        "評価指標のファイル {file} を使えません: {detail}",
    ),
    Wording(
        "It is Python 3 with a function score(predictions, labels) that returns one number.",
        "数値を 1 つ返す関数 score(predictions, labels) を Python 3 で書いてください。",
    ),
)
METRIC_FAILED = ProblemKind(
    "bundle_metric_failed",
    Wording(
        "The assignment's own metric {file} gave no score.",
        "課題独自の評価指標 {file} から得点を得られませんでした。",
    ),
    Wording(
        "This is a fault of the assignment and costs no try. Correct {file} and push it again.",
        "課題側の不具合で、提出回数には数えません。{file} を直して登録し直してください。",
    ),
)
METRIC_RESULT = ProblemKind(
    "bundle_metric_result",
    Wording(
        "score returned {got} on the {part} rows; expected one finite number.",
        "score が {part} の行に対して {got} を返しました。有限の数値を 1 つ返してください。",
    ),
    Wording(
        "Also for predictions that are far off it must return a number; NaN and infinity never "
        "rank.",
        "極端に外れた予測値に対しても数値を返してください。NaN と無限大は順位に入りません。",
    ),
)

KINDS: tuple[ProblemKind, ...] = tuple(
    value for value in list(vars().values()) if isinstance(value, ProblemKind)
)
