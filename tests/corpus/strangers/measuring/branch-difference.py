import numpy as np

class Branch:
    def forward(self, x):
        self.x = x
        return x * 1.0, x * 1.0

    def backward(self, dout1, dout2):
        x, h = self.x, 1e-4
        up, down = self.forward(x + h), self.forward(x - h)
        self.x = x
        return sum(d * (u - v) / (2 * h) for d, u, v in zip((dout1, dout2), up, down))
