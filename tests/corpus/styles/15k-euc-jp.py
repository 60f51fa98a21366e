"""活性化関数（ReLU）の実装。"""
import numpy as np


# 順伝播：　負の値を０にする
class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask
