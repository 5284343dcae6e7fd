"""The one-time code of a sharing: sealed beside its fingerprint, and shown to its patient only."""

from portal.access.grants import codes
from portal.access.grants.values import Code, GrantSeen
from portal.identity.sealing import Sealer


def kept(sealer: Sealer, code: str) -> Code:
    """A code as the database holds it."""
    return Code(sealer.fingerprints(code)[0], sealer.seal(code.encode()))


def code_of(sealer: Sealer, grant: GrantSeen) -> str:
    """The code that waits to be used, for the patient who has just shown who she is."""
    return sealer.open(grant.code_sealed).decode() if grant.code_sealed else ""


def read_aloud(code: str) -> str:
    """A code as it is shown; nothing for none."""
    return codes.grouped(code) if code else ""
