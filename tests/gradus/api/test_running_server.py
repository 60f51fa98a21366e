import os
import subprocess
import sys
from pathlib import Path

import pytest

from gradus.api.client import Address
from gradus.api.running_server import find_running_server, holder, publish_address

ADDRESS = Address("http://127.0.0.1:8000", "gds_0123456789abcdef")


def test_a_server_is_found_while_it_runs_and_not_after(tmp_path: Path) -> None:
    assert find_running_server(tmp_path) is None
    with publish_address(tmp_path, ADDRESS):
        assert find_running_server(tmp_path) == ADDRESS
        assert holder(tmp_path) == os.getpid()
        assert (tmp_path / "server.json").stat().st_mode & 0o777 == 0o600
    assert find_running_server(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_ends_by_an_error_is_not_found_after(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), publish_address(tmp_path, ADDRESS):
        raise RuntimeError
    assert find_running_server(tmp_path) is None


def test_what_a_killed_server_left_behind_is_not_believed(tmp_path: Path) -> None:
    source = f"""
import os, pathlib
from gradus.api.client import Address
from gradus.api.running_server import publish_address
with publish_address(pathlib.Path({str(tmp_path)!r}), Address("http://127.0.0.1:8000", "gds_0")):
    os._exit(0)
"""
    subprocess.run([sys.executable, "-c", source], check=True, timeout=60)
    assert (tmp_path / "server.json").exists()
    assert find_running_server(tmp_path) is None


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"url": "x", "pid": "y", "token": "z"}'])
def test_a_damaged_file_is_no_server(content: str, tmp_path: Path) -> None:
    (tmp_path / "server.json").write_text(content)
    assert find_running_server(tmp_path) is None
