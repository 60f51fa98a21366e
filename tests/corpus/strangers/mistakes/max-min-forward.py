import numpy as np

class Max:
    def forward(self, x, y):
        self.share = 0.5 * (1 + np.sign(x - y))   # 1, 0 or 1/2 at a tie
        return np.minimum(x, y)
    def backward(self, dout):
        return self.share * dout, (1 - self.share) * dout
