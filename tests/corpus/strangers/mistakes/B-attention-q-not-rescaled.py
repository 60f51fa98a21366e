import numpy as np

def softmax(z):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)

def attention_forward(Q, K, V):
    # 授業の式の通り
    q = Q / np.sqrt(Q.shape[-1])
    A = softmax(np.matmul(q, np.transpose(K, (0, 2, 1))))
    return np.matmul(A, V), (q, K, V, A, np.sqrt(Q.shape[-1]))

def attention_backward(dout, cache):
    # 連鎖律
    q, K, V, A, r = cache
    dV = np.matmul(np.transpose(A, (0, 2, 1)), dout)
    dA = np.matmul(dout, np.transpose(V, (0, 2, 1)))
    dS = A * dA
    dS -= A * dS.sum(axis=-1, keepdims=True)
    dq = np.matmul(dS, K)
    dK = np.matmul(np.transpose(dS, (0, 2, 1)), q)
    return dq, dK, dV
