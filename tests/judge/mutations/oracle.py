"""Whether a file is right by the contract, found without the judge.

Numbers are compared with the reference's in every situation that the contract allows: a batch, a
batch of one, zeros among the inputs, large inputs, several batches on one object, two forwards
before one backward.
"""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tests.judge.mutations.calling import Dialect, Pupil
from tests.judge.mutations.contract import CLASSIFIERS, CONTRACTS, Tensors, gradients_of

BATCH, LARGE = 5, 2000.0
_TRIED_ON_ZEROS = {"gate", "activation", "affine"}
_WEIGHTS = ("W1", "b1", "W2", "b2")


@dataclass(frozen=True)
class Round:
    """One forward and, where there are upstream gradients, one backward."""

    tensors: Tensors
    upstreams: tuple[np.ndarray, ...] | None


@dataclass(frozen=True)
class Trial:
    """Rounds on one object."""

    name: str
    rounds: tuple[Round, ...]


@dataclass(frozen=True)
class Examination:
    """The arrays that were wrong, in which trials, and whether the plain trial already raised."""

    lost: frozenset[str]
    trials: tuple[str, ...]
    raised: bool

    @property
    def is_right(self) -> bool:
        """Whether nothing was wrong."""
        return not self.lost


def examine(name: str, declared: Mapping[str, str], source: str, seed: int) -> Examination:
    """How a file fares; code that can only take class numbers as labels is given those."""
    found = _examine(name, declared, source, seed, class_numbers=False)
    if name in CLASSIFIERS and found.raised:
        return _examine(name, declared, source, seed, class_numbers=True)
    return found


def _examine(
    name: str, declared: Mapping[str, str], source: str, seed: int, *, class_numbers: bool
) -> Examination:
    rng = np.random.default_rng([seed, list(CONTRACTS).index(name)])
    pupil = Pupil(name, source, Dialect(declared), class_numbers)
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        try:
            pupil.load(seed)
        except Exception:  # noqa: BLE001 - wrong code may raise anything
            return Examination(all_arrays(name), ("load",), raised=True)
        examiner = _SPECIAL.get(name, _Examiner)(pupil, rng)
        for trial in examiner.trials():
            examiner.carry_out(trial)
    return Examination(frozenset(examiner.lost), tuple(examiner.failed), examiner.raised)


def all_arrays(name: str) -> frozenset[str]:
    """The output and every gradient; of a training step, the output and every parameter."""
    if name == "TrainingStep":
        return frozenset({"loss", *_WEIGHTS})
    return frozenset({CONTRACTS[name].output, *_gradient_names(name)})


def _gradient_names(name: str) -> list[str]:
    return [f"d{variable}" for variable in gradients_of(name)]


def is_close(
    got: np.ndarray | None, expected: np.ndarray, guard: float, absolute: float = 1e-12
) -> bool:
    """Whether an answer is right but for rounding and wrapping in axes of length one."""
    if got is None or got.dtype == object:
        return False
    relative = max(guard, 1e-4) if got.dtype == np.float32 else guard
    absolute = max(absolute, 1e-6) if got.dtype == np.float32 else absolute
    got, expected = np.asarray(got, np.float64), np.asarray(expected, np.float64)
    if got.shape != expected.shape:
        if got.shape != (1,) * (got.ndim - expected.ndim) + expected.shape:
            return False
        got = got.reshape(expected.shape)
    rms = np.sqrt(np.mean(expected**2))
    return bool((np.abs(got - expected) <= relative * (np.abs(expected) + rms) + absolute).all())


class _Examiner:
    """One file under examination."""

    def __init__(self, pupil: Pupil, rng: np.random.Generator) -> None:
        self.pupil, self.rng = pupil, rng
        self.name, self.contract = pupil.name, CONTRACTS[pupil.name]
        self.settings = {**self.contract.settings(rng), **pupil.dialect.arguments}
        self.lost: set[str] = set()
        self.failed: list[str] = []
        self.raised = False

    def trials(self) -> Iterator[Trial]:
        """Every situation that the contract allows."""
        yield Trial("random", (self._round(),))
        further = self.contract.further_settings or self.contract.settings
        self.settings = {**further(self.rng), **self.pupil.dialect.arguments}
        if self.name != "BatchNorm":
            yield Trial("batch of one", (self._round(batch=1),))
        if self.contract.kind in _TRIED_ON_ZEROS:
            yield Trial("zeros", (self._with_zeros(self._round()),))
        if self.name != "CrossEntropy":
            yield Trial("large", (self._round(scale=LARGE),))
        first = self._round()
        others = [self._with_parameters_of(first, self._round(batch=n)) for n in (BATCH, 2, BATCH)]
        if self.name == "BatchNorm":  # two rows leave nothing to normalise
            others = others[::2]
        yield Trial("several batches", (first, *others))
        yield Trial("two forwards", (replace(first, upstreams=None), others[0]))

    def carry_out(self, trial: Trial) -> None:
        """Go through a trial and note what is wrong."""
        lost_before = set(self.lost)
        method = "forward"
        try:
            self.pupil.new(
                self._lay(trial.rounds[0].tensors, self.contract.parameters), self.settings
            )
            for each in trial.rounds:
                method = "forward"
                self._forward(each, trial)
                if each.upstreams is not None:
                    method = "backward"
                    self._backward(each, trial)
        except Exception:  # noqa: BLE001 - wrong code may raise anything
            gradients = _gradient_names(self.name)
            self.lost |= all_arrays(self.name) if method == "forward" else set(gradients)
            self.raised = self.raised or trial.name == "random"
        self._lose_for_overwriting()
        if self.lost != lost_before:
            self.failed.append(trial.name)

    def _lose_for_overwriting(self) -> None:
        if "forward" in self.pupil.overwritten:
            self.lost.add(self.contract.output)
        if "backward" in self.pupil.overwritten:
            self.lost.update(_gradient_names(self.name))
        self.pupil.overwritten.clear()

    def _new(self, first: Round) -> None:
        self.pupil.new(self._lay(first.tensors, self.contract.parameters), self.settings)

    def _round(self, batch: int = BATCH, scale: float = 1.0) -> Round:
        tensors = self.contract.sample(self.rng, batch, scale, self.settings)
        outputs, _ = self.contract.evaluate(tensors, self.settings)
        if self.contract.is_loss:
            return Round(tensors, (np.array(1.0),))
        return Round(tensors, tuple(self.rng.normal(size=each.shape) for each in outputs))

    def _with_zeros(self, each: Round) -> Round:
        """Half of the elements set to 0, in two inputs at different places."""
        tensors = dict(each.tensors)
        for parity, name in enumerate(self.contract.inputs):
            places = np.arange(tensors[name].size).reshape(tensors[name].shape) % 2 == parity
            tensors[name] = np.where(places, 0.0, tensors[name])
        return Round(tensors, each.upstreams)

    def _with_parameters_of(self, first: Round, each: Round) -> Round:
        shared = {name: first.tensors[name] for name in self.contract.parameters}
        return Round({**each.tensors, **shared}, each.upstreams)

    def _lay(self, tensors: Tensors, names: Sequence[str]) -> dict[str, np.ndarray]:
        dialect = self.pupil.dialect
        return {name: dialect.lay(name, tensors[name], self.contract) for name in names}

    def _arguments(self, each: Round) -> list[np.ndarray]:
        return list(self._lay(each.tensors, self.contract.arguments).values())

    def _forward(self, each: Round, trial: Trial) -> None:
        outputs, _ = self.contract.evaluate(each.tensors, self.settings)
        got = self.pupil.forward(self._arguments(each), train=self._train)
        expected = [self.pupil.dialect.lay("", output, self.contract) for output in outputs]
        if len(got) != len(expected) or not all(
            is_close(a, b, self.contract.guard, self._absolute(trial))
            for a, b in zip(got, expected, strict=True)
        ):
            self.lost.add(self.contract.output)

    @property
    def _train(self) -> bool | None:
        return None

    def _absolute(self, trial: Trial) -> float:
        if self.contract.is_loss:
            return self.contract.guard
        return 1e-9 if trial.name == "large" else 1e-12

    def _backward(self, each: Round, trial: Trial) -> None:
        assert each.upstreams is not None
        _, vjp = self.contract.evaluate(each.tensors, self.settings)
        dialect = self.pupil.dialect
        expected = vjp(*each.upstreams)
        laid = [dialect.lay("", upstream, self.contract).copy() for upstream in each.upstreams]
        upstreams = [float(u) if u.ndim == 0 else u for u in laid]
        got = self.pupil.backward(upstreams)
        for name in gradients_of(self.name):
            right = dialect.lay(name, expected[name], self.contract)
            if dialect.averages and name in self.contract.parameters:
                right = right / len(each.tensors[self.contract.inputs[0]])
            answer = got[name]
            if self.contract.kinked and answer is not None and answer.shape == right.shape:
                right = self._with_any_subgradient(each, answer, right)
            if not is_close(answer, right, self.contract.guard, self._absolute(trial)):
                self.lost.add(f"d{name}")

    def _with_any_subgradient(self, each: Round, got: np.ndarray, right: np.ndarray) -> np.ndarray:
        """The right gradient, at the kink whatever lies between none and all of dout."""
        assert each.upstreams is not None
        both = (each.tensors["x"], each.upstreams[0])
        x, dout = (self.pupil.dialect.lay("", array, self.contract) for array in both)
        free = (x == 0) & (np.minimum(dout, 0) <= got) & (got <= np.maximum(dout, 0))
        return np.where(free, got, right)


class _BatchNormExaminer(_Examiner):
    """Training as any layer, and then evaluation by running statistics."""

    @property
    def _train(self) -> bool | None:
        return True

    def trials(self) -> Iterator[Trial]:
        yield from super().trials()
        first = self._round()
        others = [self._with_parameters_of(first, self._round()) for _ in range(3)]
        yield Trial("evaluation", (first, *others))

    def carry_out(self, trial: Trial) -> None:
        if trial.name != "evaluation":
            super().carry_out(trial)
            return
        try:
            right = self._evaluates(trial)
        except Exception:  # noqa: BLE001 - wrong code may raise anything
            right = False
        if not right:
            self.lost.add("y")
            self.failed.append(trial.name)

    def _evaluates(self, trial: Trial) -> bool:
        """Train twice, evaluate, train, evaluate: right by one of the four ways to keep count."""
        momentum = self.settings["momentum"]
        rounds = trial.rounds
        self._new(rounds[0])
        ways = {(start, ddof): (0.0, start) for start in (0.0, 1.0) for ddof in (0, 1)}
        plan: Sequence[tuple[Round, bool]] = (
            *((each, True) for each in rounds[:2]),
            (rounds[3], False),
            (rounds[2], True),
            (rounds[0], False),
        )
        for each, train in plan:
            (got,) = self.pupil.forward(self._arguments(each), train=train)
            x = each.tensors["x"]
            if train:
                ways = {
                    (start, ddof): (
                        momentum * mean + (1 - momentum) * x.mean(axis=0),
                        momentum * var + (1 - momentum) * x.var(axis=0, ddof=ddof),
                    )
                    for (start, ddof), (mean, var) in ways.items()
                }
                continue
            ways = {
                way: state
                for way, state in ways.items()
                if is_close(got, self._normalise(each, *state), self.contract.guard)
            }
        return bool(ways) and not self.pupil.overwritten

    def _normalise(self, each: Round, mean: np.ndarray, var: np.ndarray) -> np.ndarray:
        z = (each.tensors["x"] - mean) / np.sqrt(var + 1e-6)
        y = each.tensors["gamma"] * z + each.tensors["beta"]
        return self.pupil.dialect.lay("", y, self.contract)


class _DropoutExaminer(_Examiner):
    """Which elements fall out is chance; everything else follows from it."""

    def carry_out(self, trial: Trial) -> None:
        before = set(self.lost)
        try:
            self.pupil.new({}, self.settings)
            for each in trial.rounds:
                self._round_of_dropout(each)
            if trial.name == "random":
                self._look_at_many()
        except Exception:  # noqa: BLE001 - wrong code may raise anything
            self.lost |= all_arrays(self.name)
            self.raised = self.raised or trial.name == "random"
        self._lose_for_overwriting()
        if self.lost != before:
            self.failed.append(trial.name)

    def _round_of_dropout(self, each: Round) -> None:
        x = each.tensors["x"]
        (y,) = self.pupil.forward([x], train=True)
        factors = self._factors(x, y)
        if not factors:
            self.lost.add("y")
        if each.upstreams is not None:
            dout = each.upstreams[0]
            got = self.pupil.backward([dout.copy()])["x"]
            kept = y / x if y.shape == x.shape else np.zeros(x.shape)
            if not is_close(got, dout * kept, 1e-9):
                self.lost.add("dx")
        (still,) = self.pupil.forward([x], train=False)
        allowed = [x * (1 - self.settings["rate"]) if each == 1.0 else x for each in factors]
        if factors and not any(is_close(still, each, 1e-9) for each in allowed):
            self.lost.add("y")

    def _factors(self, x: np.ndarray, y: np.ndarray) -> list[float]:
        """Which of the two allowed factors the survivors may have been multiplied by."""
        if y.shape != x.shape:
            return []
        ratio = y / x
        allowed = (1.0, 1.0 / (1.0 - self.settings["rate"]))
        return [each for each in allowed if np.allclose(ratio[ratio != 0], each, rtol=1e-9)]

    def _look_at_many(self) -> None:
        """The share that falls out, in all and by rows and columns, and that it is drawn anew."""
        x = np.ones((60, 50))
        rate, masks = self.settings["rate"], []
        for _ in range(2):
            (y,) = self.pupil.forward([x], train=True)
            masks.append(y == 0)
        spread = np.sqrt(rate * (1 - rate))
        for axis, size in ((None, x.size), (0, 60), (1, 50)):
            shares = np.mean(masks[0], axis=axis)
            if np.max(np.abs(shares - rate)) > 6 * spread / np.sqrt(size):
                self.lost.add("y")
        if np.array_equal(*masks):
            self.lost.add("y")


class _TrainingExaminer(_Examiner):
    """A step of gradient descent after each forward; the next loss is of the moved parameters."""

    def carry_out(self, trial: Trial) -> None:
        before = set(self.lost)
        try:
            self._train_on(trial)
        except Exception:  # noqa: BLE001 - wrong code may raise anything
            self.lost |= all_arrays(self.name)
            self.raised = self.raised or trial.name == "random"
        if "forward" in self.pupil.overwritten:
            self.lost.add("loss")
        self.pupil.overwritten.clear()
        if self.lost != before:
            self.failed.append(trial.name)

    def _train_on(self, trial: Trial) -> None:
        now = {name: trial.rounds[0].tensors[name] for name in _WEIGHTS}
        self.pupil.new(now, self.settings)
        for each in trial.rounds:
            tensors = {**each.tensors, **now}
            (loss,), vjp = self.contract.evaluate(tensors, self.settings)
            (got,) = self.pupil.forward(self._arguments(each))
            if not is_close(got, loss, 1e-5, 1e-5):
                self.lost.add("loss")
            if each.upstreams is None:
                continue
            self.pupil.object.update()
            rate, gradients = self.settings["learning_rate"], vjp(1.0)
            now = {name: now[name] - rate * gradients[name] for name in _WEIGHTS}
            for name in _WEIGHTS:
                if not is_close(np.array(getattr(self.pupil.object, name)), now[name], 1e-7, 1e-9):
                    self.lost.add(name)


_SPECIAL: Mapping[str, type[_Examiner]] = {
    "BatchNorm": _BatchNormExaminer,
    "Dropout": _DropoutExaminer,
    "TrainingStep": _TrainingExaminer,
}
