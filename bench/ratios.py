"""How much processor time one thing takes of another: paired, interleaved, in random order.

A machine drifts, so microseconds of two runs cannot be compared; ratios within one round can.
"""

import gc
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median, quantiles

ROUNDS = 21
SECONDS_EACH = 0.02
"""How long each candidate is at work in each round."""

Candidate = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Ratio:
    """`usual` is the median of the rounds; `surely` is what four rounds of five were above."""

    usual: float
    surely: float

    def breaks(self, limit: float) -> bool:
        """A limit is broken only when it is so beyond the noise of the machine."""
        return self.surely > limit


@dataclass(frozen=True, slots=True)
class Timings:
    """Microseconds of processor time for one call, by candidate and round."""

    rounds: dict[str, list[float]]

    def usual(self, name: str) -> float:
        return median(self.rounds[name])

    def ratio(self, name: str, to: str) -> Ratio:
        pairs = zip(self.rounds[name], self.rounds[to], strict=True)
        ratios = [one / other for one, other in pairs]
        return Ratio(median(ratios), quantiles(ratios, n=5)[0])


def measured(candidates: Mapping[str, Candidate]) -> Timings:
    """Let each candidate work for about as long, in a new random order each round."""
    calls = {name: _calls_for(candidate) for name, candidate in candidates.items()}
    rounds: dict[str, list[float]] = {name: [] for name in candidates}
    gc.collect()
    gc.freeze()
    for _ in range(ROUNDS):
        for name in random.sample(list(candidates), len(candidates)):
            rounds[name].append(_microseconds(candidates[name], calls[name]))
    gc.unfreeze()
    return Timings(rounds)


def _calls_for(candidate: Candidate) -> int:
    """Warm up (statements prepared, templates compiled), and see how many calls fill the time."""
    _microseconds(candidate, 20)
    return max(5, round(SECONDS_EACH * 1e6 / _microseconds(candidate, 20)))


def _microseconds(candidate: Candidate, calls: int) -> float:
    before = time.process_time()
    for _ in range(calls):
        candidate()
    return (time.process_time() - before) * 1e6 / calls
