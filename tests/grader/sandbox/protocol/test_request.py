import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from grader.sandbox.protocol.frames import Operation
from grader.sandbox.protocol.request import Call, Case, Limits, Request, pack_request, read_request

LIMITS = Limits(wall_s=1.5, cpu_s=2.0, memory_bytes=2**33, output_bytes=100)


@given(source=st.binary(max_size=100), seed=st.integers(0, 2**64 - 1))
def test_a_request_comes_back_without_the_names_of_its_cases(source: bytes, seed: int) -> None:
    x = np.arange(6.0).reshape(2, 3)
    calls = (Call(Operation.NEW, "Affine", (x, x[0])), Call(Operation.READ, "dW"))
    request = Request(source, "層.py", (Case("secret", calls, ("Linear",)),), LIMITS, seed)

    packed = pack_request(request)
    received = read_request(memoryview(packed))

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


@given(
    arrays_of.arrays(
        st.sampled_from(["f8", "f4", "f2", "i8", "u1", "?", ">f8"]),
        arrays_of.array_shapes(min_dims=0, min_side=0, max_dims=5),
    )
)
def test_arrays_of_any_kind_come_back_bit_for_bit(array: np.ndarray) -> None:
    sent = array.T  # not in C order, where it has two dimensions or more
    call = Call(Operation.CALL, "forward", (sent,))

    packed = pack_request(Request(b"", "a.py", (Case("", (call,)),), LIMITS, 0))
    ((received,),) = (call.arrays for call in read_request(memoryview(packed)).cases[0].calls)

    assert (received.dtype, received.shape) == (sent.dtype, sent.shape)
    assert received.tobytes() == sent.tobytes()


def test_every_limit_arrives() -> None:
    limits = Limits(1.5, 2.5, 3, 4, array_bytes=5)
    packed = pack_request(Request(b"", "a.py", (), limits, 0))
    assert read_request(memoryview(packed)).limits == limits
