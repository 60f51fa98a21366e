"""What a layer file may do: be read, answer, print, fail, each told in the student's terms."""

import numpy as np
import pytest

from grader.problems import Problem
from grader.sandbox.protocol.frames import Operation
from grader.sandbox.protocol.request import Call, Case
from grader.sandbox.runner import Run
from grader.verdicts import Verdict

NEW = Call(Operation.NEW, "Layer")
X = np.arange(6.0).reshape(2, 3)
FORWARD = Call(Operation.CALL, "forward", (X,))


def _problem(run: Run) -> Problem:
    """The only problem of a run with one case."""
    ((*_, last),) = run.replies
    assert last.problem is not None
    return last.problem


def test_arrays_come_back_and_inputs_show_what_was_written_into_them(forward) -> None:
    run = forward("y = x * 2\nx[0, 0] = 99\nreturn y")
    ((_, value, inputs),) = run.replies
    assert run.verdict is None
    assert value.arrays[0].tolist() == (X * 2).tolist()
    assert inputs.arrays[0][0, 0] == 99
    assert X[0, 0] == 0


@pytest.mark.parametrize(
    ("result", "shapes"),
    [
        ("x, x[0]", [(2, 3), (3,)]),
        ("[x]", [(2, 3)]),
        ("x.tolist()", [(2, 3)]),
        ("(x.tolist(), x)", [(2, 3), (2, 3)]),
        ("[[1.5, 2]]", [(1, 2)]),
        ("2.5", [()]),
        ("np.float32(2)", [()]),
        ("x > 1", [(2, 3)]),
        ("np.matrix(x)", [(2, 3)]),
        ("np.zeros((0, 3))", [(0, 3)]),
        ("[0.5] * 100", [(100,)]),
    ],
)
def test_results_of_many_kinds_become_arrays(forward, result: str, shapes) -> None:
    ((_, value, _),) = forward(f"return {result}").replies
    assert [array.shape for array in value.arrays] == shapes


@pytest.mark.parametrize(
    ("result", "code"),
    [
        ("None", "not_written"),
        ("print()", "returned_nothing"),
        ("'text'", "not_an_array"),
        ("self", "not_an_array"),
        ("x * 1j", "not_an_array"),
        ("[x, None]", "not_an_array"),
        ("[[1], [1, 2]], 1", "not_an_array"),
        ("np.zeros((2000, 2000))", "array_too_large"),
    ],
)
def test_results_that_are_no_arrays_are_problems(forward, result: str, code: str) -> None:
    problem = _problem(forward(f"return {result}"))
    assert problem.code == code
    assert problem.values["where"] == "Layer.forward"


def test_a_missing_attribute_reads_as_no_array(forward) -> None:
    calls = (NEW, FORWARD, Call(Operation.READ, "dW"), Call(Operation.READ, "kept"))
    ((_, _, missing, kept),) = forward("self.kept = x\nreturn x", *calls).replies
    assert missing.arrays == ()
    assert kept.arrays[0].tolist() == X.tolist()


def test_a_class_is_found_under_its_aliases_in_order(run) -> None:
    source = "class B:\n    def forward(self, x): return 2\nclass A(B): pass"
    case = Case("case", (Call(Operation.NEW, "Layer"), FORWARD), aliases=("A", "B"))
    ((_, value),) = run(source, cases=(case,)).replies
    assert value.arrays[0] == 2


def test_an_exception_tells_the_students_own_line(forward) -> None:
    problem = _problem(forward("y = x.T\nreturn x @ x"))
    assert (problem.code, problem.line) == ("exception", 6)
    assert problem.values["type"] == "ValueError"
    assert problem.values["excerpt"] == "return x @ x"


def test_a_fault_ends_its_case_and_leaves_the_next_one_alone(run) -> None:
    source = "class Layer:\n    def forward(self, x): return 1 / x.sum()\n    def bad(self): 1 / 0"
    bad = Case("bad", (NEW, Call(Operation.CALL, "bad"), FORWARD))
    result = run(source, cases=(bad, Case("good", (NEW, FORWARD))))
    assert result.verdict is None
    assert [len(row) for row in result.replies] == [2, 2]
    assert result.replies[1][1].problem is None


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        ("x = 1\ndef f(:\n", "syntax_error", 2),
        ("print 'Python 2'", "python_2", 1),
        (b"x = 1\0", "not_text", None),
        ("\n\nimport matplotlib.pyplot as plt", "module_unavailable", 3),
        ("def f():\n    1 / 0\nf()", "exception", 2),
        ("raise NotImplementedError", "not_written", 1),
        ("import sys\nsys.exit(0)", "code_exited", 2),
        ("raise SystemExit", "code_exited", 1),
        ("import os\nos._exit(0)", "code_died", None),
        ("raise KeyboardInterrupt", "exception", 1),
    ],
)
def test_a_file_that_does_not_load_is_an_error_in_code(run, source, code: str, line) -> None:
    result = run(source)
    assert result.verdict is Verdict.ERROR_IN_CODE
    assert result.problem is not None
    assert (result.problem.code, result.problem.line) == (code, line)
    assert result.replies == ()


def test_a_signal_to_itself_ends_plain_code_and_is_closed_to_confined_code(
    run_plainly, run_confined
) -> None:
    source = "import os\nos.kill(os.getpid(), 11)"
    died, denied = run_plainly(source), run_confined(source)
    assert (died.verdict, died.problem.code) == (Verdict.ERROR_IN_CODE, "code_died")
    assert died.problem.values["how"] == "SIGSEGV"
    assert (denied.verdict, denied.problem.code) == (Verdict.FORBIDDEN_ACTION, "forbidden")
    assert denied.problem.line == 2


@pytest.mark.parametrize("module", ["reference", "grader", "languages", "pydantic", "hypothesis"])
def test_nothing_of_ours_and_nothing_installed_can_be_imported(run, module: str) -> None:
    problem = run(f"import {module}").problem
    assert (problem.code, problem.values["module"]) == ("module_unavailable", module)


def test_a_file_that_is_not_utf_8_says_so(run) -> None:
    problem = run(b"x = '\xff\xfe'").problem
    assert problem.code == "not_text"
    assert "utf-8" in problem.values["message"]


def test_a_file_may_declare_another_encoding(run) -> None:
    source = "# coding: shift_jis\nprint('勾配')\nraise ValueError('誤り') # 行"
    result = run(source.encode("shift_jis"))
    assert result.output == "勾配\n"
    assert result.problem.values["excerpt"] == "raise ValueError('誤り') # 行"


@pytest.mark.parametrize("encoding", ["zlib_codec", "undefined", "no_such", "idna", "utf-7"])
def test_a_strange_encoding_is_the_files_own_problem(run, encoding: str) -> None:
    result = run(f"# coding: {encoding}\nraise ValueError".encode())
    assert result.verdict is Verdict.ERROR_IN_CODE


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        ("class Lair: pass", "class_missing", None),
        ("class Layer: pass", "method_missing", None),
        ("class Layer:\n    def __init__(self, a): pass", "wrong_signature", 2),
        ("class Layer:\n    def forward(self): return 1", "wrong_signature", 2),
        ("class Layer:\n    def forward(self, x): return len(3)", "exception", 2),
        ("class Layer:\n    def forward(self, x): raise NotImplementedError", "not_written", 2),
        ("import sys\nclass Layer:\n    def forward(self, x): sys.exit()", "code_exited", 3),
    ],
)
def test_a_class_that_does_not_fit_is_a_problem_of_its_call(run, source, code, line) -> None:
    result = run(source)
    assert result.verdict is None
    assert (_problem(result).code, _problem(result).line) == (code, line)


def test_the_message_for_a_missing_class_lists_those_there_are(run) -> None:
    problem = _problem(run("class Affine: pass\nclass Sigmoid: pass"))
    assert problem.values["there"] == "Affine, Sigmoid"


def test_an_exception_cannot_smuggle_control_characters_or_length(run) -> None:
    result = run("raise ValueError('\\x1b[31m<b>\\u202e' + 'x' * 100_000)")
    assert result.problem is not None
    message = str(result.problem.values["message"])
    assert message.startswith("[31m<b>xxx")
    assert len(message) <= 500


def test_an_exception_that_cannot_be_printed_is_still_an_exception(run) -> None:
    result = run("class E(Exception):\n    def __str__(self): raise SystemExit\nraise E")
    assert result.problem is not None
    assert (result.problem.code, result.problem.values["type"]) == ("exception", "E")


def test_everything_printed_is_output_and_code_for_the_command_line_does_not_run(run) -> None:
    result = run(
        "import sys, os\nprint('one')\nprint('two', file=sys.stderr)\nos.write(1, b'three\\n')\n"
        "if __name__ == '__main__': 1 / 0"
    )
    assert result.output == "one\ntwo\nthree\n"
    assert result.verdict is None


def test_the_library_is_there_for_files_that_name_it(run) -> None:
    """Also where the library lies in a folder that only its owner can read."""
    result = run(
        "import copy, dataclasses, json, random, math, itertools, functools, typing, time\n"
        "import threading, numpy as np\n"
        "print(np.random.default_rng(0).integers(9), np.linalg.norm([3, 4]))"
    )
    assert result.verdict is None, result.problem
    assert result.output == "7 5.0\n"


def test_the_same_seed_gives_the_same_random_numbers(run) -> None:
    source = "import random, numpy as np\nprint(random.random(), np.random.rand())"
    first, again, other = (run(source, seed=seed).output for seed in (1, 1, 2))
    assert first == again
    assert set(first.split()).isdisjoint(other.split())


@pytest.mark.parametrize("seed", [0, 2**32 - 1, 2**32, 2**63])
def test_any_seed_will_do(run, seed: int) -> None:
    assert run("import random\nprint(random.random())", seed=seed).verdict is None


def test_hashes_are_the_same_every_time(run) -> None:
    """Plain code has those of its seed; confined code always the same, as it is forked."""
    source = "print(hash('a'), hash(b'b'))"
    first, again = (run(source, seed=1).output for _ in range(2))
    assert first == again


def test_times_come_from_the_kernel(forward) -> None:
    busy = "import time\nwhile time.process_time() < 0.6: pass\nreturn x"
    run = forward(busy)
    assert run.cpu_s > 0.6
    assert run.peak_bytes > 10_000_000


def test_a_function_gives_all_that_it_returns(run) -> None:
    calls = (Call(Operation.FUNCTION, "loss", (X,)), Call(Operation.INPUTS, "loss"))
    ((both, inputs),) = run("def loss(x): return x.sum(), 2 * x", *calls).replies
    assert [array.shape for array in both.arrays] == [(), (2, 3)]
    assert inputs.arrays[0].tolist() == X.tolist()


def test_a_cache_stays_with_the_code_and_comes_back_to_its_function(run) -> None:
    source = (
        "def twice_forward(x): return 2 * x, {'factor': 2, 'x': x}\n"
        "def twice_backward(dout, cache): return dout * cache['factor'], cache['x']\n"
    )
    pushed = Call(Operation.PUSH, "twice_forward", (X,))
    ((first, _, back),) = run(
        source,
        pushed,
        Call(Operation.PUSH, "twice_forward", (X + 1,)),
        Call(Operation.PULL, "twice_backward", (X,)),
    ).replies
    assert first.arrays[0].tolist() == (2 * X).tolist()
    assert [array.tolist() for array in back.arrays] == [(2 * X).tolist(), (X + 1).tolist()]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("def other(x): pass", "function_missing"),
        ("def f_forward(x): return x", "cache_missing"),
        ("def f_forward(x): return x, 1, 2", "cache_missing"),
        ("def f_forward(): return 1, 2", "wrong_signature"),
        ("def f_forward(x): return None, 2", "returned_nothing"),
    ],
)
def test_a_function_that_does_not_fit_is_a_problem_of_its_call(run, source, code: str) -> None:
    problem = _problem(run(source, Call(Operation.PUSH, "f_forward", (X,))))
    assert (problem.code, problem.values.get("where", "f_forward")) == (code, "f_forward")


def test_what_lies_in_lists_and_dicts_is_read_and_written(run) -> None:
    source = (
        "import numpy as np\n"
        "class Layer:\n"
        "    def __init__(self):\n"
        "        self.params, self.grads = {'weight': None}, [np.ones(2), np.zeros(3)]\n"
        "    def forward(self, x): return x @ self.params['weight']\n"
    )
    calls = (
        NEW,
        Call(Operation.WRITE, "params/weight", (X.T,)),
        FORWARD,
        Call(Operation.READ, "grads/1"),
        Call(Operation.READ, "grads/2"),
        Call(Operation.READ, "grads/weight"),
        Call(Operation.READ, "nothing/0"),
        Call(Operation.WRITE, "dW", (X,)),
        Call(Operation.READ, "dW"),
    )
    ((_, _, value, second, *missing, _, written),) = run(source, *calls).replies
    assert value.arrays[0].tolist() == (X @ X.T).tolist()
    assert second.arrays[0].tolist() == [0, 0, 0]
    assert [reply.arrays for reply in missing] == [(), (), ()]
    assert written.arrays[0].tolist() == X.tolist()


def test_a_place_that_is_not_there_cannot_be_written(run) -> None:
    problem = _problem(run("class Layer: pass", NEW, Call(Operation.WRITE, "params/weight", (X,))))
    assert problem.code == "place_missing"
    assert problem.values == {
        "where": "Layer.params['weight']",
        "name": "Layer",
        "path": "params/weight",
    }
