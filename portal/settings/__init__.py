"""What an operator has decided: `PORTAL_*` environment variables, read once, typed.

With nothing set at all the portal is a demo on this machine: SQLite in `instance/`, keys made at
the first start, the demo provider on the loopback. As soon as a real address or an identity
provider is named it is production, and then everything must be there.
"""

import base64
import ipaddress
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from portal import telephone
from portal.private_files import make_folder, write
from portal.settings import identity_provider, operator
from portal.settings.identity_provider import LOA3, LOA4, OIDC_CLAIM, IdentityProviderSettings
from portal.settings.operator import NOBODY, Operator
from portal.settings.words import whole, words

__all__ = [
    "LOA3",
    "LOA4",
    "OIDC_CLAIM",
    "USUAL_AGES",
    "Ages",
    "IdentityProviderSettings",
    "Operator",
    "Settings",
    "SettingsIncomplete",
    "is_loopback",
    "read",
]

DEMO_SUPPORT_PHONE = "08-465 004 20"
"""Nobody's: one of the numbers that the Swedish regulator keeps for fiction."""
DEMO_BASIS = (
    "Påhittad grund för demon: lagen (2031:7) om närståendes läsning av samordnade planer, 3 §."
)

MEMORY = Path("/dev/shm")  # noqa: S108  -- only files that are ours alone are read there
AGES = ("PORTAL_GUARDIAN_UNTIL", "PORTAL_OWN_ACCESS_FROM", "PORTAL_ADULT_FROM")
WHOLE_NUMBERS = (
    "PORTAL_PROXY_HOPS",
    "PORTAL_SESSION_HOURS",
    "PORTAL_OIDC_MAX_TOKEN_AGE",
    *AGES,
)


class SettingsIncomplete(Exception):
    """The portal must not start; the message names every setting that is missing or wrong."""


@dataclass(frozen=True, slots=True)
class Ages:
    """Age limits of access; the usual ones are the practice of 1177."""

    guardian_until: int = 13
    """`PORTAL_GUARDIAN_UNTIL`: a guardian reads until this birthday."""
    own_from: int = 16
    """`PORTAL_OWN_ACCESS_FROM`: a young person reads, and shares, from this birthday."""
    adult: int = 18
    """`PORTAL_ADULT_FROM`: a mandate that begins from this birthday on is a trustee's."""


USUAL_AGES = Ages()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the portal needs to know before it starts."""

    identity_provider: IdentityProviderSettings
    database_url: str = field(default="", repr=False)
    """`PORTAL_DATABASE_URL`: SQLite or PostgreSQL; empty = SQLite in `instance/`."""
    public_url: str = "http://localhost:5000"
    """`PORTAL_PUBLIC_URL`: the address people type; every absolute link is made from it."""
    secret_key: str = field(default="", repr=False)
    """`PORTAL_SECRET_KEY`: signs form tokens; 32 characters or more."""
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    """`PORTAL_SECRET_KEY_FALLBACKS`: earlier keys, still believed, never used for new values."""
    data_keys: tuple[str, ...] = field(default=(), repr=False)
    """`PORTAL_DATA_KEYS`: Fernet keys that encrypt identity numbers; the first one encrypts."""
    trusted_hosts: tuple[str, ...] = ()
    """`PORTAL_TRUSTED_HOSTS`: host names this portal answers to."""
    proxy_hops: int = 0
    """`PORTAL_PROXY_HOPS`: proxies in front whose `X-Forwarded-*` is believed; 0 = none."""
    session_hours: int = 8
    """`PORTAL_SESSION_HOURS`: longest signed-in time, 1 to 12 hours; idle time is 15 minutes."""
    video_hosts: tuple[str, ...] = ()
    """`PORTAL_VIDEO_HOSTS`: hosts that meeting links may lead to; empty = any https host."""
    support_phone: str = DEMO_SUPPORT_PHONE
    """`PORTAL_SUPPORT_PHONE`: the number that pages give: who answers there helps with the portal,
    can close somebody's sharing, and finds out what has happened. No real portal starts without."""
    leave_quickly_to: str = ""
    """`PORTAL_LEAVE_QUICKLY_TO`: an https page of somebody else's that "Lämna snabbt" leads to, the
    weather for example; empty = a calendar of our own that says nothing about care."""
    relative_access_legal_basis: str = ""
    """`PORTAL_RELATIVE_ACCESS_LEGAL_BASIS`: shown on each grant; empty = relatives' access off."""
    ages: Ages = USUAL_AGES
    """Birthdays that end and begin access: see `Ages`."""
    operator: Operator = NOBODY
    """Who runs the portal, and how they are reached: see settings/operator.py."""
    instance: Path = Path("instance")
    """`PORTAL_INSTANCE`: a folder for the demo's keys and database."""
    spare_folder: Path = MEMORY
    """`PORTAL_SPARE_FOLDER`: on another disk, for traces that neither the database nor `instance/`
    takes at the moment; empty = this machine's memory."""
    is_demo: bool = True
    """Fictional people only; the database is refused when it holds anyone else."""


def demo_address_file(instance: Path) -> Path:
    """Where a demo that is started leaves the address that it is reached by."""
    return instance / "demo" / "address"


def is_loopback(url: str) -> bool:
    """Tell if an address leads to this machine only, where plain http is acceptable."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read(environ: Mapping[str, str]) -> Settings:
    """Read and check all settings.

    Raises `SettingsIncomplete` with one message that names everything missing or wrong.
    """
    settings = _settings(environ)
    faults = list(_faults(settings, environ))
    if faults:
        raise SettingsIncomplete("Min plan cannot start. Set or correct: " + "; ".join(faults))
    return settings


def _settings(environ: Mapping[str, str]) -> Settings:
    instance = Path(environ.get("PORTAL_INSTANCE") or "instance").absolute()
    port = environ.get("PORT") or "5000"
    public_url = (environ.get("PORTAL_PUBLIC_URL") or f"http://localhost:{port}").rstrip("/")
    named = any(name.startswith("PORTAL_OIDC_") and environ[name] for name in environ)
    is_demo = is_loopback(public_url) and not named
    return Settings(
        identity_provider=_demo_provider(environ, instance)
        if is_demo
        else identity_provider.read(environ),
        database_url=environ.get("PORTAL_DATABASE_URL") or f"sqlite:///{instance}/portal.sqlite",
        public_url=public_url,
        secret_key=environ.get("PORTAL_SECRET_KEY")
        or (_made_once(instance / "demo" / "secret.key", secrets.token_urlsafe) if is_demo else ""),
        secret_key_fallbacks=words(environ, "PORTAL_SECRET_KEY_FALLBACKS"),
        data_keys=words(environ, "PORTAL_DATA_KEYS")
        or ((_made_once(instance / "demo" / "data.key", _fernet_key),) if is_demo else ()),
        trusted_hosts=words(environ, "PORTAL_TRUSTED_HOSTS") or _own_hosts(public_url),
        proxy_hops=whole(environ, "PORTAL_PROXY_HOPS", 0),
        session_hours=whole(environ, "PORTAL_SESSION_HOURS", 8),
        video_hosts=words(environ, "PORTAL_VIDEO_HOSTS"),
        support_phone=environ.get("PORTAL_SUPPORT_PHONE", "").strip()
        or (DEMO_SUPPORT_PHONE if is_demo else ""),
        leave_quickly_to=environ.get("PORTAL_LEAVE_QUICKLY_TO", ""),
        relative_access_legal_basis=environ.get(
            "PORTAL_RELATIVE_ACCESS_LEGAL_BASIS", DEMO_BASIS if is_demo else ""
        ),
        ages=Ages(*map(partial(whole, environ), AGES, astuple(USUAL_AGES))),
        operator=operator.read(environ, is_demo=is_demo),
        instance=instance,
        spare_folder=Path(environ.get("PORTAL_SPARE_FOLDER") or MEMORY).absolute(),
        is_demo=is_demo,
    )


def _demo_provider(environ: Mapping[str, str], instance: Path) -> IdentityProviderSettings:
    return IdentityProviderSettings(
        issuer=environ.get("DEMO_ISSUER")
        or f"http://127.0.0.1:{environ.get('DEMO_PORT') or '5001'}",
        client_id="min-plan-demo",
        private_key_file=instance / "demo" / "portal-key.pem",
    )


def _faults(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    if environ.get("LOGIN_DISABLED") or environ.get("FLASK_LOGIN_DISABLED"):
        yield "LOGIN_DISABLED (must not be set: it would turn sign-in off)"
    for name in WHOLE_NUMBERS:
        text = environ.get(name) or "0"
        if not (text.isascii() and text.isdigit()):
            yield f"{name} (a whole number)"
    if not _is_database(settings.database_url):
        yield "PORTAL_DATABASE_URL (in its password, signs such as @ and / are written %40 and %2F)"
    if settings.leave_quickly_to and not settings.leave_quickly_to.startswith("https://"):
        yield "PORTAL_LEAVE_QUICKLY_TO (must be https)"
    if not 1 <= settings.session_hours <= 12:
        yield "PORTAL_SESSION_HOURS (1 to 12)"
    if settings.support_phone and not telephone.dialled(settings.support_phone):
        yield "PORTAL_SUPPORT_PHONE (one telephone number, as in 08-123 45 67)"
    yield from operator.faults(settings.operator)
    if not settings.is_demo:
        yield from _production_faults(settings, environ)


def _production_faults(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    for name in ("PORTAL_PUBLIC_URL", "PORTAL_OIDC_ISSUER", "PORTAL_OIDC_CLIENT_ID"):
        if not environ.get(name):
            yield name
    if not operator.is_staffed(settings.support_phone):
        yield "PORTAL_SUPPORT_PHONE (your own support's: neither 112 nor 1177 can help with the portal)"
    if len(settings.secret_key) < 32:
        yield "PORTAL_SECRET_KEY (32 characters or more)"
    if not settings.data_keys or not all(map(_is_fernet_key, settings.data_keys)):
        yield "PORTAL_DATA_KEYS (one or more Fernet keys, the encrypting one first)"
    here = is_loopback(settings.public_url)
    if not here and not environ.get("PORTAL_TRUSTED_HOSTS"):
        yield "PORTAL_TRUSTED_HOSTS"
    for name, url in (
        ("PORTAL_PUBLIC_URL", settings.public_url),
        ("PORTAL_OIDC_ISSUER", settings.identity_provider.issuer),
    ):
        if environ.get(name) and not (url.startswith("https://") or is_loopback(url)):
            yield f"{name} (must be https)"
    yield from identity_provider.faults(settings.identity_provider)


def _own_hosts(public_url: str) -> tuple[str, ...]:
    if is_loopback(public_url):
        return ("localhost", "127.0.0.1", "[::1]")
    return (urlsplit(public_url).hostname or "",)


def _is_database(url: str) -> bool:
    """What is wrong with an address may be a part of its password: it is not told."""
    try:
        make_url(url)
    except (ArgumentError, ValueError):
        return False
    return True


def _is_fernet_key(text: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(text)) == 32
    except ValueError:
        return False


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _made_once(path: Path, make: Callable[[], str]) -> str:
    """Read the demo's key, or make it; two processes that start at once agree on one."""
    make_folder(path.parent)
    fresh = path.with_suffix(f".{os.getpid()}")
    if not path.exists():
        fresh.unlink(missing_ok=True)
        write(fresh, make().encode())
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text()
