# what: Draws a plot at the top of the file, which does nothing.
# expect: scored
import matplotlib.pyplot as plt

plt.plot([1, 2, 3])


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
