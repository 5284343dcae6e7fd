"""Judging one mutant in a process of its own: ends with 0 when nothing was noticed.

python -m tests.support.mutants.judging portal.access.visibility 3
"""

import importlib
import sys
import tempfile
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from tests.support.mutants.making import mutated


class _Mutant(MetaPathFinder, Loader):
    """Gives the mutated source when the module is imported."""

    def __init__(self, module: str, source: str) -> None:
        self.module, self.source = module, source

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name == self.module else None

    def exec_module(self, module: ModuleType) -> None:
        names = "from sqlalchemy import true\n"
        exec(compile(names + self.source, self.module, "exec"), module.__dict__)


def main(module: str, number: int) -> int:
    """A negative number judges the policy as it is, which must be found right."""
    if number >= 0:
        sys.meta_path.insert(0, _Mutant(module, mutated(module, number)))
    return 1 if _is_noticed() else 0


def _is_noticed() -> bool:
    """Imported only now, so that everything is built on the mutant."""
    differs = importlib.import_module("tests.support.mutants.telling").differs
    with tempfile.TemporaryDirectory() as folder:
        return bool(differs(f"sqlite:///{Path(folder)}/worlds.sqlite"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
