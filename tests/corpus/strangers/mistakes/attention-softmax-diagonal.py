import numpy as np

class Attention:
    def forward(self, Q, K, V):
        d = Q.shape[2]
        Z = np.einsum("ntd,nsd->nts", Q, K) / d ** 0.5
        m = Z.max(2)[:, :, None]
        A = np.exp(Z - m - np.log(np.einsum("nts->nt", np.exp(Z - m)))[:, :, None])
        self.saved = Q, K, V, A
        return np.einsum("nts,nse->nte", A, V)
    def backward(self, dout):
        Q, K, V, A = self.saved
        dattn = np.einsum("nte,nse->nts", dout, V)
        dZ = A * dattn * (1 - A)
        dZ /= Q.shape[2] ** 0.5
        dQ = np.einsum("nts,nsd->ntd", dZ, K)
        dK = np.einsum("nts,ntd->nsd", dZ, Q)
        dV = np.einsum("nts,nte->nse", A, dout)
        return dQ, dK, dV
