"""Somebody who shares: the steps of giving, accepting and confirming, as people take them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from portal.database import Database
from portal.identity.sealing import Sealer
from tests.support.page import Page
from tests.support.people import Known, sign_in
from tests.support.visitor import Visitor

BASIS = "Påhittad grund för proven."


@dataclass
class Sharer:
    """A patient in a browser, and how she shows anew who she is."""

    browser: Visitor
    person: Known
    database: Database
    sealer: Sealer
    ref: str = ""
    code: str = ""

    def signs_in_anew(self) -> None:
        token = sign_in(self.database, self.sealer, self.person)
        self.browser.client.set_cookie("__Host-sid", token, secure=True, httponly=True)

    def begins(self, number: str = "", relation: str = "min son") -> None:
        """The first question: by number, or by code when there is none."""
        self.browser.opens("/delning/ny")
        how = "nummer" if number else "kod"
        self.browser.presses("Fortsätt", relation=relation, hur=how, nummer=number)
        self.ref = urlsplit(self.browser.page.headers["Location"]).path.split("/")[2]
        self.browser.is_sent_on()

    def answers(self, **typed: Any) -> Page:
        """Press on, and be at the next question."""
        self.browser.presses("Fortsätt", **typed)
        return self.browser.is_sent_on()

    def chooses(self, **chosen: Any) -> Page:
        """What to show: contacts and the time of meetings, and what else is `chosen`."""
        return self.answers(**{"motestid": "ja", "kontakter": "ja", **chosen})

    def gives(self, number: str = "", days: str = "30", **chosen: Any) -> str:
        """All of it, to the receipt; gives the ref. `chosen` are boxes ticked besides the usual."""
        self.begins(number)
        self.chooses(**chosen)
        self.answers(dagar=days)
        self.says_yes(status=303 if number else 200)
        if not number:
            self.code = _code_on(self.browser.page)
        return self.ref

    def says_yes(self, *, status: int = 303) -> None:
        """The last step of giving, after a fresh sign-in."""
        self.signs_in_anew()
        self.browser.opens(f"/delning/{self.ref}/granska")
        self.browser.presses("Ja, ge rätt att läsa", status=status)

    def presses(self, words: str, **typed: Any) -> Page:
        """A button on the page of the grant; the page afterwards. Ending for good asks once."""
        self.browser.opens(f"/delning/{self.ref}")
        if words == "Avsluta delningen":
            self.browser.follows(words)
            words = "Ja, avsluta för gott"
        self.browser.presses(words, **typed)
        return self.browser.is_sent_on()

    def shares_with(self, relative: Visitor, number: str, **chosen: Any) -> str:
        """Give, let the relative say yes, and confirm."""
        self.gives(number, **chosen)
        self.is_answered_by(relative)
        return self.ref

    def is_answered_by(self, relative: Visitor) -> None:
        """The relative says yes, and the patient confirms who it is."""
        relative.opens("/delat-med-mig")
        relative.presses(next(one for one in _buttons(relative.page) if "vill läsa" in one))
        self.confirms()

    def confirms(self) -> Page:
        """The patient says, after a fresh sign-in, that it is the right person."""
        self.signs_in_anew()
        self.presses("Ja, det är rätt person")
        if self.browser.page.heading.endswith("rätt person?"):
            self.signs_in_anew()
            self.browser.opens(f"/delning/{self.ref}/bekrafta")
            self.browser.presses("Ja, det är rätt person")
            self.browser.is_sent_on()
        return self.browser.page


def _buttons(page: Page) -> list[str]:
    return [button for form in page.forms for button in form.buttons]


def _code_on(page: Page) -> str:
    (place,) = [one for one in page.tree.iter("p") if one.get("class") == "spoken-code"]
    return "".join(place.itertext()).strip()
