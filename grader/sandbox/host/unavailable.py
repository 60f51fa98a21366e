"""What a host does not offer, and the one thing to change about it."""


class UnavailableError(Exception):
    """A wall of the sandbox that cannot be put up on this host.

    reason, remedy: sentences for the operator, why not and the one thing to change.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason.rstrip('.')}. {remedy}")
        self.reason = reason
        self.remedy = remedy
