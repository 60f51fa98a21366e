# what: Loops, and catches whatever is raised into it.
# expect: time_limit
# code: time_limit
# limits: wall_s=0.4
class Affine:
    def __init__(self, W, b):
        while True:
            try:
                sum(range(10**9))
            except BaseException:
                pass
