import numpy as np

class Attention:
    def forward(self, Q, K, V):
        # 授業の式の通り
        self.inputs = (Q, K, V)
        result = np.zeros((Q.shape[0], Q.shape[1], V.shape[2]))
        self.A = np.zeros((Q.shape[0], Q.shape[1], K.shape[1]))
        for n in range(len(Q)):
            for t in range(Q.shape[1]):
                score = K[n] @ Q[n, t] / np.sqrt(Q.shape[2])
                w = np.exp(score - score.max())
                w = w / w.sum()
                self.A[n, t] = w
                result[n, t] = w @ V[n]
        return result

    def backward(self, dout):
        # 連鎖律
        Q, K, V = self.inputs
        dQ, dK, dV = (np.zeros_like(a) for a in self.inputs)
        root = np.sqrt(Q.shape[2])
        for n in range(len(Q)):
            for t in range(Q.shape[1]):
                w, g = self.A[n, t], dout[n, t]
                dV[n] += np.outer(w, g)
                dscore = (np.diag(w) - np.outer(w, w)) @ (V[n] @ g) / root
                dQ[n, t] = dscore @ K[n]
                dK[n] = np.outer(dscore, Q[n, t])
        return dQ, dK, dV
