import numpy as np

class SoftmaxWithLoss:
    def forward(self, x, t):
        # 入力を受け取って出力を返す
        m = x.max(axis=1, keepdims=True)
        log_sum = m + np.log(np.exp(x - m).sum(axis=1, keepdims=True))
        self.logp = x - log_sum
        self.t = t
        return -(t * self.logp).sum()
    def backward(self, dout=1):
        # 上流の勾配 dout から勾配を計算する
        return dout * (np.exp(self.logp) - self.t) / self.t.shape[0]
