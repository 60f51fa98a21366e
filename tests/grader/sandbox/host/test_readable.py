"""What of Gradus is there beside student code: the files that a zygote imports, and no other."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox.host.defences import Defence
from grader.sandbox.host.host import Host
from grader.sandbox.host.system import System

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is for Linux")
ROOT = Path(__file__).parents[4]
SANDBOX = ROOT / "grader" / "sandbox"
READABLE = {
    path for folder in ("child", "kernel", "protocol") for path in (SANDBOX / folder).rglob("*.py")
}
HERE = System.here()
LIST_OURS = """
import json, os, sys
found = [os.path.join(folder, name) for folder, _, names in os.walk(sys.argv[1]) for name in names]
print(json.dumps([name for name in found if "__pycache__" not in name and "/.venv/" not in name]))
"""
IMPORT_OURS = """
import importlib, json, runpy, sys
here, libraries, others = sys.argv[1:]
sys.argv = [here, "zygote", libraries, "0"]
runpy.run_path(here, run_name="imported")
loaded = [module.__file__ for name, module in sys.modules.items()
          if name.startswith("grader.") and getattr(module, "__file__", None)]
refused = []
for name in others.split():
    try:
        importlib.import_module(name)
    except ImportError:
        refused.append(name)
print(json.dumps({"loaded": loaded, "refused": refused}))
"""
OTHERS = [
    *("grader.layers.judge", "grader.sandbox.host.host", "grader.sandbox.runner"),
    *("grader.sandbox.results.replies", "reference", "reference.losses", "server", "gradus"),
]


@pytest.fixture
def host(sandbox: object) -> Iterator[Host]:
    """The defences of this host, where a sandbox can be had."""
    host = Host(HERE, without={Defence.CGROUP})
    if not host.has(Defence.BUBBLEWRAP):
        pytest.skip("needs bubblewrap")
    yield host
    host.close()


def _run_there(host: Host, script: str, *arguments: object) -> Any:
    """What a script prints, as JSON, where a zygote would be."""
    words = [sys.executable, "-S", "-s", "-P", "-c", script, *map(str, arguments)]
    done = subprocess.run(
        host.launch(()).wrap(words), capture_output=True, text=True, check=False, env={}, cwd="/"
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_no_file_of_gradus_is_there_but_those_of_three_folders(host: Host) -> None:
    assert set(map(Path, _run_there(host, LIST_OURS, ROOT))) == READABLE


def test_every_file_that_is_there_is_needed_and_no_other_module_can_be_had(host: Host) -> None:
    found = _run_there(host, IMPORT_OURS, HERE.student_process, HERE.libraries, " ".join(OTHERS))
    needed = {path for path in READABLE if path.name != "__init__.py"} - {HERE.student_process}
    assert set(map(Path, found["loaded"])) == needed
    assert found["refused"] == OTHERS
