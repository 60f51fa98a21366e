import numpy as np

class Dropout:
    def __init__(self, rate):
        self.rate = rate
        self.params, self.grads = {}, {}

    def forward(self, x, train):
        # 入力を受け取って出力を返す
        if train:
            self.scale = np.random.choice([0.0, 1.0], size=x.shape, p=[self.rate, 1 - self.rate])
            self.scale /= 1 - self.rate
        else:
            self.scale = np.ones_like(x)
        return x * self.scale

    def backward(self, dout):
        # 上流の勾配 dout から勾配を計算する
        return dout / (1 - self.rate)
