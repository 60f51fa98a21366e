"""What the one who starts a server should know about how it runs student code."""

from grader import CodeRunning, CodeState
from gradus.core.failures import CommandError
from server.grading.code import is_at_home
from server.settings import Settings


def sandbox_notice(code: CodeRunning) -> str:
    """A sentence or two where code is not confined, else nothing."""
    if code.missing is None:
        return ""
    reason = code.missing.reason.rstrip(".")
    if code.state is CodeState.TRUSTED:
        return f"Layer files run unconfined, with all your rights ({reason}): submit nobody else's."
    return (
        f"Layer files are refused, prediction files are graded: {reason}. {code.missing.remedy}"
        " For code of your own on this machine alone there is --trust-own-code."
    )


def require_own_machine(settings: Settings) -> None:
    """Raise CommandError where code is to be trusted that anybody can send."""
    if settings.trust_own_code and not is_at_home(settings):
        raise CommandError(
            f"--trust-own-code is for a server that only this machine reaches, not {settings.url}.",
            "Leave it out, or listen on 127.0.0.1 without GRADUS_PUBLIC_URL.",
        )
