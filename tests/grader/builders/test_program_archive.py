"""A program that comes with an assignment runs where Gradus is not installed."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from grader.builders.program_archive import pack_program
from grader.builders.registry import build
from grader.bundles.ready import ready_folder
from grader.definition.bundle import named_paths

PROGRAM = "programs/multilayer_perceptron"
RUN = """
import sys, numpy as np
sys.path.append("unpacked")
from model import Model
import reference
assert reference.__file__.startswith(sys.argv[1]), reference.__file__
assert not {"grader", "gradus", "sklearn"} & set(sys.modules)
data = np.load("data.npz")
model = Model(seed=0, members=2, epochs=2)
model.fit(data["X"], data["y"])
np.save("predictions.npy", model.predict(data["X_new"]))
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    pack_program(ready_folder("comment-volume") / PROGRAM, tmp_path / "program.zip")
    return tmp_path / "program.zip"


def only_numpy(tmp_path: Path) -> Path:
    """A folder of libraries in which NumPy is all there is."""
    folder, numpy = tmp_path / "libraries", Path(np.__file__).parent
    folder.mkdir()
    for path in (numpy, numpy.with_name("numpy.libs")):
        if path.exists():
            (folder / path.name).symlink_to(path)
    return folder


def test_it_fits_and_predicts_from_its_archive_alone(archive: Path, tmp_path: Path) -> None:
    """In a Python that sees neither the checkout nor any package but NumPy."""
    rng = np.random.default_rng(0)
    X = rng.poisson(20, size=(300, 53)).astype(float)
    np.savez(tmp_path / "data.npz", X=X, y=rng.poisson(X[:, 30]).astype(float), X_new=X[:7])
    unpacked = tmp_path / "unpacked"
    zipfile.ZipFile(archive).extractall(unpacked)
    libraries = f"import sys; sys.path.append({str(only_numpy(tmp_path))!r})"
    command = [sys.executable, "-I", "-S", "-W", "error", "-c", libraries + RUN, str(unpacked)]

    subprocess.run(
        command,
        check=True,
        cwd=tmp_path,
        timeout=60,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )

    predictions = np.load(tmp_path / "predictions.npy")
    assert predictions.shape == (7,)
    assert np.isfinite(predictions).all()
    assert (predictions >= 0).all()


def test_it_holds_the_model_and_what_that_imports_directly_or_not_and_nothing_else(
    tmp_path: Path,
) -> None:
    (tmp_path / "model.py").write_text(
        "import numpy as np\nimport reference.optimizers\nfrom reference.models import ridge\n"
    )
    pack_program(tmp_path, tmp_path / "program.zip")
    assert zipfile.ZipFile(tmp_path / "program.zip").namelist() == [
        "model.py",
        "reference/__init__.py",
        "reference/arrays.py",
        "reference/models/__init__.py",
        "reference/models/ridge.py",
        "reference/optimizers.py",
    ]


def test_the_same_text_gives_the_same_bytes_later(archive: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "model.py").write_bytes(
        (ready_folder("comment-volume") / PROGRAM / "model.py").read_bytes()
    )
    os.utime(copy / "model.py", (0, 0))
    pack_program(copy, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        pack_program(tmp_path, tmp_path / "program.zip")
    assert not (tmp_path / "program.zip").exists()


def test_a_built_assignment_has_the_archive_and_no_participant_gets_it(
    archive: Path, made_up_file: Path, tmp_path: Path
) -> None:
    bundle = build("comment-volume", made_up_file, tmp_path / "out").bundle
    built = bundle.root / f"{PROGRAM}.zip"
    assert all(path.suffix == ".zip" for path in (bundle.root / "programs").iterdir())
    assert built.read_bytes() == archive.read_bytes()
    assert f"{PROGRAM}.zip" not in named_paths(bundle.definition)
    assert not any("programs" in path.parts for path in bundle.starter_files().values())
