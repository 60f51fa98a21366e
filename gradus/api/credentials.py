"""The token that `gradus login` keeps: in the system's keyring, else in a file of the user's own.

`login.json` says which server the login is for, and holds the token only where this machine has
no keyring.
"""

import contextlib
import json
from dataclasses import dataclass, field
from pathlib import Path

import keyring
from keyring.errors import KeyringError

from gradus.api.private_files import write_private
from gradus.core.failures import CommandError
from gradus.core.locations import login_file

_SERVICE = "gradus"


@dataclass(frozen=True)
class Login:
    """A server and the token to use there."""

    server: str
    token: str = field(repr=False)


def save_login(login: Login) -> Path | None:
    """Keep a login; the file that holds the token, or None where the keyring does."""
    kept: dict[str, str] = {"server": login.server}
    try:
        keyring.set_password(_SERVICE, login.server, login.token)
    except KeyringError:
        kept["token"] = login.token
    try:
        write_private(login_file(), json.dumps(kept))
    except OSError as error:
        raise CommandError(
            f"{login_file()} cannot be written: {error.strerror}.",
            "Set GRADUS_SERVER and GRADUS_TOKEN instead.",
        ) from None
    return login_file() if "token" in kept else None


def load_login() -> Login | None:
    """The login that is kept, if there is one. Raises CommandError where it cannot be read."""
    kept = _read()
    if kept is None:
        return None
    server, token = kept["server"], kept.get("token")
    if token is None:
        try:
            token = keyring.get_password(_SERVICE, server)
        except KeyringError:
            raise CommandError(
                "The keyring that holds your token cannot be opened.",
                "Unlock it, or set GRADUS_TOKEN for this command.",
            ) from None
    return None if token is None else Login(server, token)


def forget_login() -> str | None:
    """Remove the login; the server it was for, if there was one."""
    kept = _read()
    if kept is None:
        return None
    if "token" not in kept:
        with contextlib.suppress(KeyringError):  # removed by hand before: gone is gone
            keyring.delete_password(_SERVICE, kept["server"])
    login_file().unlink(missing_ok=True)
    return kept["server"]


def _read() -> dict[str, str] | None:
    try:
        kept: dict[str, str] = json.loads(login_file().read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError):
        kept = {}
    if "server" not in kept:
        raise CommandError(
            f"{login_file()} cannot be read.", "Remove it and run 'gradus login' again."
        )
    return kept
