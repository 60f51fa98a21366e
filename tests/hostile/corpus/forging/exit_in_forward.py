# what: Ends the process with status 0 in the middle of an answer.
# expect: error_in_code
# code: code_died
import os


class Affine:
    def __init__(self, W, b):
        pass

    def forward(self, x):
        os._exit(0)
