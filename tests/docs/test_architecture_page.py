"""What docs/ARCHITECTURE.md says of limits and rooms is what the code says."""

from functools import reduce
from importlib import import_module

import pytest

from remit.clock import DAY, MINUTE, SECOND
from remit.config import KIB, MIB, Config
from remit.money import NANOS_PER_UNIT
from tests.docs.markdown import ROOT, code_in, pages

PAGE = pages()["docs/ARCHITECTURE.md"]
LIMITS = PAGE.table("What")
FACTORS = {"KiB": KIB, "MiB": MIB, "minutes": MINUTE, "days": DAY, "units": NANOS_PER_UNIT}
"""From the unit in which people read a limit to the one in which the code has it; others are the same."""


@pytest.mark.parametrize("row", [row for row in LIMITS if len(row) == 5], ids=lambda row: row[0])
def test_a_limit_is_what_the_code_has(row: list[str]) -> None:
    _, most, unit, name, _ = row
    written = float(most.replace(",", ""))
    found = _value(code_in(name))
    # An instant's length is in microseconds, anything else in seconds is in seconds.
    factor = SECOND if unit == "seconds" and found >= SECOND else FACTORS.get(unit, 1)
    assert written * factor == found


def test_there_are_limits_to_look_at() -> None:
    assert sum(len(row) == 5 for row in LIMITS) > 30


def test_every_room_is_on_the_map() -> None:
    told = {name for row in PAGE.table("Room") for name in code_in(row[0])}
    house = ROOT / "src/remit"
    there = {f"{path.name}/" for path in house.iterdir() if path.is_dir() and path.name != "__pycache__"}
    there |= {path.name for path in house.glob("*.py") if not path.name.startswith("__")}
    assert told == there


def _value(names: list[str]) -> float:
    """Return the constant that `file.py` `NAME` or `Config.field` names."""
    if len(names) == 1:
        return float(Config.model_fields[names[0].removeprefix("Config.")].default)
    module = import_module("remit." + names[0].removesuffix(".py").replace("/", "."))
    value: object = reduce(getattr, names[1].split("."), module)
    assert isinstance(value, int | float)
    return float(value)
