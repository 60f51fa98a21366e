"""Šˆ«‰»ŠÖ”iReLUj‚ÌÀ‘•B"""
import numpy as np


# ‡“`”dF@•‰‚Ì’l‚ğ‚O‚É‚·‚é
class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask
