"""What one check of a token costs beside one of a key, both known, in one process. Never touches a running server.

`python -m tools.bench.tokens --data DIR` prints one line of JSON: microseconds, the least of several rounds.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from remit.administration.editor import Editor
from remit.administration.installation import INSTALLER, Credentials
from remit.administration.token import issue_token
from remit.administration.unit import Unit
from remit.bootstrap import App, open_app
from remit.config import Config
from remit.identity.model import Principal, Subject, TokenFamily
from remit.identity.token_key import TokenAlgorithm
from remit.server.authentication import Authentication
from remit.server.credentials.token import TokenVerifier
from tools.bench.keys import Here

ROUNDS: Final = 15
CHECKS: Final = 10_000
"""In each round."""
ANEW: Final = 200
"""Tokens that are verified for the first time in each round."""
AGENT: Final = "agent:token-bench"

Asked = Sequence[tuple[tuple[str, str], ...]]


async def check(config: Config) -> dict[str, float]:
    """Return the microseconds of one check: of a known key, a known token, and a token that is verified anew."""
    async with open_app(config) as app:
        made = await app.install(new_key=True)
        assert made is not None  # noqa: S101  narrows the type: a new key was asked for
        await _settle(app, made)
        key, token = _shown(made.administrator.reveal()), _shown(await _token(app, made))
        here, known = Here(), _authentication(app)
        for metadata in (key, token):
            await _found(known, metadata, here=here)
        return {
            "key": min(_round(known, [key], here=here) for _ in range(ROUNDS)),
            "token": min(_round(known, [token], here=here) for _ in range(ROUNDS)),
            "anew": min([await _anew(app, token, here=here) for _ in range(ROUNDS)]),
        }


async def _settle(app: App, made: Credentials) -> None:
    def work(unit: Unit) -> None:
        if unit.find(Subject, AGENT) is None:
            unit.put(Subject(AGENT, created_at=unit.at))

    await app.office.change(made.tenant, INSTALLER, action="bench:put", target=AGENT, work=work)


async def _token(app: App, made: Credentials) -> str:
    editor = Editor(app.office, made.tenant, INSTALLER)
    mint = await app.tokens.mint()
    issued = await issue_token(editor, TokenFamily("", AGENT), mint=mint, roles=(), latest=None)
    pair = issued.result.pair
    assert pair is not None  # noqa: S101  narrows the type: the first call shows it
    return pair.access_token.reveal()


def _authentication(app: App) -> Authentication:
    verifiers = (TokenVerifier(app.catalogs, app.clock, tokens=app.tokens),)
    return Authentication(app.catalogs, app.clock, verifiers=verifiers)


def _shown(credential: str) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {credential}"),)


async def _found(by: Authentication, metadata: Any, *, here: Here) -> None:  # noqa: ANN401  as gRPC has it
    found = by.authenticate(metadata, here)
    if not isinstance(found, Principal):
        await found


def _round(by: Authentication, asked: Asked, *, here: Here) -> float:
    times = CHECKS // len(asked)
    began = time.perf_counter()
    for _ in range(times):
        for metadata in asked:
            by.authenticate(metadata, here)
    return (time.perf_counter() - began) / times / len(asked) * 1_000_000


async def _anew(app: App, token: Any, *, here: Here) -> float:  # noqa: ANN401  as gRPC has it
    """Verify it as often as new servers would that know the key and the family, and nothing of the token."""
    strangers = [_authentication(app) for _ in range(ANEW)]
    began = time.perf_counter()
    for stranger in strangers:
        await _found(stranger, token, here=here)
    return (time.perf_counter() - began) / ANEW * 1_000_000


def main(arguments: list[str]) -> None:
    """Measure, and say what was found."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench.tokens")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--algorithm", type=TokenAlgorithm, default=TokenAlgorithm.EDDSA)
    told = parser.parse_args(arguments)
    config = Config(data_dir=told.data, token_algorithm=told.algorithm.value)
    sys.stdout.write(json.dumps(asyncio.run(check(config))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
