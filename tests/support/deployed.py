"""The portal as it is deployed: gunicorn by its own configuration, behind a proxy, and browsers
that come to it over a line."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from time import monotonic

import requests

from tests.support.identity_providers.faulty import FaultyProvider, faulty_provider
from tests.support.log_scanner import LogScanner
from tests.support.mortal import MortalPortal, portal

HOST = "minplan.example"
PUBLIC_URL = f"https://{HOST}"
BY_THE_PROXY = {
    "Host": HOST,
    "X-Forwarded-For": "192.0.2.7",
    "X-Forwarded-Proto": "https",
    "Sec-Fetch-Site": "same-origin",
}
LONGEST = 30


@dataclass
class OverTheLine:
    """A browser that keeps its cookies, though the line behind the proxy is not encrypted."""

    url: str
    provider: FaultyProvider
    cookies: dict[str, str] = field(default_factory=dict)

    def opens(self, path: str) -> requests.Response:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = requests.get(
            self.url + path,
            headers={**BY_THE_PROXY, "Cookie": cookies},
            allow_redirects=False,
            timeout=LONGEST,
        )
        for name, morsel in SimpleCookie("; ".join(_cookies(answer))).items():
            self.cookies[name] = morsel.value
        return answer

    def seconds_for(self, path: str, *, status: int = 200) -> float:
        began = monotonic()
        assert self.opens(path).status_code == status
        return monotonic() - began

    def comes_back(self) -> str:
        """Begin a sign-in and do what is to be done at the provider: the path that is left."""
        back = self.provider.walk(self.opens("/logga-in").headers["Location"])
        return back.removeprefix(PUBLIC_URL)

    def signs_in(self) -> None:
        assert self.opens(self.comes_back()).status_code == 303


def _cookies(answer: requests.Response) -> list[str]:
    """Each cookie's name and value: what stands before its attributes."""
    return [line.partition(";")[0] for line in answer.raw.headers.getlist("Set-Cookie")]


@dataclass(frozen=True)
class Deployed:
    """A running portal, and the provider that its people sign in at."""

    portal: MortalPortal
    provider: FaultyProvider

    @property
    def log(self) -> str:
        return self.portal.log.read_text(encoding="utf-8", errors="replace")

    def browser(self) -> OverTheLine:
        return OverTheLine(self.portal.url, self.provider)


@contextmanager
def deployed(
    folder: Path, migrated_url: str, scanner: LogScanner, **environment: str
) -> Iterator[Deployed]:
    """One worker behind one proxy, on a copy of a migrated SQLite database."""
    file = folder / "portal.sqlite"
    shutil.copy(migrated_url.removeprefix("sqlite:///"), file)
    with faulty_provider(
        redirect_uri=f"{PUBLIC_URL}/oidc/callback", after_logout_uri=f"{PUBLIC_URL}/utloggad"
    ) as provider:
        key = folder / "key.pem"
        key.write_bytes(provider.key_pem())
        with portal(
            folder,
            f"sqlite:///{file}",
            scanner,
            PORTAL_PROXY_HOPS="1",
            PORTAL_PUBLIC_URL=PUBLIC_URL,
            PORTAL_TRUSTED_HOSTS=f"{HOST},127.0.0.1",
            PORTAL_OIDC_ISSUER=provider.issuer,
            PORTAL_OIDC_CLIENT_ID=provider.client_id,
            PORTAL_OIDC_CLIENT_SECRET="",
            PORTAL_OIDC_PRIVATE_KEY_FILE=str(key),
            **environment,
        ) as running:
            yield Deployed(running, provider)
