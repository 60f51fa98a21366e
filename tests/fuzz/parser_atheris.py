"""The parent's frame parser, fuzzed under the guidance of its coverage.

Atheris is no dependency of Gradus and has wheels for some Pythons only. In an environment of its
own, from the root of the repository:

    python -m venv /tmp/fuzz && /tmp/fuzz/bin/pip install atheris numpy pydantic
    /tmp/fuzz/bin/python tests/fuzz/parser_atheris.py -max_total_time=120

All options of libFuzzer are there: `-runs=100000`, `-seed=1`, `-rss_limit_mb=512`. It ends with
status 0 where nothing was found, and else writes the input to a file `crash-...`, which is run
again by giving it as an argument. Two minutes, a million inputs, reach all of the parser.

What may not happen: an exception other than ProtocolError out of `read_frames`, any out of
`parse_replies`, an array beyond the limit, more replies than were asked for.
"""

import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))

with atheris.instrument_imports(include=["grader.sandbox"]):
    from grader.sandbox.protocol import frames
    from grader.sandbox.protocol.frames import Fault, FaultCode, FrameKind, Operation, ProtocolError
    from grader.sandbox.protocol.request import Call, Case, Limits, Request
    from grader.sandbox.results.replies import parse_replies

import numpy as np

ARRAY_LIMIT = 4_000
CALLS = (
    Call(Operation.NEW, "Affine", (np.ones(2),)),
    Call(Operation.CALL, "forward", (np.ones(2),)),
    Call(Operation.INPUTS, "forward"),
)
LIMITS = Limits(1, 1, 10**6, 100, ARRAY_LIMIT)
REQUEST = Request(b"", "layers.py", (Case("first", CALLS), Case("second", CALLS)), LIMITS, 0)


def parse(data: bytes) -> None:
    """Read it both ways. Raises where something that may not happen does."""
    try:
        for frame in frames.read_frames(data, ARRAY_LIMIT):
            if any(array.nbytes > ARRAY_LIMIT for array in frame.arrays):
                raise AssertionError("an array beyond the limit")
    except ProtocolError:
        pass
    parsed = parse_replies(data, REQUEST)
    if sum(map(len, parsed.replies)) > 2 * len(CALLS):
        raise AssertionError("more replies than were asked for")
    if parsed.done and not parsed.ready:
        raise AssertionError("done without having been ready")


def seeds() -> list[bytes]:
    """A right conversation and one of each fault, to begin with."""
    ready, loaded, done = map(frames.pack_word, (FrameKind.READY, FrameKind.LOADED, FrameKind.DONE))
    case = [frames.pack_values(()), *[frames.pack_values([np.ones(2)])] * 2]
    fault = Fault(FaultCode.EXCEPTION, ("ValueError", "no", "x", "way"), 3)
    raised = frames.pack_fault(FrameKind.FAULT, fault)
    stopped = frames.pack_fault(FrameKind.STOPPED, fault)
    every = [np.zeros((2, 1), dtype) for dtype in frames.DTYPES]
    return [
        b"".join((ready, loaded, *case, *case, done)),
        b"".join((ready, loaded, raised, *case, done)),
        ready + stopped,
        ready + loaded + frames.pack_values(every),
    ]


def main() -> None:
    """Fuzz until the options of the command line say that it is enough."""
    words = [*sys.argv, "-max_len=4096"]
    with tempfile.TemporaryDirectory(prefix="gradus-fuzz-") as folder:
        for number, seed in enumerate(seeds()):
            Path(folder, f"seed-{number}").write_bytes(seed)
        if all(word.startswith("-") for word in sys.argv[1:]):
            words.append(folder)
        atheris.Setup(words, parse)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
