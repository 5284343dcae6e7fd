"""A portal where sharing is on, with the fictional people in it."""

import pytest

from portal.database import Database
from portal.identity.sealing import Sealer
from tests.features.sharing.story import Story
from tests.intake.sending import Sender
from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.sharing_portal import anna, bertil, database, peopled, settings
from tests.support.visitor import Visitor

__all__ = ["anna", "bertil", "database", "peopled", "settings"]


@pytest.fixture
def care(database: Database, sealer: Sealer, cast: Cast) -> Sender:
    """A care system that sends about Anna, each bundle a minute after the one before."""
    return Sender(database, sealer)


@pytest.fixture
def story(care: Sender, cast: Cast) -> Story:
    return Story(care, cast["anna"].number)


@pytest.fixture
def shared(anna: Sharer, bertil: Visitor, cast: Cast) -> Sharer:
    """Bertil may see all that can be opened."""
    opened = ("motesplats", "motesdeltagande", "kontakter", "mal", "hela")
    anna.begins(cast["bertil"].number)
    anna.answers(**dict.fromkeys(opened, "ja"), insatser="alla")
    anna.answers(region="ja", kommun="ja", andra="ja")
    anna.answers(dagar="30")
    anna.says_yes()
    anna.is_answered_by(bertil)
    return anna
