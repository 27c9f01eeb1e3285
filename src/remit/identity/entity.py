"""Ids and entity refs such as `agent:researcher-7`: their form, and nothing about whether they exist."""

import re
from collections.abc import Collection
from typing import Final

from remit.errors import InvalidFieldError, MissingFieldError

MAX_ID_LENGTH: Final = 128
"""Characters; all of them ASCII, so bytes as well."""

SUBJECT_TYPES: Final = frozenset({"user", "agent", "service", "system"})
"""On whose actions Remit decides; `system` is Remit itself and never holds a credential."""

# Faster than a memo for ids of usual length, and holds nothing that a stranger sends.
_IS_ID: Final = re.compile(rf"[A-Za-z0-9._\-/@:]{{1,{MAX_ID_LENGTH}}}").fullmatch


def check_id(text: str, field: str) -> str:
    """Return `text` if it has the form of an id: 1 to 128 characters of `A-Z a-z 0-9 . _ - / @ :`.

    Args:
        text: the id as given; compared bytewise and never changed, so case counts.
        field: path of the request field that holds it, such as `subject.id`.

    Raises:
        MissingFieldError: when it is empty.
        InvalidFieldError: when it is longer, or holds another character.
    """
    if _IS_ID(text) is None:
        raise _not_an_id(text, field)
    return text


def subject_ref(subject_type: str, subject_id: str, *, field: str) -> str:
    """Return the ref of a subject: `agent` and `researcher-7` make `agent:researcher-7`.

    Args:
        subject_type: one of `SUBJECT_TYPES`.
        subject_id: an id, as `check_id` says.
        field: path of the request field that holds both as `type` and `id`, such as `subject`.

    Raises:
        MissingFieldError: when one is empty; names `<field>.type` or `<field>.id`.
        InvalidFieldError: when one is not of its form; names the same.
    """
    if subject_type not in SUBJECT_TYPES:
        raise _not_a_type(subject_type, f"{field}.type", types=SUBJECT_TYPES)
    if _IS_ID(subject_id) is None:
        raise _not_an_id(subject_id, f"{field}.id")
    return f"{subject_type}:{subject_id}"


def split_ref(ref: str, field: str, *, types: Collection[str] = SUBJECT_TYPES) -> tuple[str, str]:
    """Return type and id of a ref; the id may itself hold a colon: `agent:a:b` is `("agent", "a:b")`.

    Args:
        ref: text such as `agent:researcher-7`.
        field: path of the request field that holds it.
        types: types that may stand before the colon; members of a binding may be `group` and `team` too.

    Raises:
        MissingFieldError: when it is empty.
        InvalidFieldError: when there is no colon, or one of the parts is not of its form.
    """
    if not ref:
        raise _missing(field)
    before, colon, after = ref.partition(":")
    if not colon:
        message = f"{field} must be written <type>:<id>, such as agent:researcher-7"
        raise InvalidFieldError(message, field=field)
    if before not in types:
        raise _not_a_type(before, field, types=types)
    if _IS_ID(after) is None:
        # A ref that is there but has no id is ill-formed; only an empty field is missing.
        message = f"the part of {field} after the colon is not an id: {_ID_FORM}"
        raise InvalidFieldError(message, field=field)
    return before, after


_ID_FORM: Final = f"1 to {MAX_ID_LENGTH} characters of A-Z a-z 0-9 . _ - / @ :"


def _missing(field: str) -> MissingFieldError:
    return MissingFieldError(f"{field} must be given", field=field)


def _not_an_id(text: str, field: str) -> MissingFieldError | InvalidFieldError:
    if not text:
        return _missing(field)
    return InvalidFieldError(f"{field} must be {_ID_FORM}", field=field)


def _not_a_type(text: str, field: str, *, types: Collection[str]) -> MissingFieldError | InvalidFieldError:
    if not text:
        return _missing(field)
    return InvalidFieldError(f"the type in {field} must be one of {', '.join(sorted(types))}", field=field)
