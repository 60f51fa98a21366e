import numpy as np

class Softmax:
    def forward(self, x):
        # 入力を受け取って出力を返す
        x = x - x.max(axis=1, keepdims=True)
        e = np.exp(x)
        self.y = e / e.sum(axis=1, keepdims=True)
        return self.y
    def backward(self, dout):
        # 上流の勾配 dout から勾配を計算する
        dx = self.y * dout
        s = dx.sum(axis=1)
        return dx - self.y * s
