"""Files of code as students save them: read, or told what they are."""

import io
import json
import time
import zipfile
from collections.abc import Sequence

import numpy as np
import pytest

from grader.catalogue import PROBLEM_KINDS
from grader.problems import Catalogue
from grader.sources.notebooks import MOST_BYTES, InvalidSourceError
from grader.sources.reading import read_source

CATALOGUE = Catalogue.of(PROBLEM_KINDS)
PLAIN = (
    "import numpy as np\n\n\nclass ReLU:\n    def forward(self, x):\n        return x * (x > 0)\n"
)


def _zip(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "text")
    return buffer.getvalue()


def _npy() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.zeros(3))
    return buffer.getvalue()


def _notebook(*cells: str | Sequence[str], kind: str = "code") -> bytes:
    listed = [{"cell_type": kind, "source": cell, "outputs": []} for cell in cells]
    return json.dumps({"cells": listed, "nbformat": 4}).encode()


@pytest.mark.parametrize(
    "body",
    [
        PLAIN.encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        f'"""活性化関数（ReLU）。"""\n{PLAIN}# コメント、全角　あり\nprint("勾配：")\n'.encode(),
        ("# -*- coding: shift_jis -*-\n# 活性化（関数）\n" + PLAIN).encode("cp932"),
        b"# coding: latin-1\n# \xe9\n" + PLAIN.encode(),
        b"x = (7\n     % 3)\ny = 7 \\\n% 3\nz = '''\n%time\n!ls\n```\n'''\n",
        b"x = {\n!= 3}\n",
        "print(f\"{names[\"全角（）\"]}\", rf'{x['，']}')\n".encode(),
        'x = f"{"\ny = f"{{（}}"\n'.encode(),
        b"def f(:\n",
        b"x = 'abc\n% y\n",
        b"# coding: no_such\nx = 1\n",
        b"# coding: punycode\nx = 1\n",
        "変数 = 1\nｘ = 2\n".encode(),
        b'{"a": 1}\n',
    ],
)
def test_what_may_be_python_stays_byte_for_byte(body: bytes) -> None:
    source = read_source(body, "layers.py")
    assert (source.code, source.notes) == (body, ())


@pytest.mark.parametrize(
    ("body", "filename", "code", "says"),
    [
        (b"", "layers.py", "source_empty", "empty"),
        (b"\n \n", "layers.py", "source_empty", "empty"),
        (_zip("layers.py"), "layers.py", "source_other_format", "ZIP"),
        (_zip("xl/workbook.xml"), "layers.py", "source_other_format", "Excel (xlsx)"),
        (_zip("word/document.xml"), "layers.docx", "source_other_format", "Word"),
        (b"%PDF-1.7\n\xe2\xe3", "layers.py", "source_other_format", "PDF"),
        (b"\x1f\x8b\x08\x00abc", "layers.py.gz", "source_other_format", "gzip"),
        (b"\x80\x04\x95abc", "layers.pkl", "source_other_format", "pickle"),
        (b"\xcb\x0d\r\n" + bytes(12), "layers.pyc", "source_other_format", "compiled"),
        (b"<!DOCTYPE html><html>", "layers.py", "source_other_format", "HTML"),
        (_npy(), "layers.py", "source_predictions", "predictions"),
        (b"id,prediction\n0,1\n", "layers.py", "source_predictions", "predictions"),
        (b'\xef\xbb\xbf"id";"prediction"\n', "a.py", "source_predictions", "predictions"),
        (b"a,b\n1,2\n", "out.csv", "source_predictions", "predictions"),
        ("# 活性化関数\n".encode("cp932") + b"x = 1\n", "a.py", "source_not_utf8", "Shift_JIS"),
        ("# かんすう\n".encode("euc_jp") + b"x = 1\n", "a.py", "source_not_utf8", "EUC-JP"),
        (PLAIN.encode("utf-16"), "layers.py", "source_not_utf8", "UTF-16 LE"),
        (PLAIN.encode("utf-16-be"), "layers.py", "source_not_utf8", "UTF-16 BE"),
        (PLAIN.encode("utf-32"), "layers.py", "source_not_utf8", "UTF-32"),
        (b"# \xe9t\xe9\n", "layers.py", "source_not_utf8", "Latin-1"),
        (b"{broken", "layers.ipynb", "notebook_unreadable", "damaged"),
        (_notebook("# Title", kind="markdown"), "a.ipynb", "notebook_unreadable", "no cell"),
        (b" " * MOST_BYTES + _notebook("x = 1"), "a.ipynb", "notebook_unreadable", "too large"),
        (b'{"cells": ' * 200_000, "a.ipynb", "notebook_unreadable", "damaged"),
    ],
)
def test_what_is_no_source_is_named(body: bytes, filename: str, code: str, says: str) -> None:
    with pytest.raises(InvalidSourceError) as caught:
        read_source(body, filename)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert says in CATALOGUE.explain(problem).message
    assert "bracket" not in CATALOGUE.explain(problem).hint
    assert CATALOGUE.explain(problem, "ja").message != CATALOGUE.explain(problem).message


@pytest.mark.parametrize(
    ("written", "meant", "line", "column"),
    [
        ("x = 1\nreturn　x\n", "x = 1\nreturn x\n", 2, 7),
        ("if x ＞ 0：\n", "if x > 0:\n", 1, 6),
        ("f（x）\n", "f(x)\n", 1, 2),
        ("x［0］ ＝ ｛１：2｝\n", "x[0] = {1:2}\n", 1, 2),
        ("x = “勾配（グラフ）”\n", 'x = "勾配（グラフ）"\n', 1, 5),
        ("x = ‘a’ ＋ ＂b＂\n", 'x = "a" + "b"\n', 1, 5),
        ("x = 1　＃ 全角（コメント）\n", "x = 1 # 全角（コメント）\n", 1, 6),
        ("y = x − 1\n", "y = x - 1\n", 1, 7),
        ("y = a × b ÷ c\n", "y = a * b / c\n", 1, 7),
        ("if x ≦ 0: pass\n", "if x <= 0: pass\n", 1, 6),
        ("print(x、y)\n", "print(x,y)\n", 1, 8),
        ("self。x = 1；\n", "self.x = 1;\n", 1, 5),
        ("x = f'（{x}）'\ny＝1\n", "x = f'（{x}）'\ny=1\n", 2, 2),
        ("x\u00a0=\u00a01\n", "x = 1\n", 1, 2),
        ("x = 1\u200b\n", "x = 1\n", 1, 6),
    ],
)
def test_characters_of_the_keyboard_are_read_as_meant_and_told(
    written: str, meant: str, line: int, column: int
) -> None:
    source = read_source(written.encode(), "layers.py")
    assert source.code.decode() == meant
    (note,) = source.notes
    assert note.code == "keyboard_characters"
    assert (note.line, note.values["number"], note.values["place"]) == (line, line, column)


@pytest.mark.parametrize(
    ("written", "meant", "code", "count"),
    [
        ("%matplotlib inline\nx = 1\n", "pass\nx = 1\n", "notebook_lines", 1),
        ("!pip install numpy\n%cd x\n", "pass\npass\n", "notebook_lines", 2),
        ("if x:\n    %time f(x)\n", "if x:\n    pass\n", "notebook_lines", 1),
        ("files = !ls\nnp.dot?\n?np.dot\n", "pass\npass\npass\n", "notebook_lines", 3),
        ("get_ipython().system('ls')\n", "pass\n", "notebook_lines", 1),
        ("!echo \"it's\"\nx = 'a'\n", "pass\nx = 'a'\n", "notebook_lines", 1),
        ("```python\nx = 1\n```\n", "pass\nx = 1\npass\n", "fence_lines", 2),
    ],
)
def test_lines_that_are_no_python_are_left_out_and_told(
    written: str, meant: str, code: str, count: int
) -> None:
    source = read_source(written.encode(), "layers.py")
    assert source.code.decode() == meant
    (note,) = source.notes
    assert (note.code, note.values["count"]) == (code, count)


@pytest.mark.parametrize("filename", ["layers.ipynb", "layers.py", "layers.json"])
def test_a_notebook_is_its_cells_of_code_in_order(filename: str) -> None:
    cells = ("import numpy as np", ["%matplotlib inline\n", "x = 1"], "%%bash\nls", "%%time\ny = 2")
    source = read_source(_notebook(*cells), filename)
    assert source.code.decode() == "import numpy as np\n\npass\nx = 1\n\npass\ny = 2\n"
    told = {note.code: dict(note.values) for note in source.notes}
    assert told["notebook"] == {"cells": 4}
    assert told["notebook_cells_left_out"] == {"count": 1, "excerpt": "%%bash"}
    assert told["notebook_lines"]["count"] == 2


def test_a_notebook_of_an_old_format_is_read_too() -> None:
    sheet = {"cells": [{"cell_type": "code", "input": ["x = 1"]}]}
    body = json.dumps({"worksheets": [sheet], "nbformat": 3}).encode()
    assert read_source(body, "layers.ipynb").code == b"x = 1\n"


def test_code_that_a_notebook_wrote_into_a_module_counts() -> None:
    source = read_source(_notebook("%%writefile layers.py\nx = 1", "%%file a.txt\nno"), "a.ipynb")
    assert source.code == b"pass\nx = 1\n"


@pytest.mark.long
@pytest.mark.parametrize(
    "body",
    [
        b'"' * 5_000_000,
        b"(" * 5_000_000,
        b"%m\n" * 1_600_000,
        b"(" * 400_000,
        ("（" * 130_000).encode(),
        b'"' * 400_000,
        b'"""' + b"\\" * 399_000,
        b"%" + b" " * 399_000,
        b" " * 200_000 + b"%" + b"a" * 199_000,
        b"%m\n" * 130_000,
        ("“" * 130_000).encode(),
        b"a, " * 130_000 + "　".encode(),
    ],
)
def test_the_largest_file_of_any_content_is_read_in_linear_time(body: bytes) -> None:
    began = time.process_time()
    read_source(body, "layers.py")
    assert time.process_time() - began < 5.0
