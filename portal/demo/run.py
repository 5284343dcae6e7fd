"""Start the portal with fictional people: `python -m portal.demo.run`, which `make run` calls.

The database is brought up to date, the people come in through the real intake, and then the demo
provider and the portal run as two processes that live and end together.
"""

import errno
import os
import socket
import sys

import requests

from portal.demo.cast import cast
from portal.demo.children import ChildEnded, Children, NotUp, children
from portal.demo.keys import portal_key
from portal.demo.numbers import RealPersonFound
from portal.demo.preparing import prepare
from portal.demo.settings import DemoSettings
from portal.settings import Settings, SettingsIncomplete, read


class PortTaken(Exception):
    """Somebody else listens where we should."""


class NotADemo(Exception):
    """The environment describes a real portal."""


def main() -> None:
    try:
        settings = _demo_settings()
        demo = DemoSettings.read()
        port = int(os.environ.get("PORT") or 5000)
        _check_port(port, "PORT")
        _check_port(demo.port, "DEMO_PORT")
        portal_key(settings.instance)
        prepare(settings)
        with children() as family:
            _start(family, settings, demo, port=port)
            family.wait_until_stopped()
    except (ChildEnded, NotADemo, NotUp, PortTaken, RealPersonFound, SettingsIncomplete) as refused:
        sys.exit(str(refused))


def _demo_settings() -> Settings:
    settings = read(os.environ)
    if not settings.is_demo:
        raise NotADemo(
            "This starts the demo, but the environment names a real address or identity provider"
            " (PORTAL_PUBLIC_URL, PORTAL_OIDC_…). Unset them, or start gunicorn wsgi:app."
        )
    return settings


def _check_port(port: int, name: str) -> None:
    with socket.socket() as probe:
        # As servers do: a port that was used a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as taken:
            if taken.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            raise PortTaken(
                f"Port {port} is taken. Choose another: make run {name}={port + 10}"
            ) from taken


def _start(family: Children, settings: Settings, demo: DemoSettings, *, port: int) -> None:
    """The provider first: the portal asks it who it is."""
    environment = {**os.environ, "DEMO_PORTAL_URL": demo.portal_url}
    family.start(
        "The demo provider",
        [sys.executable, "-m", "portal.demo.provider"],
        environment=environment,
    )
    discovery = f"http://127.0.0.1:{demo.port}/.well-known/openid-configuration"
    family.wait_until(lambda: _answers(discovery), name="The demo provider")
    family.start("The portal", _gunicorn(port), environment=environment)
    family.wait_until(lambda: _answers(f"http://127.0.0.1:{port}/healthz"), name="The portal")
    if not family.stopping.is_set():
        print(_welcome(settings.public_url), flush=True)


def _gunicorn(port: int) -> list[str]:
    """One process: SQLite has one writer, and a demo has one visitor or a few."""
    options = ["--worker-class", "gthread", "--workers", "1", "--threads", "4"]
    quiet = ["--log-level", "warning", "--no-control-socket"]
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "wsgi:app",
        "--bind",
        f"127.0.0.1:{port}",
        *options,
        *quiet,
    ]


def _answers(address: str) -> bool:
    with requests.Session() as browser:
        browser.trust_env = False  # no proxy stands between us and our own children
        try:
            return browser.get(address, timeout=2).ok
        except requests.RequestException:
            return False


def _welcome(address: str) -> str:
    people = [f"  {person.given_name:<8} {person.who}" for person in cast().values()]
    return "\n".join(
        [
            "",
            f"Min plan är igång: {address}",
            "Logga in som någon av dem (alla är påhittade):",
            *people,
            f"Min plan is running at {address} - sign in as Anna to see a plan.",
            f"Care systems send to {address}/fhir - docs/integrate.md tries it step by step.",
            "Ctrl-C avslutar (stops it).",
            "",
        ]
    )


if __name__ == "__main__":
    main()
