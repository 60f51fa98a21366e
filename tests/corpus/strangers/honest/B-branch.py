import numpy as np

def branch_forward(x):
    return (x, x), x.shape

def branch_backward(dout1, dout2, cache):
    assert dout1.shape == cache
    return np.add(dout1, dout2)
