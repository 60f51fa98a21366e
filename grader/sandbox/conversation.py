"""What a child's frames say about the request that it was given."""

from dataclasses import dataclass

from grader.problems import Problem
from grader.sandbox.faults import problem_of
from grader.sandbox.frames import Fault, Frame, FrameKind, Operation, ProtocolError, read_frames
from grader.sandbox.request import Call, Request
from grader.sandbox.runner import Reply


@dataclass(frozen=True)
class Progress:
    """How far a child came.

    ready: it confined itself. done: it carried out everything. replies: per case, per call, as far
    as it came. stopped: the fault that ended it, if one did. at: what was running at the end.
    broken: it sent something that does not belong there.
    """

    ready: bool
    done: bool
    replies: tuple[tuple[Reply, ...], ...]
    stopped: Fault | None
    at: str
    broken: bool


def follow(data: bytes, request: Request) -> Progress:
    """The progress that a child's bytes tell of. Never raises, whatever the bytes."""
    walk = _Walk(request)
    broken = False
    try:
        for frame in read_frames(data):
            walk.take(frame)
    except ProtocolError:
        broken = True
    return Progress(
        ready=walk.ready,
        done=walk.done,
        replies=(*walk.replies, tuple(walk.row)) if walk.row else tuple(walk.replies),
        stopped=walk.stopped,
        at=walk.where(),
        broken=broken,
    )


class _Walk:
    """Walks the calls of a request alongside the frames that answer them."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.ready = self.loaded = self.done = False
        self.replies: list[tuple[Reply, ...]] = []
        self.row: list[Reply] = []
        self.stopped: Fault | None = None

    def call(self) -> Call | None:
        """The call that the next frame answers."""
        if not self.loaded or len(self.replies) == len(self.request.cases):
            return None
        return self.request.cases[len(self.replies)].calls[len(self.row)]

    def where(self) -> str:
        """What runs until the next frame, as a student would say it: a file, class or method."""
        call = self.call()
        if call is None:
            return self.request.filename
        name = self.request.cases[len(self.replies)].calls[0].name
        return name if call.operation is Operation.NEW else f"{name}.{call.name}"

    def take(self, frame: Frame) -> None:
        """Go on by one frame. Raises ProtocolError for one that does not belong here."""
        if self.done or self.stopped or self.ready == (frame.kind is FrameKind.READY):
            raise ProtocolError(f"{frame.kind.name} out of turn")
        match frame.kind:
            case FrameKind.READY:
                self.ready = True
            case FrameKind.LOADED if not self.loaded:
                self.loaded = True
            case FrameKind.VALUES | FrameKind.FAULT:
                self._answer(frame)
            case FrameKind.STOPPED:
                self.stopped = frame.fault
            case FrameKind.DONE if self.loaded and self.call() is None:
                self.done = True
            case _:
                raise ProtocolError(f"{frame.kind.name} out of turn")

    def _answer(self, frame: Frame) -> None:
        call = self.call()
        if call is None:
            raise ProtocolError("an answer that nobody asked for")
        if call.operation is Operation.INPUTS and not self._is_account_of_inputs(frame, call):
            raise ProtocolError("our own account of the inputs was tampered with")
        self.row.append(Reply(frame.arrays, self._problem(frame.fault, call)))
        calls = self.request.cases[len(self.replies)].calls
        if frame.fault is not None or len(self.row) == len(calls):
            self.replies.append(tuple(self.row))
            self.row = []

    def _is_account_of_inputs(self, frame: Frame, call: Call) -> bool:
        """Whether it has as many arrays as were handed out, which no honest code can change."""
        calls = self.request.cases[len(self.replies)].calls[: len(self.row)]
        handed = [
            each.arrays
            for each in calls
            if each.name == call.name and each.operation is not Operation.INPUTS
        ]
        return frame.fault is None and bool(handed) and len(frame.arrays) == len(handed[-1])

    def _problem(self, fault: Fault | None, call: Call) -> Problem | None:
        if fault is None:
            return None
        return problem_of(fault, self.where(), call, self.request.limits)
