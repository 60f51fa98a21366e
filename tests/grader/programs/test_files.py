"""An upload as a program: one file or a zip, and what is no program."""

import io
import json
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from grader.programs.files import InvalidProgramError, Program, read_program

MODEL = b"class Model: ...\n"


def _zip_files(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def _problem(path: Path, most_bytes: int = 10_000) -> str:
    with pytest.raises(InvalidProgramError) as caught:
        read_program(path, path.name, most_bytes)
    return caught.value.problems[0].code


def test_one_file_is_a_program_under_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "ridge.py"
    path.write_bytes(MODEL)
    assert read_program(path, "folder/ridge.py", 1000) == Program(MODEL, "ridge.py")
    assert read_program(path, "blob", 1000).filename == "model.py"


def test_a_notebook_is_a_program_of_its_cells(tmp_path: Path) -> None:
    path = tmp_path / "model.ipynb"
    cells = ["%matplotlib inline", MODEL.decode()]
    listed = [{"cell_type": "code", "source": cell} for cell in cells]
    path.write_text(json.dumps({"cells": listed, "nbformat": 4}))
    program = read_program(path, path.name, 1000)
    assert (program.main, program.filename) == (b"pass\n\n" + MODEL, "model.py")
    assert [note.code for note in program.notes] == ["notebook", "notebook_lines"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("# 学習\n".encode("cp932") + MODEL, "source_not_utf8"),
        (MODEL.decode().encode("utf-16"), "source_not_utf8"),
        (b"\x1f\x8b\x08\x00" + bytes(9), "source_other_format"),
        (b"%PDF-1.7\n", "source_other_format"),
    ],
)
@pytest.mark.parametrize("is_zipped", [False, True])
def test_what_is_no_source_is_named(tmp_path: Path, data: bytes, code: str, is_zipped) -> None:
    path = tmp_path / "model.py"
    if is_zipped:
        path = _zip_files(tmp_path / "p.zip", {"model.py": data})
    else:
        path.write_bytes(data)
    assert _problem(path) == code


def test_a_zip_holds_modules_and_perhaps_a_claim(tmp_path: Path) -> None:
    files = {"model.py": MODEL, "parts/a.py": b"A = 1", "predictions.csv": b"id,prediction\n"}
    program = read_program(_zip_files(tmp_path / "p.zip", files), "p.zip", 1000)
    assert program.main == MODEL
    assert program.modules == (("parts/a.py", b"A = 1"),)
    assert program.claim == b"id,prediction\n"


def test_a_folder_around_everything_and_caches_are_left_out(tmp_path: Path) -> None:
    files = {
        "mine/model.py": MODEL,
        "mine/parts/a.py": b"A = 1",
        "mine/__pycache__/model.cpython-311.pyc": b"\x00",
        "__MACOSX/mine/._model.py": b"\x00",
        "mine/.DS_Store": b"\x00",
    }
    program = read_program(_zip_files(tmp_path / "p.zip", files), "p.zip", 1000)
    assert program.sources == {"model.py": MODEL, "parts/a.py": b"A = 1"}


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"main.py": MODEL}, "program_no_model"),
        ({"model.py": MODEL, "weights.npy": b"\x93NUMPY"}, "program_not_source"),
        ({"model.py": MODEL, "train.csv": b"1,2"}, "program_not_source"),
        ({"mine/model.py": MODEL, "train.csv": b"1,2"}, "program_not_source"),
        ({"a/model.py": MODEL, "b/model.py": MODEL}, "program_several_models"),
        ({"model.py": MODEL, "model (1).py": MODEL}, "program_bad_module_name"),
        ({"model.py": MODEL, "../README.md": b""}, "bundle_archive_name"),
        (
            {"model.py": MODEL, **{f"{i}.md": b"" for i in range(2_000)}},
            "bundle_archive_too_many_files",
        ),
        ({".git/model.py": MODEL}, "program_no_model"),
        ({"model.py": MODEL, "my-parts.py": b""}, "program_bad_module_name"),
        ({"model.py": MODEL, "2nd/a.py": b""}, "program_bad_module_name"),
        ({"model.py": b"#" * 20_000}, "program_too_much_source"),
        ({"model.py": MODEL, "../evil.py": b""}, "bundle_archive_name"),
        ({"model.py": MODEL, "big.py": b"0" * 60_000_000}, "bundle_archive_too_large"),
    ],
)
def test_what_is_no_program_is_told(tmp_path: Path, files: dict[str, bytes], code: str) -> None:
    assert _problem(_zip_files(tmp_path / "p.zip", files)) == code


HARMLESS = {
    "README.md": b"# Mine",
    "requirements.txt": b"numpy",
    "LICENSE": b"",
    "docs/report.pdf": b"%PDF-",
    "figures/loss.png": b"\x89PNG",
    "analysis.ipynb": b"{}",
    ".gitignore": b"",
    ".git/objects/00/1234": b"\x00",
    ".ipynb_checkpoints/model-checkpoint.py": b"not Python (",
    "Makefile": b"",
}


@pytest.mark.parametrize("folder", ["", "mine/", "mine/src/"])
def test_what_lies_about_in_folders_is_left_out_and_named(tmp_path: Path, folder: str) -> None:
    files = {
        f"{folder}model.py": MODEL,
        f"{folder}parts/model.py": b"A = 1",
        **HARMLESS,
        "Thumbs.db": b"\x00",
        "__MACOSX/._model.py": b"\x00",
    }
    program = read_program(_zip_files(tmp_path / "p.zip", files), "p.zip", 1000)
    assert program.sources == {"model.py": MODEL, "parts/model.py": b"A = 1"}
    (note,) = program.notes
    assert (note.code, note.values["count"]) == ("program_files_left_out", len(HARMLESS))
    assert str(note.values["files"]).startswith(".git/objects/00/1234, .gitignore, ")


def test_source_elsewhere_is_left_out_and_named(tmp_path: Path) -> None:
    files = {"mine/model.py": MODEL, "tests/test-model.py": b"", "setup.py": b""}
    program = read_program(_zip_files(tmp_path / "p.zip", files), "p.zip", 1000)
    assert program.sources == {"model.py": MODEL}
    assert program.notes[0].values == {"count": 2, "files": "setup.py, tests/test-model.py"}


def test_what_is_left_out_is_never_unpacked(tmp_path: Path) -> None:
    """A bomb that is named like a report goes off for nobody, and takes no memory."""
    files = {"model.py": MODEL, "report.pdf": bytes(80_000_000)}
    path = _zip_files(tmp_path / "p.zip", files)
    tracemalloc.start()
    program = read_program(path, "p.zip", 1000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert program.main == MODEL
    assert peak < 10_000_000


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("p.csv", b"id,prediction\n1,2\n"),
        ("model.py", b'\xef\xbb\xbf"id","prediction"\n1,2\n'),
        ("p.npy", b"\x93NUMPY\x01\x00"),
        ("p", b"\x93NUMPY\x01\x00"),
        ("P.CSV", b"1,2\n"),
    ],
)
def test_predictions_are_no_program(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert _problem(path) == "program_not_predictions"


def test_a_damaged_zip_is_told(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("model.py", MODEL * 50)
    data = bytearray(packed.getvalue())
    data[60:80] = b"\xff" * 20
    path = tmp_path / "p.zip"
    path.write_bytes(data)
    assert _problem(path) == "bundle_archive_damaged"
