"""What the portal writes to the disk is for its own user, whatever the umask; what it holds in
memory does not show its secrets to whoever prints it."""

import dataclasses
import importlib
import pkgutil
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import portal
from portal.settings import IdentityProviderSettings, Settings
from portal.settings.operator import Operator
from tests.support.server import HOUSE

WRITES = """
import os, sys
from pathlib import Path
os.umask(int(sys.argv[2], 8))
instance = Path(sys.argv[1])
os.environ["PORTAL_INSTANCE"] = str(instance)
os.environ.pop("PORTAL_DATABASE_URL", None)
os.environ["PORTAL_SPARE_FOLDER"] = str(instance / "spare" / "deep")
from portal.app import create_app
from portal.audit import lines
from portal.demo.keys import portal_key
from portal.migrations import schema
app = create_app()
database = app.extensions["portal.database"]
schema.upgrade(database)
portal_key(instance)
lines.add(instance / "spare" / "deep" / "traces.jsonl", b"{}\\n")
run = app.test_cli_runner().invoke
for words in (["start"], ["report"]):
    answer = run(args=["council", *words])
    assert answer.exit_code == 0, answer.output
with database.transaction():
    for path in [instance, *instance.rglob("*")]:
        print(oct(path.stat().st_mode & 0o7777), path.is_dir(), path.relative_to(instance))
"""


def modes(instance: Path, umask: str) -> dict[str, tuple[int, bool]]:
    """By name: the rights, and whether it is a folder."""
    command = [sys.executable, "-c", WRITES, str(instance), umask]
    answer = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    found = {}
    for line in answer.stdout.splitlines():
        rights, is_folder, name = line.split(" ", 2)
        found[name] = int(rights, 8), is_folder == "True"
    return found


@pytest.mark.parametrize("umask", ["0", "022", "077"])
def test_files_and_folders_are_for_the_portals_own_user(tmp_path: Path, umask: str):
    found = modes(tmp_path / "instance", umask)
    for needed in ("portal.sqlite", "portal.sqlite-wal", "portal.sqlite-shm", "demo/data.key"):
        assert needed in found
    assert any(name.endswith(".csv") for name in found)
    wrong = {
        name: oct(one)
        for name, (one, is_folder) in found.items()
        if one != (0o700 if is_folder else 0o600)
    }
    assert wrong == {}


def test_a_database_that_an_earlier_version_left_open_is_closed_to_others(tmp_path: Path):
    instance = tmp_path / "instance"
    modes(instance, "022")
    for file in (instance / "portal.sqlite", instance / "portal.sqlite-wal"):
        file.touch()
        file.chmod(0o644)
    code = f"from portal.database import Database; Database('sqlite:///{instance}/portal.sqlite')"
    subprocess.run([sys.executable, "-c", code], cwd=HOUSE, check=True)
    for file in instance.glob("portal.sqlite*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


SECRET = re.compile(
    r"((^|_)(secret|secrets|token|tokens|nonce|code_verifier|password|browser)"
    r"|secret_key\w*|data_keys|database_url|smtp_url)$"
)


def classes_of_the_portal() -> Iterator[type]:
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        if not module.name.startswith(("portal.demo", "portal.migrations")):
            for one in vars(importlib.import_module(module.name)).values():
                if isinstance(one, type) and one.__module__ == module.name:
                    yield one


def test_no_value_of_the_portals_shows_a_secret_when_it_is_printed():
    told = [
        f"{one.__module__}.{one.__qualname__}.{field.name}"
        for one in classes_of_the_portal()
        if dataclasses.is_dataclass(one)
        and hasattr(one.__repr__, "__wrapped__")  # made by `dataclass`, not written here
        for field in dataclasses.fields(one)
        if field.repr and SECRET.search(field.name)
    ]
    assert told == [], "give it field(repr=False)"


def test_the_settings_show_none():
    provider = IdentityProviderSettings(issuer="i", client_id="c", client_secret="s3-x")
    operator = Operator(smtp_url="smtps://u:s4-x@mail")
    settings = Settings(
        identity_provider=provider,
        operator=operator,
        secret_key_fallbacks=("s5-x",),
        data_keys=("s6-x",),
        secret_key="s1-x",
        database_url="postgresql://u:s2-x@db/portal",
    )
    assert "-x" not in repr(settings)
    assert "-x" not in repr([provider, operator])
