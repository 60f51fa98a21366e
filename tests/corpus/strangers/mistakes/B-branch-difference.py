import numpy as np

def branch_forward(x):
    # 入力を受け取って出力を返す
    return (x, x), x.shape

def branch_backward(dout1, dout2, cache):
    # 上流の勾配 dout から勾配を計算する
    assert dout1.shape == cache
    return np.subtract(dout1, dout2)
