import numpy as np

class CrossEntropy:
    def forward(self, p, t):
        self.p, self.t = p, t
        i = np.arange(len(p))
        return -np.log(p[i, t.argmax(1)]).mean()

    def backward(self, dout=1):
        return dout * (self.p - self.t) / len(self.p)
