"""One text for one content: how a resource is compared, and how it is kept."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from portal.partial_date import PartialDate

DECIMAL = "$decimal"
NOT_CONTENT = frozenset({"versionId", "lastUpdated"})


def content_hash(resource: Mapping[str, Any]) -> str:
    """SHA-256 of everything but the version and the time; labels are content."""
    meta = {k: v for k, v in (resource.get("meta") or {}).items() if k not in NOT_CONTENT}
    return hashlib.sha256(text({**resource, "meta": meta}).encode()).hexdigest()


def text(value: Any) -> str:
    """JSON with sorted keys and no spaces; decimals keep their digits."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )


def value(stored: str | bytes) -> Any:
    """What `text` was made from."""
    return json.loads(stored, object_hook=_back)


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return {DECIMAL: str(value)}
        case date():
            return value.isoformat()
        case PartialDate():
            return value.text
        case bytes():
            return hashlib.sha256(value).hexdigest()
    raise TypeError(f"not JSON: {type(value).__name__}")


def _back(found: dict[str, Any]) -> Any:
    return Decimal(found[DECIMAL]) if DECIMAL in found else found
