import numpy as np

def tanh_forward(x):
    y = np.tanh(x)
    return y, y

def tanh_backward(dout, cache):
    c = np.cosh(np.clip(cache, -300, 300))
    return dout / (c * c)
