import numpy as np


class Conv2D:
    def __init__(self, in_channels, out_channels, kh, kw, stride=1, pad=0):
        k = 1.0 / np.sqrt(in_channels * kh * kw)
        self.params = {
            "weight": np.random.uniform(-k, k, (out_channels, in_channels, kh, kw)),
            "bias": np.zeros(out_channels),
        }
        self.grads = {key: np.zeros_like(v) for key, v in self.params.items()}
        self.stride, self.pad = stride, pad

    def _positions(self, shape):
        w = self.params["weight"]
        oh = (shape[2] - w.shape[2]) // self.stride + 1
        ow = (shape[3] - w.shape[3]) // self.stride + 1
        for a in range(oh):
            for b in range(ow):
                top, left = a * self.stride, b * self.stride
                yield a, b, slice(top, top + w.shape[2]), slice(left, left + w.shape[3])

    def forward(self, x):
        p = self.pad
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        w, bias = self.params["weight"], self.params["bias"]
        spots = list(self._positions(self.xp.shape))
        y = np.zeros((len(x), w.shape[0], spots[-1][0] + 1, spots[-1][1] + 1))
        for a, b, rows, cols in spots:
            y[:, :, a, b] = np.tensordot(self.xp[:, :, rows, cols], w, ((1, 2, 3), (1, 2, 3))) + bias
        return y

    def backward(self, dout):
        w = self.params["weight"]
        dw, dxp = np.zeros_like(w), np.zeros_like(self.xp)
        for a, b, rows, cols in self._positions(self.xp.shape):
            d = dout[:, :, a, b]
            dw += np.tensordot(d, self.xp[:, :, rows, cols], (0, 0))
            dxp[:, :, rows, cols] += np.tensordot(d, w, (1, 0))
        self.grads["weight"] = dw
        self.grads["bias"] = dout[0].sum(axis=(1, 2))
        p = self.pad
        return dxp[:, :, p:self.xp.shape[2] - p, p:self.xp.shape[3] - p]
