import numpy as np

class SoftmaxWithLoss:
    def forward(self, x, t):
        self.x, self.t = x, t
        m = x.max(1, keepdims=True)
        return np.mean(m[:, 0] + np.log(np.exp(x - m).sum(1)) - (x * t).sum(1))

    def backward(self, dout=1):
        x, t = self.x, self.t
        dx = np.zeros(x.shape)
        for i in np.ndindex(x.shape):
            for s in (1, -1):
                z = x.copy()
                z[i] += s * 1e-4
                dx[i] += s * self.forward(z, t) / 2e-4
        self.x, self.t = x, t
        return dx * dout
