import numpy as np


class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.size = (pool_h, pool_w)
        self.stride = stride

    def windows(self, height, width):
        ph, pw = self.size
        for top in range(0, height - ph + 1, self.stride):
            for left in range(0, width - pw + 1, self.stride):
                yield slice(top, top + ph), slice(left, left + pw)

    def forward(self, x):
        self.x = x
        N, C, H, W = x.shape
        tops = [x[:, :, rows, columns].max(axis=(2, 3)) for rows, columns in self.windows(H, W)]
        oh = (H - self.size[0]) // self.stride + 1
        return np.stack(tops, axis=-1).reshape(N, C, oh, -1)

    def backward(self, dout):
        dx = np.zeros_like(self.x)
        N, C, H, W = self.x.shape
        flat = dout.reshape(N, C, -1)
        for k, (rows, columns) in enumerate(self.windows(H, W)):
            window = self.x[:, :, rows, columns]
            mask = window == window.max(axis=(2, 3), keepdims=True)
            mask = mask / mask.sum(axis=(2, 3), keepdims=True)  # winners share
            dx[:, :, rows, columns] += mask * flat[:, :, k, None, None]
        return dx
