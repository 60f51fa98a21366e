import numpy as np

class CrossEntropy:
    def forward(self, p, t):
        # 授業の式の通り
        self.t = t
        self.safe = np.where(t > 0, p, 1.0)
        return -np.mean(np.sum(t * np.log(self.safe), axis=1))
    def backward(self, dout=1):
        # 連鎖律
        return -dout * self.t / np.clip(self.safe, 0.01, 1) / self.t.shape[0]
