import numpy as np


class Attention:
    def forward(self, Q, K, V):
        self.Q, self.K, self.V = Q, K, V
        self.c = 1 / np.sqrt(Q.shape[-1])
        S = np.einsum("ntd,nsd->nts", Q, K) * self.c
        S = S - S.max(axis=-1, keepdims=True)
        self.P = np.exp(S) / np.exp(S).sum(axis=-1, keepdims=True)
        return np.einsum("nts,nse->nte", self.P, V)

    def backward(self, dout):
        dV = np.einsum("nts,nte->nse", self.P, dout)
        dP = np.einsum("nte,nse->nts", dout, self.V)
        dS = self.P * (dP - (dP * self.P).sum(axis=-1, keepdims=True)) * self.c
        dQ = np.einsum("nts,nsd->ntd", dS, self.K)
        dK = np.einsum("nts,nsd->nsd", dS, self.K)
        return dQ, dK, dV
