"""Leave out any one condition of the policy, and somebody notices."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.mutants.making import MODULES, mutants

HOUSE = Path(__file__).resolve().parents[2]
EACH = [
    pytest.param(module, number, id=f"{module.rpartition('.')[2]}: {name}")
    for module in MODULES
    for number, (name, _) in enumerate(mutants(module))
]


def judged(module: str, number: int) -> int:
    command = [sys.executable, "-m", "tests.support.mutants.judging", module, str(number)]
    return subprocess.run(command, cwd=HOUSE, check=False, capture_output=True).returncode


def test_the_policy_as_it_is_agrees_with_the_model():
    assert judged(MODULES[0], -1) == 0


@pytest.mark.parametrize(("module", "number"), EACH)
def test_a_dropped_condition_is_noticed(module: str, number: int):
    assert judged(module, number) == 1, "no world tells this condition apart: write one"
