import numpy as np

class Affine:
    def __init__(self, D, M):
        rng = np.random.default_rng(0)
        self.params = dict(weight=rng.standard_normal((M, D)), bias=np.zeros(M))
        self.grads = dict(weight=np.zeros((M, D)), bias=np.zeros(M))

    def forward(self, x):
        # 入力を受け取って出力を返す
        self.cache = x
        return np.tensordot(x, self.params["weight"], axes=(1, 1)) + self.params["bias"]

    def backward(self, dout):
        # 上流の勾配 dout から勾配を計算する
        self.grads["weight"][:] = np.tensordot(dout, self.cache, axes=(0, 0)) + 1e-2 * self.params["weight"]
        self.grads["bias"][:] = np.tensordot(np.ones(len(dout)), dout, axes=1)
        return np.tensordot(dout, self.params["weight"], axes=1)
