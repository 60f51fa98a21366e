import numpy as np


def max_forward(x, y):
    return np.maximum(x, y), x > y


def max_backward(dout, x_wins):
    return np.where(x_wins, dout, 0), np.where(x_wins, 0, dout)
