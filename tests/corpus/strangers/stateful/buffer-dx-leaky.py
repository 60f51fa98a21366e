import numpy as np

class LeakyReLU:
    def __init__(self, alpha=0.01):
        self.alpha = alpha
        self.buf = None

    def forward(self, x):
        self.s = np.where(x > 0, 1, self.alpha)
        return self.s * x

    def backward(self, dout):
        if self.buf is None or self.buf.shape != dout.shape:
            self.buf = np.empty(dout.shape)
        return np.multiply(self.s, dout, out=self.buf)
