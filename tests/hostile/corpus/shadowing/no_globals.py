# what: Empties its own module after it has run.
# expect: error_in_code
# code: class_missing
import sys

globals().clear()
