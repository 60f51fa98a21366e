"""What can be wrong with a bundle, in words.

Of these problems `line` is always the line of `assignment.toml`, the value `file` the file at fault
and `row` a line of that file.
"""

from grader.problems import ProblemKind, Wording

_FORMAT_EN = "docs/assignment-format.md lists every key with an example."
_FORMAT_JA = "使えるキーと例は docs/assignment-format.md にあります。"


def _kind(code: str, message: Wording, hint: Wording) -> ProblemKind:
    return ProblemKind(f"bundle_{code}", message, hint)


# assignment.toml as a text

DEFINITION_MISSING = _kind(
    "definition_missing",
    Wording(
        "There is no {file} here.",
        "{file} がありません。",
    ),
    Wording(
        "A bundle is a folder, or a zip of one, with {file} at its top.",
        "バンドルは、最上位に {file} を置いたフォルダ（またはその zip）です。",
    ),
)
DEFINITION_TOO_LONG = _kind(
    "definition_too_long",
    Wording(
        "{file} is longer than {bytes} bytes or {lines} lines.",
        "{file} が {bytes} バイトまたは {lines} 行を超えています。",
    ),
    Wording(
        "Keep long texts in the statement files.",
        "長い文章は問題文のファイルに移してください。",
    ),
)
NOT_UTF8 = _kind(
    "not_utf8",
    Wording(
        "{file} is not UTF-8: byte {byte} cannot be read.",
        "{file} は UTF-8 ではありません（{byte} バイト目を読めません）。",
    ),
    Wording(
        "Save the file again as UTF-8.",
        "文字コードを UTF-8 にして保存し直してください。",
    ),
)
TOML_SYNTAX = _kind(
    "toml_syntax",
    Wording(
        "{file} is not valid TOML: {detail}.",
        "{file} が TOML として正しくありません: {detail}",
    ),
    Wording(
        "Look at this line and the one before it: a quote, a bracket or an equals sign is often "
        "missing, or a key stands twice.",
        "この行と直前の行を確かめてください。引用符・括弧・等号の抜けや、キーの重複がよくある原因です。",
    ),
)

# its keys and values

KEY_MISSING = _kind(
    "key_missing",
    Wording(
        "{file} lacks the key {key}.",
        "{file} に必須のキー {key} がありません。",
    ),
    Wording(_FORMAT_EN, _FORMAT_JA),
)
KEY_UNKNOWN = _kind(
    "key_unknown",
    Wording(
        "{file} has a key {key}, which means nothing here.",
        "{file} のキー {key} は、この位置では使えません。",
    ),
    Wording(
        "Check the spelling and the table it stands in. " + _FORMAT_EN,
        "綴りと、書いた表（テーブル）の位置を確かめてください。" + _FORMAT_JA,
    ),
)
NOT_TEXT = _kind(
    "not_text",
    Wording(
        "{key} in {file} is {got}; expected a text.",
        "{file} の {key} は {got} ですが、文字列でなければなりません。",
    ),
    Wording("Put it in quotes.", "引用符で囲んでください。"),
)
NOT_WHOLE_NUMBER = _kind(
    "not_whole_number",
    Wording(
        "{key} in {file} is {got}; expected a whole number.",
        "{file} の {key} は {got} ですが、整数でなければなりません。",
    ),
    Wording(
        "Write it without quotes and without a decimal point.",
        "引用符も小数点も付けずに書いてください。",
    ),
)
NOT_NUMBER = _kind(
    "not_number",
    Wording(
        "{key} in {file} is {got}; expected a number.",
        "{file} の {key} は {got} ですが、数値でなければなりません。",
    ),
    Wording("Write it without quotes.", "引用符を付けずに書いてください。"),
)
NOT_LIST = _kind(
    "not_list",
    Wording(
        "{key} in {file} is {got}; expected a list.",
        "{file} の {key} は {got} ですが、配列でなければなりません。",
    ),
    Wording(
        'Write ["a", "b"], or one [[{key}]] before each table.',
        '["a", "b"] の形、または表ごとに [[{key}]] を置いて書いてください。',
    ),
)
NOT_TABLE = _kind(
    "not_table",
    Wording(
        "{key} in {file} is {got}; expected a table.",
        "{file} の {key} は {got} ですが、表（テーブル）でなければなりません。",
    ),
    Wording(
        'Texts for people are tables by language, such as {{ en = "...", ja = "..." }}. '
        + _FORMAT_EN,
        '表示用の文章は {{ en = "...", ja = "..." }} のように言語ごとに書きます。' + _FORMAT_JA,
    ),
)
NOT_ONE_OF = _kind(
    "not_one_of",
    Wording(
        "{key} in {file} is {got}; expected one of: {expected}.",
        "{file} の {key} は {got} ですが、使えるのは次のとおりです: {expected}",
    ),
    Wording("Choose one of them.", "この中から選んでください。"),
)
OUT_OF_RANGE = _kind(
    "out_of_range",
    Wording(
        "{key} in {file} is {got}; expected a number {expected}.",
        "{file} の {key} は {got} ですが、{expected} を満たす数でなければなりません。",
    ),
    Wording("Choose a number in that range.", "範囲内の数にしてください。"),
)
LIST_EMPTY = _kind(
    "list_empty",
    Wording(
        "{key} in {file} is empty; expected at least one.",
        "{file} の {key} が空です。少なくとも一つ必要です。",
    ),
    Wording("Start each with [[{key}]].", "それぞれを [[{key}]] で始めてください。"),
)
BAD_SLUG = _kind(
    "bad_slug",
    Wording(
        "{key} in {file} is {got}; expected small letters a-z and digits in words joined by '-', "
        "a letter first, at most 64 characters.",
        "{file} の {key} は {got} ですが、英小文字と数字を「-」でつないだ名前"
        "（先頭は英字、64 文字まで）でなければなりません。",
    ),
    Wording(
        "It becomes part of the address, as in comment-volume.",
        "URL の一部になります。例: comment-volume",
    ),
)
DATE_WITHOUT_OFFSET = _kind(
    "date_without_offset",
    Wording(
        "{key} in {file} is {got}, without an offset, so it is no certain moment.",
        "{file} の {key} は {got} で、時差（オフセット）がないため時刻が定まりません。",
    ),
    Wording(
        "Write date, time and offset, as in 2027-01-31T23:59:00+09:00.",
        "2027-01-31T23:59:00+09:00 のように日付・時刻・時差を書いてください。",
    ),
)
NOT_DATE = _kind(
    "not_date",
    Wording(
        "{key} in {file} is {got}; expected a date with time and offset.",
        "{file} の {key} は {got} ですが、時差付きの日時でなければなりません。",
    ),
    Wording(
        "Write it without quotes, as in 2027-01-31T23:59:00+09:00.",
        "2027-01-31T23:59:00+09:00 のように、引用符を付けずに書いてください。",
    ),
)
DATES_OUT_OF_ORDER = _kind(
    "dates_out_of_order",
    Wording(
        "In {file}, {later} is before {earlier}.",
        "{file} の {later} が {earlier} より前になっています。",
    ),
    Wording(
        "The order is opens_at, closes_at, reveal_at; equal moments are fine.",
        "opens_at、closes_at、reveal_at の順にしてください（同時刻でもかまいません）。",
    ),
)
TEXT_MISSING = _kind(
    "text_missing",
    Wording(
        "{key} in {file} is in no language.",
        "{file} の {key} にどの言語の文章もありません。",
    ),
    Wording("Give en, ja or both.", "en と ja の少なくとも一方を書いてください。"),
)
TABLE_MISSING = _kind(
    "table_missing",
    Wording(
        'kind in {file} is "{kind}", but there is no table [{kind}].',
        '{file} の kind は "{kind}" ですが、表 [{kind}] がありません。',
    ),
    Wording("Add [{kind}]. " + _FORMAT_EN, "[{kind}] を加えてください。" + _FORMAT_JA),
)
TABLE_SURPLUS = _kind(
    "table_surplus",
    Wording(
        'kind in {file} is "{kind}", so the table [{table}] has no place.',
        '{file} の kind は "{kind}" なので、表 [{table}] は置けません。',
    ),
    Wording("Remove [{table}], or change kind.", "[{table}] を消すか、kind を変えてください。"),
)
DUPLICATE = _kind(
    "duplicate",
    Wording(
        '"{name}" stands twice: {key} in {file} is the second.',
        "「{name}」が重複しています。{file} の {key} が二つ目です。",
    ),
    Wording("Rename or remove one.", "一方の名前を変えるか、消してください。"),
)

# the files it names

PATH_OUTSIDE = _kind(
    "path_outside",
    Wording(
        "{key} in {file} is {got}, which is not a path inside the bundle.",
        "{file} の {key} は {got} で、バンドルの中のパスではありません。",
    ),
    Wording(
        "Write it from the folder of {file}, with forward slashes, and follow no link out of it.",
        "{file} のあるフォルダから「/」区切りで書き、外へ出るリンクは使わないでください。",
    ),
)
FILE_MISSING = _kind(
    "file_missing",
    Wording(
        "{key} names {file}, which is not in the bundle.",
        "{key} の指す {file} がバンドルにありません。",
    ),
    Wording(
        "Add the file, or correct the name; capitals count.",
        "ファイルを加えるか、名前を直してください（大文字・小文字は区別されます）。",
    ),
)
STATEMENT_EMPTY = _kind(
    "statement_empty",
    Wording("The statement {file} is empty.", "問題文 {file} が空です。"),
    Wording(
        "Write the task in Markdown, or drop this language.",
        "課題を Markdown で書くか、この言語の指定を消してください。",
    ),
)
LABELS_REFUSED = _kind(
    "labels_refused",
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
SAMPLE_REFUSED = _kind(
    "sample_refused",
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
STARTER_REQUIRED = _kind(
    "starter_required",
    Wording(
        'An assignment of kind "{kind}" must offer the starter file {name}.',
        'kind が "{kind}" の課題は、配布ファイル {name} を含まなければなりません。',
    ),
    Wording("Add the file and name it in starter.", "ファイルを加え、starter に書いてください。"),
)
STARTER_PRIVATE = _kind(
    "starter_private",
    Wording(
        "starter in {file} offers {path}, which participants must not see.",
        "{file} の starter が、参加者に見せてはならない {path} を配布しようとしています。",
    ),
    Wording(
        "Nothing under private/ and no label file can be a starter file.",
        "private/ の中のファイルと正解ファイルは配布できません。",
    ),
)

# what deserves a second look

FILE_UNUSED = _kind(
    "file_unused",
    Wording(
        "Nothing names {file}; it stays out of the packed bundle.",
        "{file} はどこからも指定されておらず、バンドルには入りません。",
    ),
    Wording(
        "Name it in starter if participants should get it.",
        "参加者に配るなら starter に書いてください。",
    ),
)
LANGUAGE_MISSING = _kind(
    "language_missing",
    Wording(
        "{key} in {file} has no text in {language}.",
        "{file} の {key} に {language} の文章がありません。",
    ),
    Wording(
        "Readers of that language will see the other one.",
        "その言語の読み手には、もう一方の言語で表示されます。",
    ),
)
CLOSED_ALREADY = _kind(
    "closed_already",
    Wording(
        "closes_at in {file} is {got}, which is past: nobody can submit.",
        "{file} の closes_at は {got} で、すでに過ぎています。誰も提出できません。",
    ),
    Wording("Choose a later moment.", "先の日時にしてください。"),
)
PARTS_LOPSIDED = _kind(
    "parts_lopsided",
    Wording(
        "{file} has {public} public and {private} private rows: one part is under a tenth of all.",
        "{file} は公開 {public} 行・非公開 {private} 行で、一方が全体の 1 割に届きません。",
    ),
    Wording(
        "A small part makes its score mostly chance; split closer to half.",
        "少ない側の得点は偶然に左右されます。半々に近づけてください。",
    ),
)
NO_PRIVATE_ROWS = _kind(
    "no_private_rows",
    Wording(
        "reveal_at in {file} is given, but no row of the label file is private.",
        "{file} に reveal_at がありますが、正解ファイルに非公開の行がありません。",
    ),
    Wording(
        "Add a column part with public and private, or remove reveal_at.",
        "public / private を書いた part 列を加えるか、reveal_at を消してください。",
    ),
)
NEVER_REVEALED = _kind(
    "never_revealed",
    Wording(
        "{file} has no reveal_at, so the scores on the private rows are never shown.",
        "{file} に reveal_at がないため、非公開の行での得点はずっと表示されません。",
    ),
    Wording(
        "Give a moment at or after closes_at.",
        "closes_at 以後の日時を指定してください。",
    ),
)
LABELS_CAN_LEAK = _kind(
    "labels_can_leak",
    Wording(
        "With {key} = {decimals}, one step of the shown score is {step}; times {rows} public rows "
        "that is an error of {error} in one row, less than the {spread} by which labels spread: "
        "changing one prediction at a time reads single labels off the score.",
        "{key} = {decimals} では得点の最小の刻みが {step} です。公開 {rows} 行では 1 行の誤差 "
        "{error} に当たり、正解の標準偏差 {spread} を下回るため、"
        "予測を 1 行ずつ変えて正解を読み取れます。",
    ),
    Wording(
        "Show {safe} decimals, or have more public rows.",
        "小数点以下を {safe} 桁にするか、公開行を増やしてください。",
    ),
)

# archives

NOT_ZIP = _kind(
    "not_zip",
    Wording(
        "The file is not a zip archive, or it is damaged or cut off.",
        "zip ではないか、壊れているか、途中で切れています。",
    ),
    Wording(
        "Pack the folder again with `gradus assignment push`, or as a plain zip.",
        "`gradus assignment push` で送るか、通常の zip として作り直してください。",
    ),
)
ARCHIVE_TOO_LARGE = _kind(
    "archive_too_large",
    Wording(
        "The archive unpacks to more than {limit} bytes.",
        "展開すると {limit} バイトを超えます。",
    ),
    Wording(
        "Offer large data by a link in the statement.",
        "大きなデータは問題文のリンクから配ってください。",
    ),
)
ARCHIVE_TOO_MANY_FILES = _kind(
    "archive_too_many_files",
    Wording(
        "The archive holds {files} entries; at most {limit} are taken.",
        "zip に {files} 個の項目があります。上限は {limit} 個です。",
    ),
    Wording(
        "Pack only what assignment.toml names.",
        "assignment.toml に書いたファイルだけを入れてください。",
    ),
)
ARCHIVE_BOMB = _kind(
    "archive_bomb",
    Wording(
        "{file} unpacks to more than {limit} times its packed size.",
        "{file} は展開すると圧縮時の {limit} 倍を超えます。",
    ),
    Wording(
        "Real data do not pack so well; check the file.",
        "実データがここまで縮むことはありません。ファイルを確かめてください。",
    ),
)
ARCHIVE_NAME = _kind(
    "archive_name",
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
ARCHIVE_SAME_NAME = _kind(
    "archive_same_name",
    Wording(
        "The archive holds {file} twice, or beside a name that differs only in capitals.",
        "zip に {file} が二つあるか、大文字・小文字だけが違う名前があります。",
    ),
    Wording("Keep one of them.", "一つだけにしてください。"),
)
ARCHIVE_NOT_A_FILE = _kind(
    "archive_not_a_file",
    Wording(
        "{file} in the archive is a link or a device, not a file.",
        "zip の {file} は通常のファイルではありません（リンクやデバイス）。",
    ),
    Wording("Put the file itself there.", "ファイルそのものを入れてください。"),
)
ARCHIVE_ENCRYPTED = _kind(
    "archive_encrypted",
    Wording("{file} in the archive is encrypted.", "zip の {file} は暗号化されています。"),
    Wording("Pack it without a password.", "パスワードなしで作り直してください。"),
)
ARCHIVE_METHOD = _kind(
    "archive_method",
    Wording(
        "{file} in the archive is packed by a method that is not taken here.",
        "zip の {file} は対応していない方式で圧縮されています。",
    ),
    Wording("Use the usual deflate.", "通常の deflate を使ってください。"),
)
ARCHIVE_DAMAGED = _kind(
    "archive_damaged",
    Wording(
        "{file} in the archive is damaged or cut off.",
        "zip の {file} が壊れているか、途中で切れています。",
    ),
    Wording("Pack and upload it again.", "作り直して、もう一度送ってください。"),
)

KINDS: tuple[ProblemKind, ...] = tuple(
    value for value in list(vars().values()) if isinstance(value, ProblemKind)
)
