import numpy as np


class Multiply:
    @staticmethod
    def forward(ctx, x, y):
        ctx.x, ctx.y = x, y
        return x * y

    @staticmethod
    def backward(ctx, dout):
        return dout * ctx.y, dout * ctx.x
