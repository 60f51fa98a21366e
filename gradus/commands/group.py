"""The group of all commands: it turns errors that are meant for people into text and exit codes."""

from typing import Any

import typer
from typer.core import TyperGroup

from gradus.core.failures import CommandError


class Commands(TyperGroup):
    """Runs a command; a `CommandError` ends it with its message and its exit code."""

    def invoke(self, ctx: Any) -> Any:
        """What the command returns. Raises typer.Exit for every error with a message."""
        try:
            return super().invoke(ctx)
        except CommandError as error:
            failure = error
        except ModuleNotFoundError as error:
            failure = _explain_missing(error)
        from gradus.output.terminal import show_error

        show_error(failure)
        raise typer.Exit(failure.exit_code) from None


def _explain_missing(error: ModuleNotFoundError) -> CommandError:
    """What to install. Raises the error itself where one of our own modules is missing."""
    package = (error.name or "").partition(".")[0]
    if package in ("", "gradus", "server", "grader", "reference", "languages"):
        raise error
    return CommandError(
        f"This command needs the server's parts, of which '{package}' is not installed.",
        "In a checkout of Gradus: pip install '.[server]'",
    )
