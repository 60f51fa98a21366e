"""Problems of running student code: it does not load, does not answer, or uses too much."""

from grader.problems import ProblemKind, Wording


def _kind(code: str, en: tuple[str, str], ja: tuple[str, str]) -> ProblemKind:
    """A kind from its (message, hint) in each language."""
    return ProblemKind(code, Wording(en=en[0], ja=ja[0]), Wording(en=en[1], ja=ja[1]))


SYNTAX_ERROR = _kind(
    "syntax_error",
    (
        "Python cannot read the file: {message}. The line is: {excerpt}",
        (
            "Look at this line and the one before it for a missing bracket, colon or quote. The "
            "file must be Python 3 in UTF-8."
        ),
    ),
    (
        "Python がファイルを読めません: {message}。該当行: {excerpt}",
        (
            "この行と直前の行で、括弧・コロン・引用符の抜けがないか確認してください。"
            "ファイルは UTF-8 の Python 3 である必要があります。"
        ),
    ),
)
PYTHON_2 = _kind(
    "python_2",
    (
        "This is Python 2, and here runs Python 3: {message}. The line is: {excerpt}",
        (
            "print is a function now, print(x); xrange is range; except takes `as`: except "
            "ValueError as e. The command 2to3 of older Pythons changes most of it for you."
        ),
    ),
    (
        "Python 2 のコードです。ここで動くのは Python 3 です: {message}。該当行: {excerpt}",
        (
            "print は関数 print(x)、xrange は range、except は except ValueError as e と"
            "書きます。以前の Python に付属する 2to3 で、ほとんどを自動で直せます。"
        ),
    ),
)
MODULE_UNAVAILABLE = _kind(
    "module_unavailable",
    (
        "The file imports {module}, which is not available here. The line is: {excerpt}",
        (
            "NumPy and the usual modules of Python's standard library are there. Put functions of "
            "your own into this file, and leave plots out of it."
        ),
    ),
    (
        "ファイルが {module} を import していますが、ここでは使えません。該当行: {excerpt}",
        (
            "使えるのは NumPy と、Python 標準ライブラリの一般的なモジュールだけです。"
            "自作の関数はこのファイルに含め、グラフの描画は取り除いてください。"
        ),
    ),
)
EXCEPTION = _kind(
    "exception",
    (
        "{where} raised {type}: {message}. The line is: {excerpt}",
        "Call it by yourself with a small array and print the shapes before this line.",
    ),
    (
        "{where} で例外 {type} が発生しました: {message}。該当行: {excerpt}",
        "小さな配列で自分でも呼び出し、この行の直前で shape を表示してみてください。",
    ),
)
CODE_EXITED = _kind(
    "code_exited",
    (
        "{where} asked Python to exit. The line is: {excerpt}",
        "Remove exit(), quit() and sys.exit(), or put them under if __name__ == '__main__'.",
    ),
    (
        "{where} で Python の終了が要求されました。該当行: {excerpt}",
        "exit()、quit()、sys.exit() を削除するか、if __name__ == '__main__' の中に入れてください。",
    ),
)
CODE_DIED = _kind(
    "code_died",
    (
        "The process ended during {where} before it had answered ({how}).",
        "Look for os._exit, os.kill, endless recursion, or code that closes descriptors.",
    ),
    (
        "{where} の途中で、答えを返す前にプロセスが終了しました（{how}）。",
        "os._exit、os.kill、終わらない再帰、ディスクリプタを閉じる処理がないか確認してください。",
    ),
)
TIME_LIMIT = _kind(
    "time_limit",
    (
        "{where} was still running when the time was up ({seconds} s).",
        (
            "Look for a loop that never ends, a sleep, a training loop at the top of the file, or "
            "a loop over elements that one NumPy operation can replace."
        ),
    ),
    (
        "制限時間（{seconds} 秒）になっても {where} が終わりませんでした。",
        (
            "終わらないループ、sleep、ファイル先頭での学習処理がないか、また要素ごとのループを "
            "NumPy の演算に置き換えられないか確認してください。"
        ),
    ),
)
MEMORY_LIMIT = _kind(
    "memory_limit",
    (
        "{where} needed more memory than the {megabytes} MB allowed. The line is: {excerpt}",
        (
            "Look for an array whose shape comes from broadcasting two that do not fit, or a list "
            "that only grows."
        ),
    ),
    (
        "{where} で、許可された {megabytes} MB を超えるメモリが必要になりました。該当行: {excerpt}",
        (
            "形の合わない配列どうしのブロードキャストで巨大な配列ができていないか、"
            "リストが増え続けていないか確認してください。"
        ),
    ),
)
OUTPUT_LIMIT = _kind(
    "output_limit",
    (
        "The code printed more than {kilobytes} kB during {where}.",
        "Remove print calls inside loops.",
    ),
    (
        "{where} の途中で出力が {kilobytes} kB を超えました。",
        "ループの中の print を取り除いてください。",
    ),
)
ANSWERS_TOO_LARGE = _kind(
    "answers_too_large",
    (
        "All arrays that the code gave back, up to {where}, are far larger than any right answers.",
        "Print the shapes of its parts: two of them probably broadcast against each other.",
    ),
    (
        "{where} までに返された配列の合計が、正しい答えよりはるかに大きくなっています。",
        "途中の配列の shape を表示してください。意図しないブロードキャストが起きているようです。",
    ),
)
CHANNEL_MISUSED = _kind(
    "channel_misused",
    (
        "The code wrote to a descriptor that is not its own, during {where}.",
        "Write with print; leave os.write and descriptors other than 1 and 2 alone.",
    ),
    (
        "{where} の途中で、コードが自分のものではないディスクリプタに書き込みました。",
        "出力には print を使い、os.write や 1・2 以外のディスクリプタには触れないでください。",
    ),
)
FORBIDDEN = _kind(
    "forbidden",
    (
        "{where} tried something that is closed to it: {type}: {message}. The line is: {excerpt}",
        (
            "Files, the network, other processes and threads are out of reach here. Keep to "
            "arithmetic on what the method is handed, and take file reading, plots and downloads "
            "out of the file."
        ),
    ),
    (
        "{where} が許可されていない操作をしようとしました: {type}: {message}。該当行: {excerpt}",
        (
            "ファイル、ネットワーク、他のプロセス、スレッドは使えません。メソッドに渡された"
            "値の計算だけを行い、ファイルの読み込み・グラフ・ダウンロードは取り除いてください。"
        ),
    ),
)
FORBIDDEN_CALL = _kind(
    "forbidden_call",
    (
        "{where} made a system call that no layer needs, and the process was ended.",
        (
            "Starting programs, tracing processes and talking to the kernel by oneself are "
            "forbidden. Keep to NumPy and plain Python."
        ),
    ),
    (
        "{where} が、層の計算に必要のないシステムコールを行ったため、プロセスを終了しました。",
        (
            "プログラムの起動、プロセスの追跡、カーネルの直接呼び出しは禁止されています。"
            "NumPy と通常の Python だけを使ってください。"
        ),
    ),
)
OUT_OF_MEMORY = _kind(
    "out_of_memory",
    (
        "The process ran out of memory during {where}; {megabytes} MB are allowed.",
        (
            "Look for an array whose shape comes from broadcasting two that do not fit, or a list "
            "that only grows."
        ),
    ),
    (
        "{where} の途中でメモリが足りなくなりました（許可されているのは {megabytes} MB です）。",
        (
            "形の合わない配列どうしのブロードキャストで巨大な配列ができていないか、"
            "リストが増え続けていないか確認してください。"
        ),
    ),
)
NOT_WRITTEN = _kind(
    "not_written",
    (
        "{where} is not written yet.",
        "Replace its body with your code. Layers left out cost only their own points.",
    ),
    (
        "{where} はまだ書かれていません。",
        "中身を自分のコードに置き換えてください。未完成の層は、その層の点数だけを失います。",
    ),
)
CLASS_MISSING = _kind(
    "class_missing",
    (
        "The file has no class {name}. Its classes: {there}",
        "Name the class {name}, with that spelling, at the top level of the file.",
    ),
    (
        "クラス {name} がファイルにありません。見つかったクラス: {there}",
        "クラスをファイルの最上位に置き、名前を {name} の綴りどおりにしてください。",
    ),
)
FUNCTION_MISSING = _kind(
    "function_missing",
    (
        "The file has no function {name}. Its functions: {there}",
        "Name the function {name}, with that spelling, at the top level of the file.",
    ),
    (
        "関数 {name} がファイルにありません。見つかった関数: {there}",
        "関数をファイルの最上位に置き、名前を {name} の綴りどおりにしてください。",
    ),
)
CACHE_MISSING = _kind(
    "cache_missing",
    (
        "{where} returned {type}, where a pair of output and cache was expected.",
        "End it with: return out, cache",
    ),
    (
        "{where} の結果が {type} です。出力と cache の組が必要です。",
        "最後を return out, cache としてください。",
    ),
)
PLACE_MISSING = _kind(
    "place_missing",
    (
        "An object of the class {name} has no place for {path}.",
        "Let the constructor make the lists or dicts that the statement names.",
    ),
    (
        "クラス {name} のオブジェクトに {path} を入れる場所がありません。",
        "課題文にあるリストや辞書をコンストラクタで用意してください。",
    ),
)
WRONG_SIGNATURE = _kind(
    "wrong_signature",
    (
        "{where} does not take the {count} argument(s) that it is given: {message}",
        "Give it the parameters of the statement, self first.",
    ),
    (
        "{where} は渡される {count} 個の引数を受け取れません: {message}",
        "self を先頭に、課題文のとおりの引数を受け取るようにしてください。",
    ),
)
METHOD_MISSING = _kind(
    "method_missing",
    (
        "The class {name} has no method {method}.",
        "Define {method} inside the class, indented under it.",
    ),
    (
        "クラス {name} にメソッド {method} がありません。",
        "{method} をクラスの中に、インデントして定義してください。",
    ),
)
RETURNED_NOTHING = _kind(
    "returned_nothing",
    (
        "{where} returned None instead of an array.",
        "End it with return and the result.",
    ),
    (
        "{where} が配列ではなく None を返しました。",
        "最後に return で結果を返してください。",
    ),
)
NOT_AN_ARRAY = _kind(
    "not_an_array",
    (
        "{where} gave {type}, where an array of real numbers was expected.",
        "Return NumPy arrays of floats.",
    ),
    (
        "{where} の結果が実数の配列ではなく {type} でした。",
        "浮動小数点数の NumPy 配列を返してください。",
    ),
)
ARRAY_TOO_LARGE = _kind(
    "array_too_large",
    (
        "{where} gave an array of shape {shape}, far larger than any right answer.",
        "Print the shapes of its parts: two of them probably broadcast against each other.",
    ),
    (
        "{where} の結果の shape が {shape} で、正しい答えよりはるかに大きくなっています。",
        "途中の配列の shape を表示してください。意図しないブロードキャストが起きているようです。",
    ),
)
WRONG_PREDICTIONS = _kind(
    "wrong_predictions",
    (
        "{where} returned shape {shapes}, but one number for each row was expected: ({rows},).",
        "Return one prediction for each row of X, in its order.",
    ),
    (
        "{where} の結果の shape が {shapes} ですが、各行に 1 つの数、({rows},) が必要です。",
        "X の行の順に、1 行につき 1 つの予測値を返してください。",
    ),
)
NOT_FINITE_PREDICTIONS = _kind(
    "not_finite_predictions",
    (
        "{where} returned {count} value(s) that are not finite, the first for row {number}: {got}.",
        "Look for a division by zero, a logarithm of 0 or below, and an overflow in exp.",
    ),
    (
        "{where} の結果に有限でない値が {count} 個あります。最初は {number} 行目の {got} です。",
        "0 での割り算、0 以下の対数、exp のオーバーフローがないか確認してください。",
    ),
)
KINDS = (
    SYNTAX_ERROR,
    PYTHON_2,
    MODULE_UNAVAILABLE,
    EXCEPTION,
    CODE_EXITED,
    CODE_DIED,
    TIME_LIMIT,
    MEMORY_LIMIT,
    OUTPUT_LIMIT,
    ANSWERS_TOO_LARGE,
    CHANNEL_MISUSED,
    FORBIDDEN,
    FORBIDDEN_CALL,
    OUT_OF_MEMORY,
    NOT_WRITTEN,
    CLASS_MISSING,
    FUNCTION_MISSING,
    CACHE_MISSING,
    PLACE_MISSING,
    WRONG_SIGNATURE,
    METHOD_MISSING,
    RETURNED_NOTHING,
    NOT_AN_ARRAY,
    ARRAY_TOO_LARGE,
    WRONG_PREDICTIONS,
    NOT_FINITE_PREDICTIONS,
)
