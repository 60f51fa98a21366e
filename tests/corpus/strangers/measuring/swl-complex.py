import functools
import numpy as np

def with_gradient(loss):
    @functools.wraps(loss)
    def wrapper(self, x, t):
        self.dx = np.zeros(x.shape)
        for j in range(x.shape[1]):
            z = x.astype(complex)
            z[:, j] += 1e-50j
            self.dx[:, j] = loss(self, z, t).imag * 1e50 / len(x)
        return loss(self, x, t).sum() / len(x)
    return wrapper

class SoftmaxWithLoss:
    @with_gradient
    def forward(self, x, t):
        m = x.real.max(1, keepdims=True)
        return m[:, 0] + np.log(np.exp(x - m).sum(1)) - (x * t).sum(1)

    def backward(self, dout=1):
        return dout * self.dx
