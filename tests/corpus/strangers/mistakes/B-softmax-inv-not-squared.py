import numpy as np

def softmax_forward(x):
    # 入力を受け取って出力を返す
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    S = np.sum(e, axis=1, keepdims=True)
    inv = 1 / S
    return e * inv, (e, S, inv)

def softmax_backward(dout, cache):
    # 上流の勾配 dout から勾配を計算する
    e, S, inv = cache
    de = dout * inv
    dinv = np.sum(dout * e, axis=1, keepdims=True)
    dS = -dinv * inv
    de = de + dS * np.ones_like(e)
    return de * e
