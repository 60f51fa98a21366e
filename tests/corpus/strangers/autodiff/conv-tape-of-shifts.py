import numpy as np

class Conv2D:
    def __init__(self, W, b, stride, pad):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        p, s = self.pad, self.stride
        xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        KH, KW = self.W.shape[2:]
        oh, ow = (xp.shape[2] - KH) // s + 1, (xp.shape[3] - KW) // s + 1
        y = np.tile(self.b[None, :, None, None], (len(x), 1, oh, ow))
        self.tape, self.shapes = [], (xp.shape, x.shape)
        for i, j in np.ndindex(KH, KW):
            place = (slice(None), slice(None), slice(i, i + s * oh, s), slice(j, j + s * ow, s))
            a, w = xp[place], self.W[:, :, i, j]
            y = y + np.einsum("ncab,mc->nmab", a, w)
            def pull(g, grads, place=place, a=a, w=w, i=i, j=j):
                grads["xp"][place] += np.einsum("nmab,mc->ncab", g, w)
                grads["W"][:, :, i, j] += np.einsum("nmab,ncab->mc", g, a)
            self.tape.append(pull)
        return y

    def backward(self, dout):
        big, small = self.shapes
        grads = {"xp": np.zeros(big), "W": np.zeros(self.W.shape)}
        for pull in reversed(self.tape):
            pull(dout, grads)
        self.dW, self.db = grads["W"], dout.sum(axis=(0, 2, 3))
        p = self.pad
        return grads["xp"][:, :, p:p + small[2], p:p + small[3]]
