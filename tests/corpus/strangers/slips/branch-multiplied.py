import numpy as np


class BranchLayer:
    # 分岐ノード
    def forward(self, x):
        out1 = x
        out2 = x
        return out1, out2

    def backward(self, dout1, dout2):
        dx = dout1 * dout2
        return dx
