import numpy as np

def logsumexp(x):
    m = x.max(1)
    return m + np.log(np.exp(x - m[:, None]).sum(1))

class Softmax:
    def forward(self, x):
        self.y = np.exp(x - logsumexp(x)[:, np.newaxis])
        return self.y

    def backward(self, dout):
        inner = np.einsum("nc,nc->n", self.y, dout)
        return self.y * (dout - inner[:, None])
