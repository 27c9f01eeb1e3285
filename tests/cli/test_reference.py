"""The page about the command is what the command says of itself."""

from pathlib import Path

from remit.cli.failure import CODES
from remit.cli.main import NOUNS
from remit.cli.reference import reference

PAGE = Path(__file__).resolve().parents[2] / "docs" / "CLI.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text() == reference(), "write it anew: python -m remit.cli.reference > docs/CLI.md"


def test_the_page_is_whole() -> None:
    text = PAGE.read_text()
    assert all(f"### `remit {noun}`" in text for noun in NOUNS)
    assert all(f"| {int(code)} | {meaning} |" in text for code, meaning in CODES.items())
    assert "REMIT_KEY" in text
