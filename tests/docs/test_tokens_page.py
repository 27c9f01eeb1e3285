"""The page on tokens names every claim that one has, and no other."""

import json
import re
from base64 import urlsafe_b64decode
from pathlib import Path

from remit.identity.token import Claims, issue
from remit.identity.token_key import TokenAlgorithm, new_signing_key

PAGE = Path(__file__).resolve().parents[2] / "docs/TOKENS.md"


def test_its_table_is_what_a_token_says() -> None:
    named: set[str] = set()
    for line in PAGE.read_text("utf-8").partition("## What is in one")[2].partition("## ")[0].splitlines():
        if line.startswith("| `"):
            named |= set(re.findall(r"`(\w+)`", line.split("|")[1]))
    whole = Claims("i", ("a",), "user:ann", "t", "j", 0, 0, 0, ("agent:a",), ("r",), ("*:*",), "x")
    part = issue(whole, new_signing_key(TokenAlgorithm.EDDSA)).split(".")[1]
    assert named == json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4))).keys()
