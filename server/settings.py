"""What an operator can set, by `GRADUS_...` environment variables."""

import os
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    NonNegativeInt,
    PositiveInt,
    SecretStr,
    ValidationInfo,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from grader import Defence

_LONGEST_DAYS = 3_660
_DATABASES = ("sqlite:///", "postgresql+psycopg://")
_OF_PROVIDERS = "GRADUS_OIDC_"
PROVIDER_SETTINGS = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "TITLE", "ROSTER_CLAIM")
_STARTTLS = ("", "starttls=yes", "starttls=no")
_PROVIDER = re.compile(
    rf"{_OF_PROVIDERS}([A-Z0-9]+(?:_[A-Z0-9]+)*?)_({'|'.join(PROVIDER_SETTINGS)})"
)


def _check_database(url: str) -> str:
    """The URL itself. Raises ValueError that shows none of it: it may hold a password."""
    if url and not url.startswith(_DATABASES):
        raise ValueError(f"expected an address that begins with {' or '.join(_DATABASES)}")
    try:
        if url:
            make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError(
            "it cannot be read; write special characters of the password as %XX"
        ) from None
    return url


def _check_address(url: str) -> str:
    """The URL itself. Raises ValueError for what is no address of a whole site."""
    if not url:
        return url
    try:
        found = urlsplit(url)
        is_one = found.scheme in ("http", "https") and bool(found.hostname) and found.port != 0
    except ValueError:  # brackets, ports
        is_one = False
    if not is_one or re.search(r"[\s@?#]", url) or found.path not in ("", "/"):
        raise ValueError(
            "expected how browsers reach the server, with its scheme and without a path, such as"
            " https://gradus.example.org"
        )
    return url


def _check_libraries(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names themselves. Raises ValueError for one that is not installed here."""
    for name in names:
        if not name.isidentifier() or find_spec(name) is None:
            raise ValueError(
                f"no library is imported by the name {name!r} here; install it beside Gradus, or"
                " leave it out"
            )
    return names


def _split_list(value: object) -> object:
    """A list as people write it, `a, b` or `["a", "b"]`, as a list."""
    return re.findall(r"[^\s,\[\]\"']+", value) if isinstance(value, str) else value


def is_safe_address(url: str) -> bool:
    """Whether what is said there is hidden from others: https, or this machine."""
    try:
        found = urlsplit(url)
        is_one = bool(found.hostname) and found.port != 0 and not re.search(r"[\s@\x00-\x1f]", url)
    except ValueError:
        return False
    is_here = found.scheme == "http" and found.hostname in ("localhost", "127.0.0.1", "::1")
    return is_one and (found.scheme == "https" or is_here)


def _check_issuer(url: str) -> str:
    """The issuer itself. Raises ValueError for what cannot be one."""
    if not is_safe_address(url) or re.search(r"[?#]", url):
        raise ValueError(
            "expected the issuer as the provider writes it, such as https://accounts.google.com"
        )
    return url


class Provider(BaseModel):
    """A provider of OpenID Connect by which people may sign in.

    issuer: its own name, below which it says where everything is. client_id, client_secret: of this
    server, as registered there. title: as its button says. roster_claim: what the roster's e-mail
    is compared with, without asking whether it is verified; empty for a verified e-mail.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    issuer: Annotated[str, AfterValidator(_check_issuer)]
    client_id: Annotated[str, Field(min_length=1)]
    client_secret: Annotated[SecretStr, Field(min_length=1)]
    title: Annotated[str, Field(max_length=60)] = ""
    roster_claim: str = ""


def _find_providers() -> dict[str, dict[str, str]]:
    """What the environment says of providers, by their names in addresses."""
    found: dict[str, dict[str, str]] = {}
    for variable, value in sorted(os.environ.items()):
        if (said := _PROVIDER.fullmatch(variable)) is not None and value:
            name, setting = said.groups()
            found.setdefault(name.lower().replace("_", "-"), {})[setting.lower()] = value
    return found


def provider_variables() -> list[str]:
    """Every variable that sets something of the providers which the environment names."""
    names = [name.upper().replace("-", "_") for name in _find_providers()]
    return [f"{_OF_PROVIDERS}{name}_{setting}" for name in names for setting in PROVIDER_SETTINGS]


def _check_providers(providers: dict[str, Provider], info: ValidationInfo) -> dict[str, Provider]:
    """The providers, each with a title. Raises ValueError where they cannot lead people back."""
    if providers and not info.data.get("public_url"):
        raise ValueError("whoever signs in is led back to GRADUS_PUBLIC_URL, which is not set")
    return {
        name: one if one.title else one.model_copy(update={"title": name.replace("-", " ").title()})
        for name, one in providers.items()
    }


def _check_smtp(url: str) -> str:
    """The URL itself. Raises ValueError that shows none of it: it may hold a password."""
    if not url:
        return url
    try:
        found = urlsplit(url)
        is_one = found.scheme in ("smtp", "smtps") and bool(found.hostname) and found.port != 0
    except ValueError:
        is_one = False
    if not is_one or found.path not in ("", "/") or found.query not in _STARTTLS:
        raise ValueError(
            "expected smtps://user:password@host or smtp://user:password@host, with ?starttls=no"
            " where mail may go there unencrypted; write special characters as %XX"
        )
    return url


def _check_sender(address: str, info: ValidationInfo) -> str:
    """The address itself. Raises ValueError where mail can be sent, but not from there."""
    if info.data.get("smtp_url") and not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", address):
        raise ValueError("expected the address that mail comes from, such as gradus@example.org")
    if info.data.get("smtp_url") and not info.data.get("public_url"):
        raise ValueError("links in mail lead to GRADUS_PUBLIC_URL, which is not set")
    return address


class Settings(BaseSettings):
    """Settings of one server or worker process.

    data_dir: database, uploaded files and bundles of the single-node default. database_url: empty
    for SQLite in data_dir, or ``postgresql+psycopg://...``. storage_url: empty for files in
    data_dir, or ``s3://bucket/prefix``. workers: files to grade at once, 0 for none.
    public_url: how browsers reach the server; sets secure cookies where it is https.
    require: defences without which no code is run, by their names. libraries: what assignments may
    import besides NumPy, by their import names. zygote_runs: runs until a zygote is replaced.
    disk_reserve_mb: of the data directory's disk, below which uploads are answered with 507.
    metrics_token: what a collector of figures shows at ``/metrics``, besides administrators.
    session_days, session_idle_hours: how long a browser stays signed in at most, and unused.
    smtp_url, mail_from: who takes mail, and from where it comes; empty for none.
    oidc: providers by which people may sign in, by their names in addresses.
    audit_days: how long the audit trail is kept.
    trust_own_code: run code unconfined where there is no sandbox; on loopback only.
    """

    model_config = SettingsConfigDict(env_prefix="GRADUS_", frozen=True, hide_input_in_errors=True)

    data_dir: Annotated[
        Path, Field(default_factory=lambda: user_data_path("gradus", appauthor=False))
    ]
    database_url: Annotated[str, AfterValidator(_check_database)] = ""
    storage_url: str = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    workers: NonNegativeInt = 2
    public_url: Annotated[str, AfterValidator(_check_address)] = ""
    require: Annotated[tuple[Defence, ...], NoDecode, BeforeValidator(_split_list)] = ()
    libraries: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(_split_list), AfterValidator(_check_libraries)
    ] = ()
    zygote_runs: PositiveInt = 1_000
    trust_own_code: bool = False
    disk_reserve_mb: NonNegativeInt = 200
    metrics_token: str = ""
    session_days: Annotated[int, Field(ge=1, le=_LONGEST_DAYS)] = 14
    session_idle_hours: Annotated[int, Field(ge=1, le=24 * _LONGEST_DAYS)] = 168
    sign_in_link_hours: Annotated[int, Field(ge=1, le=24 * _LONGEST_DAYS)] = 24
    invitation_hours: Annotated[int, Field(ge=1, le=24 * _LONGEST_DAYS)] = 168
    token_days: Annotated[int, Field(ge=1, le=_LONGEST_DAYS)] = 180
    smtp_url: Annotated[str, AfterValidator(_check_smtp)] = ""
    mail_from: Annotated[str, AfterValidator(_check_sender)] = ""
    oidc: Annotated[
        dict[str, Provider],
        NoDecode,
        Field(default_factory=_find_providers),
        AfterValidator(_check_providers),
    ]
    audit_days: Annotated[int, Field(ge=1, le=_LONGEST_DAYS)] = 400

    @property
    def url(self) -> str:
        """The address to print and to build links from."""
        host = f"[{self.host}]" if ":" in self.host else self.host  # RFC 3986, section 3.2.2
        return self.public_url.rstrip("/") or f"http://{host}:{self.port}"

    @property
    def is_https(self) -> bool:
        """Whether browsers come by https, so that cookies may insist on it."""
        return self.url.startswith("https:")

    @property
    def resolved_database_url(self) -> str:
        """The database's URL, SQLite in the data directory unless set."""
        return self.database_url or f"sqlite:///{self.data_dir / 'gradus.sqlite3'}"
