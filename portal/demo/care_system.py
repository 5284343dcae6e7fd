"""A care system for those who want to try sending: registered in each demo, its key in a file.

The private key is made at the first start, and only its owner may read it.
"""

import json
from pathlib import Path

from joserfc.jwk import RSAKey

from portal.database import Database
from portal.demo.keys import kept_key
from portal.demo.loading import SOURCE
from portal.identity.care_systems import registering
from portal.identity.care_systems.key_sets import read
from portal.identity.care_systems.registering import Keys, Registration
from portal.identity.care_systems.scopes import MANDATES

CLIENT_ID = "demo-planning"
KEY_ID = "demo-1"
SOURCE_TO_TRY = "SE2321009990-PROV"
"""A source that nobody's plan comes from yet."""
SCOPES = ("system/Bundle.c", "system/*.crud", "system/Consent.r", MANDATES)


def care_system_key_file(instance: Path) -> Path:
    """Where the care system's private key lies."""
    return instance / "demo" / "care-system-key.pem"


def register(database: Database, instance: Path) -> None:
    """Register it once; one that was disabled stays so, and a key made anew is the one to use."""
    key = RSAKey.import_key(kept_key(care_system_key_file(instance)), {"kid": KEY_ID})
    keys = Keys(read(json.dumps({"keys": [key.as_dict(private=False)]}).encode()))
    with database.transaction() as transaction:
        if registering.is_registered(transaction, CLIENT_ID):
            registering.change_keys(transaction, CLIENT_ID, keys=keys)
        else:
            registering.add(transaction, _registration(keys), client_id=CLIENT_ID)


def _registration(keys: Keys) -> Registration:
    return Registration(
        name="Demons planeringssystem", sources=(SOURCE, SOURCE_TO_TRY), scopes=SCOPES, keys=keys
    )
