"""Many at once with one and the same proof: exactly one gets a token."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from portal.database import Database
from tests.support.care_systems import ProvingCareSystem, register, rsa_key

AT_ONCE = 4


def test_of_many_that_come_at_once_with_one_proof_one_wins(app: Flask, database: Database):
    sender = ProvingCareSystem(app, register(database, rsa_key()), rsa_key())
    for _ in range(5):
        proof, start = sender.proof(), Barrier(AT_ONCE)

        def ask(_: int, proof: str = proof, start: Barrier = start) -> int:
            start.wait()
            return sender.asks(proof).status_code

        with ThreadPoolExecutor(AT_ONCE) as many:
            statuses = Counter(many.map(ask, range(AT_ONCE)))
        assert statuses[200] == 1
        assert statuses[401] + statuses[429] == AT_ONCE - 1
