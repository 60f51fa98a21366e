"""A process under supervision: a deadline, bounded output, and what the kernel says it used."""

import contextlib
import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from grader.sandbox.results.exits import Exit, ProcessBounds, StopReason

CHUNK = 65_536
LAST_WORDS_S = 5.0


@dataclass(frozen=True)
class Launch:
    """What to start: words, the whole environment, the folder, standard input."""

    words: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    stdin: IO[bytes]


@dataclass(frozen=True)
class _Moments:
    """began: standard output has brought something. over: nothing more is waited for."""

    began: threading.Event
    over: threading.Event


class _Intake(threading.Thread):
    """Takes what comes out of a pipe into memory, up to a cap.

    Passing the cap ends the process; so does, on the pipe that `answers`, its end.
    """

    def __init__(self, pipe: IO[bytes], cap: int, moments: _Moments, *, answers: bool) -> None:
        super().__init__(daemon=True)
        self.data = bytearray()
        self.full = False
        self._pipe, self._cap, self._moments, self._answers = pipe, cap, moments, answers
        self.start()

    def run(self) -> None:
        """Read to the end or to the cap."""
        while not self.full and (chunk := os.read(self._pipe.fileno(), CHUNK)):
            self.full = len(self.data) + len(chunk) > self._cap
            self.data += chunk[: self._cap - len(self.data)]
            if self._answers:
                self._moments.began.set()
        if self._answers or self.full:
            self._moments.began.set()
            self._moments.over.set()


def supervise(launch: Launch, bounds: ProcessBounds) -> tuple[bytes, Exit]:
    """Run a process in a session of its own until it closes standard output or breaks a bound.

    Then it is killed with all of its process group, ended or not. Returns what came on standard
    output, and how it ended. Raises OSError where it cannot be started and TimeoutError where
    something of it outlives the kill.
    """
    moments = _Moments(threading.Event(), threading.Event())
    with _start(launch) as process:
        assert process.stdout
        assert process.stderr
        answers = _Intake(process.stdout, bounds.reply_bytes, moments, answers=True)
        prints = _Intake(process.stderr, bounds.output_bytes, moments, answers=False)
        try:
            stop_reason, wall_s = _wait(moments, bounds, answers)
        finally:
            _kill(process)
        cpu_s, peak_bytes = _reap(process)
        for intake in (answers, prints):
            intake.join(LAST_WORDS_S)
            if intake.is_alive():
                raise TimeoutError("a killed process still holds its output")
    if prints.full:
        stop_reason = StopReason.TOO_MUCH_OUTPUT
    elif answers.full:
        stop_reason = StopReason.REPLIES_TOO_LARGE
    ended = Exit(
        printed=bytes(prints.data),
        exit_status=process.returncode,
        stop_reason=stop_reason,
        cpu_s=cpu_s,
        peak_bytes=peak_bytes,
        wall_s=wall_s,
    )
    return bytes(answers.data), ended


def _start(launch: Launch) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - the words are ours
        launch.words,
        stdin=launch.stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        env=dict(launch.environment),
        cwd=launch.folder,
        start_new_session=True,
    )


def _wait(moments: _Moments, bounds: ProcessBounds, answers: _Intake) -> tuple[StopReason, float]:
    """Why no more is waited for, and the seconds since it had begun."""
    if not moments.began.wait(bounds.setup_s):
        return StopReason.NEVER_BEGAN, 0.0
    began = time.monotonic()
    stop_reason = _wait_for_end(moments, bounds, answers, began + bounds.wall_s)
    return stop_reason, time.monotonic() - began


def _wait_for_end(
    moments: _Moments, bounds: ProcessBounds, answers: _Intake, deadline: float
) -> StopReason:
    turns = bounds.turns
    look_s = math.inf if turns is None else turns.look_s
    while not moments.over.wait(min(look_s, max(deadline - time.monotonic(), 0.0))):
        if turns is not None and turns.is_over(answers.data, time.monotonic()):
            return StopReason.TURN_TOO_LONG
        if time.monotonic() >= deadline:
            return StopReason.TOO_LONG
    return StopReason.NOT_STOPPED


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the process group; a process that has ended keeps its status until it is reaped."""
    if sys.platform == "win32":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS says so of the dead
        os.killpg(process.pid, signal.SIGKILL)


def _reap(process: subprocess.Popen[bytes]) -> tuple[float, int]:
    """Wait for a killed process: its CPU seconds and largest resident size in bytes."""
    if sys.platform == "win32":
        process.wait()
        return 0.0, 0
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit
