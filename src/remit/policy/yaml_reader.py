"""YAML text to plain values, strictly: no aliases, tags, merge keys or second documents, and no key twice.

Scalars mean what YAML 1.2's JSON schema says (so `no` is text and 1e3 a number), and every JSON text is read
as JSON. It never builds anything but dict, list, str, int, Decimal, bool and None.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import yaml

from remit.errors import DocumentInvalidError
from remit.policy.number import NUMBER, read_decimal, read_integer

MOST_DEPTH: Final = 32
"""Lists and mappings within each other."""

# libyaml reads ten times faster; both give the same events.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: Final = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip

_Frame = tuple[object, list[str]]
"""A list or dict that is still open, and the key that waits for its value, if any."""


def read_yaml(text: str, field: str, *, most_bytes: int) -> object:
    """Read one YAML (or JSON) document.

    Raises:
        DocumentInvalidError: at `field`, with line and column, when it is malformed, too long or deeper than
            32, or uses what is refused here.
    """
    try:
        if len(text.encode()) > most_bytes:
            raise DocumentInvalidError(
                f"the document is longer than {most_bytes} bytes; split it", field=field
            )
        return _build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise DocumentInvalidError(f"{error.problem or error.context}{where}", field=field) from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise DocumentInvalidError(
            "the document holds characters that YAML does not allow", field=field
        ) from error


def resolve(text: str) -> object:
    """Return what an unquoted scalar means.

    Raises:
        ValueError: when it is a number out of range.
    """
    if text in _WORDS:
        return _WORDS[text]
    if not (text[0] == "-" or "0" <= text[0] <= "9"):
        return text
    match = NUMBER.fullmatch(text)
    if match is None:
        return text
    return read_integer(text) if match[2] is None and match[3] is None else read_decimal(text)


def _build(events: Iterator[yaml.Event]) -> object:
    """Build the value without recursion, so that depth cannot exhaust the stack."""
    root: list[object] = []
    stack: list[_Frame] = []
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _refused(event, "a second document begins; send one at a time")
        elif isinstance(event, yaml.AliasEvent):
            raise _refused(event, "aliases are not allowed; write the value out")
        elif isinstance(event, yaml.ScalarEvent):
            _add(root, stack, event=event, value=_scalar(event))
        elif isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            _refuse_extras(event)
            opened: object = [] if isinstance(event, yaml.SequenceStartEvent) else {}
            _add(root, stack, event=event, value=opened)
            stack.append((opened, []))
            if len(stack) > MOST_DEPTH:
                raise _refused(event, f"the document is deeper than {MOST_DEPTH}")
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            stack.pop()
    return root[0] if root else None


def _add(root: list[object], stack: list[_Frame], *, event: yaml.Event, value: object) -> None:
    if not stack:
        root.append(value)
        return
    holder, waiting = stack[-1]
    if isinstance(holder, list):
        holder.append(value)
    elif isinstance(holder, dict) and waiting:
        holder[waiting.pop()] = value
    elif isinstance(holder, dict):
        waiting.append(_key(event, holder))


def _key(event: yaml.Event, holder: dict[str, object]) -> str:
    if not isinstance(event, yaml.ScalarEvent):
        raise _refused(event, "a key is a list or a mapping; write text")
    key: str = event.value
    if key == "<<" and event.implicit[0]:
        raise _refused(event, "merge keys are not allowed; write the values out")
    if key in holder:
        raise _refused(event, f"the key {key[:100]!r} stands here twice")
    return key


def _scalar(event: yaml.ScalarEvent) -> str | int | Decimal | bool | None:
    _refuse_extras(event)
    if not event.implicit[0]:
        return str(event.value)
    try:
        return resolve(event.value)  # type: ignore[return-value]
    except ValueError as error:
        raise _refused(event, str(error)) from error


def _refuse_extras(event: yaml.NodeEvent) -> None:
    if event.anchor is not None:
        raise _refused(event, "anchors are not allowed; write the value out")
    if getattr(event, "tag", None) is not None:
        raise _refused(event, "tags are not allowed; quote what is text")


def _refused(event: yaml.Event, problem: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)  # type: ignore[arg-type]
