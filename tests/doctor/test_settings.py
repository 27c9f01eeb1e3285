"""Settings that contradict each other, or that production should not have."""

from pathlib import Path
from typing import Any

import pytest

from remit.doctor import Verdict
from remit.doctor.settings import exposure, settings
from tests.doctor.patient import config

POSTGRES = "postgresql://remit:x@db.internal/remit"
REDIS = "redis://redis.internal"


@pytest.mark.parametrize(
    ("given", "verdict", "word"),
    [
        ({}, Verdict.OK, "fit"),
        ({"database_url": POSTGRES, "redis_url": REDIS, "workers": 4}, Verdict.OK, "fit"),
        ({"workers": 2}, Verdict.WRONG, "REMIT_WORKERS"),
        ({"workers": 2, "database_url": POSTGRES}, Verdict.WRONG, "Redis"),
        ({"database_url": POSTGRES}, Verdict.WARN, "REMIT_REDIS_URL"),
        ({"redis_url": REDIS}, Verdict.WARN, "REMIT_DATABASE_URL"),
        (
            {"database_url": POSTGRES, "redis_url": REDIS, "master_key": None},
            Verdict.WARN,
            "REMIT_MASTER_KEY",
        ),
        ({"master_key": "ab" * 20}, Verdict.WARN, "guessed"),
        ({"clock_offset_seconds": 3.0}, Verdict.WARN, "REMIT_CLOCK_OFFSET_SECONDS"),
    ],
)
def test_settings(tmp_path: Path, given: dict[str, Any], verdict: Verdict, word: str) -> None:
    (found,) = settings(config(tmp_path, **given))
    assert found.verdict is verdict
    assert word in f"{found.said} {found.remedy}"


def test_keys_in_the_clear_are_told(tmp_path: Path) -> None:
    assert exposure(config(tmp_path)).verdict is Verdict.OK
    open_to_all = exposure(config(tmp_path, listen="0.0.0.0:7448", insecure=True))
    assert open_to_all.verdict is Verdict.WARN
    assert "REMIT_TLS_CERTIFICATE" in open_to_all.remedy
