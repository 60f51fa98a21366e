"""How a command ends when it does not end well: exit codes, and errors that carry them."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any


class ExitCode(IntEnum):
    """What a script can tell from the exit status of every command.

    OK: done, or scored. FAILED: what was handed in is wrong, or a check or a start has failed.
    USAGE: the command was called wrongly. REFUSED: the rules forbid it (closed, quota used up, not
    permitted, no such course). FAULT: ours - the server cannot be reached or has failed.
    """

    OK = 0
    FAILED = 1
    USAGE = 2
    REFUSED = 3
    FAULT = 4


def exit_code_of(verdict: str | None) -> ExitCode:
    """The exit code that stands for a verdict; None for one that is held back."""
    ends = {None: ExitCode.OK, "scored": ExitCode.OK, "infrastructure_fault": ExitCode.FAULT}
    return ends.get(verdict, ExitCode.FAILED)


class CommandError(Exception):
    """Ends a command with one clear message.

    hint: what to try. document: the server's `application/problem+json`, where it sent one.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        exit_code: ExitCode = ExitCode.USAGE,
        document: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.exit_code = exit_code
        self.document = document
