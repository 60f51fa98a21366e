"""How much is typed into a program: whatever a choice is written with, it is counted."""

import ast
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from grader.programs.material import material

BITS = np.random.default_rng(1).integers(0, 2, 1000).astype(bool).tolist()


def each(one: str, other: str, joint: str = "") -> str:
    """One of two texts for each bit."""
    return joint.join(one if bit else other for bit in BITS)


def by_lines(line: Callable[[int, str], str], many: int) -> str:
    """Lines of so many names each."""
    names = ["A" if bit else "B" for bit in BITS]
    return "\n".join(line(i, ", ".join(names[i : i + many])) for i in range(0, len(names), many))


ROOT = Path(__file__).parents[3]
STANDARD = ("argparse.py", "dataclasses.py", "typing.py", "asyncio/taskgroups.py", "fractions.py")
WAYS = {
    "a list": f"T = [{each('A', 'B', ', ')}]",
    "short lists": by_lines(lambda i, names: f"t{i} = [{names}]", 5),
    "nested tuples": by_lines(lambda i, names: f"t{i} = (({names}), 0)", 4),
    "a list of functions": f"T = [{each('lambda: A', 'lambda: B', ', ')}]",
    "signs": f"T = [{each('1', '-1', ', ')}]",
    "arguments": f"f({each('A', 'B', ', ')})",
    "keywords": by_lines(lambda i, names: f"f(a{i}=({names}))", 9),
    "bases": f"class C({each('A', 'B', ', ')}): pass",
    "decorators": f"{each('@A', '@B', chr(10))}\ndef f(): pass",
    "targets": f"({each('A', 'B', ', ')}) = x",
    "what is deleted": f"del {each('A', 'B', ', ')}",
    "conditions": f"[0 for x in y {each('if A', 'if B', ' ')}]",
    "a text with values": f"f'{each('{A}', '{B}')}'",
    "sums": f"T{each(' + x', ' - x')}",
    "comparisons": f"T{each(' < x', ' > x')}",
    "attributes": f"T{each('.a', '.b')}",
    "subscripts": f"T{each('[A]', '[B]')}",
    "calls": f"T{each('(A)', '(B)')}",
    "lines": each("A()", "B()", "\n"),
    "lines of functions": "\n".join(
        f"def f{i}():\n" + "\n".join("    A()" if bit else "    B()" for bit in BITS[i : i + 40])
        for i in range(0, 1000, 40)
    ),
    "calls by keyword": f"T{each('(a=A)', '(b=A)')}",
    "classes": each("@A\nclass C: 0", "@B\nclass C: 0", "\n"),
    "branches": each("if A(): 0", "if B(): 0", "\n"),
    "cases one by one": "\n".join(
        "if x: pass\n"
        + "\n".join(
            f"elif x is {'A' if bit else 'B'}.a{i}: pass" for i, bit in enumerate(BITS[j : j + 40])
        )
        for j in range(0, 1000, 40)
    ),
    "loops": each("for x in A: 0", "for x in B: 0", "\n"),
    "waits": each("while A: 0", "while B: 0", "\n"),
    "contexts": each("with A: 0", "with B: 0", "\n"),
    "defaults": each("def f(a=A): 0", "def f(a=B): 0", "\n"),
    "handlers": each("try: 0\nexcept A: 0", "try: 0\nexcept B: 0", "\n"),
    "cases": f"match x:\n{each(' case A(): 0', ' case B(): 0', chr(10))}",
    "imports": each("import math", "import time", "\n"),
    "assignments": each("A = B", "B = A", "\n"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_thousand_choices_are_a_thousand_bits(way: str) -> None:
    typed, whole = material(np.frombuffer(WAYS[way].encode(), dtype=np.uint8))
    assert typed >= 1000 / 8 * 0.99
    assert whole >= typed


def test_lines_left_empty_are_counted_in_all() -> None:
    told, plain = (
        material(np.frombuffer(source.encode(), dtype=np.uint8))
        for source in (each("A()\n", "A()\n\n"), "A()\n" * 1000)
    )
    assert told[1] - plain[1] >= 1000 / 8 * 0.99


def test_what_is_nested_too_deeply_for_a_text_is_counted_all_the_same() -> None:
    source = "T" + "[A]" * 2_000
    typed, _ = material(np.frombuffer(source.encode(), dtype=np.uint8))
    assert typed > 0


def test_whatever_python_can_be_written_in_is_measured() -> None:
    """Modules of the standard library and of our own hold every kind of syntax."""
    ours = [*ROOT.glob("grader/programs/*.py"), *ROOT.glob("tests/corpus/strangers/honest/*.py")]
    for path in [*ours, *(Path(ast.__file__).parent / name for name in STANDARD)]:
        typed, whole = material(np.frombuffer(path.read_bytes(), dtype=np.uint8))
        assert whole >= typed >= 0, path
    odd = b"def f(*, a=x, b, c, d, e, f, g, h, i, j): return {'a': x, **b, **c}, {**d, 'e': y}"
    typed, _ = material(np.frombuffer(odd, dtype=np.uint8))
    assert typed > 0
