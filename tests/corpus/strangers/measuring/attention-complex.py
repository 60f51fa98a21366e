import numpy as np

def attend(Q, K, V):
    s = Q @ np.swapaxes(K, 1, 2) / np.sqrt(Q.shape[-1])
    s = np.exp(s - s.real.max(-1, keepdims=True))
    return s / s.sum(-1, keepdims=True) @ V

class Attention:
    def forward(self, *qkv):
        self.qkv = qkv
        return attend(*qkv)

    def backward(self, dout):
        grads = []
        for k, a in enumerate(self.qkv):
            g = np.zeros(a.shape)
            for t in np.ndindex(*a.shape[1:]):          # examples do not meet
                args = [v.astype(complex) for v in self.qkv]
                args[k][(slice(None),) + t] += 1e-25j
                g[(slice(None),) + t] = (attend(*args).imag / 1e-25 * dout).sum(axis=(1, 2))
            grads.append(g)
        return tuple(grads)
