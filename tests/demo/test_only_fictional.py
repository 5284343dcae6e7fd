"""Real people are kept out of the demo."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.database import Database
from portal.demo.cast import Person, cast, read_people
from portal.demo.numbers import RealPersonFound, allowed, only_fictional
from portal.demo.provider import create_provider
from portal.demo.settings import DemoSettings
from portal.demo.stored import only_fictional_stored
from portal.identity.numbers import kind
from portal.identity.people import person_of
from portal.identity.sealing import Sealer
from portal.settings import Settings, read
from tests.support.identity_providers.serving import free_port

WELL_KNOWN = "191212121212"


def test_the_list_holds_the_cast_and_children_and_not_the_number_everybody_types() -> None:
    numbers = allowed()
    assert {person.number for person in cast().values()} <= numbers
    assert len([number for number in numbers if number.startswith("202")]) == 398
    assert WELL_KNOWN not in numbers


def test_every_number_on_the_list_is_a_right_one() -> None:
    assert [number for number in allowed() if kind(number) is None] == []


def test_adults_on_the_list_were_born_in_the_1890s_with_birth_numbers_980_to_989() -> None:
    adults = {number for number in allowed() if not number.startswith("202")}
    assert {number[:3] for number in adults} == {"189"}
    assert {number[8:10] for number in adults} == {"98"}


def test_a_refusal_says_how_many_but_never_who() -> None:
    with pytest.raises(RealPersonFound, match=r"^2 identity number\(s\)") as refused:
        only_fictional([WELL_KNOWN, WELL_KNOWN, "198001012384", cast()["anna"].number])
    assert WELL_KNOWN not in str(refused.value)


def test_the_provider_refuses_a_cast_with_a_real_person(tmp_path: Path) -> None:
    anna = cast()["anna"]
    stranger = Person(key="x", name="X Y", number=WELL_KNOWN, sub="x", who="x")
    with pytest.raises(RealPersonFound):
        create_provider(DemoSettings(instance=tmp_path), people={"anna": anna, "x": stranger})


def test_subs_and_keys_are_their_own_and_tell_no_number() -> None:
    people = list(cast().values())
    assert len({person.sub for person in people}) == len(people)
    assert not [person for person in people if person.number in person.sub]


def test_a_people_file_is_read_in_its_own_order(tmp_path: Path) -> None:
    file = tmp_path / "people.toml"
    rows = "\n".join(
        f'[{key}]\nname = "{key} B C"\nnumber = "189006759881"\nsub = "{key}"\nwho = "w"'
        for key in ("z", "a")
    )
    file.write_text(rows)
    people = read_people(file)
    assert list(people) == ["z", "a"]
    assert (people["z"].given_name, people["z"].family_name) == ("z B", "C")
    assert people["a"].birthdate.isoformat() == "1890-06-15"


def demo_portal_settings(tmp_path: Path) -> Settings:
    return read({"PORTAL_INSTANCE": str(tmp_path)})


@pytest.fixture
def somebody(migrated: Callable[[str], str], tmp_path: Path) -> Callable[[str], Settings]:
    """Settings of a demo portal whose database holds one person."""

    def with_number(number: str) -> Settings:
        source = Path(str(migrated("sqlite")).removeprefix("sqlite:///"))
        settings = demo_portal_settings(tmp_path)
        Path(settings.database_url.removeprefix("sqlite:///")).write_bytes(source.read_bytes())
        database = Database(settings.database_url)
        with database.transaction() as transaction:
            person_of(transaction, Sealer(settings.data_keys), number)
        database.engine.dispose()
        return settings

    return with_number


def test_a_database_that_is_not_made_yet_holds_nobody(tmp_path: Path) -> None:
    only_fictional_stored(demo_portal_settings(tmp_path))


def test_a_database_with_fictional_people_is_accepted(
    somebody: Callable[[str], Settings],
) -> None:
    only_fictional_stored(somebody(cast()["anna"].number))


def test_a_database_with_somebody_else_is_refused(somebody: Callable[[str], Settings]) -> None:
    with pytest.raises(RealPersonFound):
        only_fictional_stored(somebody(WELL_KNOWN))


def test_a_database_sealed_with_lost_keys_is_refused(
    somebody: Callable[[str], Settings], tmp_path: Path
) -> None:
    somebody(cast()["anna"].number)
    (tmp_path / "demo" / "data.key").unlink()
    with pytest.raises(RealPersonFound, match="cannot be read"):
        only_fictional_stored(demo_portal_settings(tmp_path))


def test_the_process_does_not_start_beside_a_database_with_somebody_else(
    somebody: Callable[[str], Settings], tmp_path: Path
) -> None:
    somebody(WELL_KNOWN)
    tried = subprocess.run(
        [sys.executable, "-m", "portal.demo.provider"],
        env={**os.environ, "PORTAL_INSTANCE": str(tmp_path), "DEMO_PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert tried.returncode == 1
    assert tried.stderr.startswith("The demo provider does not start. 1 identity number(s)")
    assert WELL_KNOWN not in tried.stderr + tried.stdout
