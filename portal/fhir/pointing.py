"""Where a fault is in a resource that came alone, told from where it is in the bundle round it."""

from typing import Any

ENTRY = "Bundle.entry[0]"
RESOURCE = f"{ENTRY}.resource"
OUTSIDE = {
    f"{ENTRY}.request.ifMatch": "If-Match: ",
    f"{ENTRY}.request.ifNoneMatch": "If-None-Match: ",
    f"{ENTRY}.request.url": "The address: ",
    "Bundle.meta.source": "Delete in a Bundle with meta.source: ",
}
"""What stands in a bundle and has no place in a resource: told in words, without an expression."""

Issue = dict[str, Any]


def pointed(issue: Issue, kind: str) -> Issue:
    """The issue as it is about one resource of this type."""
    (expression,) = issue["expression"]
    if expression == ENTRY:
        return {**issue, "expression": [kind]}
    if expression.startswith(RESOURCE):
        return {**issue, "expression": [kind + expression.removeprefix(RESOURCE)]}
    if not expression.startswith("Bundle"):
        return issue
    words = OUTSIDE.get(expression, "") + issue["diagnostics"]
    return {name: value for name, value in issue.items() if name != "expression"} | {
        "diagnostics": words
    }
