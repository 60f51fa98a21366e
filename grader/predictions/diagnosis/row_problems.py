"""What can be wrong with the header or with the shape of a row."""

from grader.problems import ProblemKind, Wording

MISSING_COLUMN = ProblemKind(
    "missing_column",
    Wording(
        en='The header has no column "{name}"; expected {expected}.',
        ja="ヘッダー行に列「{name}」がありません。必要な列: {expected}",
    ),
    Wording(
        en="Name the columns as in the sample submission.",
        ja="列名を提出例と同じにしてください。",
    ),
)
UNKNOWN_COLUMN = ProblemKind(
    "unknown_column",
    Wording(
        en='The header names a column "{name}"; expected only {expected}.',
        ja="ヘッダー行に不要な列「{name}」があります。使える列: {expected}",
    ),
    Wording(
        en="Remove or rename the column.",
        ja="この列を削除するか、列名を直してください。",
    ),
)
COLUMN_SPELLING = ProblemKind(
    "column_spelling",
    Wording(
        en='The header says "{name}" where "{expected}" is expected.',
        ja="ヘッダー行の「{name}」は「{expected}」と書く必要があります。",
    ),
    Wording(
        en="Use the exact name: small letters, no spaces around it.",
        ja="前後に空白を入れず、半角の小文字で正確に書いてください。",
    ),
)
UNNAMED_COLUMN = ProblemKind(
    "unnamed_column",
    Wording(en="A column of the header has no name.", ja="ヘッダー行に名前のない列があります。"),
    Wording(
        en="If this is the index of a data frame, write the file with to_csv(..., index=False).",
        ja="データフレームのインデックスなら、to_csv(..., index=False) で書き出してください。",
    ),
)
DUPLICATE_COLUMN = ProblemKind(
    "duplicate_column",
    Wording(
        en='The header names the column "{name}" twice.',
        ja="ヘッダー行に列「{name}」が 2 回あります。",
    ),
    Wording(en="Keep one of the two.", ja="どちらか一方だけを残してください。"),
)
TOO_MANY_COLUMNS = ProblemKind(
    "too_many_columns",
    Wording(
        en="The first row has {got} columns; expected {expected}.",
        ja="最初の行に {got} 列あります。必要な列: {expected}",
    ),
    Wording(
        en="Write one prediction per row.",
        ja="1 行に 1 つの予測値を書いてください。",
    ),
)
WRONG_COLUMN_COUNT = ProblemKind(
    "wrong_column_count",
    Wording(
        en="Expected {expected} columns in this row, got {got}.",
        ja="この行は {expected} 列のはずですが、{got} 列あります。",
    ),
    Wording(
        en="Look for a missing or an additional comma.",
        ja="カンマの不足や余分なカンマがないか確認してください。",
    ),
)
NUL_BYTE = ProblemKind(
    "nul_byte",
    Wording(en="The row holds a NUL byte.", ja="行の中に NUL バイト (0x00) があります。"),
    Wording(
        en="The file is damaged or not a text file: write it again.",
        ja="ファイルが壊れているか、テキストではありません。もう一度書き出してください。",
    ),
)
UNCLOSED_QUOTE = ProblemKind(
    "unclosed_quote",
    Wording(
        en="A quotation mark is opened in this row and never closed.",
        ja='この行で始まる引用符 (") が閉じられていません。',
    ),
    Wording(
        en="Remove the quotation mark: ids and numbers need none.",
        ja="引用符を削除してください。ID にも数値にも引用符は不要です。",
    ),
)
STRAY_QUOTE = ProblemKind(
    "stray_quote",
    Wording(
        en="A quotation mark stands inside a cell.",
        ja='セルの途中に引用符 (") があります。',
    ),
    Wording(
        en='Quote the whole cell or nothing; inside quotes write a quotation mark as "".',
        ja='引用符を外すか、セル全体を囲んでください。囲みの中の引用符は "" と書きます。',
    ),
)

ROW_KINDS: tuple[ProblemKind, ...] = (
    MISSING_COLUMN,
    UNKNOWN_COLUMN,
    COLUMN_SPELLING,
    UNNAMED_COLUMN,
    DUPLICATE_COLUMN,
    TOO_MANY_COLUMNS,
    WRONG_COLUMN_COUNT,
    NUL_BYTE,
    UNCLOSED_QUOTE,
    STRAY_QUOTE,
)
