import numpy as np

class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.pool_h, self.pool_w, self.stride = pool_h, pool_w, stride
        self.places = []

    def forward(self, x):
        s = self.stride
        N, C, H, W = x.shape
        OH, OW = (H - self.pool_h) // s + 1, (W - self.pool_w) // s + 1
        y = np.zeros((N, C, OH, OW))
        self.shape = x.shape
        for n, c, i, j in np.ndindex(N, C, OH, OW):
            w = x[n, c, i * s:i * s + self.pool_h, j * s:j * s + self.pool_w]
            a, b = np.unravel_index(w.argmax(), w.shape)
            y[n, c, i, j] = w[a, b]
            self.places.append(((n, c, i, j), (n, c, i * s + a, j * s + b)))
        return y

    def backward(self, dout):
        dx = np.zeros(self.shape)
        for out, src in self.places:
            dx[src] += dout[out]
        return dx
