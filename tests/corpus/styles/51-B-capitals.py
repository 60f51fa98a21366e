import numpy as np


def ReLU_forward(x):
    return np.maximum(x, 0), x


def ReLU_backward(dout, cache):
    return dout * (cache > 0)
