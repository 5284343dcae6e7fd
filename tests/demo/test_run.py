"""`python -m portal.demo.run`: everything with one command, and everything ended with one key."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from portal.demo.children import ChildEnded, children
from portal.demo.run import main
from tests.support.demo import demo_run, environment
from tests.support.identity_providers.serving import free_port


def is_up(address: str) -> bool:
    try:
        return requests.get(address, timeout=5).ok
    except requests.ConnectionError:
        return False


def children_of(process: subprocess.Popen[str]) -> list[int]:
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(child) for child in path.read_text().split()]


def test_both_answer_say_where_and_as_whom_and_are_ended_by_one_key(tmp_path: Path) -> None:
    with demo_run(tmp_path) as demo:
        assert is_up(f"{demo.portal}/healthz")
        assert is_up(f"{demo.provider}/.well-known/openid-configuration")
        assert f"Min plan är igång: {demo.portal}\n" in demo.said
        assert f"Min plan is running at {demo.portal}" in demo.said
        assert f"Care systems send to {demo.portal}/fhir - docs/integrate.md" in demo.said
        assert all(name in demo.said for name in ("Anna", "Bertil", "Cecilia", "David"))
        demo.process.send_signal(signal.SIGINT)
        assert demo.process.wait(timeout=20) == 0
        assert not is_up(f"{demo.portal}/healthz")
        assert not is_up(f"{demo.provider}/healthz")


def test_when_one_ends_by_itself_the_other_ends_too(tmp_path: Path) -> None:
    with demo_run(tmp_path) as demo:
        os.kill(children_of(demo.process)[0], signal.SIGKILL)
        assert demo.process.wait(timeout=20) == 1
        assert not is_up(f"{demo.portal}/healthz")


@pytest.fixture
def refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """What is said, with exit code 1, when it does not start in an environment."""
    given = environment(tmp_path, port=free_port(), demo_port=free_port())
    for name in set(os.environ) - set(given):
        monkeypatch.delenv(name)

    def tried(**more: str) -> object:
        for name, value in {**given, **more}.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code

    return tried


@pytest.mark.parametrize("name", ["PORT", "DEMO_PORT"])
def test_a_port_that_is_taken_is_named_with_what_to_do(
    name: str, refusal: Callable[..., object]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = refusal(**{name: str(port)})
    assert said == f"Port {port} is taken. Choose another: make run {name}={port + 10}"


def test_a_real_portal_is_not_started_as_a_demo(refusal: Callable[..., object]) -> None:
    said = refusal(
        PORTAL_PUBLIC_URL="http://localhost:5000",
        PORTAL_OIDC_ISSUER="https://legitimering.example",
        PORTAL_OIDC_CLIENT_ID="x",
        PORTAL_SUPPORT_PHONE="08-465 004 21",
        PORTAL_OIDC_CLIENT_SECRET="x",
        PORTAL_SECRET_KEY="x" * 32,
        PORTAL_DATA_KEYS="bm90IGEgc2VjcmV0LCBvbmx5IGEga2V5IGZvciB0ZXM=",
    )
    assert str(said).startswith("This starts the demo, but the environment names")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_in_either_way_it_stops_and_ends_its_children(number: int) -> None:
    began = time.monotonic()
    with children() as family:
        family.start("It", [sys.executable, "-c", "import time; time.sleep(60)"], environment={})
        os.kill(os.getpid(), number)
        family.wait_until_stopped()
    assert time.monotonic() - began < 10


def test_a_child_that_does_not_start_is_named() -> None:
    with children() as family:
        family.start("The thing", [sys.executable, "-c", "raise SystemExit(3)"], environment={})
        with pytest.raises(ChildEnded, match=r"The thing ended by itself \(exit code 3\)"):
            family.wait_until(never, name="The thing", seconds=20)


def test_a_child_that_will_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.demo.children._GRACE_SECONDS", 0.2)
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True)"
    began = time.monotonic()
    with children() as family:
        family.start("It", [sys.executable, "-c", f"{stubborn}; time.sleep(60)"], environment={})
        time.sleep(0.3)
    assert time.monotonic() - began < 10


never: Callable[[], bool] = bool
