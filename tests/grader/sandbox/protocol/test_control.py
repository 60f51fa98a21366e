"""What worker and zygote say to each other arrives as it was sent."""

from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox.protocol.control import Ready, Setup, Usage

U32, U64 = st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1)
SECONDS = st.floats(0, 1e9)
NAMES = st.lists(st.from_regex(r"[a-z_]{1,12}(\.[a-z_]{1,12})?", fullmatch=True), max_size=4)


@given(
    st.builds(
        Setup,
        user=U32,
        limits=st.booleans(),
        landlock=st.booleans(),
        filter=st.binary(max_size=200),  # which may hold what separates names
        seal=st.binary(max_size=200),
        modules=NAMES.map(tuple),
    )
)
def test_a_setup_comes_back(setup: Setup) -> None:
    assert Setup.unpack(setup.pack()) == setup


@given(
    st.builds(
        Ready,
        user=U32,
        landlock=U32,
        address_space=U64,
        resident=U64,
        import_s=SECONDS,
        threads=st.integers(0, 2**16 - 1),
    )
)
def test_a_greeting_comes_back(ready: Ready) -> None:
    assert Ready.unpack(ready.pack()) == ready


@given(
    st.builds(
        Usage,
        status=st.integers(-(2**31), 2**31 - 1),
        user_s=SECONDS,
        system_s=SECONDS,
        peak_bytes=U64,
    )
)
def test_what_a_child_used_comes_back(usage: Usage) -> None:
    assert Usage.unpack(usage.pack()) == usage
