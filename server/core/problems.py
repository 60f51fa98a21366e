"""What can be wrong with a request, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from grader import Locale, ProblemKind, Wording

NOUNS = {
    "assignment": Wording("assignment", "課題"),
    "course": Wording("course", "授業"),
    "member": Wording("member", "受講者"),
    "pair": Wording("pair", "組"),
    "participant": Wording("participant", "参加者"),
    "starter file": Wording("starter file", "配布ファイル"),
    "submission": Wording("submission", "提出"),
    "version": Wording("version", "バージョン"),
}


@dataclass(frozen=True)
class _OfThing(Wording):
    """A sentence about a thing: its place ``{what}`` is filled in the sentence's own language."""

    def fill(self, locale: Locale, values: Mapping[str, str | int | float]) -> str:
        """The sentence in `locale`. Raises KeyError for a thing that has no name there."""
        noun = NOUNS[str(values["what"])].fill(locale, {})
        return super().fill(locale, {**values, "what": noun})


NOT_SIGNED_IN = ProblemKind(
    "not_signed_in",
    Wording("This needs a token or a signed-in browser.", "トークンかサインインが必要です。"),
    Wording(
        "Send 'Authorization: Bearer gds_...' or sign in first.",
        "「Authorization: Bearer gds_...」を送るか、先にサインインしてください。",
    ),
)
BAD_TOKEN = ProblemKind(
    "bad_token",
    Wording("The token is not one of ours.", "このトークンは登録されていません。"),
    Wording(
        "Check that it was copied whole; course staff can make a new one.",
        "途中で切れていないか確認してください。教員に再発行を頼めます。",
    ),
)
EXPIRED_TOKEN = ProblemKind(
    "expired_token",
    Wording("The token expired on {expired_at}.", "このトークンは {expired_at} に失効しました。"),
    Wording("Ask course staff for a new one.", "教員に新しいトークンを頼んでください。"),
)
REVOKED_TOKEN = ProblemKind(
    "revoked_token",
    Wording("The token was revoked.", "このトークンは無効にされました。"),
    Wording("Ask course staff for a new one.", "教員に新しいトークンを頼んでください。"),
)
BAD_SIGN_IN_LINK = ProblemKind(
    "bad_sign_in_link",
    Wording(
        "This sign-in link was used already or has expired.",
        "このサインインリンクは使用済みか、期限切れです。",
    ),
    Wording(
        "Each link works once. Ask course staff for a new one, or sign in with your token.",
        "リンクは一度だけ使えます。教員に新しいリンクを頼むか、トークンでサインインしてください。",
    ),
)
SCOPE_MISSING = ProblemKind(
    "scope_missing",
    Wording(
        "The token may not do this: it lacks the scope '{scope}'.",
        "このトークンにはスコープ「{scope}」がないため、この操作はできません。",
    ),
    Wording("Use a token with that scope.", "そのスコープを持つトークンを使ってください。"),
)
STAFF_ONLY = ProblemKind(
    "staff_only",
    Wording("Only staff of the course may do this.", "この操作は授業の教員だけができます。"),
    Wording(
        "Sign in as an instructor or assistant of the course.",
        "教員または補助者としてサインインしてください。",
    ),
)
ADMIN_ONLY = ProblemKind(
    "admin_only",
    Wording("Only an administrator may do this.", "この操作は管理者だけができます。"),
    Wording(
        "Run the command on the server's own machine, or use an administrator's token.",
        "サーバー上でコマンドを実行するか、管理者のトークンを使ってください。",
    ),
)
NOT_FOUND = ProblemKind(
    "not_found",
    _OfThing("There is no {what} '{name}' here.", "{what}「{name}」は見つかりません。"),
    Wording(
        "Check the spelling, and that you are in the course.",
        "つづりと、授業の名簿に載っているかを確認してください。",
    ),
)
NO_SUCH_PAGE = ProblemKind(
    "no_such_page",
    Wording("There is nothing at {path}.", "{path} には何もありません。"),
    Wording(
        "Start again from the home page or from /docs.",
        "トップページか /docs から探してください。",
    ),
)
METHOD_NOT_ALLOWED = ProblemKind(
    "method_not_allowed",
    Wording("{path} does not take {method}.", "{path} は {method} を受け付けません。"),
    Wording("See /docs for what it takes.", "使い方は /docs にあります。"),
)
WRONG_TRACK = ProblemKind(
    "wrong_track",
    Wording(
        "There is no track '{track}'; this assignment has {tracks}.",
        "トラック「{track}」はありません。この課題のトラックは {tracks} です。",
    ),
    Wording("Send one of those as 'track'.", "いずれかを track に指定してください。"),
)
NOT_OPEN = ProblemKind(
    "not_open",
    Wording("The assignment opens at {opens_at}.", "この課題の受付は {opens_at} からです。"),
    Wording(
        "Come back then; nothing was counted.",
        "回数は消費していません。受付開始後に送ってください。",
    ),
)
CLOSED = ProblemKind(
    "closed",
    Wording("The assignment closed at {closes_at}.", "この課題は {closes_at} に締め切られました。"),
    Wording(
        "Nothing was stored or counted. Talk to course staff if you need more time.",
        "何も保存されず、回数も消費していません。延長は教員に相談してください。",
    ),
)
OVER_QUOTA = ProblemKind(
    "over_quota",
    Wording(
        "All {per_day} tries of {day} are used.",
        "{day} の提出回数 {per_day} 回をすべて使いました。",
    ),
    Wording(
        "The next try opens at {next_at}. This file was not stored.",
        "次に提出できるのは {next_at} からです。このファイルは保存されていません。",
    ),
)
TOO_LARGE = ProblemKind(
    "too_large",
    Wording(
        "The file is larger than the {limit_bytes} bytes that are allowed.",
        "ファイルが上限の {limit_bytes} バイトを超えています。",
    ),
    Wording(
        "Check that it is the right file. Nothing was stored or counted.",
        "正しいファイルか確認してください。何も保存されず、回数も消費していません。",
    ),
)
EMPTY_UPLOAD = ProblemKind(
    "empty_upload",
    Wording("The upload holds no bytes.", "送られたファイルが空です。"),
    Wording(
        "Check the path after -F file=@ or --data-binary @.",
        "-F file=@ や --data-binary @ のあとのパスを確認してください。",
    ),
)
NO_FILE = ProblemKind(
    "no_file",
    Wording("The form has no part 'file'.", "フォームに file がありません。"),
    Wording(
        "Send it as multipart: curl -F file=@predictions.csv -F track={track}.",
        "curl -F file=@predictions.csv -F track={track} のように送ってください。",
    ),
)
BAD_FORM = ProblemKind(
    "bad_form",
    Wording(
        "The multipart body cannot be read: {reason}.",
        "マルチパートの本文が読み取れません（{reason}）。",
    ),
    Wording(
        "It may have been cut off; send it again. Nothing was stored or counted.",
        "途中で切れた可能性があります。もう一度送ってください。何も保存されていません。",
    ),
)
BAD_MEDIA_TYPE = ProblemKind(
    "bad_media_type",
    Wording(
        "The body has the type '{media_type}', which is not taken here.",
        "本文の種類「{media_type}」は受け付けていません。",
    ),
    Wording("Send {expected}.", "{expected} を送ってください。"),
)
IDEMPOTENCY_CONFLICT = ProblemKind(
    "idempotency_conflict",
    Wording(
        "This Idempotency-Key was used before for another file or track.",
        "この Idempotency-Key は、別のファイルまたはトラックで使われています。",
    ),
    Wording("Use a fresh key for a new submission.", "新しい提出には新しいキーを使ってください。"),
)
BAD_IDEMPOTENCY_KEY = ProblemKind(
    "bad_idempotency_key",
    Wording(
        "Expected an Idempotency-Key of 1 to 255 printable ASCII characters.",
        "Idempotency-Key は 1～255 文字の印字可能な ASCII 文字で指定してください。",
    ),
    Wording("A UUID does well.", "UUID が適しています。"),
)
INVALID_REQUEST = ProblemKind(
    "invalid_request",
    Wording("{where}: {reason}.", "{where}：{reason}"),
    Wording("See /docs for what is expected.", "正しい形は /docs にあります。"),
)
COURSE_EXISTS = ProblemKind(
    "course_exists",
    Wording("There is a course '{course}' already.", "授業「{course}」はすでにあります。"),
    Wording("Choose another slug.", "別の slug を選んでください。"),
)
SLUG_MISMATCH = ProblemKind(
    "slug_mismatch",
    Wording(
        "The bundle is of '{bundle}', but the address says '{address}'.",
        "バンドルは「{bundle}」ですが、URL は「{address}」です。",
    ),
    Wording("Push it to its own slug.", "slug を一致させてください。"),
)
KIND_CHANGED = ProblemKind(
    "kind_changed",
    Wording(
        "The assignment is of kind '{before}' and cannot become '{after}'.",
        "この課題は種別「{before}」で、「{after}」には変えられません。",
    ),
    Wording("Push it under another slug.", "別の slug で登録してください。"),
)
SHADOW_EXISTS = ProblemKind(
    "shadow_exists",
    Wording(
        "Version {version} is being graded beside the board.",
        "バージョン {version} が順位表と並行して採点されています。",
    ),
    Wording(
        "Switch to it or discard it first.",
        "先にそのバージョンに切り替えるか、破棄してください。",
    ),
)
NOT_A_SHADOW = ProblemKind(
    "not_a_shadow",
    Wording(
        "Version {version} is not graded beside the board: it is {state}.",
        "バージョン {version} は順位表と並行して採点されているものではありません（{state}）。",
    ),
    Wording(
        "To bring an older bundle back, push it again with --shadow.",
        "以前のバンドルに戻すには、--shadow を付けてもう一度登録してください。",
    ),
)
NOT_GRADED_YET = ProblemKind(
    "not_graded_yet",
    Wording(
        "Only {done} of {total} submissions are graded under version {version}.",
        "バージョン {version} で採点が済んだ提出は {total} 件中 {done} 件です。",
    ),
    Wording(
        "Nothing was changed. Switch when all of them are.",
        "何も変更していません。すべての採点が済んでから切り替えてください。",
    ),
)
SHADOW_FAULTS = ProblemKind(
    "shadow_faults",
    Wording(
        "{count} submissions could not be graded under version {version}, for a reason of ours,"
        " but could before.",
        "以前は採点できた提出のうち {count} 件が、サーバー側の問題により"
        "バージョン {version} で採点できませんでした。",
    ),
    Wording(
        "Nothing was changed. Push the same bundle with --shadow once more: they are graded again.",
        "何も変更していません。同じバンドルを --shadow でもう一度登録すると、再び採点されます。",
    ),
)
CROSS_SITE = ProblemKind(
    "cross_site",
    Wording(
        "This request came from another site, so it was not carried out.",
        "別のサイトから送られた要求のため、実行しませんでした。",
    ),
    Wording("Use the form on this site.", "このサイトのフォームから送ってください。"),
)
CODE_NOT_CONFINED = ProblemKind(
    "code_not_confined",
    Wording(
        "This server cannot run code safely, so it takes no layer files.",
        "このサーバーではコードを安全に実行できないため、レイヤーのファイルを受け付けません。",
    ),
    Wording(
        "It is not your fault and cost no try. Tell course staff: 'gradus doctor' says what is"
        " missing.",
        "あなたの責任ではなく、回数も消費していません。教員に知らせてください。",
    ),
)
OUR_FAULT = ProblemKind(
    "our_fault",
    Wording("Something broke on our side.", "サーバー側で問題が起きました。"),
    Wording(
        "It is not your fault and cost no try. Send it again; if it stays, tell course staff the"
        " number {request_id}.",
        "あなたの責任ではなく、回数も消費していません。再度お試しください。続く場合は番号"
        " {request_id} を教員に伝えてください。",
    ),
)

KINDS = tuple(kind for kind in list(globals().values()) if isinstance(kind, ProblemKind))
