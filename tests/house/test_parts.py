"""The parts that the other tests run on are real, new enough, and started as they will be."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import parts
from tools import browser
from tools import node as node_and_npm


def said_by(*command: object) -> str:
    answer = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=False, timeout=30
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.fixture
def folder() -> Iterator[Path]:
    made = parts.database_folder()
    yield made
    shutil.rmtree(made)


def test_chromium_renders_a_page():
    flags = ["--headless", "--no-sandbox", "--disable-dev-shm-usage", "--dump-dom"]
    assert "<p>hej</p>" in said_by(parts.chromium(), *flags, "data:text/html,<p>hej</p>")


def test_node_is_new_enough_for_the_independent_oidc_partner():
    needs = json.loads((parts.npm_package("oidc-provider") / "package.json").read_text())
    major = said_by(parts.node(), "--print", "process.versions.node.split('.')[0]")
    assert int(major) >= node_and_npm.OLDEST_NODE
    assert needs["name"] == "oidc-provider"


def test_the_database_server_starts_even_for_root(folder: Path):
    step_down, server = parts.as_database_user(), parts.postgres_bin()
    data = folder / "data"
    said_by(*step_down, server / "initdb", "--auth=trust", "--username=portal", "-D", data)
    options = f"-c listen_addresses= -c unix_socket_directories={folder}"
    log = folder / "log"
    said_by(*step_down, server / "pg_ctl", "-w", "-D", data, "-o", options, "-l", log, "start")
    try:
        question = "select current_setting('server_version_num')::int >= 150000"
        psql = [server / "psql", "-h", folder, "-U", "portal", "-d", "postgres", "-Atc", question]
        assert said_by(*psql).strip() == "t"
    finally:
        said_by(*step_down, server / "pg_ctl", "-w", "-m", "immediate", "-D", data, "stop")


def test_a_missing_part_says_what_installs_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PORTAL_TEST_CHROMIUM", raising=False)
    monkeypatch.setattr(browser, "CHROMIUM", tmp_path / "chromium")
    monkeypatch.setattr(node_and_npm, "WHEEL_BIN", tmp_path)
    for part in (parts.chromium, parts.node, lambda: parts.npm_package("nothing")):
        with pytest.raises(node_and_npm.PartMissing, match="make install-test"):
            part()
