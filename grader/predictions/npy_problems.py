"""What can be wrong with an array in NumPy's file format."""

from grader.problems import ProblemKind, Wording

NOT_NPY = ProblemKind(
    "not_npy",
    Wording(
        en="The file is named .npy, and its content is not a NumPy array.",
        ja="ファイル名は .npy ですが、内容が NumPy 配列ではありません。",
    ),
    Wording(
        en="Write it with numpy.save, or name a CSV file .csv.",
        ja="numpy.save で保存してください。CSV なら拡張子を .csv にしてください。",
    ),
)
NPY_HEADER = ProblemKind(
    "npy_header",
    Wording(
        en="The header of the .npy file cannot be read.",
        ja=".npy ファイルのヘッダーを読み取れません。",
    ),
    Wording(
        en="Write the file again with numpy.save(path, predictions).",
        ja="numpy.save(path, predictions) で保存し直してください。",
    ),
)
NPY_TYPE = ProblemKind(
    "npy_type",
    Wording(
        en="Expected an array of real numbers (float64), got the type {dtype}.",
        ja="実数 (float64) の配列が必要ですが、型が {dtype} です。",
    ),
    Wording(
        en="Save predictions.astype(numpy.float64).",
        ja="predictions.astype(numpy.float64) を保存してください。",
    ),
)
NPY_SHAPE = ProblemKind(
    "npy_shape",
    Wording(
        en="Expected an array of shape ({expected},), got {shape}.",
        ja="配列の形は ({expected},) のはずですが、{shape} です。",
    ),
    Wording(
        en="Save one number per row of the sample submission, in its order; "
        "predictions.ravel() makes a column one-dimensional.",
        ja="提出例と同じ順序で 1 行につき 1 つの数値を保存してください。"
        "列ベクトルは predictions.ravel() で 1 次元になります。",
    ),
)
NPY_SIZE = ProblemKind(
    "npy_size",
    Wording(
        en="The header promises {expected} bytes of numbers; the file holds {got}.",
        ja="ヘッダーによると数値は {expected} バイトですが、実際には {got} バイトあります。",
    ),
    Wording(
        en="The file is cut off or damaged: save it again and upload it whole.",
        ja="ファイルが途中で切れたか壊れています。保存し直して全体をアップロードしてください。",
    ),
)
NPY_ELEMENT = ProblemKind(
    "npy_element",
    Wording(
        en="Element [{index}] is {value}: expected a number between -{limit} and {limit}.",
        ja="要素 [{index}] が {value} です。-{limit} から {limit} までの数値にしてください。",
    ),
    Wording(
        en="Look for missing inputs, a division by zero or training that diverged.",
        ja="入力の欠損値、0 での割り算、学習の発散がないか確認してください。",
    ),
)

NPY_KINDS: tuple[ProblemKind, ...] = (
    NOT_NPY,
    NPY_HEADER,
    NPY_TYPE,
    NPY_SHAPE,
    NPY_SIZE,
    NPY_ELEMENT,
)
