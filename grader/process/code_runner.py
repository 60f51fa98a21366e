"""What runs student code in a grading process: the sandbox, or its owner's trust, or nothing.

Code runs confined or not at all. Only where a server says that all code is its owner's own, a plain
process will do where there is no sandbox.
"""

from collections.abc import Iterable
from typing import NoReturn

from grader.process.code_running import CodeRunning, CodeState, MissingSandbox
from grader.process.messages import Setup
from grader.sandbox.host.system import System
from grader.sandbox.host.unavailable import UnavailableError
from grader.sandbox.plain.subprocess_runner import SubprocessRunner
from grader.sandbox.pool.sandbox_runner import SandboxRunner
from grader.sandbox.protocol.request import Request
from grader.sandbox.runner import OnOutput, Run, Runner, RunnerFaultError


class _NoRunner:
    """Stands where code cannot be run; what was accepted earlier waits for a worker that can."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def run(self, *_: object, **__: object) -> NoReturn:
        """Raise RunnerFaultError."""
        raise RunnerFaultError(self._reason)


class CodeRunner:
    """A runner that is opened when code first comes, or before. system: this one by default."""

    def __init__(self, setup: Setup, system: System | None = None) -> None:
        self._setup = setup
        self._system = system or System.here()
        self._runner: Runner | None = None

    def open(self) -> CodeRunning:
        """Get ready for code, and tell how it will be run."""
        setup = self._setup
        try:
            runner = SandboxRunner(
                require=setup.require,
                libraries=setup.libraries,
                warm_children=setup.warm_children,
                renew_after=setup.renew_after,
                system=self._system,
                group=setup.group,
            )
        except UnavailableError as missing:
            return self._go_without_sandbox(missing)
        self._runner = runner
        return CodeRunning(state=CodeState.CONFINED, findings=runner.findings)

    def run(
        self, request: Request, *, libraries: Iterable[str] = (), on_output: OnOutput | None = None
    ) -> Run:
        """See `Runner`."""
        if self._runner is None:
            self.open()
        assert self._runner is not None
        return self._runner.run(request, libraries=libraries, on_output=on_output)

    def close(self) -> None:
        """End everything that runs code."""
        if isinstance(self._runner, SandboxRunner):
            self._runner.close()

    def _go_without_sandbox(self, missing: UnavailableError) -> CodeRunning:
        trusts = self._setup.trusts_code
        self._runner = SubprocessRunner(self._system) if trusts else _NoRunner(missing.reason)
        return CodeRunning(
            state=CodeState.TRUSTED if trusts else CodeState.REFUSED,
            missing=MissingSandbox(reason=missing.reason, remedy=missing.remedy),
            is_on_linux=self._system.platform == "linux",
        )
