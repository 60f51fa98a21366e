import numpy as np


def softmax(z, axis):
    z = np.exp(z - z.max(axis=axis, keepdims=True))
    return z / z.sum(axis=axis, keepdims=True)


class Attention:
    AXIS = 1

    def forward(self, Q, K, V):
        self.inputs = (Q, K, V)
        self.root = np.sqrt(Q.shape[2])
        scores = np.einsum("ntd,nsd->nts", Q, K) / self.root
        self.A = softmax(scores, self.AXIS)
        return np.einsum("nts,nse->nte", self.A, V)

    def backward(self, dout):
        Q, K, V = self.inputs
        dV = np.einsum("nts,nte->nse", self.A, dout)
        dA = np.einsum("nte,nse->nts", dout, V)
        dZ = self.A * (dA - np.sum(dA * self.A, axis=self.AXIS, keepdims=True))
        dZ /= self.root
        return np.einsum("nts,nsd->ntd", dZ, K), np.einsum("nts,ntd->nsd", dZ, Q), dV
