"""The demo as `make run` starts it: a portal and a provider of its own, on free ports."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.identity_providers.serving import free_port


@dataclass(frozen=True)
class Running:
    process: subprocess.Popen[str]
    portal: str
    provider: str
    said: str


def environment(tmp_path: Path, *, port: int, demo_port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    return {
        **kept,
        "PORT": str(port),
        "DEMO_PORT": str(demo_port),
        "PORTAL_INSTANCE": str(tmp_path / "instance"),
    }


@contextmanager
def demo_run(tmp_path: Path) -> Iterator[Running]:
    """Its data is in `tmp_path / "instance"`."""
    port, demo_port = free_port(), free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "portal.demo.run"],
        env=environment(tmp_path, port=port, demo_port=demo_port),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = ""
        while "Ctrl-C" not in said:
            line = process.stdout.readline()
            assert line, f"it ended before it was up: {said}"
            said += line
        try:
            yield Running(
                process, f"http://localhost:{port}", f"http://127.0.0.1:{demo_port}", said
            )
        finally:
            process.terminate()
            process.wait(timeout=20)
