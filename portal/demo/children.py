"""Child processes that live and end together."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event

_GRACE_SECONDS = 5
_LOOK_SECONDS = 0.1
_ASKED_SECONDS = 0.5


class ChildEnded(Exception):
    """A process that should go on has ended by itself."""


class NotUp(Exception):
    """A process runs but does not answer."""


@dataclass
class Children:
    """Processes by the name that a person knows them by."""

    stopping: Event = field(default_factory=Event)
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str], *, environment: Mapping[str, str]) -> None:
        self._running[name] = subprocess.Popen(list(command), env=dict(environment))

    def wait_until(self, is_up: Callable[[], bool], *, name: str, seconds: float = 30) -> None:
        """Return when it answers, or when asked to stop (raises ChildEnded, NotUp)."""
        end = time.monotonic() + seconds
        while not self.stopping.wait(_LOOK_SECONDS):
            self.check()
            if is_up():
                return
            if time.monotonic() > end:
                raise NotUp(f"{name} did not answer within {seconds:.0f} seconds.")

    def wait_until_stopped(self) -> None:
        """Return when asked to stop (raises ChildEnded when one ends before)."""
        while not self.stopping.wait(_LOOK_SECONDS):
            self.check()

    def check(self) -> None:
        for name, process in self._running.items():
            # Ctrl-C reaches parent and children alike: who has ended may have been asked to.
            if process.poll() is not None and not self.stopping.wait(_ASKED_SECONDS):
                raise ChildEnded(f"{name} ended by itself (exit code {process.returncode}).")

    def end_all(self) -> None:
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(timeout=_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def children() -> Iterator[Children]:
    """SIGINT and SIGTERM ask to stop; leaving the block ends every process, whatever happened."""
    family = Children()
    asked = {signal.SIGINT, signal.SIGTERM}
    before = {number: signal.signal(number, lambda *_: family.stopping.set()) for number in asked}
    try:
        yield family
    finally:
        family.end_all()
        for number, handler in before.items():
            signal.signal(number, handler)
