"""The phone of somebody who is signed in at a portal that runs as a process of its own."""

import re
from datetime import timedelta
from typing import Any

import requests

from portal.database import Database
from portal.identity import cookies, signed_in
from portal.identity.claims import Identity
from portal.identity.people import person_of
from portal.identity.sealing import Sealer
from portal.settings import LOA3
from tests.support.fixtures import DATA_KEY

TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


class Phone:
    """Keeps the cookie of one session, begun past the identity provider."""

    def __init__(self, url: str, database: Database, number: str) -> None:
        self._url = url
        with database.transaction() as transaction:
            person_id = person_of(transaction, Sealer((DATA_KEY,)), number)
            identity = Identity(
                issuer="https://id.example",
                subject="somebody",
                number=number,
                name=None,
                level_of_assurance=LOA3,
                authenticated_at=transaction.now,
                issuer_session=None,
                provider_transaction=None,
            )
            token = signed_in.begin(
                transaction, person_id=person_id, identity=identity, longest=timedelta(hours=8)
            )
        self._browser: dict[str, Any] = {
            "headers": {"Sec-Fetch-Site": "same-origin"},
            "cookies": {cookies.SIGNED_IN: token},
            "timeout": 20,
        }

    def reads(self, *addresses: str) -> list[int]:
        """The status of each page."""
        return [requests.get(f"{self._url}{one}", **self._browser).status_code for one in addresses]

    def changes_the_language(self) -> int:
        """The status of a change that is kept in the account."""
        address = f"{self._url}/sprak"
        page = requests.get(address, **self._browser)
        token = TOKEN.search(page.text)
        assert token is not None
        form = {"csrf": token[1], "language": "en"}
        return requests.post(address, form, allow_redirects=False, **self._browser).status_code
