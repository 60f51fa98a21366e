"""Lines that only a notebook understands: magics, shell commands, questions for help."""

import re

_MAGIC = re.compile(
    r"""
    [ \t]*+ (?:
        %{1,2}[A-Za-z_] | ![^=] | \?{1,2}[\w.]+\s*$ | [\w.]+\?{1,2}\s*$
        | [\w., ]++=\s*+(?: ![^=] | %[A-Za-z_]+\s )
        | get_ipython\(\)\s*\.
    )
    """,
    re.VERBOSE,
)
_FENCE = re.compile(r"[ \t]*+```[\w+-]*\s*$")
_INDENTATION = re.compile(r"[ \t]*+")
_RUNS_ITS_CELL = frozenset({"time", "timeit", "capture", "prun", "python", "python3", "py"})


def is_notebook_line(line: str) -> bool:
    """Whether a line that goes on from none before is for a notebook or a shell, and ends."""
    return _MAGIC.match(line) is not None and line.count("(") == line.count(")")


def is_fence(line: str) -> bool:
    """Whether a line only marks where code begins or ends in Markdown."""
    return _FENCE.match(line) is not None


def in_place_of(line: str) -> str:
    """What stands where such a line was, so that lines keep their numbers and blocks a body."""
    indentation = _INDENTATION.match(line)
    return f"{indentation[0] if indentation else ''}pass"


def is_python_cell(source: str) -> bool:
    """Whether a cell of code is Python below its first line, whatever magic that is."""
    head = source.lstrip().partition("\n")[0].strip()
    if not head.startswith("%%"):
        return True
    name, _, rest = head.removeprefix("%%").partition(" ")
    return name in _RUNS_ITS_CELL or (name in {"writefile", "file"} and rest.endswith(".py"))
