"""What is in a file, as lines to read: sources, predictions, and what is neither."""

import io
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from grader import Outcome, Report, Verdict
from server.core.files.blobs import DirectoryStore, submission_key
from server.files.contents import MOST_LINES, Contents, contents_of
from tests.server.ungraded_site import HOSTILE, LAYERS, Site, outcome_of


def read(folder: Path, body: bytes, kind: str = "predictions", name: str = "f.csv") -> Any:
    store = DirectoryStore(folder)
    (folder / "sent").write_bytes(body)
    store.keep(folder / "sent", submission_key("01"))
    definition: Any = SimpleNamespace(
        layers=kind == "layers" or None, takes_programs=lambda _: kind == "program"
    )
    submission: Any = SimpleNamespace(id="01", filename=name)
    return contents_of(store, submission, definition, "main")


def zipped(files: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return target.getvalue()


def npy(values: Any) -> bytes:
    target = io.BytesIO()
    np.save(target, values, allow_pickle=True)
    return target.getvalue()


def test_lines_are_those_of_the_file_and_what_hides_is_shown(tmp_path: Path) -> None:
    text = "x = 1\r\n\tif True: \x1b[31m \u202eevil\n"
    found = read(tmp_path, text.encode(), "layers", "f.py")
    assert found == Contents(("x = 1", "\tif True: <U+001B>[31m <U+202E>evil"))


def test_a_long_file_is_cut_and_says_so(tmp_path: Path) -> None:
    found = read(tmp_path, b"1,2\n" * (MOST_LINES + 1))
    assert (len(found.lines), found.is_cut) == (MOST_LINES, True)
    assert not read(tmp_path, b"1,2\n" * MOST_LINES).is_cut
    assert read(tmp_path, b"1,2\n" * 1_000_000).is_cut


def test_of_a_program_every_module_is_there_and_of_a_bomb_nothing(tmp_path: Path) -> None:
    archive = zipped({"model.py": "import other\n", "other.py": "x = 1\n"})
    found = read(tmp_path, archive, "program", "m.zip")
    assert found.lines == ("# model.py", "import other", "", "", "# other.py", "x = 1")
    bomb = zipped({"model.py": "#" * 60_000_000})
    assert read(tmp_path, bomb, "program", "m.zip") is None


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        ([1.5, -2.0], ("1.5", "-2.0")),
        ([[1.0]], ("<f8 (1, 1)",)),
        ([{"pickled": 1}], None),
    ],
)
def test_predictions_in_an_array_are_numbers_and_nothing_is_unpickled(
    tmp_path: Path, values: Any, lines: Any
) -> None:
    found = read(tmp_path, npy(np.array(values)))
    assert (found and found.lines) == lines


@pytest.mark.parametrize("char", "\u200b\u200e\u061c\u2028\u206a\U000e0041\x9b")
def test_whatever_hides_is_shown_by_its_number(tmp_path: Path, char: str) -> None:
    found = read(tmp_path, f"a{char}b\u3000c".encode())
    assert found.lines == (f"a<U+{ord(char):04X}>b\u3000c",)


@pytest.mark.parametrize(
    "shape", ["(" * 9000 + "1,)", "(1180591620717411303424,)", "(True,)", "[[]:1]", "(-1,)"]
)
def test_a_crafted_header_of_an_array_breaks_nothing(tmp_path: Path, shape: str) -> None:
    text = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}"
    head = text.ljust(len(text) + 63 - (len(text) + 10) % 64).encode() + b"\n"
    found = read(
        tmp_path, b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head + b"\0" * 8
    )
    assert found is None or found.lines


@pytest.mark.parametrize("body", [b"\0\1\2", b"\x93NUMPY", b"\x93NUMPY\x01\x00\xff\xff{"])
def test_what_is_no_text_is_said_to_be_none(tmp_path: Path, body: bytes) -> None:
    assert read(tmp_path, body) is None


def test_an_array_that_says_it_is_larger_than_its_file_takes_no_memory(tmp_path: Path) -> None:
    header = npy(np.zeros(1))
    large = header[:128].replace(b"(1,), }", b"(9999999999999,), }")[:128]
    assert read(tmp_path, large + header[128:]) is None


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_is_for_who_sent_it_and_staff_and_runs_nothing(
    site: Site, layers_folder: Path, language: str
) -> None:
    site.push(layers_folder, "layers")
    outcome = Outcome(verdict=Verdict.ERROR_IN_CODE, points=0, max_points=1, report=Report())
    path = site.submit_graded("momo", outcome, path=LAYERS, track="main", filename="<b>.py")
    for alias in ("momo", "sensei"):
        browser = site.browser(alias, language)
        assert f"{path}/contents" in browser.see(path).links
        page = browser.see(f"{path}/contents")
        assert "class Model" in page.text
        assert "<b>" not in page.source
    site.browser(HOSTILE).see(f"{path}/contents", 404)
    site.service.files.delete(submission_key(path.rsplit("/", 1)[-1]))
    site.browser("momo").see(f"{path}/contents", 404)


def test_replays_are_for_staff(site: Site) -> None:
    path = site.submit_graded("momo", outcome_of(4.0))
    for alias, status in (("momo", 403), ("sensei", 409)):
        client = TestClient(site.app, headers={"Authorization": f"Bearer {site.token(alias)}"})
        assert client.post(f"/api/v1{path}/replay").status_code == status
