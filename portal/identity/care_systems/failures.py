"""A sender whose proofs keep failing is asked to wait; a right proof is always taken.

So nobody can shut a care system out by failing in its name, and a sender that is set up wrongly
learns that it should stop trying. There are never more rows than buckets.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, case, or_
from sqlalchemy.dialects import postgresql, sqlite

from portal.database import Database
from portal.models.care_system import FailedProof

WINDOW = timedelta(minutes=1)
MOST = 10
BUCKETS = 1024

_is_over = FailedProof.began_at <= bindparam("before")
_COUNTED: dict[str, Any] = {
    "index_elements": [FailedProof.bucket],
    "set_": {
        "failures": case((_is_over, 1), else_=FailedProof.failures + 1),
        "began_at": case((_is_over, bindparam("moment")), else_=FailedProof.began_at),
    },
    "where": or_(_is_over, FailedProof.failures < MOST),
}
_first = {"bucket": bindparam("of"), "began_at": bindparam("moment"), "failures": 1}
COUNT = {
    "sqlite": sqlite.insert(FailedProof)
    .values(_first)
    .on_conflict_do_update(**_COUNTED)
    .returning(FailedProof.bucket),
    "postgresql": postgresql.insert(FailedProof)
    .values(_first)
    .on_conflict_do_update(**_COUNTED)
    .returning(FailedProof.bucket),
}


def is_one_too_many(database: Database, name: str, *, now: datetime) -> bool:
    """Count a failure in somebody's name, known here or not; nothing is written past the limit."""
    values = {"of": _bucket(name), "moment": now, "before": now - WINDOW}
    with database.transaction(now) as transaction:
        counted = transaction.execute(COUNT[database.engine.dialect.name], values)
        return counted.one_or_none() is None


def _bucket(name: str) -> int:
    return int.from_bytes(sha256(name.encode()).digest()[:4]) % BUCKETS
