import numpy as np

class SquaredError:
    def forward(self, y, t):
        self.diff = y - t
        per_row = np.array([np.vdot(r, r) for r in self.diff]) / 2
        return per_row

    def backward(self, dout=1):
        N = len(self.diff)
        return self.diff * (dout / N)
