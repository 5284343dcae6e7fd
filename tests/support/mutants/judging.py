"""Judging the mutants of one module, each in a process of its own: a line with its number and 1
for each that is noticed, 0 for each that is not; number -1 is the policy as it is.

python -m tests.support.mutants.judging portal.access.visibility
"""

import importlib
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from tests.support.mutants.making import mutants
from tests.support.mutants.near_worlds import Near, built_all

BEFOREHAND = ("flask", "sqlalchemy.orm", "portal.web.pages")
"""What nothing mutated is in: loaded once, and there in every process that begins after."""


class _Mutant(MetaPathFinder, Loader):
    """Gives the mutated source when the module is imported."""

    def __init__(self, module: str, source: str) -> None:
        self.module, self.source = module, source

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name == self.module else None

    def exec_module(self, module: ModuleType) -> None:
        names = "from sqlalchemy import true\n"
        exec(compile(names + self.source, self.module, "exec"), module.__dict__)


def main(module: str) -> None:
    """All are judged on the same worlds: whoever judges only reads them."""
    for name in BEFOREHAND:
        importlib.import_module(name)
    assert module not in sys.modules
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}/worlds.sqlite"
        is_noticed = partial(_is_noticed, url, built_all(url))
        lines = [f"-1 {_judged(None, is_noticed)}"]
        for number, (_, source) in enumerate(mutants(module)):
            lines.append(f"{number} {_judged(_Mutant(module, source), is_noticed)}")
    sys.stdout.write("\n".join(lines))


def _judged(mutant: _Mutant | None, is_noticed: Callable[[], bool]) -> int:
    child = os.fork()
    if child == 0:
        if mutant is not None:
            sys.meta_path.insert(0, mutant)
        os._exit(is_noticed())
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _is_noticed(url: str, near: Sequence[Near]) -> bool:
    """Imported only now, so that everything is built on the mutant."""
    try:
        differs = importlib.import_module("tests.support.mutants.telling").differs
    except Exception:  # noqa: BLE001 (a mutant that cannot be loaded is noticed)
        return True
    return bool(differs(url, near))


if __name__ == "__main__":
    main(sys.argv[1])
