"""What can be wrong with the data that a ready assignment is built from, in words."""

from grader.problems import ProblemKind, Wording

_DOWNLOAD = Wording(
    "Download the data set again and pass its zip, or the file Features_Variant_1.csv in it.",
    "データセットを取得し直し、その zip か、中の Features_Variant_1.csv を渡してください。",
)

DATA_REQUIRED = ProblemKind(
    "data_required",
    Wording(
        "The assignment {name} is built from a file, and none was given.",
        "課題 {name} の作成には元データのファイルが必要です。",
    ),
    Wording(
        "Pass --data FILE; the statement says where to download it.",
        "--data FILE で渡してください。入手先は問題文にあります。",
    ),
)
DATA_NOT_NEEDED = ProblemKind(
    "data_not_needed",
    Wording(
        "The assignment {name} is built from no file, but one was given.",
        "課題 {name} の作成に元データは使いません。",
    ),
    Wording("Leave out --data.", "--data を外してください。"),
)
DATA_UNREADABLE = ProblemKind(
    "data_unreadable",
    Wording(
        "{file} is missing, damaged or larger than {limit_bytes} bytes, or is no text.",
        "{file} がないか、壊れているか、{limit_bytes} バイトを超えるか、テキストではありません。",
    ),
    _DOWNLOAD,
)
DATA_NOT_IN_ARCHIVE = ProblemKind(
    "data_not_in_archive",
    Wording(
        "The zip {file} should hold {wanted} once; it holds it {found} times.",
        "zip {file} には {wanted} が一つ必要ですが、{found} 個あります。",
    ),
    _DOWNLOAD,
)
DATA_COLUMNS = ProblemKind(
    "data_columns",
    Wording(
        "{file} has {got} columns in this row; expected {expected}.",
        "{file} のこの行は {got} 列ですが、{expected} 列でなければなりません。",
    ),
    _DOWNLOAD,
)
DATA_NOT_NUMBER = ProblemKind(
    "data_not_number",
    Wording(
        "{file} holds {text} where a finite number is expected.",
        "{file} のこの欄は {text} ですが、有限の数でなければなりません。",
    ),
    _DOWNLOAD,
)
DATA_NEGATIVE = ProblemKind(
    "data_negative",
    Wording(
        "{file} holds {text} where a count of comments, 0 or more, is expected.",
        "{file} のこの欄は {text} ですが、0 以上のコメント数でなければなりません。",
    ),
    _DOWNLOAD,
)
DATA_TOO_SHORT = ProblemKind(
    "data_too_short",
    Wording(
        "{file} has {rows} rows; a split needs at least {least}.",
        "{file} は {rows} 行です。分割には少なくとも {least} 行が必要です。",
    ),
    _DOWNLOAD,
)
DATA_DIFFERENT = ProblemKind(
    "data_different",
    Wording(
        "{file} has the right shape but not the published contents: SHA-256 {got}, expected "
        "{expected}.",
        "{file} の形は正しいものの、公開されている内容と異なります。"
        "SHA-256 は {got}（公開版は {expected}）です。",
    ),
    Wording(
        "The assignment was built all the same; scores will not compare with published ones.",
        "課題は作成しましたが、公表されている得点とは比べられません。",
    ),
)
NO_DISGUISE = ProblemKind(
    "no_disguise",
    Wording(
        "The assignment {name} cannot be built in disguise.",
        "課題 {name} は匿名化して作成できません。",
    ),
    Wording(
        "Leave out --disguise. Only data that can be looked up need one: those of comment-volume.",
        "--disguise を外してください。匿名化が要るのは、調べられるデータ"
        "（comment-volume）だけです。",
    ),
)

KINDS: tuple[ProblemKind, ...] = tuple(
    value for value in list(vars().values()) if isinstance(value, ProblemKind)
)
