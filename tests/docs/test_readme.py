"""The tables of README.md lead to what is there."""

import re
from collections.abc import Iterator

import pytest

from tests.docs.markdown import ROOT, code_in, pages

README = pages()["README.md"]
PLACES = README.table("Question")
PROMISES = README.table("#")
ROOTS = ("", "", "protos/remit/v1", "src/remit", "src/remit", "src/remit", "tests")
"""Where each column's paths begin."""

_TEST = re.compile(
    r"^(async )?def test_|^    (async )?def test_|^class \w+\(RuleBasedStateMachine\)", re.MULTILINE
)


def _named() -> Iterator[tuple[str, str]]:
    for row in PLACES:
        for root, cell in zip(ROOTS, row, strict=True):
            yield from ((row[0], f"{root}/{name}") for name in code_in(cell))


@pytest.mark.parametrize(("question", "path"), list(_named()))
def test_a_place_is_there(question: str, path: str) -> None:
    place = ROOT / path
    assert place.is_dir() if path.endswith("/") else place.is_file(), question


def test_every_room_and_service_has_a_question() -> None:
    told = {path for _, path in _named()}
    rooms = {
        f"src/remit/{path.name}"
        for path in (ROOT / "src/remit").iterdir()
        if path.is_dir() and path.name not in {"__pycache__", "outside"}
    }
    assert not {room for room in rooms if not any(path.startswith(f"{room}/") for path in told)}
    contracts = {path.relative_to(ROOT).as_posix() for path in (ROOT / "protos").rglob("*_service.proto")}
    assert contracts <= told


def test_the_promises_are_all_there() -> None:
    assert [row[0] for row in PROMISES] == [f"P{number}" for number in range(1, 10)]


@pytest.mark.parametrize("row", PROMISES, ids=lambda row: row[0])
def test_a_promise_has_tests(row: list[str]) -> None:
    files = code_in(row[2])
    assert files
    for name in files:
        assert _TEST.search((ROOT / name).read_text("utf-8")), f"{name} has no test"
