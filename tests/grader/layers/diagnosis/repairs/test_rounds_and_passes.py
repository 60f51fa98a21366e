"""What rounds of a loop, calls and passes share wrongly is told with its cure, and no trick is."""

from collections.abc import Mapping

import pytest

from grader.layers.diagnosis.repairs.outcome import ALL_PASS
from tests.grader.layers.diagnosis.repairs.rounds_and_passes import TOLD
from tests.grader.layers.diagnosis.repairs.test_repairs import CATALOGUE, judge_file, repairs_of


@pytest.mark.long
@pytest.mark.parametrize(("path", "arguments", "source", "kind", "instead"), TOLD)
def test_it_is_told_with_its_cure(
    path: str, arguments: Mapping[str, object], source: str, kind: str, instead: str
) -> None:
    judged = judge_file(f"import numpy as np\n{source}", path, arguments=arguments)
    found = repairs_of(judged)[0]
    assert found.code == f"repair_{kind}"
    assert instead in str(found.values["instead"])
    assert CATALOGUE.explain(found, "ja").hint
    assert found.values["after"] == ALL_PASS


@pytest.mark.long
def test_a_change_that_knows_one_word_of_an_argument_alone_is_no_cure() -> None:
    source = _FORMS.format(back="self.exact(self.x)")
    judged = judge_file(source, "A/GELU", arguments={"form": "tanh"})
    told = [each for each in repairs_of(judged) if each.code.startswith("repair_")]
    assert not told


def test_rows_of_a_batch_alone_are_told_by_their_number() -> None:
    (layer,) = judge_file(_TABLE, "B/Embedding").report.layers
    assert layer.findings[0].problem.code == "too_few_rows"


_FORMS = """import numpy as np
from math import erf
class GELU:
    def __init__(self, form="exact"):
        self.form = form
    def exact(self, x):
        return (np.vectorize(erf)(x / 2 ** 0.5) + 1) / 2, np.exp(-x * x / 2) / (2 * np.pi) ** 0.5
    def tanh(self, x):
        c = (2 / np.pi) ** 0.5
        t = np.tanh(c * (x + 0.044715 * x ** 3))
        return (1 + t) / 2, (1 - t * t) / 2 * c * (1 + 3 * 0.044715 * x * x)
    def forward(self, x):
        self.x = x
        if self.form == "tanh":
            y, d = self.tanh(x)
        else:
            y, d = self.exact(x)
        return x * y
    def backward(self, dout):
        y, d = {back}
        return dout * (y + self.x * d)
"""
_TABLE = """import numpy as np
def word_embedding_forward(idx, W):
    return W[idx], idx
def word_embedding_backward(dout, idx):
    dW = np.zeros((np.max(idx) + 1, dout.shape[-1]))
    np.add.at(dW, idx, dout)
    return dW
"""
