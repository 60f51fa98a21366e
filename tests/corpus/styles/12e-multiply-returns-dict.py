import numpy as np


class Multiply:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return {'dy': dout * self.x, 'dx': dout * self.y}
