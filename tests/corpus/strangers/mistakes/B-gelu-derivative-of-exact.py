import math
import numpy as np

def gelu_forward(x, gelu_param=None):
    # 授業の式の通り
    form = "exact" if gelu_param is None else gelu_param.get("form", "exact")
    if form == "exact":
        cdf = np.array([0.5 * math.erfc(-v / math.sqrt(2)) for v in x.ravel()]).reshape(x.shape)
        pdf = np.exp(-x ** 2 / 2) / np.sqrt(2 * np.pi)
    else:
        u = np.sqrt(2 / np.pi) * (x + 0.044715 * x ** 3)
        du = np.sqrt(2 / np.pi) * (1 + 3 * 0.044715 * x ** 2)
        t = np.tanh(u)
        cdf = 0.5 * (1 + t)
        pdf = np.exp(-x ** 2 / 2) / np.sqrt(2 * np.pi)
    return x * cdf, (x, cdf, pdf)

def gelu_backward(dout, cache):
    # 連鎖律
    x, cdf, pdf = cache
    return dout * (cdf + x * pdf)
