"""Leave out any one condition of the policy, and somebody notices."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.mutants.making import MODULES, mutants

HOUSE = Path(__file__).resolve().parents[2]
AS_IT_IS = -1
EACH = [
    pytest.param(module, number, id=f"{module.rpartition('.')[2]}: {name}")
    for module in MODULES
    for number, (name, _) in enumerate(mutants(module))
]
Noticed = dict[tuple[str, int], str]


@pytest.fixture(scope="module")
def noticed() -> Noticed:
    """By module and number of the mutant: 1 when it is noticed, 0 when it is not."""
    found: Noticed = {}
    for module in MODULES:
        command = [sys.executable, "-m", "tests.support.mutants.judging", module]
        done = subprocess.run(command, cwd=HOUSE, check=True, capture_output=True, text=True)
        for line in done.stdout.splitlines():
            number, verdict = line.split()
            found[module, int(number)] = verdict
    return found


@pytest.mark.parametrize("module", MODULES)
def test_the_policy_as_it_is_agrees_with_the_model(noticed: Noticed, module: str):
    assert noticed[module, AS_IT_IS] == "0"


@pytest.mark.parametrize(("module", "number"), EACH)
def test_a_dropped_condition_is_noticed(noticed: Noticed, module: str, number: int):
    assert noticed[module, number] == "1", "no world tells this condition apart: write one"
