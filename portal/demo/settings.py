"""What the demo is told from outside: where it listens, and where the portal is."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True)
class DemoSettings:
    """Settings of the demo provider, one environment variable each."""

    host: str = "127.0.0.1"
    """DEMO_HOST: the address to listen on; other machines are let in only when told so."""
    port: int = 5001
    """DEMO_PORT"""
    issuer: str = "http://127.0.0.1:5001"
    """DEMO_ISSUER: the provider's public address, without a slash at the end."""
    portal_url: str = "http://localhost:5000"
    """DEMO_PORTAL_URL: the portal's public address, without a slash at the end."""
    instance: Path = _ROOT / "instance"
    """DEMO_INSTANCE: the folder where the demo portal's private key is kept."""
    database_url: str | None = None
    """DEMO_DATABASE_URL: the portal's database, to be checked for people who are not fictional."""

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Self:
        port = int(environment.get("DEMO_PORT", cls.port))
        return cls(
            host=environment.get("DEMO_HOST", cls.host),
            port=port,
            issuer=environment.get("DEMO_ISSUER", f"http://127.0.0.1:{port}").rstrip("/"),
            portal_url=environment.get("DEMO_PORTAL_URL", cls.portal_url).rstrip("/"),
            instance=Path(environment.get("DEMO_INSTANCE", cls.instance)),
            database_url=environment.get("DEMO_DATABASE_URL") or None,
        )

    @property
    def trusted_hosts(self) -> list[str]:
        """Host names that a request may carry; all others get 400."""
        public = urlsplit(self.issuer).hostname or self.host
        return [public, self.host, "127.0.0.1", "localhost", "[::1]"]
