import numpy as np


class Multiply:
    def forward(self, x, y):
        self.x = x
        self.y = y
        self.y = self.x * self.y
        return self.y

    def backward(self, dout):
        return dout * self.y, dout * self.x
