"""Mistakes in layers with parameters."""

from tests.judge.mutations.by_hand.planted import planted

PARAMETERS = {
    "bias forgotten": planted("A/Affine/textbook", " + self.b", "", "bias_missing"),
    "bias subtracted": planted("A/Affine/einsum", " + self.b", " - self.b", "term_sign"),
    "dW of dout and x exchanged": planted(
        "A/Affine/textbook",
        "np.dot(self.x.T, dout)",
        "np.dot(dout.T, self.x)",
        "transposed_shape",
        "dW",
    ),
    "dW averaged": planted(
        "A/Affine/textbook",
        "np.dot(self.x.T, dout)",
        "np.dot(self.x.T, dout) / len(dout)",
        "averaged",
        "dW",
    ),
    "db not summed": planted(
        "A/Affine/textbook", "np.sum(dout, axis=0)", "dout", "batch_sum_missing", "db"
    ),
    "db summed along rows": planted(
        "B/Affine/plain", "dout.sum(axis=0)", "dout.sum(axis=1)", "wrong_shape", "db"
    ),
    "db a single number": planted(
        "A2/Affine/new_list", "dout.sum(axis=0)", "dout.sum()", "wrong_shape", "db"
    ),
    "db is the number of rows": planted(
        "A/Affine/bias_as_row",
        "dtheta[-1:]",
        "np.full((1, dout.shape[1]), float(len(dout)))",
        "upstream_ignored",
        "db",
    ),
    "W reshaped instead of transposed": planted(
        "A/Affine/textbook",
        "np.dot(dout, self.W.T)",
        "np.dot(dout, self.W.reshape(self.W.shape[::-1]))",
        "",
        "dx",
    ),
    "dW piles up in the list": planted(
        "A2/Affine/lists", "self.grads[0][...] = ", "self.grads[0] += ", "accumulated", "dW"
    ),
    "dW never filled": planted(
        "A2/Affine/lists",
        "        self.grads[0][...] = np.dot(self.x.T, dout)\n",
        "",
        "all_zero",
        "dW",
    ),
    "dw and db exchanged": planted(
        "B/Affine/plain",
        "return dx, dw, db",
        "return dx, db, dw",
        "wrong_shape gradients_swapped",
        "dW db",
    ),
    "dx not returned": planted(
        "B/Affine/plain", "return dx, dw, db", "return dw, db", "wrong_count", "dx dW db"
    ),
    "dx times the size of the batch": planted(
        "E/Affine/dicts",
        'return dout @ self.params["weight"]',
        'return dout @ self.params["weight"] * len(dout)',
        "not_averaged wrong_factor",
        "dx",
    ),
    "gradient of the weights only": planted(
        "E/Affine/dicts",
        '        self.grads["bias"] = dout.sum(axis=0)\n',
        "",
        "gradient_missing",
        "db",
    ),
    "mean forgotten in columns": planted(
        "columns/Affine/lecture", "1 / m * np.dot", "np.dot", "not_averaged wrong_factor", "dW"
    ),
    "mean of dx too": planted(
        "columns/Affine/lecture",
        "np.dot(self.W.T, dZ)",
        "np.dot(self.W.T, dZ) / m",
        "averaged",
        "dx",
    ),
    "db of dots over rows": planted(
        "columns/Affine/loop_over_examples",
        "dZ[:, i : i + 1] / m",
        "dZ[:, :1] / m",
        "rows_left_out",
        "db",
    ),
    "last example left out": planted(
        "columns/Affine/loop_over_examples", "range(m)", "range(m - 1)", "rows_left_out", "dx dW db"
    ),
    "weights move during backward": planted(
        "A/Affine/textbook",
        "        dx = dx.reshape(*self.original_x_shape)\n",
        "        self.W -= 0.01 * self.dW\n",
        "parameter_changed",
    ),
    "row by row, last outer product only": planted(
        "B/Affine/outer_products",
        'sum(np.outer(row, g) for row, g in zip(cache["x"], dout))',
        '[np.outer(row, g) for row, g in zip(cache["x"], dout)][-1]',
        "rows_left_out",
        "dW",
    ),
    "output one element too large": planted(
        "A/Affine/loops",
        "y[i, j] = self.b[j]",
        "y[i, j] = self.b[j] * (1.01 if i == j == 1 else 1)",
        "one_element",
    ),
    "norm without the path of the mean": planted(
        "means/LayerNorm/rows",
        "        g = g - g.mean(axis=-1, keepdims=True)\n",
        "",
        "mean_path_missing",
        "dx",
    ),
    "norm without the path of the variance": planted(
        "E/LayerNorm/dicts", " - self.z * along)", ")", "variance_path_missing", "dx"
    ),
    "mean and variance as constants": planted(
        "E/LayerNorm/dicts",
        "self.r * (g - g.mean(axis=1, keepdims=True) - self.z * along)",
        "self.r * g",
        "statistics_as_constants",
        "dx",
    ),
    "gamma left out of dx": planted(
        "A/LayerNorm/compact", "g = dout * self.gamma", "g = dout", "gamma_left_out", "dx"
    ),
    "variance instead of its root": planted(
        "A/LayerNorm/step_by_step", "np.sqrt(self.var + 1e-8)", "(self.var + 1e-8)", "not_rooted"
    ),
    "columns normalised instead of rows": planted(
        "means/LayerNorm/rows",
        "np.sqrt(np.var(x, axis=-1, keepdims=True) + 1e-8)",
        "np.sqrt(np.var(x, axis=0, keepdims=True) + 1e-8)",
        "wrong_axis",
    ),
    "dgamma without xhat": planted(
        "A2/LayerNorm/lists",
        "(dout * self.xhat).sum(axis=0)",
        "dout.sum(axis=0)",
        "gradients_swapped",
        "dgamma",
    ),
    "dgamma with the output": planted(
        "A/LayerNorm/transposed_inside",
        "(g * self.z).sum(axis=1)",
        "(g * (self.gamma * self.z + self.beta)).sum(axis=1)",
        "wrong_variable",
        "dgamma",
    ),
    "dbeta not summed": planted(
        "E/LayerNorm/dicts", "= dout.sum(axis=0)", "= dout", "batch_sum_missing", "dbeta"
    ),
    "half forgotten at the root": planted(
        "A/LayerNorm/step_by_step", "dvar = 0.5 * dstd", "dvar = dstd", "", "dx"
    ),
    "epsilon of a tenth": planted("A/LayerNorm/transposed_inside", "1e-6", "0.1", ""),
    "sample variance": planted(
        "B/LayerNorm/plain",
        "np.mean(xmu**2, axis=1, keepdims=True)",
        "np.sum(xmu**2, axis=1, keepdims=True) / (x.shape[1] - 1)",
        "",
    ),
    "only the last row counts": planted(
        "A/LayerNorm/rows_in_a_loop",
        "self.dgamma += dout[n] * xhat",
        "self.dgamma = dout[n] * xhat",
        "rows_left_out",
        "dgamma",
    ),
    "mean divided by rows instead of features": planted(
        "A/LayerNorm/step_by_step",
        "dx = dxc - dmu / self.D",
        "dx = dxc - dmu / len(dout)",
        "",
        "dx",
    ),
    "evaluates by the batch": planted(
        "A/BatchNorm/unbiased",
        'self.running["mean"], self.running["var"]',
        "np.mean(x, axis=0), np.var(x, axis=0)",
        "running_statistics",
    ),
    "momentum the wrong way round": planted(
        "A/BatchNorm/textbook",
        "self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mu",
        "self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * mu",
        "running_statistics",
        "y",
    ),
    "running variance never kept": planted(
        "A/BatchNorm/compact",
        "        self.var += (1 - self.momentum) * (v - self.var)\n",
        "",
        "running_statistics",
        "y",
    ),
    "running statistics of the last batch": planted(
        "B/BatchNorm/graph", "m * old_mean + (1 - m) * mu", "mu", "running_statistics", "y"
    ),
    "evaluation changes the statistics": planted(
        "A/BatchNorm/unbiased",
        'mean, var = self.running["mean"], self.running["var"]',
        'mean, var = self.running["mean"], self.running["var"]\n'
        '            self.update("mean", np.mean(x, axis=0))',
        "running_statistics",
        "y",
    ),
    "training by running statistics": planted(
        "B/BatchNorm/step_by_step",
        "xhat = (x - mu) / std",
        "xhat = (x - running_mean) / std",
        "running_statistics",
    ),
    "no path of the variance": planted(
        "A/BatchNorm/textbook",
        "        dxc += (2.0 / self.batch_size) * self.xc * dvar\n",
        "",
        "variance_path_missing",
        "dx",
    ),
    "no path of the mean": planted(
        "A/BatchNorm/textbook",
        "return dxc - dmu / self.batch_size",
        "return dxc",
        "mean_path_missing",
        "dx",
    ),
    "two of the square forgotten": planted(
        "A/BatchNorm/textbook", "(2.0 / self.batch_size)", "(1.0 / self.batch_size)", "", "dx"
    ),
    "rows normalised instead of columns": planted(
        "A/BatchNorm/columns_in_a_loop",
        "column.mean(), column.var()",
        "x.mean(), x.var()",
        "wrong_axis wrong_reduction",
    ),
    "gamma twice": planted(
        "B/BatchNorm/step_by_step", "dxhat = dout * gamma", "dxhat = dout * gamma**2", "", "dx"
    ),
    "N forgotten in the short form": planted(
        "A/BatchNorm/compact", "(n * dout - self.dbeta", "(dout - self.dbeta", "", "dx"
    ),
    "dgamma averaged": planted(
        "A2/BatchNorm/lists",
        "self.grads[0][...] = (dout * xhat).sum(axis=0)",
        "self.grads[0][...] = (dout * xhat).mean(axis=0)",
        "averaged",
        "dgamma dx",
    ),
    "beta added twice": planted(
        "A2/BatchNorm/lists",
        "self.centred / self.std + beta",
        "self.centred / self.std + 2 * beta",
        "",
    ),
    "bias of the filters forgotten": planted(
        "A/Conv2D/im2col",
        "np.dot(self.col, self.col_W) + self.b",
        "np.dot(self.col, self.col_W)",
        "bias_missing",
    ),
    "kernel flipped": planted(
        "A/Conv2D/loops",
        "window * self.W[m]) +",
        "window * self.W[m, :, ::-1, ::-1]) +",
        "kernel_flipped",
    ),
    "dx by the flipped kernel": planted(
        "A/Conv2D/loops",
        "g * self.W[m]\n",
        "g * self.W[m, :, ::-1, ::-1]\n",
        "kernel_flipped",
        "dx",
    ),
    "overlaps overwritten": planted(
        "A/Conv2D/im2col", " : stride] += col", " : stride] = col", "overlap_lost", "dx"
    ),
    "dW of the last window": planted(
        "A/Conv2D/loops", "self.dW[m] += g", "self.dW[m] = g", "rows_left_out", "dW"
    ),
    "db averaged over the map": planted(
        "A/Conv2D/kernel_offsets",
        "dout.sum(axis=(0, 2, 3))",
        "dout.mean(axis=(0, 2, 3))",
        "averaged wrong_factor",
        "db",
    ),
    "db of the batch only": planted(
        "A/Conv2D/windows", "dout.sum(axis=(0, 2, 3))", "dout.sum(axis=0)", "wrong_shape", "db"
    ),
    "channels of the first filter": planted(
        "A/Conv2D/windows", "self.b[:, None, None]", "self.b[0]", ""
    ),
    "padding repeats the edge": planted(
        "A/Conv2D/im2col",
        "np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])",
        "np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], mode='edge')",
        "wrong_padding",
    ),
    "stride of a convolution forgotten": planted(
        "B/Conv2D/naive",
        "top, left = i * stride, j * stride\n                    patch",
        "top, left = i, j\n                    patch",
        "",
    ),
    "first example only": planted(
        "B/Conv2D/naive",
        "dw[f] += patch * dout[n, f, i, j]",
        "dw[f] += patch * dout[0, f, i, j]",
        "rows_left_out",
        "dW",
    ),
    "padding left on dx": planted(
        "A2/Conv2D/offsets",
        "return dxp[:, :, p : p + H, p : p + Wd]",
        "return dxp[:, :, :H, :Wd]",
        "wrong_padding",
        "dx",
    ),
    "repeated words counted once": planted(
        "A/Embedding/add_at",
        "np.add.at(self.dW, self.idx, dout)",
        "self.dW[self.idx] += dout",
        "repeats_lost",
        "dW",
    ),
    "repeated words overwrite": planted(
        "A/Embedding/loops", "dW[word] += g", "dW[word] = g", "repeats_lost", "dW"
    ),
    "dW keeps what it had": planted(
        "A2/Embedding/lists", "        dW[...] = 0\n", "", "accumulated", "dW"
    ),
    "one word too late": planted("B/Embedding/plain", "W[idx, :]", "W[idx - 1, :]", ""),
    "dW of one-hot ones": planted(
        "A/Embedding/one_hot",
        "self.onehot.T @ dout.reshape(len(self.onehot), -1)",
        "self.onehot.T @ np.ones((len(self.onehot), self.W.shape[1]))",
        "upstream_ignored",
        "dW",
    ),
    "dW averaged over the words": planted(
        "A/Embedding/loops", "self.dW = dW", "self.dW = dW / len(self.idx)", "averaged", "dW"
    ),
    "dW averaged over repeats": planted(
        "A/Embedding/one_hot",
        "self.onehot.T @ dout",
        "(self.onehot / self.onehot.sum(axis=0).clip(1)).T @ dout",
        "",
        "dW",
    ),
    "columns looked up": planted(
        "A/Embedding/add_at", "return self.W[idx]", "return self.W[idx % 2]", ""
    ),
}
