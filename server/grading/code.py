"""How student code is run for a server: as its settings say, and on trust at home alone.

Code runs confined or not at all. Whoever is alone with the server, at a loopback address, may say
that all code is their own; then a plain process will do where there is no sandbox.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

from grader import CodeRunning, CodeState, Setup
from server.settings import Settings

ELSEWHERE = CodeRunning(state=CodeState.ELSEWHERE)
"""Where nothing is graded: workers on other machines run code."""


def setup_of(settings: Settings) -> Setup:
    """What grading processes are told at their start."""
    return Setup(
        require=settings.require,
        libraries=settings.libraries,
        renew_after=settings.zygote_runs,
        trusts_code=settings.trust_own_code and is_at_home(settings),
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
