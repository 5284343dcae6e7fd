"""The success criteria of WCAG 2.2, by their numbers."""

import re

GUIDELINES = {
    "1.1": 1, "1.2": 9, "1.3": 6, "1.4": 13,
    "2.1": 4, "2.2": 6, "2.3": 3, "2.4": 13, "2.5": 8,
    "3.1": 6, "3.2": 6, "3.3": 9,
    "4.1": 3,
}  # fmt: skip
"""How many criteria each guideline has; they are numbered from 1."""
REMOVED = "4.1.1"
"""Parsing; WCAG 2.2 took it away."""
CRITERION = re.compile(r"(\d\.\d)\.([1-9]\d?)", re.ASCII)


def is_criterion(number: str) -> bool:
    """Tell if WCAG 2.2 has it, as 2.4.7."""
    found = CRITERION.fullmatch(number)
    return found is not None and number != REMOVED and int(found[2]) <= GUIDELINES.get(found[1], 0)
