"""The programs that come with an assignment, each packed so that it runs by itself.

A program is a folder with `model.py`. Where it runs there is NumPy and nothing of Gradus, so what
it imports from `reference` goes into the archive with it.
"""

import ast
import zipfile
from collections.abc import Iterator
from pathlib import Path

import reference

_LIBRARY = Path(reference.__file__).parent
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip can tell


def pack_program(folder: Path, archive: Path) -> None:
    """Write the zip of a program: `model.py` at the top, the modules of `reference` that it needs.

    Nothing is compressed and every date is the same, so that the same text gives the same bytes
    with every version of zlib. Raises FileNotFoundError where there is no `model.py`.
    """
    program = (folder / "model.py").read_text("utf-8")
    files = {"model.py": program, **_modules(program)}
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
        for name in sorted(files):
            packed.writestr(zipfile.ZipInfo(name, _LONG_AGO), files[name].encode())


def _modules(program: str) -> dict[str, str]:
    """The text of each module of `reference` that a text imports, directly or not, by its path."""
    found: dict[str, str] = {}
    open_texts = [program]
    while open_texts:
        for path in _imports(open_texts.pop()):
            name = path.relative_to(_LIBRARY.parent).as_posix()
            if name not in found:
                found[name] = path.read_text("utf-8")
                open_texts.append(found[name])
    return found


def _imports(text: str) -> Iterator[Path]:
    """The files of `reference` that the import statements of a text execute."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (path for alias in node.names for path in _files(alias.name))
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from _files(node.module)
            modules = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (path for module in modules for path in _files(module))


def _files(module: str) -> Iterator[Path]:
    """The file of a module of `reference` and of the packages around it; nothing of any other."""
    package, *parts = module.split(".")
    if package != _LIBRARY.name:
        return
    for depth in range(len(parts) + 1):
        place = _LIBRARY.joinpath(*parts[:depth])
        yield from filter(Path.is_file, (place / "__init__.py", place.with_suffix(".py")))
