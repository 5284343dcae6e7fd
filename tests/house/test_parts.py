"""The parts that the other tests run on are real, new enough, and started as they will be."""

import json
import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.support import parts
from tests.support.postgres import Server
from tools import browser
from tools import node as node_and_npm


def said_by(*command: object) -> str:
    answer = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=False, timeout=30
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_chromium_renders_a_page():
    flags = ["--headless", "--no-sandbox", "--disable-dev-shm-usage", "--dump-dom"]
    assert "<p>hej</p>" in said_by(parts.chromium(), *flags, "data:text/html,<p>hej</p>")


def test_node_is_new_enough_for_the_independent_oidc_partner():
    needs = json.loads((parts.npm_package("oidc-provider") / "package.json").read_text())
    major = said_by(parts.node(), "--print", "process.versions.node.split('.')[0]")
    assert int(major) >= node_and_npm.OLDEST_NODE
    assert needs["name"] == "oidc-provider"


def test_the_database_server_is_as_new_as_an_operators(postgres_server: Server):
    """Ours is started even for root, who may not run one."""
    address = postgres_server.url.set(drivername="postgresql")
    with psycopg.connect(address.render_as_string(hide_password=False)) as connection:
        assert connection.info.server_version >= 150000


def test_a_missing_part_says_what_installs_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PORTAL_TEST_CHROMIUM", raising=False)
    monkeypatch.setattr(browser, "CHROMIUM", tmp_path / "chromium")
    monkeypatch.setattr(node_and_npm, "WHEEL_BIN", tmp_path)
    for part in (parts.chromium, parts.node, lambda: parts.npm_package("nothing")):
        with pytest.raises(node_and_npm.PartMissing, match="make install-test"):
            part()
