"""How the parts of a plan are recognised from one version to the next, and when they cannot be.

A part that is a resource of its own has its identifier. One that stands only inside the plan (an
insats of `activity.detail`, a contained goal, an attached document) has at most an id that its
sender may count anew each time; it is recognised by that and by what it is called, in whichever
plan it stands and also when it becomes a resource or was one. Where neither fits, nobody knows if
something that was hidden has become it.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from typing import Any

from portal.intake.kept import Kept

LONGEST_PLAN_KEY = 48
"""As much of a plan's key as fits into a family beside the name of a table."""

Row = dict[str, Any]


def recognised(
    rows: Iterable[Row], *, table: str, name: str, plan: Kept, resources: Container[str]
) -> Iterator[Row]:
    """The rows with their keys; `name` is the column that says what a row is called."""
    for row in rows:
        name_key = _digest(table, row[name])
        key = row.get("key") or _digest(plan.key, table, row[name])
        if key in resources:
            yield {**row, "key": key, "name_key": name_key, "family": None}
        else:
            family = f"{table}:{plan.key[:LONGEST_PLAN_KEY]}"
            yield {**row, "key": key, "name_key": name_key, "family": family}


def with_refs(rows: Iterable[Row], plan: Kept) -> Iterator[Row]:
    """The rows with addresses that no new version changes; one key may have several rows."""
    seen: Counter[str] = Counter()
    for row in rows:
        seen[row["key"]] += 1
        digest = hashlib.sha256(f"{plan.ref}\x1f{row['key']}\x1f{seen[row['key']]}".encode())
        ref = base64.urlsafe_b64encode(digest.digest()[:16]).rstrip(b"=").decode()
        yield {**row, "ref": ref}


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
