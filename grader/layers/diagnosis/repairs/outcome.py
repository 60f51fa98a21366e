"""What is right with a change, and how that is said."""

from dataclasses import dataclass

from languages import translatable

ALL_PASS = translatable("With this change, all checks of this layer pass.")
SHOWN_PASS = translatable("With this change, all checks of this layer pass that are not hidden.")
SOME_PASS = translatable(
    "With this change it is right. What is still wrong then has another cause."
)
USUAL_PASS = translatable("With this change it is right for numbers of the usual size.")
FORWARD_PASSES = translatable(
    "With this change the output is right. Then see to it that backward is the derivative of it."
)

Lost = frozenset[str]  # arrays that are wrong


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What is right with a change.

    arrays: those that were wrong without it. is_whole: nothing of the layer is wrong any more, as
    far as it is not hidden. has_hidden: whether something is. is_forward: the output is right with
    it, and its gradients are not yet. is_usual: all is right for numbers of the usual size, which
    is all that can be said where it is not whole.
    """

    arrays: Lost
    is_whole: bool
    has_hidden: bool
    is_forward: bool = False
    is_usual: bool = False

    @property
    def said(self) -> str:
        """How that is said."""
        if self.is_forward:
            return FORWARD_PASSES
        if not self.is_whole:
            return USUAL_PASS if self.is_usual else SOME_PASS
        return SHOWN_PASS if self.has_hidden else ALL_PASS
