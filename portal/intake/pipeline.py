"""The whole way of one bundle: check, decide, keep, project, trace. All of it, or nothing.

Both doors (the operator's command and, later, HTTP) call `load`, and answer with its report only
after it has returned: then the bundle is committed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.database import Database
from portal.identity.sealing import Sealer
from portal.intake import strict_json
from portal.intake.bundle_remarks import with_remarks
from portal.intake.bundle_rules import entries_of
from portal.intake.json_place import BadJson
from portal.intake.keeping import keep
from portal.intake.outcome import BundleRefused, Fault, Report
from portal.intake.rules import Rules
from portal.intake.structure.check import faults_of

LARGEST_BODY = 1024 * 1024
NO_ROOM = Fault(
    507, "no-store", "Bundle", "The disk is full: nothing of it was kept, send the same again later"
)


def load(
    body: bytes, *, database: Database, sealer: Sealer, now: datetime, rules: Rules | None = None
) -> Report:
    """Take a transaction Bundle in; the report says what became of it, or why nothing did."""
    if not database.has_room:
        return Report(faults=(NO_ROOM,))
    return _taken(body, database, sealer, now, rules or Rules(), commits=True)


def check(
    body: bytes, *, database: Database, sealer: Sealer, now: datetime, rules: Rules | None = None
) -> Report:
    """Say what `load` would do now, and leave no trace of having tried."""
    return _taken(body, database, sealer, now, rules or Rules(), commits=False)


def _taken(
    body: bytes, database: Database, sealer: Sealer, now: datetime, rules: Rules, *, commits: bool
) -> Report:
    try:
        bundle = well_formed(body)
        entries = entries_of(bundle, rules=rules, now=now)
        transaction = database.begin(now, to_write=True)
        try:
            results = keep(entries, transaction, sealer, rules)
            if commits:
                transaction.commit()
        finally:
            transaction.connection.close()
    except BundleRefused as refused:
        return Report(faults=refused.faults)
    return Report(entries=with_remarks(results, bundle))


def well_formed(body: bytes) -> Mapping[str, Any]:
    """Read a body as far as it is a well-formed Bundle of well-formed resources."""
    if len(body) > LARGEST_BODY:
        raise BundleRefused([Fault(413, "too-long", "Bundle", f"More than {LARGEST_BODY} bytes")])
    try:
        bundle = strict_json.read(body)
    except BadJson as bad:
        raise BundleRefused([Fault(400, "structure", "Bundle", str(bad))]) from None
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise BundleRefused([Fault(400, "invalid", "Bundle", "A Bundle is wanted")])
    inner = {name: value for name, value in bundle.items() if name != "resourceType"}
    faults = list(faults_of(inner, "Bundle", "Bundle")) if inner else []
    if faults:
        raise BundleRefused(faults)
    return bundle
