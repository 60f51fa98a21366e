import numpy as np


class Attention:
    def forward(self, Q, K, V):
        self.cache = []
        outputs = []
        for q, k, v in zip(Q, K, V):
            s = q @ k.T / np.sqrt(q.shape[1])
            s = s - s.max(axis=1, keepdims=True)
            a = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
            self.cache.append((q, k, v, a))
            outputs.append(a @ v)
        return np.stack(outputs)

    def backward(self, dout):
        dQ, dK, dV = [], [], []
        for d, (q, k, v, a) in zip(dout, self.cache):
            da = d @ v.T
            ds = da * a * (1 - a)
            ds = ds / np.sqrt(q.shape[1])
            dQ.append(ds @ k)
            dK.append(ds.T @ q)
            dV.append(a.T @ d)
        return np.stack(dQ), np.stack(dK), np.stack(dV)
