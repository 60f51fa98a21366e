"""Mistakes in losses."""

from tests.judge.mutations.by_hand.planted import planted

LOSSES = {
    "loss not averaged": planted(
        "A/CrossEntropy/direct", "np.log(p + 1e-12)) / len(p)", "np.log(p + 1e-12))", "not_averaged"
    ),
    "loss without minus": planted(
        "A/CrossEntropy/guarded", "return -np.sum", "return np.sum", "wrong_sign"
    ),
    "dp without minus": planted(
        "A/CrossEntropy/direct", "return -dout", "return dout", "wrong_sign", "dp"
    ),
    "dp not averaged": planted(
        "A/CrossEntropy/direct", "/ self.p / len(self.p)", "/ self.p", "not_averaged", "dp"
    ),
    "p - t, as with the softmax": planted(
        "A/CrossEntropy/direct",
        "-dout * self.t / self.p / len(self.p)",
        "dout * (self.p - self.t) / len(self.p)",
        "with_softmax",
        "dp",
    ),
    "loss by the base of two": planted(
        "A/CrossEntropy/class_numbers", "np.log(", "np.log2(", "wrong_factor"
    ),
    "mean over all elements": planted(
        "A/CrossEntropy/guarded", "batch_size = p.shape[0]", "batch_size = p.size", "wrong_factor"
    ),
    "labels forgotten": planted(
        "A/CrossEntropy/direct", "-np.sum(t * np.log", "-np.sum(np.log", "target_forgotten"
    ),
    "p instead of 1 / p": planted(
        "B/CrossEntropy/plain", "-1 / correct / N", "-correct / N", "", "dp"
    ),
    "softmax along the wrong axis": planted(
        "A/SoftmaxWithLoss/textbook", "axis=-1", "axis=0", "wrong_axis"
    ),
    "dx not averaged": planted(
        "A/SoftmaxWithLoss/textbook",
        "(self.y - self.t) / batch_size",
        "(self.y - self.t)",
        "not_averaged",
        "dx",
    ),
    "labels not subtracted": planted(
        "A/SoftmaxWithLoss/zero_dimensional",
        "        dx[np.arange(len(dx)), self.labels] -= 1.0\n",
        "",
        "target_forgotten",
        "dx",
    ),
    "labels minus probabilities": planted(
        "A2/SoftmaxWithLoss/lists",
        "return dx / len(dx)",
        "return -dx / len(dx)",
        "wrong_sign",
        "dx",
    ),
    "sum of the losses": planted(
        "A2/SoftmaxWithLoss/lists", "-np.mean(", "-np.sum(", "not_averaged"
    ),
    "exp of large logits": planted(
        "A/SoftmaxWithLoss/textbook",
        "x = x - np.max(x, axis=-1, keepdims=True)",
        "x = x * 1",
        "not_finite",
    ),
    "gradient of the cross-entropy alone": planted(
        "A/SoftmaxWithLoss/two_layers",
        "return self.softmax.backward(self.loss.backward(dout))",
        "return self.loss.backward(dout)",
        "softmax_skipped",
        "dx",
    ),
    "dx of the softmax's diagonal": planted(
        "A/SoftmaxWithLoss/two_layers",
        "self.y * (dout - (dout * self.y).sum(1, keepdims=True))",
        "self.y * (1 - self.y) * dout",
        "diagonal_only",
        "dx",
    ),
    "one subtracted everywhere": planted(
        "B/SoftmaxWithLoss/plain", "dx[np.arange(N), y] -= 1", "dx[:, y] -= 1", "", "dx"
    ),
    "loss over classes": planted(
        "columns/SoftmaxWithLoss/lecture",
        "np.sum(Y * logA) / m",
        "np.sum(Y * logA) / Z.shape[0]",
        "wrong_factor",
    ),
    "dx over classes": planted(
        "columns/SoftmaxWithLoss/lecture",
        "self.Y.shape[1]",
        "self.Y.shape[0]",
        "wrong_factor",
        "dx",
    ),
    "loss doubled": planted("A/SquaredError/direct", "/ (2 * len(y))", "/ len(y)", "wrong_factor"),
    "dy doubled": planted(
        "A/SquaredError/direct",
        "return dout * self.diff",
        "return 2 * dout * self.diff",
        "wrong_factor",
        "dy",
    ),
    "dy not averaged": planted(
        "B/SquaredError/plain", "return loss, diff / N", "return loss, diff", "not_averaged", "dy"
    ),
    "t - y": planted(
        "A/SquaredError/norms",
        "np.subtract(self.y, self.t)",
        "np.subtract(self.t, self.y)",
        "wrong_sign",
        "dy",
    ),
    "root of the squares": planted(
        "A/SquaredError/norms", "np.mean(np.square(norms))", "np.mean(norms)", "not_squared"
    ),
    "mean of all elements": planted(
        "A/SquaredError/direct",
        "np.sum(self.diff**2) / (2 * len(y))",
        "np.mean(self.diff**2) / 2",
        "wrong_factor",
    ),
    "target forgotten in dy": planted(
        "columns/SquaredError/lecture",
        "self.E = A - Y\n        return np.sum(np.square(self.E))",
        "self.E = A\n        return np.sum(np.square(A - Y))",
        "target_forgotten",
        "dy",
    ),
    "losses of all calls add up": planted(
        "A/SquaredError/loops",
        "return loss / self.n",
        "self.total = getattr(self, 'total', 0) + loss / self.n\n        return self.total",
        "stale_cache accumulated",
    ),
    "difference instead of its sign": planted(
        "A/AbsoluteError/direct", "np.sign(self.diff)", "self.diff", "sign_missing", "dy"
    ),
    "absolute value forgotten": planted(
        "A/AbsoluteError/direct", "np.abs(self.diff).sum()", "self.diff.sum()", "absolute_missing"
    ),
    "absolute value in dy": planted(
        "B/AbsoluteError/plain", "np.sign(diff)", "np.abs(np.sign(diff))", "sign_lost", "dy"
    ),
    "signs exchanged": planted(
        "A/AbsoluteError/masks",
        "self.above.astype(float) - self.below.astype(float)",
        "self.below.astype(float) - self.above.astype(float)",
        "wrong_sign",
        "dy",
    ),
    "half of the derivative": planted(
        "A/AbsoluteError/loops", "dy[index] = -1\n", "dy[index] = 0\n", "", "dy"
    ),
    "absolute loss not averaged": planted(
        "A/AbsoluteError/loops", "total / len(y)", "total", "not_averaged"
    ),
    "dy of the sign not averaged": planted(
        "A/AbsoluteError/masks", "dy * dout / dy.shape[0]", "dy * dout", "not_averaged", "dy"
    ),
    "averaged over elements": planted(
        "B/AbsoluteError/plain",
        "dy = np.sign(diff) / len(y)",
        "dy = np.sign(diff) / y.size",
        "wrong_factor",
        "dy",
    ),
}
