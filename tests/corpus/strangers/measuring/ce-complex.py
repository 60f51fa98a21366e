import numpy as np

class CrossEntropy:
    def forward(self, p, t):
        self.p, self.t = np.where(t > 0, p, 1.0), t
        return -np.sum(t * np.log(self.p)) / len(p)

    def backward(self, dout=1):
        eps = 1e-100
        return dout * -(self.t * np.log(self.p + 1j * eps)).imag / eps / len(self.t)
