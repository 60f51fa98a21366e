"""日本語の名前と文字列。"""
import re
import unicodedata

学習率 = 0.1


def 損失(予測, 正解):
    return sum((a - b) ** 2 for a, b in zip(予測, 正解, strict=True))


assert 損失([1, 2], [1, 0]) == 4
print(f"学習率 {学習率:.2f}　誤差 {損失([1], [2])}")
assert unicodedata.normalize("NFKC", "ＡＢＣ１２３") == "ABC123"
assert re.findall(r"\w+", "誤差 逆伝播") == ["誤差", "逆伝播"]
assert "誤差".encode("shift_jis").decode("cp932") == "誤差" and "é".encode("latin-1") == b"\xe9"
assert "誤".encode("euc_jp") and "誤".encode("iso2022_jp") and "誤".encode("utf-16")
assert "ß".casefold() == "ss" and "x".center(3) == " x " and "a,b".partition(",")[2] == "b"
print("done")
