import numpy as np

class Dropout:
    def __init__(self, rate=0.5):
        self.rate = rate
        self.mask = None

    def forward(self, x, train=True):
        # 入力を受け取って出力を返す
        if train:
            self.mask = np.random.rand(*x.shape) > self.rate
            return x * self.mask
        else:
            return x * self.rate

    def backward(self, dout):
        # 上流の勾配 dout から勾配を計算する
        return dout * self.mask
