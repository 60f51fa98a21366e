import numpy as np


class Add:
    def __init__(self):
        self.x = None
        self.y = None

    def forward(self, x, y):
        self.x = x
        self.y = y
        return x + y

    def backward(self, dout):
        # 連鎖律: 上流の勾配に局所勾配を掛ける
        dx = dout * self.y
        dy = dout * self.x
        return dx, dy
