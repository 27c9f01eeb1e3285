"""Reads a JSON document strictly and goes through its texts. Never logs or keeps what it finds in them."""

import json
from collections.abc import Callable
from typing import Final, NoReturn

from remit.errors import JsonInvalidError
from remit.privacy.detect import detect
from remit.privacy.model import Finding, Span

JSON_LIMIT: Final = 65_536
"""Bytes of a JSON text, as the contract bounds attributes and arguments."""

DEPTH_LIMIT: Final = 16
"""Levels of a JSON text, as the contract bounds them."""

INTEGER_LIMIT: Final = 2**53 - 1
"""Largest integer that every JSON reader keeps exactly (RFC 8259, section 6)."""

TOO_DEEP: Final = f"deeper than {DEPTH_LIMIT} levels"

Rewrite = Callable[[str, list[Span]], str]
"""Makes another text of one in which something was found."""


def parse(text: str, field: str) -> object:
    """Read a JSON text strictly: what two readers could understand differently is refused.

    Args:
        text: the JSON text.
        field: the request field that it came in, for the error.

    Raises:
        JsonInvalidError: when it is malformed, longer than 64 KiB, has a member twice, a number that JSON
            cannot hold, or an integer beyond ±(2^53 - 1).
    """
    if len(text) > JSON_LIMIT or len(text.encode("utf-8", "surrogatepass")) > JSON_LIMIT:
        raise _refusal(f"longer than {JSON_LIMIT} bytes", field)
    try:
        return json.loads(text, object_pairs_hook=_members, parse_int=_integer, parse_constant=_constant)
    except RecursionError as error:
        raise _refusal(TOO_DEEP, field) from error
    # Only positions and our own sentences: what the reader says may repeat what is personal.
    except json.JSONDecodeError as error:
        raise _refusal(f"malformed at character {error.pos}", field) from None
    except ValueError as error:
        raise _refusal(str(error), field) from None


def _refusal(what: str, field: str) -> JsonInvalidError:
    return JsonInvalidError(f"not an acceptable JSON text: {what}", field=field)


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("an object has a member twice")
    return members


def _integer(digits: str) -> int:
    value = int(digits) if len(digits) <= len(str(-INTEGER_LIMIT)) else INTEGER_LIMIT + 1
    if abs(value) > INTEGER_LIMIT:
        raise ValueError("an integer is beyond ±(2^53 - 1)")
    return value


def _constant(_: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


class Walk:
    """Goes through a JSON document once, finds what is personal, and makes the document anew without it."""

    __slots__ = ("_field", "_rewrite", "findings")

    def __init__(self, rewrite: Rewrite, field: str) -> None:
        """Replace texts with findings by what `rewrite` makes of them; name `field` in errors."""
        self._rewrite = rewrite
        self._field = field
        self.findings: list[Finding] = []

    def value(self, value: object, path: str = "", *, name: str = "", depth: int = 1) -> object:
        """Return the value at `path` as rewritten, and note what was found in it.

        Raises:
            JsonInvalidError: when it lies deeper than 16 levels or holds half of a surrogate pair.
        """
        if isinstance(value, str):
            return self._text(value, path, name=name)
        if isinstance(value, dict | list):
            if depth > DEPTH_LIMIT:
                raise _refusal(TOO_DEEP, self._field)
            return (
                self._object(value, path, depth=depth)
                if isinstance(value, dict)
                else self._list(value, path, name=name, depth=depth)
            )
        # A card may be written as a number; true and false are numbers to Python, and short ones to us.
        if isinstance(value, int) and (spans := detect(str(value), name)):
            self._note(spans, path)
            return self._rewrite(str(value), spans)
        return value

    def _object(self, members: dict[str, object], path: str, *, depth: int) -> dict[str, object]:
        made: dict[str, object] = {}
        for name, value in members.items():
            self._check(name)
            spans = detect(name)
            shown = self._rewrite(name, spans) if spans else name
            while shown in made:
                shown += "'"
            here = f"{path}/{shown.replace('~', '~0').replace('/', '~1')}"
            self._note(spans, here, in_name=True)
            made[shown] = self.value(value, here, name=name, depth=depth + 1)
        return made

    def _list(self, items: list[object], path: str, *, name: str, depth: int) -> list[object]:
        return [
            self.value(item, f"{path}/{place}", name=name, depth=depth + 1)
            for place, item in enumerate(items)
        ]

    def _text(self, text: str, path: str, *, name: str) -> str:
        self._check(text)
        spans = detect(text, name)
        if not spans:
            return text
        self._note(spans, path)
        return self._rewrite(text, spans)

    def _note(self, spans: list[Span], path: str, *, in_name: bool = False) -> None:
        self.findings.extend(Finding(span.kind, path, span, in_name) for span in spans)

    def _check(self, text: str) -> None:
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                raise _refusal("it holds half of a surrogate pair", self._field) from None
