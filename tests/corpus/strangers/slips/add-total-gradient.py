import numpy as np

class Add:
    def __init__(self):
        self.grads = {}

    def forward(self, x, y):
        self.args = (x, y)
        return sum(self.args)

    def backward(self, dout):
        total = np.zeros_like(dout)
        for _ in self.args:
            total += dout * 1
        return total, total.copy()
