import numpy as np


class Add:
    def forward(self, *xs):
        return sum(xs)

    def backward(self, *douts):
        return douts[0], douts[0]
