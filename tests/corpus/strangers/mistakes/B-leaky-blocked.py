import numpy as np

def leaky_relu_forward(x, leaky_relu_param=None):
    # 授業の式の通り
    alpha = (leaky_relu_param or {}).get("alpha", 0.01)
    return np.maximum(x, alpha * x), (x, alpha)

def leaky_relu_backward(dout, cache):
    # 連鎖律
    x, alpha = cache
    return dout * (x > 0)
