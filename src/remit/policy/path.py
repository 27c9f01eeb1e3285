"""Paths by which conditions reach facts, such as `resource.attributes.amount`, compiled. Never writes."""

from collections.abc import Callable, Mapping
from typing import Final

from remit.policy.facts import Facts

Getter = Callable[[Facts], object]
"""Reaches one fact; None when it is absent. A JSON null is absent too."""

MOST_SEGMENTS: Final = 18
"""Segments of one path: 16 deep in attributes and two words to get there."""

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_PLAIN: Final[Mapping[tuple[str, ...], Getter]] = {
    ("subject",): lambda facts: facts.subject,
    ("subject", "type"): lambda facts: facts.subject.partition(":")[0],
    ("subject", "id"): lambda facts: facts.subject.partition(":")[2],
    ("resource",): lambda facts: facts.resource,
    ("resource", "type"): lambda facts: facts.resource.partition(":")[0],
    ("resource", "id"): lambda facts: facts.resource.partition(":")[2],
    ("action",): lambda facts: facts.action,
    ("data_classes",): lambda facts: list(facts.data_classes),
    ("estimate", "money"): Facts.money,
    ("estimate", "tokens"): lambda facts: facts.estimate_tokens,
    ("estimate", "model"): lambda facts: facts.estimate_model or None,
    ("on_behalf_of",): lambda facts: facts.on_behalf_of or None,
    ("session",): lambda facts: facts.session_id or None,
    ("run",): lambda facts: facts.run_id or None,
    ("time", "hour"): lambda facts: facts.local_time().hour,
    ("time", "weekday"): lambda facts: _WEEKDAYS[facts.local_time().weekday()],
    ("time", "date"): lambda facts: facts.local_time().date().isoformat(),
}

_ROOTS: Final[Mapping[tuple[str, ...], Getter]] = {
    ("subject", "attributes"): Facts.subject_attributes,
    ("resource", "attributes"): Facts.resource_attributes,
    ("arguments",): Facts.arguments,
}

KNOWN_PATHS: Final = (
    *(".".join(path) for path in _PLAIN),
    *(".".join((*path, "<name>")) for path in (*_ROOTS, ("labels",))),
)
"""All that can be asked for, as a person would write it."""


def compile_path(path: object) -> tuple[str, Getter]:
    """Compile a path: text with dots, or a list of segments where a name itself has dots.

    Returns:
        The path as text, and what reaches it.

    Raises:
        ValueError: saying what may be written instead.
    """
    segments = _segments(path)
    text = ".".join(segments)
    plain = _PLAIN.get(segments)
    if plain is not None:
        return text, plain
    if segments[0] == "labels" and len(segments) > 1:
        label = ".".join(segments[1:])
        return text, lambda facts: facts.labels.get(label)
    for root, start in _ROOTS.items():
        if segments[: len(root)] == root and len(segments) > len(root):
            return text, _walk(start, segments[len(root) :])
    raise ValueError(f"there is no path {text[:100]!r}; write one of {', '.join(KNOWN_PATHS)}")


def _segments(path: object) -> tuple[str, ...]:
    parts: object = path.split(".") if isinstance(path, str) else path
    if not isinstance(parts, list) or not parts or len(parts) > MOST_SEGMENTS:
        raise ValueError(
            f"a path is text such as `resource.attributes.amount`, of at most {MOST_SEGMENTS} names"
        )
    segments = tuple(part for part in parts if isinstance(part, str) and part)
    if len(segments) != len(parts):
        raise ValueError("every name in a path is text and not empty")
    return segments


def _walk(start: Getter, names: tuple[str, ...]) -> Getter:
    if len(names) == 1:
        (name,) = names

        def one(facts: Facts) -> object:
            value = start(facts)
            return value.get(name) if isinstance(value, dict) else None

        return one

    def many(facts: Facts) -> object:
        value = start(facts)
        for name in names:
            if not isinstance(value, dict):
                return None
            value = value.get(name)
        return value

    return many
