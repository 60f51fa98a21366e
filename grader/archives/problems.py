"""What can be wrong with the archive of a bundle, in words."""

from grader.problems import ProblemKind, Wording

NOT_ZIP = ProblemKind(
    "bundle_not_zip",
    Wording(
        "The file is not a zip archive, or it is damaged or cut off.",
        "zip ではないか、壊れているか、途中で切れています。",
    ),
    Wording(
        "Pack the folder again with `gradus assignment push`, or as a plain zip.",
        "`gradus assignment push` で送るか、通常の zip として作り直してください。",
    ),
)
ARCHIVE_TOO_LARGE = ProblemKind(
    "bundle_archive_too_large",
    Wording(
        "The archive unpacks to more than {limit} bytes.",
        "展開すると {limit} バイトを超えます。",
    ),
    Wording(
        "Offer large data by a link in the statement.",
        "大きなデータは問題文のリンクから配ってください。",
    ),
)
ARCHIVE_TOO_MANY_FILES = ProblemKind(
    "bundle_archive_too_many_files",
    Wording(
        "The archive holds more than {limit} entries.",
        "zip の項目が上限の {limit} 個を超えています。",
    ),
    Wording(
        "Pack only what assignment.toml names.",
        "assignment.toml に書いたファイルだけを入れてください。",
    ),
)
ARCHIVE_BOMB = ProblemKind(
    "bundle_archive_bomb",
    Wording(
        "{file} unpacks to more than {limit} times its packed size.",
        "{file} は展開すると圧縮時の {limit} 倍を超えます。",
    ),
    Wording(
        "Real data do not pack so well; check the file.",
        "実データがここまで縮むことはありません。ファイルを確かめてください。",
    ),
)
ARCHIVE_NAME = ProblemKind(
    "bundle_archive_name",
    Wording(
        "The archive holds an entry named {file}, which could leave the bundle or cannot be "
        "written everywhere.",
        "zip の項目 {file} は、バンドルの外に出るか、環境によって書き込めない名前です。",
    ),
    Wording(
        "Use relative names with forward slashes, without '..', ':' or control characters.",
        "「..」「:」や制御文字を含まない、「/」区切りの相対名にしてください。",
    ),
)
ARCHIVE_SAME_NAME = ProblemKind(
    "bundle_archive_same_name",
    Wording(
        "The archive holds {file} twice, or beside a name that differs only in capitals.",
        "zip に {file} が二つあるか、大文字・小文字だけが違う名前があります。",
    ),
    Wording("Keep one of them.", "一つだけにしてください。"),
)
ARCHIVE_NOT_A_FILE = ProblemKind(
    "bundle_archive_not_a_file",
    Wording(
        "{file} in the archive is a link or a device, not a file.",
        "zip の {file} は通常のファイルではありません（リンクやデバイス）。",
    ),
    Wording("Put the file itself there.", "ファイルそのものを入れてください。"),
)
ARCHIVE_ENCRYPTED = ProblemKind(
    "bundle_archive_encrypted",
    Wording("{file} in the archive is encrypted.", "zip の {file} は暗号化されています。"),
    Wording("Pack it without a password.", "パスワードなしで作り直してください。"),
)
ARCHIVE_METHOD = ProblemKind(
    "bundle_archive_method",
    Wording(
        "{file} in the archive is packed by a method that is not taken here.",
        "zip の {file} は対応していない方式で圧縮されています。",
    ),
    Wording("Use the usual deflate.", "通常の deflate を使ってください。"),
)
ARCHIVE_DAMAGED = ProblemKind(
    "bundle_archive_damaged",
    Wording(
        "{file} in the archive is damaged or cut off.",
        "zip の {file} が壊れているか、途中で切れています。",
    ),
    Wording("Pack and upload it again.", "作り直して、もう一度送ってください。"),
)

KINDS: tuple[ProblemKind, ...] = tuple(
    value for value in list(vars().values()) if isinstance(value, ProblemKind)
)
