import json
import stat
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from gradus.api.credentials import Login, forget_login, load_login, save_login
from gradus.core.failures import CommandError
from gradus.core.locations import login_file

LOGIN = Login("https://gradus.example.org", "gds_0123456789abcdef")


class MemoryKeyring(KeyringBackend):
    """A keyring that lives as long as the test."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringLocked
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    """A keyring that works."""
    before, ring = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


@pytest.fixture
def no_ring() -> Iterator[None]:
    """A machine without any keyring."""
    from keyring.backends.fail import Keyring

    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())
    yield
    keyring.set_keyring(before)


def test_nobody_is_logged_in_at_first(no_ring: None) -> None:
    assert load_login() is None
    assert forget_login() is None


def test_with_a_keyring_no_file_holds_the_token(ring: MemoryKeyring) -> None:
    assert save_login(LOGIN) is None
    assert LOGIN.token not in login_file().read_text()
    assert list(ring.kept.values()) == [LOGIN.token]
    assert load_login() == LOGIN


def test_without_a_keyring_a_file_of_the_owners_own_holds_the_token(no_ring: None) -> None:
    assert save_login(LOGIN) == login_file()
    assert stat.S_IMODE(login_file().stat().st_mode) == 0o600
    assert load_login() == LOGIN


def test_a_locked_keyring_is_told_from_a_missing_login(ring: MemoryKeyring) -> None:
    save_login(LOGIN)
    ring.locked = True
    with pytest.raises(CommandError, match="keyring") as caught:
        load_login()
    assert "GRADUS_TOKEN" in caught.value.hint


def test_logging_out_leaves_nothing_behind(ring: MemoryKeyring) -> None:
    save_login(LOGIN)
    assert forget_login() == LOGIN.server
    assert not ring.kept
    assert not login_file().exists()


def test_logging_out_without_a_keyring_leaves_nothing_behind(no_ring: None) -> None:
    save_login(LOGIN)
    assert forget_login() == LOGIN.server
    assert not login_file().exists()


def test_a_token_removed_from_the_keyring_by_hand_is_no_login(ring: MemoryKeyring) -> None:
    save_login(LOGIN)
    ring.kept.clear()
    assert load_login() is None
    assert forget_login() == LOGIN.server


@pytest.mark.parametrize("content", ["", "{", "[]", json.dumps({"token": "gds_secret"})])
def test_a_damaged_login_says_what_to_do_and_shows_no_token(content: str, no_ring: None) -> None:
    login_file().parent.mkdir(parents=True)
    login_file().write_text(content)
    with pytest.raises(CommandError, match=r"login\.json") as caught:
        load_login()
    assert "gds_secret" not in str(caught.value)


def test_a_login_does_not_show_its_token() -> None:
    assert LOGIN.token not in repr(LOGIN)
