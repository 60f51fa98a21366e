import json
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from gradus.main import app

HEAVY = ("numpy", "fastapi", "sqlalchemy", "httpx2", "keyring", "uvicorn", "server", "grader")


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--help"], (*HEAVY, "pydantic")),
        (["--version"], (*HEAVY, "pydantic")),
        (["submit", "--help"], HEAVY),  # typer itself loads pydantic to describe its options
        (["serve", "--help"], HEAVY),
    ],
)
def test_asking_for_help_loads_none_of_the_heavy_libraries(
    arguments: list[str], heavy: tuple[str, ...]
) -> None:
    source = f"""
import atexit, sys
atexit.register(lambda: print("loaded:", [name for name in {heavy} if name in sys.modules]))
from gradus.main import main
sys.argv = ["gradus", *{arguments}]
main()
"""
    ended = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True, timeout=60
    )
    assert ended.stdout.splitlines()[-1] == "loaded: []"


THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        ({}, dict.fromkeys(THREADS, "1")),
        (
            {"OPENBLAS_NUM_THREADS": "3"},
            dict.fromkeys(THREADS, "1") | {"OPENBLAS_NUM_THREADS": "3"},
        ),
        ({"OMP_NUM_THREADS": "3"}, {"OMP_NUM_THREADS": "3"}),
    ],
)
def test_arithmetic_takes_one_thread_where_nobody_asked_for_more(
    asked: dict[str, str], taken: dict[str, str]
) -> None:
    source = f"""
import atexit, json, os, sys
from gradus.main import main
assert "numpy" not in sys.modules  # it reads them once, when it is loaded
names = {THREADS}
atexit.register(lambda: print(json.dumps({{n: os.environ[n] for n in names if n in os.environ}})))
sys.argv = ["gradus", "--version"]
main()
"""
    others = {name: value for name, value in os.environ.items() if name not in THREADS}
    ended = subprocess.run(
        [sys.executable, "-c", source],
        env=others | asked,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert json.loads(ended.stdout.splitlines()[-1]) == taken


def test_the_help_names_every_command() -> None:
    shown = CliRunner().invoke(app, ["--help"]).output
    for name in ("check", "submit", "board", "login", "logout", "token", "course", "roster"):
        assert f" {name} " in shown
    for name in ("assignment", "demo", "serve", "doctor"):
        assert f" {name} " in shown


def test_the_version_is_the_installed_one(run) -> None:
    from importlib.metadata import version

    assert run("--version").stdout == f"gradus {version('gradus')}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["fly"],
        ["submit"],
        ["submit", "nowhere.csv", "-c", "demo", "-a", "diabetes"],
        ["board", "demo"],
        ["serve", "--port", "70000"],
        ["token"],
        ["token", "somebody"],
        ["token", "somebody", "--admin"],
    ],
)
def test_wrong_usage_ends_with_2_and_says_why(arguments: list[str], run) -> None:
    ended = run(*arguments)
    assert ended.exit_code == 2
    assert ended.stderr.strip()
    assert ended.stdout == ""
