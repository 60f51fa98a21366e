"""What can be wrong with the files that `assignment.toml` names, in words.

`file` is the file at fault, `line` where it is named.
"""

from grader.problems import ProblemKind, Wording

FILE_MISSING = ProblemKind(
    "bundle_file_missing",
    Wording(
        "{key} names {file}, which is not in the bundle.",
        "{key} の指す {file} がバンドルにありません。",
    ),
    Wording(
        "Add the file, or correct the name; capitals count.",
        "ファイルを加えるか、名前を直してください（大文字・小文字は区別されます）。",
    ),
)
STATEMENT_EMPTY = ProblemKind(
    "bundle_statement_empty",
    Wording("The statement {file} is empty.", "問題文 {file} が空です。"),
    Wording(
        "Write the task in Markdown, or drop this language.",
        "課題を Markdown で書くか、この言語の指定を消してください。",
    ),
)
LABELS_REFUSED = ProblemKind(
    "bundle_labels_refused",
    Wording(
        "The label file {file} cannot be used; problems in it: {total}.",
        "正解ファイル {file} を使えません。問題の数: {total}",
    ),
    Wording(
        "It is a CSV of UTF-8 with the columns id, label and, where some rows are private, part. "
        "The problems that follow say where.",
        "id、label、（非公開の行があれば）part 列を持つ UTF-8 の CSV にしてください。"
        "場所は続きの問題に示します。",
    ),
)
SAMPLE_REFUSED = ProblemKind(
    "bundle_sample_refused",
    Wording(
        "The sample submission {file} would itself be refused; problems in it: {total}.",
        "提出例 {file} 自体が受理されません。問題の数: {total}",
    ),
    Wording(
        "It needs one row id,prediction for each row of the label file. The problems that follow "
        "say where.",
        "正解ファイルの各行に対応する id,prediction の行が必要です。場所は続きの問題に示します。",
    ),
)
BASELINE_REFUSED = ProblemKind(
    "bundle_baseline_refused",
    Wording(
        "The baseline {file} would be refused on its track; problems in it: {total}.",
        "基準 {file} は、このトラックでは受理されません。問題の数: {total}",
    ),
    Wording(
        "It is graded as if a participant had uploaded it. The problems that follow say where.",
        "参加者の提出物と同じように採点されます。場所は続きの問題に示します。",
    ),
)
LADDER_WITHOUT_STAIRS = ProblemKind(
    "bundle_ladder_without_stairs",
    Wording(
        "The public labels in {file} are fewer than two or all equal, so the Ladder has no step.",
        "{file} の公開行の正解が 2 行に満たないか、すべて同じ値なので、ラダーの刻みが"
        "決まりません。",
    ),
    Wording(
        'Make rows with other labels public, or write release = "rounded" in [prediction].',
        '値の異なる行を公開にするか、[prediction] に release = "rounded" と書いてください。',
    ),
)
TABLE_REFUSED = ProblemKind(
    "bundle_table_refused",
    Wording(
        "{file} cannot be used as training data: {detail}.",
        "{file} は学習データとして使えません: {detail}",
    ),
    Wording(
        "A header with distinct names, then numbers alone; test has the column id and every "
        "feature of train.",
        "見出しに重複のない列名、その下は数値だけにしてください。test には列 id と、train の"
        "すべての特徴量が必要です。",
    ),
)

KINDS: tuple[ProblemKind, ...] = tuple(
    value for value in list(vars().values()) if isinstance(value, ProblemKind)
)
