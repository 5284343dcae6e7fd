"""Whom the access log tells of."""

import pytest

from portal.database import Database
from portal.identity.sealing import Sealer
from tests.support.people import Cast, known


@pytest.fixture
def people(database: Database, sealer: Sealer) -> Cast:
    """The cast, of whom care has sent nothing."""
    return known(database, sealer)
