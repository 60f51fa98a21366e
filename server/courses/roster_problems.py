"""What can be wrong with a roster file, in words."""

from grader import ProblemKind, Wording

NOT_TEXT = ProblemKind(
    "roster_not_utf8",
    Wording("The roster is not UTF-8 text.", "名簿が UTF-8 のテキストではありません。"),
    Wording(
        "Save it as 'CSV UTF-8' in your spreadsheet program.",
        "表計算ソフトで「CSV UTF-8」として保存してください。",
    ),
)
NOT_CSV = ProblemKind(
    "roster_not_csv",
    Wording(
        "The roster cannot be read as CSV: {reason}.",
        "名簿を CSV として読めません（{reason}）。",
    ),
    Wording(
        "Look for a double quote that is not closed.",
        "閉じられていない二重引用符がないか確認してください。",
    ),
)
MISSING_COLUMN = ProblemKind(
    "roster_missing_column",
    Wording("The roster has no column '{name}'.", "名簿に列「{name}」がありません。"),
    Wording(
        "The first line names the columns: {columns}; only alias is required.",
        "1 行目に列名（{columns}）を書いてください。必須は alias だけです。",
    ),
)
UNKNOWN_COLUMN = ProblemKind(
    "roster_unknown_column",
    Wording(
        "The column '{name}' is unknown or stands twice.",
        "列「{name}」は不明か、重複しています。",
    ),
    Wording("Columns are {columns}.", "使える列は {columns} です。"),
)
WRONG_WIDTH = ProblemKind(
    "roster_wrong_width",
    Wording(
        "Expected {expected} cells in this row, got {got}.",
        "この行のセル数は {expected} のはずですが、{got} あります。",
    ),
    Wording(
        "Put names that hold a comma in double quotes.",
        "コンマを含む名前は二重引用符で囲んでください。",
    ),
)
BAD_ALIAS = ProblemKind(
    "roster_bad_alias",
    Wording(
        "Expected an alias of 1 to 40 printable characters.",
        "alias は 1～40 文字の印字可能な文字で指定してください。",
    ),
    Wording("It is the name that the board shows.", "ボードに表示される名前です。"),
)
BAD_EMAIL = ProblemKind(
    "roster_bad_email",
    Wording("'{email}' is not an email address.", "「{email}」はメールアドレスではありません。"),
    Wording("Leave the cell empty if there is none.", "ない場合は空欄にしてください。"),
)
UNKNOWN_ROLE = ProblemKind(
    "roster_unknown_role",
    Wording("There is no role '{role}'.", "役割「{role}」はありません。"),
    Wording(
        "Roles are {roles}; empty means student.",
        "役割は {roles} です。空欄は student です。",
    ),
)
DUPLICATE = ProblemKind(
    "roster_duplicate",
    Wording(
        "'{value}' stands in row {first} already.",
        "「{value}」は {first} 行目にもあります。",
    ),
    Wording("Each person has one line.", "1 人につき 1 行にしてください。"),
)
BAD_NAME = ProblemKind(
    "roster_bad_name",
    Wording(
        "Expected a name of at most {limit} characters without control characters.",
        "name は制御文字を含まない {limit} 文字以内で指定してください。",
    ),
    Wording(
        "Look for a line break or an invisible character in the cell.",
        "セルに改行や見えない文字が入っていないか確認してください。",
    ),
)
SAME_PERSON = ProblemKind(
    "roster_same_person",
    Wording(
        "'{alias}' means the same person as '{other}' in row {first}.",
        "「{alias}」は {first} 行目の「{other}」と同じ人を指しています。",
    ),
    Wording(
        "A line means whoever has its email, else whoever has its alias now; give both lines"
        " their own email, or another alias.",
        "行はメールアドレス、なければ現在の alias で人を特定します。両方の行にそれぞれの"
        "メールアドレスを書くか、別の alias にしてください。",
    ),
)
NOBODY = ProblemKind(
    "roster_no_people",
    Wording("The roster names no people.", "名簿に 1 人も書かれていません。"),
    Wording(
        "It is the whole roster: without lines below the column names, everybody would leave.",
        "名簿はコース全員の一覧です。列名だけの名簿では全員が外れてしまいます。",
    ),
)
TOO_MANY = ProblemKind(
    "roster_too_long",
    Wording("Expected at most {limit} people.", "名簿は {limit} 人以内にしてください。"),
    Wording("Split the course in several.", "コースを複数に分けてください。"),
)
KINDS = tuple(kind for kind in list(globals().values()) if isinstance(kind, ProblemKind))
