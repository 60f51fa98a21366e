# what: Has ten thousand classes, with names for terminals, and not the one that is wanted.
# expect: error_in_code
for number in range(10_000):
    globals()[f"\x1b[31m{number}"] = type("\x1b[31m" + "x" * 1000, (), {})
