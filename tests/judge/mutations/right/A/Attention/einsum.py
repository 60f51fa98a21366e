import numpy as np


class Attention:
    def forward(self, Q, K, V):
        self.Q, self.K, self.V = Q, K, V
        self.scale = 1 / np.sqrt(Q.shape[2])
        S = np.einsum("ntd,nsd->nts", Q, K) * self.scale
        S = np.exp(S - S.max(axis=2, keepdims=True))
        self.A = S / S.sum(axis=2, keepdims=True)
        return np.einsum("nts,nse->nte", self.A, V)

    def backward(self, dout):
        dV = np.einsum("nts,nte->nse", self.A, dout)
        dA = np.einsum("nte,nse->nts", dout, self.V)
        dS = self.A * (dA - (dA * self.A).sum(axis=2, keepdims=True)) * self.scale
        dQ = np.einsum("nts,nsd->ntd", dS, self.K)
        dK = np.einsum("nts,ntd->nsd", dS, self.Q)
        return dQ, dK, dV
