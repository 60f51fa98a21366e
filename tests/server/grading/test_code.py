"""How student code is run: confined, trusted at home alone, elsewhere, or not at all."""

import subprocess
import sys
from dataclasses import replace

import pytest

from grader import Defence, RunnerFaultError, SandboxRunner, SubprocessRunner, System
from server.grading.code import CodeState, is_at_home, open_code_running
from server.settings import Settings

OLD_KERNEL = replace(System.here(), release="4.19.0-generic")


def test_on_this_machine_code_is_confined() -> None:
    code = open_code_running(Settings(workers=1))
    try:
        assert code.state is CodeState.CONFINED
        assert isinstance(code.runner, SandboxRunner)
        assert {Defence.SECCOMP, Defence.LIMITS} <= {
            finding.defence for finding in code.findings if finding.in_force
        }
    finally:
        code.close()
    assert code.runner.zygotes == ()


def test_a_judge_hides_its_memory_from_others_of_its_user() -> None:
    script = (
        "import ctypes\n"
        "from server.grading.code import open_code_running\n"
        "from server.settings import Settings\n"
        "ask = lambda: ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)\n"  # PR_GET_DUMPABLE
        "before = ask()\n"
        "open_code_running(Settings(workers=1)).close()\n"
        "print(before, ask())\n"
    )
    words = [sys.executable, "-c", script]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "1 0"


def test_a_server_that_grades_nothing_takes_code_for_workers_elsewhere() -> None:
    code = open_code_running(Settings(workers=0))
    assert (code.state, code.takes_code, code.is_sound) == (CodeState.ELSEWHERE, True, True)


@pytest.mark.parametrize(
    ("host", "public_url", "trusted", "state"),
    [
        ("127.0.0.1", "", False, CodeState.REFUSED),
        ("127.0.0.1", "", True, CodeState.TRUSTED),
        ("localhost", "http://localhost:8000", True, CodeState.TRUSTED),
        ("::1", "", True, CodeState.TRUSTED),
        ("0.0.0.0", "", True, CodeState.REFUSED),
        ("127.0.0.1", "https://grades.example.org", True, CodeState.REFUSED),
    ],
)
def test_without_a_sandbox_code_runs_at_home_and_on_trust_alone(
    host: str, public_url: str, trusted: bool, state: CodeState
) -> None:
    settings = Settings(host=host, public_url=public_url, trust_own_code=trusted)
    code = open_code_running(settings, OLD_KERNEL)
    assert code.state is state
    assert code.missing is not None
    assert code.missing.reason == "Linux 4.19.0-generic is too old"
    assert code.takes_code is (state is CodeState.TRUSTED)
    assert code.is_sound is (state is CodeState.TRUSTED)
    assert isinstance(code.runner, SubprocessRunner) is (state is CodeState.TRUSTED)


def test_what_was_accepted_before_is_our_fault_and_no_students() -> None:
    with pytest.raises(RunnerFaultError, match="too old"):
        open_code_running(Settings(), OLD_KERNEL).runner.run(None)


def test_other_systems_grade_predictions_and_are_sound() -> None:
    code = open_code_running(Settings(), replace(System.here(), platform="darwin", name="Darwin"))
    assert not code.takes_code
    assert code.is_sound


def test_a_required_defence_that_is_missing_refuses() -> None:
    system = replace(System.here(), bubblewrap=None)
    code = open_code_running(Settings(require=("bubblewrap",)), system)
    assert code.state is CodeState.REFUSED
    assert "bwrap" in code.missing.reason


@pytest.mark.parametrize(
    ("host", "public_url", "home"),
    [("127.0.0.1", "", True), ("0.0.0.0", "", False), ("no.such.host.invalid", "", False)],
)
def test_home_is_where_only_this_machine_comes(host: str, public_url: str, home: bool) -> None:
    assert is_at_home(Settings(host=host, public_url=public_url)) is home
