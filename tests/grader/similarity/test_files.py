"""Submitted files become texts to compare, whatever they are."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from grader.bundles.folder import open_folder
from grader.bundles.ready import ready_folder
from grader.similarity.files import layers_text, program_text, starter_texts


def zip_files(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_a_program_is_one_text_with_its_modules_named(tmp_path: Path) -> None:
    files = {"b.py": "B = 1\n", "model.py": "import b\n", "predictions.csv": "id,prediction\n"}
    text = program_text(zip_files(tmp_path / "upload", files), "program.zip")
    assert text == "# model.py\nimport b\n\n\n# b.py\nB = 1\n"


def test_a_single_file_is_itself(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes("\ufeffclass Modèle:\r\n    pass\r".encode())
    assert program_text(path, "model.py") == "class Modèle:\n    pass\n"
    assert layers_text(path) == "class Modèle:\n    pass\n"


def test_a_layer_file_that_is_no_text_is_compared_as_far_as_it_is_one(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes("\ufeffclass Model:\r\n    pass\r".encode() + b"\xff")
    assert layers_text(path) == "class Model:\n    pass\n\ufffd"
    assert program_text(path, "model.py") is None  # it is refused and never run


def test_what_is_no_program_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_text("id,prediction\n0,1\n")
    assert program_text(path, "p.csv") is None
    assert program_text(zip_files(tmp_path / "zip", {"other.py": ""}), "p.zip") is None
    assert program_text(tmp_path / "absent", "model.py") is None


def test_a_huge_file_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(b"x = 1\n" * 100_000)
    assert len(layers_text(path)) == 200_000
    assert len(program_text(path, "model.py") or "") == 200_000


def test_starter_code_is_what_is_source_of_what_is_handed_out(
    prediction_bundle: Callable[..., Path],
) -> None:
    (layers,) = starter_texts(open_folder(ready_folder("backprop-layers")))
    assert "class" in layers
    folder = prediction_bundle()
    zip_files(folder / "start.zip", {"model.py": "class Model: ...\n"})
    definition = folder / "assignment.toml"
    named = 'starter = ["sample_submission.csv", "start.zip"]'
    definition.write_text(
        definition.read_text().replace('starter = ["sample_submission.csv"]', named)
    )
    assert starter_texts(open_folder(folder)) == ("class Model: ...\n",)
