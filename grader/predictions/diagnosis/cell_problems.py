"""What can be wrong with one cell: an id, a number, a part."""

from grader.problems import ProblemKind, Wording

CELL_TOO_LONG = ProblemKind(
    "cell_too_long",
    Wording(
        en="The cell has {length} characters; at most {limit} are read.",
        ja="セルが {length} 文字あります。上限は {limit} 文字です。",
    ),
    Wording(
        en="Look for missing line ends. 17 significant digits say all of a number.",
        ja="改行が抜けていないか確認してください。数値は有効数字 17 桁で十分です。",
    ),
)
EMPTY_CELL = ProblemKind(
    "empty_cell",
    Wording(en="The cell is empty.", ja="セルが空です。"),
    Wording(
        en="Every row needs an id and a number.",
        ja="すべての行に ID と数値を書いてください。",
    ),
)
SURROUNDING_SPACE = ProblemKind(
    "surrounding_space",
    Wording(
        en='There is a space around "{text}".',
        ja="「{text}」の前または後に空白があります。",
    ),
    Wording(
        en="Separate the columns by a comma alone.",
        ja="列の区切りはカンマだけにし、空白を削除してください。",
    ),
)
MISSING_VALUE = ProblemKind(
    "missing_value",
    Wording(
        en="Expected a number, got {text}, a missing value.",
        ja="数値が必要ですが、欠損値 {text} があります。",
    ),
    Wording(
        en="Fill missing values in the inputs, and look for a division of zero by zero.",
        ja="入力データの欠損値を補い、0 を 0 で割る計算がないか確認してください。",
    ),
)
INFINITE = ProblemKind(
    "infinite",
    Wording(
        en="Expected a finite number, got {text}.",
        ja="有限の数値が必要ですが、{text} があります。",
    ),
    Wording(
        en="Look for a division by zero, an overflowing exp or a log of zero.",
        ja="0 での割り算、exp のオーバーフロー、log(0) がないか確認してください。",
    ),
)
OUT_OF_RANGE = ProblemKind(
    "out_of_range",
    Wording(
        en="{text} is too large: expected a number between -{limit} and {limit}.",
        ja="{text} は大きすぎます。-{limit} から {limit} までの数値にしてください。",
    ),
    Wording(
        en="Look for training that diverged or features on very different scales.",
        ja="学習が発散していないか、特徴量のスケールが極端に違わないか確認してください。",
    ),
)
DECIMAL_COMMA = ProblemKind(
    "decimal_comma",
    Wording(
        en="{text} has a decimal comma; expected a decimal point.",
        ja="{text} は小数点がカンマになっています。ピリオドを使ってください。",
    ),
    Wording(en="Write {suggestion}.", ja="{suggestion} と書いてください。"),
)
DIGIT_GROUPING = ProblemKind(
    "digit_grouping",
    Wording(
        en="{text} groups its digits.",
        ja="{text} に桁区切りの記号が入っています。",
    ),
    Wording(en="Write {suggestion}.", ja="{suggestion} と書いてください。"),
)
NOT_ASCII_NUMBER = ProblemKind(
    "not_ascii_number",
    Wording(
        en="{text} is written with characters other than the plain digits and signs of ASCII.",
        ja="{text} に全角などの文字が使われています。数値は半角で書いてください。",
    ),
    Wording(en="Write {suggestion}.", ja="{suggestion} と書いてください。"),
)
NOT_A_NUMBER = ProblemKind(
    "not_a_number",
    Wording(
        en='Expected a number, got "{text}".',
        ja="数値が必要ですが、「{text}」があります。",
    ),
    Wording(
        en="Write it like 12, -0.5 or 1.5e-3.",
        ja="12、-0.5、1.5e-3 のように半角で書いてください。",
    ),
)
UNKNOWN_ID = ProblemKind(
    "unknown_id",
    Wording(
        en='The id "{id}" is not one of the ids of this assignment.',
        ja="ID「{id}」はこの課題の ID ではありません。",
    ),
    Wording(
        en="Take the ids from the sample submission.",
        ja="提出例にある ID をそのまま使ってください。",
    ),
)
ID_SPELLING = ProblemKind(
    "id_spelling",
    Wording(
        en='The id "{id}" is not one of the ids of this assignment; "{suggestion}" is.',
        ja="ID「{id}」はこの課題の ID ではありません。「{suggestion}」ならあります。",
    ),
    Wording(
        en="Write ids exactly as in the sample submission, whole numbers as integers.",
        ja="ID は提出例と完全に同じ表記にし、整数の ID は整数型で書き出してください。",
    ),
)
DUPLICATE_ID = ProblemKind(
    "duplicate_id",
    Wording(
        en='The id "{id}" is already in row {first_row}.',
        ja="ID「{id}」は {first_row} 行目にもあります。",
    ),
    Wording(
        en="Keep one row per id.",
        ja="1 つの ID につき 1 行だけにしてください。",
    ),
)
MISSING_IDS = ProblemKind(
    "missing_ids",
    Wording(
        en="Ids without a prediction: {examples} ({count} in all).",
        ja="予測値のない ID: {examples}（全部で {count} 個）",
    ),
    Wording(
        en="Write one row for each id of the sample submission.",
        ja="提出例にあるすべての ID について 1 行ずつ書いてください。",
    ),
)
WRONG_PART = ProblemKind(
    "wrong_part",
    Wording(
        en='Expected public or private, got "{text}".',
        ja="public か private のはずですが、「{text}」があります。",
    ),
    Wording(
        en="Write public or private in every row, or leave the column out.",
        ja="すべての行に public か private を書くか、この列を省いてください。",
    ),
)

CELL_KINDS: tuple[ProblemKind, ...] = (
    CELL_TOO_LONG,
    EMPTY_CELL,
    SURROUNDING_SPACE,
    MISSING_VALUE,
    INFINITE,
    OUT_OF_RANGE,
    DECIMAL_COMMA,
    DIGIT_GROUPING,
    NOT_ASCII_NUMBER,
    NOT_A_NUMBER,
    UNKNOWN_ID,
    ID_SPELLING,
    DUPLICATE_ID,
    MISSING_IDS,
    WRONG_PART,
)
