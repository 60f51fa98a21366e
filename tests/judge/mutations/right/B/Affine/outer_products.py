import numpy as np


def affine_forward(x, w, b):
    rows = [row @ w + b for row in x]
    return np.array(rows), {"x": x, "w": w}


def affine_backward(dout, cache):
    dw = sum(np.outer(row, g) for row, g in zip(cache["x"], dout))
    db = np.ones(len(dout)) @ dout
    return dout @ cache["w"].T, dw, db
