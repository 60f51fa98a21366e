"""The closed list of outcomes that a student can read."""

from enum import StrEnum


class Verdict(StrEnum):
    """How one evaluation ended.

    Everything but ``INFRASTRUCTURE_FAULT`` is the student's result; that one is ours,
    is retried, and never costs a try.
    """

    SCORED = "scored"
    INVALID_FILE = "invalid_file"
    RULE_VIOLATION = "rule_violation"
    WRONG_GRADIENT = "wrong_gradient"
    WRONG_VALUE = "wrong_value"
    ERROR_IN_CODE = "error_in_code"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    OUTPUT_LIMIT = "output_limit"
    FORBIDDEN_ACTION = "forbidden_action"
    INFRASTRUCTURE_FAULT = "infrastructure_fault"
