"""Honest work under a filter: prints "done" where nothing of it was refused.

Arguments: the path of kernel/seccomp.py, the program in hex.
"""

import logging
import os
import queue
import random
import secrets
import subprocess
import sys
import threading
import time
import traceback
from pathlib import Path

import numpy as np
from confined import filter_to_load, open_descriptors

np.fft, np.linalg, np.random  # noqa: B018 - NumPy imports them when they are first asked for


def compute() -> None:
    """Small and large arrays, growing and shrinking, and what NumPy calls out for."""
    rng = np.random.default_rng()
    a = rng.normal(size=(300, 300))
    np.linalg.svd(a)
    np.linalg.inv(a @ a.T + np.eye(300))
    np.fft.fft(a)
    np.einsum("ij,jk->ik", a, a)
    large = np.zeros(30_000_000)
    large += 1
    numbers = list(range(3_000_000)) * 2
    assert large.sum() == 3e7
    assert len(numbers) == 6_000_000
    np.datetime64("now")
    try:
        np.zeros(10**15)
    except MemoryError:
        return
    raise AssertionError("a petabyte was given")


def wait() -> None:
    """Sleep, time and locks."""
    time.sleep(0)
    time.sleep(0.001)
    assert time.process_time() > 0
    assert time.thread_time() > 0
    for clock in ("monotonic", "perf_counter", "process_time", "thread_time", "time"):
        time.get_clock_info(clock)
    lock = threading.Lock()
    lock.acquire()
    assert not lock.acquire(timeout=0.001)
    assert not threading.Event().wait(0.001)
    try:
        queue.Queue().get(timeout=0.001)
    except queue.Empty:
        return
    raise AssertionError("an empty queue gave something")


def draw_and_print() -> None:
    """Random numbers, logs, tracebacks, requests and replies."""
    secrets.token_bytes(8)
    random.SystemRandom().random()
    random.seed()
    logging.getLogger("layers").warning("a warning")
    try:
        int("many")
    except ValueError:
        traceback.print_exc()
    sys.stdout.write("x" * 100_000)
    sys.stdout.flush()
    assert os.read(3, 100) == b"request"
    assert os.write(3, b"reply") == 5


def require_refusal() -> None:
    """What honest code may try, and the exception that it then reads."""
    for attempt, refusal in (
        (Path("/etc/passwd").read_text, PermissionError),
        (lambda: subprocess.run(["true"], check=False), PermissionError),
        (os.fork, PermissionError),
        (lambda: os.read(0, 1), PermissionError),
        (threading.Thread(target=print).start, RuntimeError),
    ):
        try:
            attempt()
        except refusal:
            continue
        raise AssertionError(f"not refused: {attempt}")


def main() -> None:
    """All of it, under the filter."""
    load = filter_to_load()
    open_descriptors()
    load()
    compute()
    wait()
    draw_and_print()
    require_refusal()
    sys.stdout.write("done\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
