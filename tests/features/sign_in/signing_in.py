"""A browser that signs in at a provider of the tests."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask

from tests.support.page import Page
from tests.support.visitor import Visitor


class Guest(Visitor):
    """A visitor who knows the way to the provider and back; `provider` is one with `walk`."""

    def __init__(self, app: Flask, provider: Any) -> None:
        super().__init__(app)
        self.provider = provider

    def begins(self, address: str = "/logga-in") -> str:
        """Begin a sign-in: the address at the provider."""
        return self.opens(address, status=303).headers["Location"]

    def at_provider(self, address: str) -> str:
        """Do what is to be done there: the path that the provider sends the browser back to."""
        back = urlsplit(self.provider.walk(address))
        assert f"{back.scheme}://{back.netloc}" == "http://localhost:5000"
        return f"{back.path}?{back.query}"

    def signs_in(self, *, status: int = 303, address: str = "/logga-in") -> Page:
        """A whole sign-in: the answer of the callback."""
        return self.opens(self.at_provider(self.begins(address)), status=status)

    def presses_sign_out(self) -> Page:
        """Sign out from the page that asks; the answer of the button."""
        self.opens("/logga-ut")
        return self.presses("Logga ut här")

    @property
    def is_in(self) -> bool:
        """Tell by a private page, not by the cookie."""
        return self.client.get("/logga-ut", base_url="http://localhost").status_code == 200

    @property
    def token(self) -> str:
        return self.cookie("__Host-sid")

    def cookie(self, name: str) -> str:
        """A cookie's value; empty when the browser has none."""
        cookie = self.client.get_cookie(name)
        return cookie.value if cookie else ""


def asked(address: str) -> dict[str, str]:
    """The parameters of an address, each given once."""
    return {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}
