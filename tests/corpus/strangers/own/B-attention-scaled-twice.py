import numpy as np


def attention_forward(Q, K, V):
    D = Q.shape[-1]
    S = np.einsum("ntd,nsd->nts", Q, K) / np.sqrt(D)
    e = np.exp(S - S.max(axis=-1, keepdims=True))
    A = e / e.sum(axis=-1, keepdims=True)
    Y = np.einsum("nts,nse->nte", A, V)
    return Y, (Q, K, V, A)

def attention_backward(dout, cache):
    Q, K, V, A = cache
    D = Q.shape[-1]
    dV = np.einsum("nts,nte->nse", A, dout)
    dA = np.einsum("nte,nse->nts", dout, V)
    dS = A * (dA - (A * dA).sum(axis=-1, keepdims=True)) / np.sqrt(D)
    dQ = np.einsum("nts,nsd->ntd", dS, K)
    dK = np.einsum("nts,ntd->nsd", dS, Q) / np.sqrt(D)
    return dQ, dK, dV
