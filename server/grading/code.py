"""What runs student code in this process: the sandbox, or one's own trust, or nothing.

Code runs confined or not at all. Whoever is alone with the server, at a loopback address, may say
that all code is their own; then a plain process will do where there is no sandbox.
"""

import ipaddress
import socket
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn
from urllib.parse import urlsplit

import structlog

from grader import (
    DefenceFinding,
    Runner,
    RunnerFaultError,
    SandboxRunner,
    SubprocessRunner,
    System,
    UnavailableError,
    hide_memory,
)
from server.settings import Settings

log = structlog.get_logger(__name__)


class CodeState(StrEnum):
    """How student code is run: in the sandbox, trusted as one's own, by workers elsewhere, not."""

    CONFINED = "confined"
    TRUSTED = "trusted"
    ELSEWHERE = "elsewhere"
    REFUSED = "refused"


class _NoRunner:
    """Stands where code cannot be run; what was accepted earlier waits for a worker that can."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def run(self, *_: object, **__: object) -> NoReturn:
        """Raise RunnerFaultError."""
        raise RunnerFaultError(self._reason)


@dataclass(frozen=True)
class CodeRunning:
    """The runner of this process and how things stand.

    missing: why there is no sandbox. is_on_linux: which alone can have one.
    """

    state: CodeState
    runner: Runner
    findings: tuple[DefenceFinding, ...] = ()
    missing: UnavailableError | None = None
    is_on_linux: bool = True

    @property
    def takes_code(self) -> bool:
        """Whether files of code may be submitted here."""
        return self.state is not CodeState.REFUSED

    @property
    def is_sound(self) -> bool:
        """Whether all is as it should be on such a system."""
        return self.takes_code or not self.is_on_linux

    def close(self) -> None:
        """End everything that runs code."""
        if isinstance(self.runner, SandboxRunner):
            self.runner.close()


def open_code_running(settings: Settings, system: System | None = None) -> CodeRunning:
    """What these settings and a system, by default this one, come to."""
    system = system or System.here()
    if settings.workers == 0:
        return CodeRunning(CodeState.ELSEWHERE, _NoRunner("nothing is graded in this process"))
    try:
        runner = SandboxRunner(
            require=settings.require,
            libraries=settings.libraries,
            warm_children=settings.workers,
            renew_after=settings.zygote_runs,
            system=system,
        )
    except UnavailableError as missing:
        return _without_sandbox(settings, system, missing)
    hide_memory()
    for finding in runner.findings:
        if not finding.in_force:
            log.info("defence not in force", defence=finding.defence.value, why=finding.detail)
    return CodeRunning(CodeState.CONFINED, runner, runner.findings)


def _without_sandbox(settings: Settings, system: System, missing: UnavailableError) -> CodeRunning:
    if settings.trust_own_code and is_at_home(settings):
        return CodeRunning(CodeState.TRUSTED, SubprocessRunner(system), missing=missing)
    log.warning("no code is run here", why=missing.reason, remedy=missing.remedy)
    return CodeRunning(
        CodeState.REFUSED,
        _NoRunner(missing.reason),
        missing=missing,
        is_on_linux=system.platform == "linux",
    )


def is_at_home(settings: Settings) -> bool:
    """Whether nobody but people on this machine reaches the server.

    It listens on loopback and is known by no other address; a proxy in front of it brings
    strangers in, and then `public_url` says so.
    """
    public_host = urlsplit(settings.url).hostname or ""
    return is_loopback(settings.host) and is_loopback(public_host)


def is_loopback(host: str) -> bool:
    """Whether a host to listen on is reached from this machine alone."""
    try:
        addresses = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return all(ipaddress.ip_address(address).is_loopback for address in addresses)
