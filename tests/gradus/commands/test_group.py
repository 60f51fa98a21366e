import subprocess
import sys
from pathlib import Path

import pytest

SERVER_PARTS = [
    *("alembic", "babel", "fastapi", "jinja2", "markdown_it", "prometheus_client"),
    *("pydantic_settings", "python_multipart", "sqlalchemy", "starlette", "structlog", "uvicorn"),
]
LAYERS = Path(__file__).resolve().parents[3] / "assignments" / "backprop-layers" / "layers.py"


def on_a_students_laptop(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command where only Gradus itself is installed, without the parts of the server."""
    source = f"""
import sys
sys.modules.update(dict.fromkeys({SERVER_PARTS}))
from gradus.main import main
main()
"""
    return subprocess.run(
        [sys.executable, "-c", source, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.long
def test_a_students_laptop_needs_no_parts_of_the_server(demo, tmp_path: Path) -> None:
    server = ("--server", demo.url, "--token", demo.token("river-otter"))
    sample = tmp_path / "sample_submission.csv"
    sample.write_bytes(demo.sample())
    where = ("-c", "demo", "-a", "diabetes", "-t", "unrestricted")
    for arguments, code in (
        (("check", LAYERS), 1),
        (("check", sample), 0),
        (("submit", sample, *where, *server), 0),
        (("board", "demo", "diabetes", "-t", "unrestricted", *server), 0),
        (("assignment", "lint", LAYERS.parent), 0),
        (("course", "list", *server), 0),
        (("logout",), 0),
    ):
        ended = on_a_students_laptop(*arguments)
        assert ended.returncode == code, ended.stderr
        assert "not installed" not in ended.stderr


@pytest.mark.long
@pytest.mark.parametrize("command", ["serve", "demo", "doctor", "worker"])
def test_what_needs_the_server_says_how_to_install_it(command: str) -> None:
    ended = on_a_students_laptop(command)
    assert ended.returncode == 2
    assert "pip install '.[server]'" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_missing_module_of_our_own_is_a_fault_and_not_advice() -> None:
    source = """
import sys
sys.modules["gradus.host.doctor"] = None
from gradus.main import main
sys.argv = ["gradus", "doctor"]
main()
"""
    ended = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=False, timeout=120
    )
    assert ended.returncode == 1
    assert "gradus.host.doctor" in ended.stderr
    assert "pip install" not in ended.stderr
