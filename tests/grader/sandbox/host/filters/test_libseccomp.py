"""Which builder is taken."""

import platform

import pytest

from grader.sandbox.host.filters import Filter, assembler, build_filter, libseccomp
from grader.sandbox.host.filters.policy import ALWAYS
from tests.grader.sandbox.host.filters.examination import MACHINES


@pytest.mark.parametrize("machine", MACHINES)
def test_libseccomp_is_preferred_where_it_is(machine: str) -> None:
    try:
        built = libseccomp.build(machine)
    except libseccomp.LibseccompError as error:
        pytest.skip(f"needs libseccomp: {error}")

    assert build_filter(machine) == Filter(built, assembler.assemble_seal(machine), "libseccomp")


@pytest.mark.parametrize("machine", MACHINES)
def test_our_assembler_steps_in_where_libseccomp_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, machine: str
) -> None:
    monkeypatch.setattr(libseccomp, "_LIBRARY", "libseccomp.so.none")

    seal = assembler.assemble_seal(machine)
    assert build_filter(machine) == Filter(assembler.assemble(machine), seal, "assembler")


def test_our_assembler_steps_in_where_libseccomp_does_not_know_a_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(libseccomp, "ALLOWED", {"a_call_of_tomorrow": ALWAYS})

    assert build_filter("x86_64").built_by == "assembler"


@pytest.mark.skipif(platform.machine() not in MACHINES, reason="no filter for this machine")
def test_a_filter_is_for_this_machine_unless_another_is_named() -> None:
    assert build_filter() == build_filter(platform.machine())
    assert len({build_filter(machine).program for machine in MACHINES}) == 2
