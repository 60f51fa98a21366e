"""Formats of data, all in memory."""
import base64
import csv
import gzip
import hashlib
import io
import json
import pickle
import string
import struct
import zlib

assert json.loads(json.dumps({"a": [1, 2.5, None, "誤差"]}, ensure_ascii=False, indent=2))["a"][3]
rows = list(csv.DictReader(io.StringIO("id,y\n1,2\n")))
assert rows == [{"id": "1", "y": "2"}]
csv.writer(out := io.StringIO()).writerow([1, "a,b"])
assert out.getvalue() == '1,"a,b"\r\n'
assert pickle.loads(pickle.dumps({"w": [1, 2]})) == {"w": [1, 2]}
assert hashlib.sha256(b"x").hexdigest().startswith("2d71") and hashlib.md5(b"x").digest()
assert base64.b64decode(base64.b64encode(b"x")) == b"x" and zlib.decompress(zlib.compress(b"x"))
assert gzip.decompress(gzip.compress(b"x")) == b"x" and struct.unpack("<I", b"\1\0\0\0") == (1,)
assert string.Template("$a").substitute(a=1) == "1" and string.ascii_letters
print("done")
