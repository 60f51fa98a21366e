"""What deserves a second look in a bundle that can be used, in words."""

from grader.problems import ProblemKind, Wording

FILE_UNUSED = ProblemKind(
    "bundle_file_unused",
    Wording(
        "Nothing names {file}; it stays out of the packed bundle.",
        "{file} はどこからも指定されておらず、バンドルには入りません。",
    ),
    Wording(
        "Name it in starter if participants should get it.",
        "参加者に配るなら starter に書いてください。",
    ),
)
BASELINE_OFFERED = ProblemKind(
    "bundle_baseline_offered",
    Wording(
        "Participants can download the baseline {file}: it is a starter file too.",
        "基準 {file} は配布ファイルでもあるため、参加者がダウンロードできます。",
    ),
    Wording(
        "Fine where that is meant; else put it under private/ and leave it out of starter.",
        "意図したものなら問題ありません。"
        "そうでなければ private/ に置き、starter から外してください。",
    ),
)
LANGUAGE_MISSING = ProblemKind(
    "bundle_language_missing",
    Wording(
        "{key} in {file} has no text in {language}.",
        "{file} の {key} に {language} の文章がありません。",
    ),
    Wording(
        "Readers of that language will see the other one.",
        "その言語の読み手には、もう一方の言語で表示されます。",
    ),
)
CLOSED_ALREADY = ProblemKind(
    "bundle_closed_already",
    Wording(
        "closes_at in {file} is {got}, which is past: nobody can submit.",
        "{file} の closes_at は {got} で、すでに過ぎています。誰も提出できません。",
    ),
    Wording("Choose a later moment.", "先の日時にしてください。"),
)
PARTS_LOPSIDED = ProblemKind(
    "bundle_parts_lopsided",
    Wording(
        "{file} has {public} public and {private} private rows: one part is under a tenth of all.",
        "{file} は公開 {public} 行・非公開 {private} 行で、一方が全体の 1 割に届きません。",
    ),
    Wording(
        "A small part makes its score mostly chance; split closer to half.",
        "少ない側の得点は偶然に左右されます。半々に近づけてください。",
    ),
)
NO_PRIVATE_ROWS = ProblemKind(
    "bundle_no_private_rows",
    Wording(
        "reveal_at in {file} is given, but no row of the label file is private.",
        "{file} に reveal_at がありますが、正解ファイルに非公開の行がありません。",
    ),
    Wording(
        "Add a column part with public and private, or remove reveal_at.",
        "public / private を書いた part 列を加えるか、reveal_at を消してください。",
    ),
)
NEVER_REVEALED = ProblemKind(
    "bundle_never_revealed",
    Wording(
        "{file} has no reveal_at, so the scores on the private rows are never shown.",
        "{file} に reveal_at がないため、非公開の行での得点はずっと表示されません。",
    ),
    Wording(
        "Give a moment at or after closes_at.",
        "closes_at 以後の日時を指定してください。",
    ),
)
LABELS_CAN_LEAK = ProblemKind(
    "bundle_labels_can_leak",
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

KINDS: tuple[ProblemKind, ...] = tuple(
    value for value in list(vars().values()) if isinstance(value, ProblemKind)
)
