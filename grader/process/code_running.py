"""How a process runs student code: confined, on its owner's trust, or not at all."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from grader.sandbox.host.host import DefenceFinding


class CodeState(StrEnum):
    """How student code is run: in the sandbox, trusted as one's own, by workers elsewhere, not."""

    CONFINED = "confined"
    TRUSTED = "trusted"
    ELSEWHERE = "elsewhere"
    REFUSED = "refused"


class MissingSandbox(BaseModel):
    """Why there is no sandbox, and the one thing to change."""

    model_config = ConfigDict(frozen=True)

    reason: str
    remedy: str


class CodeRunning(BaseModel):
    """How things stand. missing: why there is no sandbox. is_on_linux: which alone can have one."""

    model_config = ConfigDict(frozen=True)

    state: CodeState
    findings: tuple[DefenceFinding, ...] = ()
    missing: MissingSandbox | None = None
    is_on_linux: bool = True

    @property
    def takes_code(self) -> bool:
        """Whether files of code may be submitted here."""
        return self.state is not CodeState.REFUSED

    @property
    def is_sound(self) -> bool:
        """Whether all is as it should be on such a system."""
        return self.takes_code or not self.is_on_linux
