"""A check of a token beside one of a key, in one process: what is known from memory, and what is verified anew."""

import json
import subprocess
from collections.abc import Sequence
from typing import Final

from remit.identity.token_key import TokenAlgorithm
from tools.bench.figures import Figure, Table, lines
from tools.bench.process import ROOT, BenchError, on_core, own
from tools.bench.rounds import Rounds, Values
from tools.bench.stage import Stage

FIGURES: Final = (
    Figure("token", "A token check from memory, in process", "µs", most=10.0),
    Figure("key", "A key check from memory, in process", "µs", most=5.0),
    Figure("anew", "A token that is verified for the first time", "µs"),
)


def play(on: Stage) -> Sequence[Table]:
    """Measure."""
    found = {one: _measured(on, one) for one in (TokenAlgorithm.RS256, TokenAlgorithm.EDDSA)}
    compared = lines(FIGURES, found[TokenAlgorithm.EDDSA], beside=found[TokenAlgorithm.RS256])
    notes = ["the least of 15 rounds of 10,000; verified anew: keys and family are at hand, the token is not"]
    return [Table("Tokens", "RS256", "EdDSA", compared, notes)]


def _measured(on: Stage, algorithm: TokenAlgorithm) -> Rounds:
    rounds = Rounds()
    for number in range(on.plan.rounds):
        on.tell(f"checking tokens by {algorithm}, round {number + 1} of {on.plan.rounds}")
        rounds.add(_checked(on, algorithm, number=number))
    return rounds


def _checked(on: Stage, algorithm: TokenAlgorithm, *, number: int) -> Values:
    data = on.folder / f"tokens-{algorithm}-{number}"
    with on_core(on.core):
        done = subprocess.run(  # noqa: S603  this project's own program
            [str(word) for word in own("tokens", "--data", data, "--algorithm", str(algorithm))],
            capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
    if done.returncode:
        raise BenchError(f"the tokens could not be checked: {done.stderr.strip()[-2000:]}")
    found: Values = json.loads(done.stdout.splitlines()[-1])
    return found
