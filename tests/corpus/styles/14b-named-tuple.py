import numpy as np


from collections import namedtuple

Cache = namedtuple('Cache', 'x y')


class Multiply:
    def forward(self, x, y):
        self.cache = Cache(x, y)
        return x * y

    def backward(self, dout):
        return dout * self.cache.y, dout * self.cache.x
