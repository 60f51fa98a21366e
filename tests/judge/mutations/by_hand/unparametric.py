"""Mistakes in dropout, pooling and attention."""

from tests.judge.mutations.by_hand.planted import planted

WITHOUT_PARAMETERS = {
    "mask drawn again": planted(
        "A/Dropout/inverted",
        "return dout * self.mask",
        "return dout * (np.random.rand(*dout.shape) < 1 - self.rate) / (1 - self.rate)",
        "mask_redrawn",
        "dx",
    ),
    "no mask in backward": planted(
        "A/Dropout/textbook", "return dout * self.mask", "return dout", "upstream_passed_on", "dx"
    ),
    "drops as much as should stay": planted(
        "A/Dropout/inverted", "< keep) / keep", "> keep) / keep", "rate_inverted"
    ),
    "divided by the rate": planted("B/Dropout/plain", "/ (1 - p)", "/ p", "wrong_dropout_scale"),
    "scaled twice": planted(
        "A/Dropout/inverted",
        "            return x\n",
        "            return x * (1 - self.rate)\n",
        "wrong_dropout_scale",
        "y",
    ),
    "never scaled": planted(
        "A/Dropout/textbook",
        "return x * (1.0 - self.dropout_ratio)",
        "return x",
        "wrong_dropout_scale",
        "y",
    ),
    "drops in evaluation too": planted(
        "A/Dropout/generator",
        "        if train:\n",
        "        if True:\n",
        "drops_in_evaluation",
        "y",
    ),
    "backward not scaled": planted(
        "A/Dropout/generator", "return dout / (1 - self.rate)", "return dout", "wrong_factor", "dx"
    ),
    "one draw for a row": planted(
        "A/Dropout/binomial", "size=x.shape)", "size=(len(x), 1))", "mask_shared"
    ),
    "one draw for a column": planted(
        "A/Dropout/binomial", "size=x.shape)", "size=(1, x.shape[1]))", "mask_shared"
    ),
    "the same mask for ever": planted(
        "A/Dropout/binomial",
        "np.random.binomial(1",
        "np.random.RandomState(0).binomial(1",
        "mask_repeated",
        "y",
    ),
    "whole window gets dout": planted(
        "A/MaxPool/mask",
        "mask = window == window.max(axis=(2, 3), keepdims=True)",
        "mask = window == window",
        "gradient_to_whole_window",
        "dx",
    ),
    "window shares dout": planted(
        "A/MaxPool/mask",
        "mask = window == window.max(axis=(2, 3), keepdims=True)",
        "mask = 1 / (self.size[0] * self.size[1]) * (window == window)",
        "gradient_to_whole_window",
        "dx",
    ),
    "overlapping windows overwrite": planted(
        "A/MaxPool/loops", "] += dout[n, c, i, j]", "] = dout[n, c, i, j]", "overlap_lost", "dx"
    ),
    "mean instead of maximum": planted(
        "A/MaxPool/loops", "window.max(axis", "window.mean(axis", "wrong_reduction"
    ),
    "stride forgotten": planted(
        "A/MaxPool/loops",
        "window = x[:, :, i * s : i * s + self.pool_h, j * s : j * s + self.pool_w]",
        "window = x[:, :, i : i + self.pool_h, j : j + self.pool_w]",
        "",
    ),
    "argmin": planted("A/MaxPool/im2col", "np.argmax", "np.argmin", "wrong_reduction", "dx"),
    "maximum of the absolute value": planted(
        "B/MaxPool/naive", "np.max(window)", "np.max(np.abs(window))", "sign_lost"
    ),
    "ones to the winners": planted(
        "B/MaxPool/naive", " * dout[n, c, i, j]", " * 1", "upstream_ignored", "dx"
    ),
    "largest over the batch": planted(
        "A/MaxPool/loops",
        "window.max(axis=(2, 3))",
        "window.max(axis=(0, 2, 3))",
        "wrong_reduction",
    ),
    "share not divided": planted(
        "A/AveragePool/loops", "dout / (self.ph * self.pw)", "dout", "wrong_factor", "dx"
    ),
    "sum instead of mean": planted(
        "A/AveragePool/offsets",
        "return total / (self.pool_h * self.pool_w)",
        "return total",
        "wrong_factor",
    ),
    "square windows assumed": planted(
        "A/AveragePool/loops",
        "share = dout / (self.ph * self.pw)",
        "share = dout / self.ph",
        "wrong_factor",
        "dx",
    ),
    "overlapping shares overwrite": planted(
        "A/AveragePool/offsets", "columns] += dout", "columns] = dout", "overlap_lost", "dx"
    ),
    "corner of the window gets all": planted(
        "B/AveragePool/naive",
        "dx[:, :, i * s : i * s + ph, j * s : j * s + pw] += g",
        "dx[:, :, i * s, j * s] += g[:, :, 0, 0] * ph * pw",
        "",
        "dx",
    ),
    "maximum instead of mean": planted(
        "B/AveragePool/naive", "np.mean(x[", "np.max(x[", "wrong_reduction"
    ),
    "share doubled": planted(
        "A/AveragePool/matrices",
        "self.R.T @ dout @ self.C",
        "2 * self.R.T @ dout @ self.C",
        "wrong_factor",
        "dx",
    ),
    "dout averaged": planted(
        "B/AveragePool/naive", "/ (ph * pw)", "/ dout.size", "wrong_factor", "dx"
    ),
    "scale forgotten": planted(
        "A/Attention/matmul",
        "np.matmul(Q, K.transpose(0, 2, 1)) / np.sqrt(D)",
        "np.matmul(Q, K.transpose(0, 2, 1))",
        "scale_missing",
    ),
    "divided by D": planted(
        "A/Attention/einsum", "1 / np.sqrt(Q.shape[2])", "1 / Q.shape[2]", "not_rooted"
    ),
    "scale forgotten on the way back": planted(
        "A/Attention/matmul", "        dscore /= np.sqrt(D)\n", "", "wrong_factor", "dQ dK"
    ),
    "softmax over the queries": planted(
        "B/Attention/plain",
        "A /= A.sum(axis=-1, keepdims=True)",
        "A /= A.sum(axis=1, keepdims=True)",
        "wrong_axis",
    ),
    "dQ and dK from the wrong side": planted(
        "A/Attention/einsum",
        "return dQ, dK, dV",
        "return dK, dQ, dV",
        "gradients_swapped wrong_shape",
        "dQ dK",
    ),
    "softmax not differentiated": planted(
        "A/Attention/einsum",
        "self.A * (dA - (dA * self.A).sum(axis=2, keepdims=True)) * self.scale",
        "dA * self.scale",
        "softmax_skipped",
        "dQ dK",
    ),
    "diagonal of each softmax": planted(
        "A/Attention/one_example_at_a_time",
        "- np.outer(a[t], a[t])",
        "- np.diag(a[t] ** 2)",
        "diagonal_only",
        "dQ dK",
    ),
    "A not transposed for dV": planted(
        "A/Attention/einsum",
        '"nts,nte->nse", self.A, dout',
        '"nts,nte->nse", np.ones_like(self.A), dout',
        "",
        "dV",
    ),
    "exp overflows in the scores": planted(
        "B/Attention/plain", "    scores -= scores.max(axis=-1, keepdims=True)\n", "", "not_finite"
    ),
    "dV averaged over the batch": planted(
        "A/Attention/matmul",
        "dV = np.matmul(weight.transpose(0, 2, 1), dout)",
        "dV = np.matmul(weight.transpose(0, 2, 1), dout) / len(Q)",
        "averaged",
        "dV",
    ),
}
