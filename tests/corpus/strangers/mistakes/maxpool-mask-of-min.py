import numpy as np

class MaxPool:
    def __init__(self, pool_h, pool_w, stride=1):
        self.pool_h, self.pool_w, self.stride = pool_h, pool_w, stride

    def forward(self, x):
        # 入力を受け取って出力を返す
        self.x = x
        N, C, H, W = x.shape
        out_h = 1 + (H - self.pool_h) // self.stride
        OW = 1 + (W - self.pool_w) // self.stride
        result = np.zeros((N, C, out_h, OW))
        self.where = {}
        for n in range(N):
            for c in range(C):
                for i in range(out_h):
                    for j in range(OW):
                        block = x[n, c, i * self.stride:i * self.stride + self.pool_h,
                                j * self.stride:j * self.stride + self.pool_w]
                        k = np.unravel_index(block.argmin(), block.shape)
                        result[n, c, i, j] = block.max()
                        self.where[n, c, i, j] = (n, c, i * self.stride + k[0], j * self.stride + k[1])
        return result

    def backward(self, dout):
        # 上流の勾配 dout から勾配を計算する
        grad_x = np.zeros_like(self.x)
        for place, source in self.where.items():
            grad_x[source] += dout[place]
        return grad_x
