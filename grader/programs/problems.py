"""Problems of uploaded programs: what may not be in them, and what came of running them."""

from grader.problems import ProblemKind, Wording


def _kind(code: str, en: tuple[str, str], ja: tuple[str, str]) -> ProblemKind:
    """A kind from its (message, hint) in each language."""
    return ProblemKind(code, Wording(en=en[0], ja=ja[0]), Wording(en=en[1], ja=ja[1]))


NO_MODEL = _kind(
    "program_no_model",
    (
        "The archive has no model.py. Its files: {there}",
        "Put model.py, with the class Model, at the top of the archive.",
    ),
    (
        "アーカイブに model.py がありません。入っているファイル: {there}",
        "クラス Model のある model.py を、アーカイブの最上位に入れてください。",
    ),
)
NOT_PREDICTIONS = _kind(
    "program_not_predictions",
    (
        "This track takes a program, and this file holds predictions.",
        "Upload model.py with the class Model, or a zip of it, or choose a track that takes files.",
    ),
    (
        "このトラックに提出するのはプログラムですが、これは予測のファイルです。",
        "クラス Model のある model.py か、その zip を提出してください。予測は別のトラックで。",
    ),
)
NOT_SOURCE = _kind(
    "program_not_source",
    (
        "{file} is not Python source. A program learns from the server's copy of the data alone.",
        (
            "Leave data, weights and notebooks out: the archive holds .py files, and "
            "predictions.csv where you claim them."
        ),
    ),
    (
        (
            "{file} は Python のソースではありません。プログラムが学習に使えるのは、"
            "サーバーにあるデータだけです。"
        ),
        (
            "データ、重み、ノートブックは含めないでください。入れられるのは .py ファイルと、"
            "予測を添える場合の predictions.csv だけです。"
        ),
    ),
)
TOO_MUCH_SOURCE = _kind(
    "program_too_much_source",
    (
        "The program has {bytes} bytes of source; at most {limit} are allowed.",
        "Remove what is not used, and tables of numbers: a model is learnt, not written down.",
    ),
    (
        "プログラムのソースが {bytes} バイトあります。上限は {limit} バイトです。",
        (
            "使っていない部分や数値の表を取り除いてください。モデルは書き写すものではなく、"
            "学習するものです。"
        ),
    ),
)
BAD_MODULE_NAME = _kind(
    "program_bad_module_name",
    (
        "{file} cannot be imported: a module's name is letters, digits and _, no digit first.",
        "Rename it.",
    ),
    (
        "{file} は import できません。モジュール名は英数字と _ で、先頭は数字以外です。",
        "名前を変えてください。",
    ),
)
IMPORT_NOT_ALLOWED = _kind(
    "program_import_not_allowed",
    (
        "{file} imports {name}, which this track does not allow.",
        (
            "Allowed are {allowed}, parts of Python's standard library, and modules of your own in "
            "the archive."
        ),
    ),
    (
        "{file} が {name} を import していますが、このトラックでは使えません。",
        "使えるのは {allowed}、標準ライブラリの一部、アーカイブに入れた自作モジュールです。",
    ),
)
NAME_NOT_ALLOWED = _kind(
    "program_name_not_allowed",
    (
        "{file} uses {name}, which programs on this track may not.",
        (
            "A model needs arithmetic on the arrays that it is given, and no way around the import "
            "statement, to files or to the interpreter's insides."
        ),
    ),
    (
        "{file} が {name} を使っていますが、このトラックのプログラムでは使えません。",
        (
            "モデルに必要なのは渡された配列の計算だけです。import 文の回避、ファイルの読み書き、"
            "インタープリターの内部の操作はできません。"
        ),
    ),
)
NOT_REPEATABLE = _kind(
    "program_not_repeatable",
    (
        (
            "Trained again under the same seed, the program predicts something else: row {number} "
            "{first} and then {second}."
        ),
        "Seed every generator: np.random.default_rng(0), not default_rng(); use no clock.",
    ),
    (
        (
            "同じシードでもう一度学習させると、予測が変わりました。{number} 行目が {first} から "
            "{second} になっています。"
        ),
        (
            "乱数にはすべてシードを与えてください（default_rng() ではなく "
            "np.random.default_rng(0)）。時刻は使わないでください。"
        ),
    ),
)
NOT_LEARNT = _kind(
    "program_not_learnt",
    (
        (
            "Trained on shuffled targets, where nothing can be learnt, the program is nearly as "
            "good: its answers do not come from the training data."
        ),
        "Predict only by what fit has learnt from X and y.",
    ),
    (
        (
            "目的変数をシャッフルし、何も学習できないはずのデータで学習させても、ほぼ同じ成績でした。"
            "答えが学習データから得られたものではありません。"
        ),
        "fit が X と y から学習したものだけで予測してください。",
    ),
)
CLAIM_NOT_REPRODUCED = _kind(
    "program_claim_not_reproduced",
    (
        (
            "{count} of {rows} claimed predictions are not what the program predicts here, such "
            "as row {number}: claimed {claimed}, got {got}."
        ),
        "Run the program on the data as offered, with its seeds fixed, and upload what it wrote.",
    ),
    (
        (
            "添えられた {rows} 行の予測のうち {count} 行が、ここでの実行結果と異なります。"
            "たとえば {number} 行目は {claimed} に対して {got} でした。"
        ),
        "配布データのまま、シードを固定してプログラムを実行し、その出力を添えてください。",
    ),
)
CHECK_FAILED = _kind(
    "program_check_failed",
    (
        "{file} cannot be read as Python: {detail}.",
        "Look for brackets nested hundreds deep, or a file that is not text.",
    ),
    (
        "{file} を Python として読めません: {detail}。",
        "何百段もの入れ子の括弧や、テキストでないファイルがないか確認してください。",
    ),
)

KINDS: tuple[ProblemKind, ...] = tuple(
    value for value in list(vars().values()) if isinstance(value, ProblemKind)
)
