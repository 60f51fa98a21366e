"""What an examination of this machine has found, as data."""

from typing import Literal

from gradus.api.answers import Answer

State = Literal["ok", "warning", "failed"]


class Check(Answer):
    """One thing looked at. hint: what to do about it, empty where nothing is to be done."""

    name: str
    state: State
    found: str
    hint: str = ""


class Examination(Answer):
    """Everything looked at, and whether a server can run here."""

    healthy: bool
    checks: list[Check]

    @classmethod
    def of(cls, checks: list[Check]) -> "Examination":
        """The examination that consists of `checks`; one failure makes it unhealthy."""
        return cls(healthy=all(check.state != "failed" for check in checks), checks=checks)
