from pathlib import Path

import pytest

from gradus.output.reports.places import Places, path_in_repository


@pytest.mark.parametrize("name", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
def test_a_path_starts_at_the_root_that_the_ci_names(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "week 3").mkdir()
    monkeypatch.chdir(tmp_path / "week 3")
    assert path_in_repository(Path("layers.py"), {name: str(tmp_path)}) == "week 3/layers.py"


def test_without_a_ci_a_path_starts_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert path_in_repository(tmp_path / "a" / "layers.py", {}) == "a/layers.py"


def test_a_path_outside_of_the_repository_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    file = tmp_path / "layers.py"
    assert path_in_repository(file, {"GITHUB_WORKSPACE": str(tmp_path / "here")}) == str(file)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"(" * 100_000, b"class Affine", b"    def forward(self):"]
)
def test_places_are_looked_up_in_any_file_whatever(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "layers.py"
    file.write_bytes(content)
    assert Places.of(file).line("Affine", "forward") == 1


def test_lines_are_counted_as_python_counts_them(tmp_path: Path) -> None:
    file = tmp_path / "layers.py"
    file.write_bytes(b"# a\r\n# b\rclass ReLU:\n\n    def backward(self, dout): ...\n")
    places = Places.of(file)
    assert (places.line("ReLU", None), places.line("ReLU", "backward")) == (3, 5)
    assert places.line("ReLU", "forward") == 3
