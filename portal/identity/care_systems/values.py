"""Who sends, as the rest of the portal knows it."""

from dataclasses import dataclass

from portal.identity.care_systems import scopes


@dataclass(frozen=True, slots=True)
class Sender:
    """A care system that has shown its token, for the length of one request."""

    care_system_id: int
    name: str
    scopes: frozenset[str]
    sources: frozenset[str]
    """HSA-ids."""
    demands_digest: bool

    def may(self, letter: str, kind: str) -> bool:
        """Tell if its token lets it create ("c"), read, update or delete this kind of resource."""
        return scopes.allowed(self.scopes, kind=kind, letter=letter)
