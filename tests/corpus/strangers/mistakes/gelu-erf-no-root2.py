import math
import numpy as np

erf = np.vectorize(math.erf, otypes=[float])

def Phi(x):
    return 0.5 * (1 + erf(x))

def phi(x):
    return np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)

class GELU:
    def __init__(self, form="exact"):
        self.form = form
    def forward(self, x):
        # 入力を受け取って出力を返す
        self.x = x
        return x * Phi(x)
    def backward(self, dout):
        # 上流の勾配 dout から勾配を計算する
        x = self.x
        return dout * (Phi(x) + x * phi(x))
