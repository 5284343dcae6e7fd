"""The fictional people, read from people.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

_PEOPLE = Path(__file__).with_name("people.toml")


@dataclass(frozen=True, kw_only=True)
class Person:
    """A fictional person: key is the button, sub what the portal gets to know the person by."""

    key: str
    name: str
    number: str
    sub: str
    who: str

    @property
    def given_name(self) -> str:
        return self.name.rpartition(" ")[0]

    @property
    def family_name(self) -> str:
        return self.name.rpartition(" ")[2]

    @property
    def has_coordination_number(self) -> bool:
        return int(self.number[6:8]) > 60

    @property
    def birthdate(self) -> date:
        day = int(self.number[6:8])
        if self.has_coordination_number:
            day -= 60
        return date(int(self.number[:4]), int(self.number[4:6]), day)


def read_people(path: Path) -> Mapping[str, Person]:
    """The people of one file by their key, in the order of the file."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))
    return MappingProxyType({key: Person(key=key, **row) for key, row in rows.items()})


@cache
def cast() -> Mapping[str, Person]:
    """The people of the demo."""
    return read_people(_PEOPLE)
