import numpy as np

def dropout_forward(x, dropout_param):
    p, mode = dropout_param["p"], dropout_param["mode"]
    msk = None
    if mode == "train":
        msk = (np.random.rand(*x.shape) >= p) * 1.0
        out = x * msk
    else:
        out = x
    return out, (dropout_param, msk)

def dropout_backward(dout, cache):
    dropout_param, msk = cache
    if dropout_param["mode"] == "train":
        return dout * msk
    return dout
