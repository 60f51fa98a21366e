"""Where a request comes from, for whatever is written and logged on its behalf."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_KEPT_BITS = {4: 24, 6: 48}  # a campus, or a part of one
_LONGEST_NAME = 64


@dataclass(frozen=True)
class Origin:
    """A request. address: the client's, as the server or the proxy in front of it sees it."""

    request_id: str
    address: str

    @property
    def network(self) -> str:
        """What is kept of the address: 24 bits of IPv4, 48 of IPv6."""
        return network_of(self.address, _KEPT_BITS)


_current: ContextVar[Origin | None] = ContextVar("origin", default=None)


def current_origin() -> Origin | None:
    """The request on whose behalf this runs; None for what the server does of itself."""
    return _current.get()


@contextmanager
def coming_from(origin: Origin) -> Iterator[None]:
    """While a request is answered."""
    before = _current.set(origin)
    try:
        yield
    finally:
        _current.reset(before)


def network_of(address: str, bits: dict[int, int]) -> str:
    """The network of an address, by how many bits of each version name it.

    An IPv4 address in the clothes of IPv6 is one of IPv4. What is no address is taken as it is.
    """
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:_LONGEST_NAME]
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ip_network((found, bits[found.version]), strict=False))
