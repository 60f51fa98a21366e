import numpy as np

class LeakyReLU:
    def __init__(self, alpha=0.1):
        self.alpha = alpha

    def forward(self, x):
        # 入力を受け取って出力を返す
        self.slope = np.where(x > 0, 1.0, self.alpha)
        return self.slope * x

    def backward(self, dout):
        # 上流の勾配 dout から勾配を計算する
        return dout * self.slope
