"""Every fault switch by its name."""

from tests.support.identity_providers.fault import Fault, LogoutFault
from tests.support.identity_providers.faults_in_claims import ID_TOKEN, USERINFO
from tests.support.identity_providers.faults_in_logout_tokens import LOGOUT_FAULTS
from tests.support.identity_providers.faults_in_signatures import SIGNATURE
from tests.support.identity_providers.faults_on_the_way import (
    AFTER_LOGOUT,
    CALLBACK,
    DISCOVERY,
    KEYS_AND_USERINFO,
    TOKEN,
)

FAULTS: dict[str, Fault] = {
    **DISCOVERY,
    **CALLBACK,
    **TOKEN,
    **ID_TOKEN,
    **SIGNATURE,
    **USERINFO,
    **KEYS_AND_USERINFO,
}
"""One whole sign-in each. Names are unique over all parts (asserted in the partner's own test)."""

SLOW = frozenset(name for name in FAULTS if "stalled" in name or "a second" in name)
"""These take until the portal gives up, so a test measures them instead of looping over them."""

__all__ = ["AFTER_LOGOUT", "FAULTS", "LOGOUT_FAULTS", "SLOW", "Fault", "LogoutFault"]
