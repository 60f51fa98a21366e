import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox.frames import Operation, ProtocolError
from grader.sandbox.request import Call, Case, Limits, Request, pack_request, read_request

LIMITS = Limits(wall_s=1.5, cpu_s=2.0, memory_bytes=2**33, output_bytes=100)


@given(source=st.binary(max_size=100), seed=st.integers(0, 2**64 - 1))
def test_a_request_comes_back_without_the_names_of_its_cases(source: bytes, seed: int) -> None:
    x = np.arange(6.0).reshape(2, 3)
    calls = (Call(Operation.NEW, "Affine", (x, x[0])), Call(Operation.READ, "dW"))
    request = Request(source, "層.py", (Case("secret", calls, ("Linear",)),), LIMITS, seed)

    packed = pack_request(request)
    received = read_request(packed)

    assert b"secret" not in packed
    assert (received.source, received.filename) == (source, "層.py")
    assert (received.limits, received.seed) == (LIMITS, seed)
    (case,) = received.cases
    assert (case.name, case.aliases) == ("", ("Linear",))
    assert [(call.operation, call.name) for call in case.calls] == [
        (Operation.NEW, "Affine"),
        (Operation.READ, "dW"),
    ]
    assert [array.tolist() for array in case.calls[0].arrays] == [x.tolist(), x[0].tolist()]


def test_a_request_cut_short_is_refused() -> None:
    packed = pack_request(Request(b"x = 1", "a.py", (), LIMITS, 0))
    with pytest.raises(ProtocolError):
        read_request(packed[:-3])
