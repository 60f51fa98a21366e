"""What a child's frames say about the request that it was given."""

from dataclasses import dataclass

from grader.problems import Problem
from grader.sandbox.protocol.frames import (
    Fault,
    Frame,
    FrameKind,
    Operation,
    ProtocolError,
    read_frames,
)
from grader.sandbox.protocol.request import Call, Request, place_of
from grader.sandbox.results.faults import problem_of
from grader.sandbox.runner import Reply

_MOST_NOTES = 100


@dataclass(frozen=True)
class ParsedReplies:
    """How far a child came.

    ready: it confined itself. loaded: the file ran to its end. done: it carried out everything.
    replies: per case, per call, as far as it came. stopped: the fault that ended it, if one did.
    at: what was running at the end. broken: it sent something that does not belong there.
    notes: what was read otherwise than written.
    """

    ready: bool
    loaded: bool
    done: bool
    replies: tuple[tuple[Reply, ...], ...]
    stopped: Fault | None
    at: str
    broken: bool
    notes: tuple[Problem, ...] = ()


def parse_replies(data: bytes | memoryview, request: Request) -> ParsedReplies:
    """How far a child came, by its bytes. Never raises, whatever the bytes."""
    parser = _ReplyParser(request)
    broken = False
    try:
        for frame in read_frames(data, request.limits.array_bytes):
            parser.take(frame)
    except ProtocolError:
        broken = True
    return ParsedReplies(
        ready=parser.ready,
        loaded=parser.loaded,
        done=parser.done,
        replies=(*parser.replies, tuple(parser.row)) if parser.row else tuple(parser.replies),
        stopped=parser.stopped,
        at=parser.where(),
        broken=broken,
        notes=tuple(parser.notes),
    )


class _ReplyParser:
    """Walks the calls of a request alongside the frames that answer them."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.ready = self.loaded = self.done = False
        self.replies: list[tuple[Reply, ...]] = []
        self.row: list[Reply] = []
        self.stopped: Fault | None = None
        self.notes: list[Problem] = []
        self._cases = iter(request.cases)
        self._calls: tuple[Call, ...] = ()  # of the case at hand, none once all are answered
        self._go_on()

    def where(self) -> str:
        """What runs until the next frame, as a student would say it: a file, class or method."""
        if not self.loaded or not self._calls:
            return self.request.filename
        name, call = self._calls[0].name, self._calls[len(self.row)]
        return name if call.operation is Operation.NEW else place_of(name, call)

    def take(self, frame: Frame) -> None:
        """Go on by one frame. Raises ProtocolError for one that does not belong here."""
        kind = frame.kind
        if self.done or self.stopped or self.ready == (kind is FrameKind.READY):
            raise ProtocolError(f"{kind.name} out of turn")
        if kind is FrameKind.VALUES or kind is FrameKind.FAULT:
            self._answer(frame)
        elif kind is FrameKind.READY:
            self.ready = True
        elif kind is FrameKind.NOTE and frame.fault is not None:
            if len(self.notes) < _MOST_NOTES:
                self.notes.append(problem_of(frame.fault, self.where(), None, self.request.limits))
        elif kind is FrameKind.LOADED and not self.loaded:
            self.loaded = True
        elif kind is FrameKind.STOPPED:
            self.stopped = frame.fault
        elif kind is FrameKind.DONE and self.loaded and not self._calls:
            self.done = True
        else:
            raise ProtocolError(f"{kind.name} out of turn")

    def _go_on(self) -> None:
        """To the next case."""
        case = next(self._cases, None)
        self._calls = () if case is None else case.calls

    def _answer(self, frame: Frame) -> None:
        if not self.loaded or not self._calls:
            raise ProtocolError("an answer that nobody asked for")
        call = self._calls[len(self.row)]
        if call.operation is Operation.INPUTS and not self._is_account_of_inputs(frame, call):
            raise ProtocolError("our own account of the inputs was tampered with")
        problem = None if frame.fault is None else self._problem(frame.fault, call)
        self.row.append(Reply(frame.arrays, problem))
        if problem is not None or len(self.row) == len(self._calls):
            self.replies.append(tuple(self.row))
            self.row = []
            self._go_on()

    def _is_account_of_inputs(self, frame: Frame, call: Call) -> bool:
        """Whether it has as many arrays as were handed out, which no honest code can change."""
        handed = [
            each.arrays
            for each in self._calls[: len(self.row)]
            if (each.name, each.subject) == (call.name, call.subject)
            and each.operation not in {Operation.INPUTS, Operation.OUTPUTS}
        ]
        return frame.fault is None and bool(handed) and len(frame.arrays) == len(handed[-1])

    def _problem(self, fault: Fault, call: Call) -> Problem:
        return problem_of(fault, self.where(), call, self.request.limits)
