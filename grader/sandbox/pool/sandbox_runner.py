"""A runner that confines student code: the one for strangers' code, on Linux.

A worker has one zygote for each set of libraries that its assignments may use, with children
waiting in it. A zygote that breaks is replaced, and what it was running is run again; one that has
served long enough is replaced as well.
"""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from grader.sandbox.host.cgroups import Cgroup
from grader.sandbox.host.defences import Defence
from grader.sandbox.host.host import DefenceFinding, Host
from grader.sandbox.host.system import System
from grader.sandbox.host.unavailable import UnavailableError
from grader.sandbox.pool.child_pool import ChildPool
from grader.sandbox.pool.probe import find_openings
from grader.sandbox.pool.zygote import Zygote, ZygoteError
from grader.sandbox.protocol.request import Request, pack_request
from grader.sandbox.results.exits import ProcessBounds, describe_exit, run_of_exit
from grader.sandbox.results.faults import plain_text
from grader.sandbox.results.replies import parse_replies
from grader.sandbox.results.turns import turns_of
from grader.sandbox.runner import CrowdedOutError, OnOutput, Run, RunnerFaultError

SETUP_S = 30.0  # from the request to the last word before student code
REPLY_BYTES = 32_000_000
ARRAYS_OF_A_REPLY = 8  # of the largest size that a run may give back
TRIES = 2
RENEW_AFTER = 1_000
_CROWDED = "all code together took the memory of the machine, before a run had its {} MB"
_REMEDY = 'See docs/operators.md, "What the sandbox needs".'


class SandboxRunner:
    """Runs student code confined; see `Runner`.

    require: defences without which not to run; see `Defence`. libraries: what assignments may ask
    for besides NumPy. warm_children: how many wait. renew_after: runs until a zygote is replaced.
    system: this one by default. without: defences left out, for tests of the others. group: see
    `Host`. Raises UnavailableError where this host cannot confine code, or does not hold what it
    should.
    """

    def __init__(  # noqa: PLR0913 - each has a default, and most are for tests
        self,
        *,
        require: Iterable[Defence] = (),
        libraries: Iterable[str] = (),
        warm_children: int = 2,
        renew_after: int = RENEW_AFTER,
        system: System | None = None,
        without: frozenset[Defence] = frozenset(),
        group: Cgroup | None = None,
    ) -> None:
        self._host = Host(system or System.here(), require, without, group)
        self._libraries = frozenset(libraries)
        self._warm_children = warm_children
        self._renew_after = renew_after
        self._lock = threading.Lock()
        self._pools: dict[frozenset[str], ChildPool] = {}
        self._starting: dict[frozenset[str], threading.Lock] = {}
        self._renewing: set[ChildPool] = set()
        self._closed = False
        try:
            self._pool(frozenset())
            if not without:
                self._probe()
        except (ZygoteError, RunnerFaultError) as error:
            self.close()
            raise UnavailableError(f"the sandbox does not start: {error}", _REMEDY) from error
        except BaseException:
            self.close()
            raise

    @property
    def findings(self) -> tuple[DefenceFinding, ...]:
        """Every defence, in force or not."""
        return self._host.findings

    @property
    def zygotes(self) -> tuple[Zygote, ...]:
        """The zygotes at work."""
        with self._lock:
            return tuple(pool.zygote for pool in self._pools.values())

    def run(
        self, request: Request, *, libraries: Iterable[str] = (), on_output: OnOutput | None = None
    ) -> Run:
        """Execute a file and carry out every case. Raises RunnerFaultError for our faults."""
        wanted = frozenset(libraries)
        if not wanted <= self._libraries:
            missing = ", ".join(sorted(wanted - self._libraries))
            raise RunnerFaultError(f"this worker is not set up for {missing}: see GRADUS_LIBRARIES")
        return self._run(request, wanted, on_output)

    def close(self) -> None:
        """End every zygote and child; what is under way is a fault of ours."""
        with self._lock:
            self._closed = True
            pools = list(self._pools.values())
            self._pools.clear()
        for pool in pools:
            pool.close()
        self._host.close()

    def _run(self, request: Request, libraries: frozenset[str], on_output: OnOutput | None) -> Run:
        """What came of a request; one that a broken zygote took along is carried out once more."""
        began = time.perf_counter()
        packed = pack_request(request)
        for tries_left in reversed(range(TRIES)):
            pool = None
            try:
                pool = self._pool(libraries)
                return self._serve(pool, request, packed, on_output, began)
            except (ZygoteError, OSError, UnavailableError) as error:
                if pool is not None:
                    self._replace(pool, libraries)
                if not tries_left:
                    raise RunnerFaultError(f"the sandbox failed: {error}") from error
        raise AssertionError("the last try returns or raises")

    def _serve(
        self,
        pool: ChildPool,
        request: Request,
        packed: bytes,
        on_output: OnOutput | None,
        began: float,
    ) -> Run:
        limits = request.limits
        most_bytes = max(REPLY_BYTES, ARRAYS_OF_A_REPLY * limits.array_bytes)
        bounds = ProcessBounds(
            SETUP_S, limits.wall_s, most_bytes, limits.output_bytes, turns_of(request)
        )
        child = pool.take()
        try:
            exchange = child.exchange(
                packed, bounds, on_output and _on_bytes(on_output), request.meanwhile
            )
            parsed = parse_replies(exchange.received, request)
            replied_s = time.perf_counter() - began
            ended = child.end(
                exchange.stop_reason,
                limits.output_bytes,
                is_through=parsed.done or parsed.broken or parsed.stopped is not None,
                meanwhile=pool.refill,
            )
        finally:
            child.discard()
            pool.give_back()
        if not parsed.ready:
            raise ZygoteError(f"its child was not ready: {describe_exit(ended)}")
        if ended.killed_by_others and self._host.has_killed_for_memory():
            if ended.peak_bytes < limits.memory_bytes:
                raise CrowdedOutError(_CROWDED.format(limits.memory_bytes // 1_000_000))
            ended = replace(ended, killed_by_others=False, out_of_memory=True)
        if pool.given >= self._renew_after:
            self._renew(pool)
        return replace(run_of_exit(ended, parsed, request), replied_s=replied_s)

    def _pool(self, libraries: frozenset[str]) -> ChildPool:
        """The pool for some libraries, made where there is none yet.

        Others do not wait meanwhile: importing a large library takes seconds.
        """
        with self._lock:
            if self._closed:
                raise ZygoteError("the runner is closed")
            if found := self._pools.get(libraries):
                return found
            starting = self._starting.setdefault(libraries, threading.Lock())
        with starting:
            with self._lock:
                if found := self._pools.get(libraries):
                    return found
            new = self._start_pool(libraries)
            if not self._adopt(libraries, new):
                new.retire()
                raise ZygoteError("the runner is closed")
            return new

    def _adopt(self, libraries: frozenset[str], new: ChildPool) -> bool:
        """Take a pool in, unless all is over."""
        with self._lock:
            if not self._closed:
                self._pools[libraries] = new
            return not self._closed

    def _start_pool(self, libraries: frozenset[str]) -> ChildPool:
        names = sorted(libraries)
        host, launch = self._host, self._host.launch(names)

        def start() -> Zygote:
            return Zygote(launch, lambda pid: host.setup(names, pid))

        return ChildPool(start, self._warm_children)

    def _replace(self, pool: ChildPool, libraries: frozenset[str]) -> None:
        """Put a broken pool aside."""
        with self._lock:
            if self._pools.get(libraries) is pool:
                del self._pools[libraries]
        pool.retire()

    def _renew(self, old: ChildPool) -> None:
        """Start a successor beside a pool that has served long enough, then put it aside."""
        with self._lock:
            found = [key for key, each in self._pools.items() if each is old]
            if not found or old in self._renewing:
                return
            self._renewing.add(old)
        threading.Thread(target=self._succeed, args=(found[0], old), daemon=True).start()

    def _succeed(self, libraries: frozenset[str], old: ChildPool) -> None:
        new = None
        try:
            new = self._start_pool(libraries)
        except (ZygoteError, OSError, UnavailableError):
            old.given = 0  # it serves on for as long again
        with self._lock:
            self._renewing.discard(old)
            is_wanted = new is not None and self._pools.get(libraries) is old
            if is_wanted and new is not None:
                self._pools[libraries] = new
        for unwanted in (old if is_wanted else new,):
            if unwanted is not None:
                unwanted.retire()

    def _probe(self) -> None:
        """Try what must be denied. Raises UnavailableError where something is not."""
        openings = find_openings(self)
        if openings:
            raise UnavailableError(
                f"student code could {', '.join(openings)}",
                "Report this as a fault of Gradus, with the output of: gradus doctor",
            )


def _on_bytes(on_output: OnOutput) -> Callable[[bytes], None]:
    """A watch over bytes from one over text, told only of what is new."""
    told = 0

    def watch_bytes(printed: bytes) -> None:
        nonlocal told
        end = printed.rfind(b"\n") + 1
        if end > told:
            on_output(plain_text(printed[told:end].decode("utf-8", "replace")))
            told = end

    return watch_bytes
