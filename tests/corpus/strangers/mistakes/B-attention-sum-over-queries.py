import numpy as np

def softmax(z):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)

def attention_forward(Q, K, V):
    q = Q / np.sqrt(Q.shape[-1])
    A = softmax(np.matmul(q, np.transpose(K, (0, 2, 1))))
    return np.matmul(A, V), (q, K, V, A, np.sqrt(Q.shape[-1]))

def attention_backward(dout, cache):
    q, K, V, A, r = cache
    dV = np.matmul(np.transpose(A, (0, 2, 1)), dout)
    dA = np.matmul(dout, np.transpose(V, (0, 2, 1)))
    dscore = A * dA
    dscore -= A * dscore.sum(axis=1, keepdims=True)
    dq = np.matmul(dscore, K)
    dK = np.matmul(np.transpose(dscore, (0, 2, 1)), q)
    return dq / r, dK, dV
