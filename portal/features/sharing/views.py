"""The pages of sharing, under one name; each module adds its own."""

from portal.features.sharing import confirming, controlling, giving, refusing, reminding, showing
from portal.features.sharing.blueprint import views

__all__ = ["confirming", "controlling", "giving", "refusing", "reminding", "showing", "views"]
