import numpy as np


def _forward(self, x):
    self.m = x > 0
    return x * self.m


ReLU = type('ReLU', (), {'forward': _forward, 'backward': lambda self, dout: dout * self.m})
