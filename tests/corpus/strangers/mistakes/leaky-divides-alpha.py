import numpy as np

class LeakyReLU:
    def __init__(self, alpha=0.01):
        self.a = alpha
    def forward(self, x):
        # 入力を受け取って出力を返す
        self.pos = x > 0
        return np.maximum(x, 0) + self.a * np.minimum(x, 0)
    def backward(self, dout):
        # 上流の勾配 dout から勾配を計算する
        grad_x = dout / self.a
        grad_x[self.pos] = dout[self.pos]
        return grad_x
