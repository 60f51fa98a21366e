"""How long a student waits: from the first byte of an upload to a score that can be read.

Starts a server of its own on loopback (SQLite, files on disk, workers inside), makes an
assignment of 10,000 hidden rows, and sends 500 shuffled prediction files one after another over
one connection, each followed by a long poll for its score. Prints p50 and p99 beside the limit:
the same machine writing and fsyncing the same bytes. Then eight students at once.

    python benchmarks/accept_and_score.py [uploads]
"""

import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import numpy as np
from big_assignment import ROWS, made_up_labels, make_bundle, prediction_file

STUDENTS = 8
ADDRESS = "/api/v1/courses/bench/assignments/big"


def main() -> None:
    """Measure and print."""
    uploads = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        make_bundle(root / "bundle", made_up_labels(rng))
        files = [prediction_file(rng) for _ in range(20)]
        with serving(root / "data") as (url, process, token):
            push(url, token, root / "bundle")
            clients = [student(url, token, number) for number in range(STUDENTS)]
            for number in range(20):
                upload(clients[0], files[number % len(files)])
            alone = [upload(clients[0], files[n % len(files)]) for n in range(uploads)]
            started = time.perf_counter()
            with ThreadPoolExecutor(STUDENTS) as pool:
                together = list(
                    pool.map(
                        lambda n: upload(clients[n % STUDENTS], files[n % len(files)]),
                        range(uploads),
                    )
                )
            elapsed_s = time.perf_counter() - started
            peak_mb = peak_memory_mb(process.pid)
        disk = [durable_write(root / "probe", files[0]) for _ in range(100)]
    print(f"{uploads} uploads of {ROWS:,} rows ({len(files[0]) / 1e3:.0f} kB), SQLite, 2 workers")
    report("one after another", alone)
    report(f"{STUDENTS} students at once", together)
    print(f"  that is {uploads / elapsed_s:.0f} uploads scored per second")
    report("limit: write + fsync of the same bytes", disk)
    print(f"peak memory of the server: {peak_mb:.0f} MB")


@contextlib.contextmanager
def serving(data_dir: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]", str]]:
    """A server process, with its address and an administrator's token."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    environment = os.environ | {"GRADUS_DATA_DIR": str(data_dir), "GRADUS_DATABASE_URL": ""}
    gradus = str(Path(sys.executable).parent / "gradus")
    process = subprocess.Popen(
        [gradus, "serve", "--port", str(port)], env=environment, stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(url)
        printed = subprocess.run(
            [gradus, "token", "--admin", "--json"],
            env=environment, capture_output=True, check=True,
        )  # fmt: skip
        yield url, process, json.loads(printed.stdout)["token"]
    finally:
        process.terminate()
        process.wait(30)


def wait_until_ready(url: str) -> None:
    """Wait, at most a minute, for the server to say that it is ready."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx2.TransportError):
            if httpx2.get(f"{url}/readyz").status_code == 200:
                return
        time.sleep(0.05)
    raise TimeoutError(url)


def push(url: str, token: str, bundle: Path) -> None:
    """Make the course, its students and the assignment."""
    from grader import pack  # noqa: PLC0415 - NumPy's import is none of what is measured

    with httpx2.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}) as admin:
        admin.post("/api/v1/courses", json={"slug": "bench", "title": "Bench"}).raise_for_status()
        roster = "alias\n" + "".join(f"s{number}\n" for number in range(STUDENTS))
        admin.put("/api/v1/courses/bench/roster", content=roster).raise_for_status()
        with tempfile.TemporaryFile() as archive:
            pack(bundle, archive)
            archive.seek(0)
            headers = {"Content-Type": "application/zip"}
            pushed = admin.put(ADDRESS, content=archive.read(), headers=headers, timeout=60)
            pushed.raise_for_status()


def student(url: str, admin_token: str, number: int) -> httpx2.Client:
    """A student's client, on a connection of its own."""
    headers = {"Authorization": f"Bearer {admin_token}"}
    answer = httpx2.post(
        f"{url}/api/v1/courses/bench/tokens", json={"alias": f"s{number}"}, headers=headers
    )
    own = {"Authorization": f"Bearer {answer.json()['token']}"}
    return httpx2.Client(base_url=url, headers=own, timeout=60)


def upload(client: httpx2.Client, data: bytes) -> float:
    """Milliseconds from the first byte sent to the score read."""
    started = time.perf_counter()
    receipt = client.post(
        f"{ADDRESS}/submissions", files={"file": ("p.csv", data)}, data={"again": "true"}
    )
    receipt.raise_for_status()
    view = client.get(receipt.headers["Location"], params={"wait": 30}).json()
    elapsed_ms = (time.perf_counter() - started) * 1e3
    assert view["verdict"] == "scored", view
    return elapsed_ms


def durable_write(path: Path, data: bytes) -> float:
    """Milliseconds to bring `data` to the disk, and no more."""
    started = time.perf_counter()
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return (time.perf_counter() - started) * 1e3


def peak_memory_mb(pid: int) -> float:
    """The largest resident size the process has had (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1e3


def report(name: str, times_ms: list[float]) -> None:
    """One line of percentiles."""
    cuts = statistics.quantiles(times_ms, n=100)
    print(f"  {name:42} p50 {cuts[49]:6.1f} ms   p90 {cuts[89]:6.1f} ms   p99 {cuts[98]:6.1f} ms")


if __name__ == "__main__":
    main()
