"""What the demo is told from outside: where it listens, and where the portal is."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit


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
    """DEMO_PORTAL_URL, else PORTAL_PUBLIC_URL: the portal's address, without a slash at the end."""
    instance: Path = Path("instance")
    """PORTAL_INSTANCE: the portal's folder, where the demo portal's private key is kept."""

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Self:
        port = int(environment.get("DEMO_PORT") or cls.port)
        portal = environment.get("DEMO_PORTAL_URL") or environment.get("PORTAL_PUBLIC_URL")
        return cls(
            host=environment.get("DEMO_HOST") or cls.host,
            port=port,
            issuer=(environment.get("DEMO_ISSUER") or f"http://127.0.0.1:{port}").rstrip("/"),
            portal_url=(portal or f"http://localhost:{environment.get('PORT') or 5000}").rstrip(
                "/"
            ),
            instance=Path(environment.get("PORTAL_INSTANCE") or cls.instance).absolute(),
        )

    @property
    def trusted_hosts(self) -> list[str]:
        """Host names that a request may carry; all others get 400."""
        public = urlsplit(self.issuer).hostname or self.host
        return [public, self.host, "127.0.0.1", "localhost", "[::1]"]
