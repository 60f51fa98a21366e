"""What can be wrong with a file as a whole: its size, its format, its encoding."""

from grader.problems import ProblemKind, Wording

EMPTY_FILE = ProblemKind(
    "empty_file",
    Wording(en="The file is empty.", ja="ファイルが空です。"),
    Wording(
        en="Check that your program wrote and closed the file before you uploaded it.",
        ja="プログラムが書き込みを終えてファイルを閉じた後にアップロードしたか確認してください。",
    ),
)
NO_ROWS = ProblemKind(
    "no_rows",
    Wording(
        en="The file has a header and no rows.",
        ja="ファイルにはヘッダー行だけがあり、データの行がありません。",
    ),
    Wording(
        en="Write one row for each id of the sample submission.",
        ja="提出例にあるすべての ID について 1 行ずつ書いてください。",
    ),
)
FILE_TOO_LARGE = ProblemKind(
    "file_too_large",
    Wording(
        en="The file is larger than the {limit_bytes} bytes that are allowed.",
        ja="ファイルの大きさが上限の {limit_bytes} バイトを超えています。",
    ),
    Wording(
        en="Keep the two columns of the sample submission and write numbers with fewer digits.",
        ja="提出例と同じ 2 列だけにし、数値の桁数を減らしてください。",
    ),
)
NOT_A_TABLE = ProblemKind(
    "not_a_table",
    Wording(
        en="This is not a CSV file: its content looks like {format}.",
        ja="CSV ファイルではありません。内容は {format} のようです。",
    ),
    Wording(
        en="Upload the table itself as plain CSV: unpack an archive, or export it as CSV (UTF-8).",
        ja="圧縮ファイルなら展開し、表計算ソフトなら「CSV (UTF-8)」で書き出して、"
        "CSV ファイルそのものをアップロードしてください。",
    ),
)
NOT_UTF8 = ProblemKind(
    "not_utf8",
    Wording(
        en="The file is not UTF-8: byte {offset} is {byte}. It looks like {encoding}.",
        ja="文字コードが UTF-8 ではありません（位置 {offset} のバイトが {byte}）。"
        "{encoding} のようです。",
    ),
    Wording(
        en='Save the file as UTF-8, in pandas with to_csv(..., encoding="utf-8").',
        ja='UTF-8 で保存し直してください（pandas なら to_csv(..., encoding="utf-8")）。',
    ),
)
WRONG_SEPARATOR = ProblemKind(
    "wrong_separator",
    Wording(
        en="The columns are separated by {separator} where a comma is expected.",
        ja="列の区切りが {separator} になっています。カンマ (,) で区切ってください。",
    ),
    Wording(
        en='Write the file with sep="," and with a point in decimal numbers.',
        ja='sep="," を指定し、小数点にはピリオドを使って書き出してください。',
    ),
)
TOO_MANY_ROWS = ProblemKind(
    "too_many_rows",
    Wording(
        en="Expected {expected} rows of predictions; reading stopped after {read}.",
        ja="予測値の行は {expected} 行のはずですが、{read} 行を超えたため読み込みを中止しました。",
    ),
    Wording(
        en="Write one row for each id of the sample submission, and nothing else.",
        ja="提出例にある ID についてだけ、1 行ずつ書いてください。",
    ),
)
NO_PUBLIC_ROWS = ProblemKind(
    "no_public_rows",
    Wording(
        en="No row of the labels is public.",
        ja="公開用 (public) の行が 1 つもありません。",
    ),
    Wording(
        en="Mark some rows public: the board shows their score.",
        ja="順位表に使う行を public にしてください。",
    ),
)

FILE_KINDS: tuple[ProblemKind, ...] = (
    EMPTY_FILE,
    NO_ROWS,
    FILE_TOO_LARGE,
    NOT_A_TABLE,
    NOT_UTF8,
    WRONG_SEPARATOR,
    TOO_MANY_ROWS,
    NO_PUBLIC_ROWS,
)
