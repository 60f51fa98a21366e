"""Arrays as text, to and from memory."""
import io

import numpy as np

a = np.arange(6).reshape(2, 3) / 7
np.set_printoptions(precision=3, suppress=True)
print(a, repr(a), f"{a.mean():.3f} {a[0, 0]!r} {a.shape}")
print("%5.2f|%-8s|%05d" % (a[0, 1], "x", 7), "{:>10.2e}".format(12345.678))
text = io.StringIO()
np.savetxt(text, a, fmt="%.6f", delimiter=",", header="a,b,c")
text.seek(0)
np.testing.assert_allclose(np.loadtxt(text, delimiter=","), a, atol=1e-6)
data = io.BytesIO()
np.save(data, a)
np.savez(other := io.BytesIO(), a=a)
data.seek(0), other.seek(0)
assert (np.load(data) == a).all()
assert (np.load(other)["a"] == a).all()
assert (np.genfromtxt(io.StringIO("1,2\n3,"), delimiter=",", filling_values=9)[1, 1]) == 9
np.array2string(a, max_line_width=30), np.array_repr(a), np.base_repr(5)
print("done")
