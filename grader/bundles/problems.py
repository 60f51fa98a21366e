"""What can be wrong with a bundle, in words.

Of these problems `line` is always the line of `assignment.toml`, the value `file` the file at fault
and `row` a line of that file.
"""

from grader.archives.problems import KINDS as ARCHIVE_KINDS
from grader.bundles.lint_problems import KINDS as LINT_KINDS
from grader.bundles.named_file_problems import KINDS as NAMED_FILE_KINDS
from grader.problems import ProblemKind, Wording

_FORMAT_EN = "docs/assignment-format.md lists every key with an example."
_FORMAT_JA = "使えるキーと例は docs/assignment-format.md にあります。"


# assignment.toml as a text

DEFINITION_MISSING = ProblemKind(
    "bundle_definition_missing",
    Wording(
        "There is no {file} here.",
        "{file} がありません。",
    ),
    Wording(
        "A bundle is a folder, or a zip of one, with {file} at its top.",
        "バンドルは、最上位に {file} を置いたフォルダ（またはその zip）です。",
    ),
)
DEFINITION_TOO_LONG = ProblemKind(
    "bundle_definition_too_long",
    Wording(
        "{file} is longer than {bytes} bytes or {lines} lines.",
        "{file} が {bytes} バイトまたは {lines} 行を超えています。",
    ),
    Wording(
        "Keep long texts in the statement files.",
        "長い文章は問題文のファイルに移してください。",
    ),
)
NOT_UTF8 = ProblemKind(
    "bundle_not_utf8",
    Wording(
        "{file} is not UTF-8: byte {byte} cannot be read.",
        "{file} は UTF-8 ではありません（{byte} バイト目を読めません）。",
    ),
    Wording(
        "Save the file again as UTF-8.",
        "文字コードを UTF-8 にして保存し直してください。",
    ),
)
TOML_SYNTAX = ProblemKind(
    "bundle_toml_syntax",
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

KEY_MISSING = ProblemKind(
    "bundle_key_missing",
    Wording(
        "{file} lacks the key {key}.",
        "{file} に必須のキー {key} がありません。",
    ),
    Wording(_FORMAT_EN, _FORMAT_JA),
)
KEY_UNKNOWN = ProblemKind(
    "bundle_key_unknown",
    Wording(
        "{file} has a key {key}, which means nothing here.",
        "{file} のキー {key} は、この位置では使えません。",
    ),
    Wording(
        "Check the spelling and the table it stands in. " + _FORMAT_EN,
        "綴りと、書いた表（テーブル）の位置を確かめてください。" + _FORMAT_JA,
    ),
)
NOT_TEXT = ProblemKind(
    "bundle_not_text",
    Wording(
        "{key} in {file} is {got}; expected a text.",
        "{file} の {key} は {got} ですが、文字列でなければなりません。",
    ),
    Wording("Put it in quotes.", "引用符で囲んでください。"),
)
NOT_WHOLE_NUMBER = ProblemKind(
    "bundle_not_whole_number",
    Wording(
        "{key} in {file} is {got}; expected a whole number.",
        "{file} の {key} は {got} ですが、整数でなければなりません。",
    ),
    Wording(
        "Write it without quotes and without a decimal point.",
        "引用符も小数点も付けずに書いてください。",
    ),
)
NOT_NUMBER = ProblemKind(
    "bundle_not_number",
    Wording(
        "{key} in {file} is {got}; expected a number.",
        "{file} の {key} は {got} ですが、数値でなければなりません。",
    ),
    Wording("Write it without quotes.", "引用符を付けずに書いてください。"),
)
NOT_LIST = ProblemKind(
    "bundle_not_list",
    Wording(
        "{key} in {file} is {got}; expected a list.",
        "{file} の {key} は {got} ですが、配列でなければなりません。",
    ),
    Wording(
        'Write ["a", "b"], or one [[{key}]] before each table.',
        '["a", "b"] の形、または表ごとに [[{key}]] を置いて書いてください。',
    ),
)
NOT_TABLE = ProblemKind(
    "bundle_not_table",
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
NOT_ONE_OF = ProblemKind(
    "bundle_not_one_of",
    Wording(
        "{key} in {file} is {got}; expected one of: {expected}.",
        "{file} の {key} は {got} ですが、使えるのは次のとおりです: {expected}",
    ),
    Wording("Choose one of them.", "この中から選んでください。"),
)
OUT_OF_RANGE = ProblemKind(
    "bundle_out_of_range",
    Wording(
        "{key} in {file} is {got}; expected a number {expected}.",
        "{file} の {key} は {got} ですが、{expected} を満たす数でなければなりません。",
    ),
    Wording("Choose a number in that range.", "範囲内の数にしてください。"),
)
LIST_EMPTY = ProblemKind(
    "bundle_list_empty",
    Wording(
        "{key} in {file} is empty; expected at least one.",
        "{file} の {key} が空です。少なくとも一つ必要です。",
    ),
    Wording("Start each with [[{key}]].", "それぞれを [[{key}]] で始めてください。"),
)
BAD_SLUG = ProblemKind(
    "bundle_bad_slug",
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
DATE_WITHOUT_OFFSET = ProblemKind(
    "bundle_date_without_offset",
    Wording(
        "{key} in {file} is {got}, without an offset, so it is no certain moment.",
        "{file} の {key} は {got} で、時差（オフセット）がないため時刻が定まりません。",
    ),
    Wording(
        "Write date, time and offset, as in 2027-01-31T23:59:00+09:00.",
        "2027-01-31T23:59:00+09:00 のように日付・時刻・時差を書いてください。",
    ),
)
NOT_DATE = ProblemKind(
    "bundle_not_date",
    Wording(
        "{key} in {file} is {got}; expected a date with time and offset.",
        "{file} の {key} は {got} ですが、時差付きの日時でなければなりません。",
    ),
    Wording(
        "Write it without quotes, as in 2027-01-31T23:59:00+09:00.",
        "2027-01-31T23:59:00+09:00 のように、引用符を付けずに書いてください。",
    ),
)
DATES_OUT_OF_ORDER = ProblemKind(
    "bundle_dates_out_of_order",
    Wording(
        "In {file}, {later} is before {earlier}.",
        "{file} の {later} が {earlier} より前になっています。",
    ),
    Wording(
        "The order is opens_at, closes_at, reveal_at; equal moments are fine.",
        "opens_at、closes_at、reveal_at の順にしてください（同時刻でもかまいません）。",
    ),
)
TEXT_MISSING = ProblemKind(
    "bundle_text_missing",
    Wording(
        "{key} in {file} is in no language.",
        "{file} の {key} にどの言語の文章もありません。",
    ),
    Wording("Give en, ja or both.", "en と ja の少なくとも一方を書いてください。"),
)
TABLE_MISSING = ProblemKind(
    "bundle_table_missing",
    Wording(
        'kind in {file} is "{kind}", but there is no table [{kind}].',
        '{file} の kind は "{kind}" ですが、表 [{kind}] がありません。',
    ),
    Wording("Add [{kind}]. " + _FORMAT_EN, "[{kind}] を加えてください。" + _FORMAT_JA),
)
TABLE_SURPLUS = ProblemKind(
    "bundle_table_surplus",
    Wording(
        'kind in {file} is "{kind}", so the table [{table}] has no place.',
        '{file} の kind は "{kind}" なので、表 [{table}] は置けません。',
    ),
    Wording("Remove [{table}], or change kind.", "[{table}] を消すか、kind を変えてください。"),
)
DUPLICATE = ProblemKind(
    "bundle_duplicate",
    Wording(
        '"{name}" stands twice: {key} in {file} is the second.',
        "「{name}」が重複しています。{file} の {key} が二つ目です。",
    ),
    Wording("Rename or remove one.", "一方の名前を変えるか、消してください。"),
)
LAYER_CHOICE = ProblemKind(
    "bundle_layer_choice",
    Wording(
        "{key} in {file} does not suit {layer}.",
        "{file} の {key} は {layer} に合いません。",
    ),
    Wording("What may stand here: {expected}.", "ここに書けるもの: {expected}。"),
)
PROGRAM_DATA = ProblemKind(
    "bundle_program_data",
    Wording(
        "{key} in {file} asks for programs, but there is nothing to train them on.",
        "{file} の {key} はプログラムの提出を求めていますが、学習データの指定がありません。",
    ),
    Wording(
        "Name train and test in the table [prediction], which programs on layers cannot have.",
        "[prediction] に train と test を書いてください。layers の課題では使えません。",
    ),
)

LADDER_METRIC = ProblemKind(
    "bundle_ladder_metric",
    Wording(
        '{key} in {file} is "ladder", which releases means of losses, but the metric is {metric}.',
        '{file} の {key} は "ladder" ですが、これは損失の平均に使うもので、指標 {metric} には'
        "使えません。",
    ),
    Wording(
        'It goes with: {allowed}. Write release = "rounded" and few decimals, or change metric.',
        '使える指標: {allowed}。release = "rounded" として小数点以下の桁数を抑えるか、'
        "指標を変えてください。",
    ),
)

# how it names files, tracks and baselines

PATH_OUTSIDE = ProblemKind(
    "bundle_path_outside",
    Wording(
        "{key} in {file} is {got}, which is not a path inside the bundle.",
        "{file} の {key} は {got} で、バンドルの中のパスではありません。",
    ),
    Wording(
        "Write it from the folder of {file}, with forward slashes, and follow no link out of it.",
        "{file} のあるフォルダから「/」区切りで書き、外へ出るリンクは使わないでください。",
    ),
)
STARTER_REQUIRED = ProblemKind(
    "bundle_starter_required",
    Wording(
        'An assignment of kind "{kind}" must offer the starter file {name}.',
        'kind が "{kind}" の課題は、配布ファイル {name} を含まなければなりません。',
    ),
    Wording("Add the file and name it in starter.", "ファイルを加え、starter に書いてください。"),
)
STARTER_PRIVATE = ProblemKind(
    "bundle_starter_private",
    Wording(
        "starter in {file} offers {path}, which participants must not see.",
        "{file} の starter が、参加者に見せてはならない {path} を配布しようとしています。",
    ),
    Wording(
        "Nothing under private/ and no label file can be a starter file.",
        "private/ の中のファイルと正解ファイルは配布できません。",
    ),
)

BASELINE_KIND = ProblemKind(
    "bundle_baseline_kind",
    Wording(
        '{file} has baselines, which an assignment of kind "layers" cannot have.',
        '{file} に baselines がありますが、kind が "layers" の課題では使えません。',
    ),
    Wording("Remove them.", "baselines を消してください。"),
)
BASELINE_TRACK = ProblemKind(
    "bundle_baseline_track",
    Wording(
        '{key} in {file} is "{name}", which is no track of the assignment.',
        "{file} の {key} は {name} ですが、この課題にそのトラックはありません。",
    ),
    Wording("Choose one of: {tracks}.", "次から選んでください: {tracks}"),
)


KINDS: tuple[ProblemKind, ...] = (
    *(value for value in list(vars().values()) if isinstance(value, ProblemKind)),
    *ARCHIVE_KINDS,
    *LINT_KINDS,
    *NAMED_FILE_KINDS,
)
