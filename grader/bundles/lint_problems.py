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
_LEAK = Wording(
    "With {shown}, {per_day} tries a day, {days} days and {accounts} people who work together, a "
    "known attack on the public boards (tracks: {tracks}) identifies {percent} % of the {rows} "
    "public labels.",
    "{shown}、1 日 {per_day} 回、{days} 日間、{accounts} 人が組む場合、公開の順位表（トラック数 "
    "{tracks}）への既知の攻撃で、公開 {rows} 行の正解の {percent} % を特定できます。",
)
LABELS_CAN_LEAK = ProblemKind(
    "bundle_labels_can_leak",
    _LEAK,
    Wording(
        "Any of these keeps it to {most} %: {ways}. More public rows help too. See docs/leaks.md.",
        "次のどれか一つで {most} % 以下になります: {ways}。公開行を増やすのも有効です。"
        "docs/leaks.md を参照してください。",
    ),
)
LABELS_LEAK_ANYWAY = ProblemKind(
    "bundle_labels_leak_anyway",
    _LEAK,
    Wording(
        "No single setting keeps it to {most} % with so few public rows: have more of them or "
        "fewer tracks, or let private scores decide. See docs/leaks.md.",
        "公開行がこれだけ少ないと、どの設定でも {most} % 以下になりません。公開行を増やすか、"
        "トラックを減らすか、非公開の得点で順位を決めてください。docs/leaks.md を参照して"
        "ください。",
    ),
)
LADDER_STEPS = ProblemKind(
    "bundle_ladder_steps",
    Wording(
        "Participants will see public scores in steps of {step}, of which there are {stairs} from "
        "the best constant to a perfect score. A known attack identifies {percent} % of the "
        "{rows} public labels.",
        "参加者には公開の得点を {step} 刻みで表示します。最良の定数予測から満点まで {stairs} 段"
        "です。既知の攻撃で特定できるのは公開 {rows} 行の正解の {percent} % です。",
    ),
    Wording(
        "More public rows make finer steps. Staff see exact scores.",
        "公開行を増やすと刻みは細かくなります。教員には正確な得点が見えます。",
    ),
)
LADDER_FLAT = ProblemKind(
    "bundle_ladder_flat",
    Wording(
        "With {rows} public rows a step of shown scores is {step}, more than there is between the "
        "best constant and a perfect score: they will never move.",
        "公開 {rows} 行では表示の刻みが {step} となり、最良の定数予測から満点までの幅を超えるため、"
        "表示される得点は動きません。",
    ),
    Wording(
        'Have more public rows, or write release = "rounded" in [prediction].',
        '公開行を増やすか、[prediction] に release = "rounded" と書いてください。',
    ),
)
NO_BOUND_KNOWN = ProblemKind(
    "bundle_no_bound_known",
    Wording(
        "How much of the labels rounded scores in {metric} give away is not computed.",
        "丸めた {metric} の得点から正解がどれだけ漏れるかは計算していません。",
    ),
    Wording(
        "Show few decimals, allow few tries, and let private scores decide.",
        "小数点以下の桁数と提出回数を抑え、非公開の得点で順位を決めてください。",
    ),
)
TERM_ASSUMED = ProblemKind(
    "bundle_term_assumed",
    Wording(
        "{file} has no closes_at: a term of {days} days is assumed for what boards give away.",
        "{file} に closes_at がないため、{days} 日間提出できるものとして漏れを見積もりました。",
    ),
    Wording(
        "Give closes_at as soon as it is known.",
        "締め切りが決まったら closes_at を書いてください。",
    ),
)

KINDS: tuple[ProblemKind, ...] = tuple(
    value for value in list(vars().values()) if isinstance(value, ProblemKind)
)
