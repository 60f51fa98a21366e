"""Checks that students leave in their file."""
import ast
import contextvars
import difflib
import doctest
import types
import unittest


def double(x):
    """Twice a number.

    >>> double(2)
    4
    """
    return 2 * x


class TestDouble(unittest.TestCase):
    def test_double(self):
        self.assertEqual(double(2), 4)
        self.assertAlmostEqual(double(0.1), 0.2)


result = unittest.TestResult()
unittest.TestLoader().loadTestsFromTestCase(TestDouble).run(result)
assert result.wasSuccessful() and result.testsRun == 1
runner = doctest.DocTestRunner()
runner.run(doctest.DocTestParser().get_doctest(double.__doc__, {"double": double}, "d", None, 0))
assert ast.literal_eval("[1, 2]") == [1, 2] and eval("1 + 1") == 2
exec("y = 3")
assert types.SimpleNamespace(a=1).a == 1 and difflib.get_close_matches("relu", ["ReLU", "rely"])
contextvars.ContextVar("v").set(1)
if __name__ == "__main__":
    unittest.main()
print("done")
