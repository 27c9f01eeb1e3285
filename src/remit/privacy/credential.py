"""Finds secrets: keys and tokens by their issuer's form, passwords by the name of their field. Keeps none.

Never takes a hash or a GUID for a secret: without an issuer's form or a name that says so, random text is
just text.
"""

import re
from collections.abc import Iterator
from typing import Final

Place = tuple[int, int]


def _form(prefix: str, rest: str) -> tuple[str, re.Pattern[str]]:
    return prefix, re.compile(re.escape(prefix) + rest)


# What issuers document as the beginning of their credentials; the text is searched for these, which is quick,
# and only then is the form compared. Every repeat is bounded and possessive.
_FORMS: Final = (
    _form("AKIA", r"[0-9A-Z]{16}(?!\w)"),
    _form("ASIA", r"[0-9A-Z]{16}(?!\w)"),
    _form("AIza", r"[\w-]{35}(?![\w-])"),
    _form("ghp_", r"[0-9A-Za-z]{36,255}+"),
    _form("gho_", r"[0-9A-Za-z]{36,255}+"),
    _form("ghu_", r"[0-9A-Za-z]{36,255}+"),
    _form("ghs_", r"[0-9A-Za-z]{36,255}+"),
    _form("ghr_", r"[0-9A-Za-z]{36,255}+"),
    _form("github_pat_", r"\w{22,255}+"),
    _form("glpat-", r"[\w-]{20,255}+"),
    _form("hf_", r"[0-9A-Za-z]{30,64}+(?!\w)"),
    _form("npm_", r"[0-9A-Za-z]{36}(?!\w)"),
    _form("pypi-", r"[\w-]{50,255}+"),
    _form("rk_live_", r"[0-9A-Za-z]{16,255}+"),
    _form("sk_live_", r"[0-9A-Za-z]{16,255}+"),
    _form("sk-", r"(?=[A-Za-z_-]{0,64}+[0-9])[0-9A-Za-z_-]{20,255}+"),
    _form("xoxb-", r"[0-9A-Za-z-]{20,255}+"),
    _form("xoxp-", r"[0-9A-Za-z-]{20,255}+"),
    _form("xapp-", r"[0-9A-Za-z-]{20,255}+"),
    _form("SG.", r"[\w-]{22}\.[\w-]{43}"),
    _form("eyJ", r"[\w-]{10,4096}+\.eyJ[\w-]{10,8192}+\.[\w-]{10,2048}+"),
    _form("remitr_", r"[\w-]{60,1024}+"),
    _form("remit_", r"[a-z][a-z0-9]{0,15}_[0-9A-Za-z]{38}(?!\w)"),
)

_PRIVATE_KEY: Final = re.compile(r"-----BEGIN (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_PRIVATE_KEY_END: Final = re.compile(r"-----END (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----")

# Names that say that their value is a secret, whole names only: `secretary` and `tokenizer` say nothing of
# the kind.
_NAMES: Final = (
    r"access[_-]?key|access[_-]?token|account[_-]?key|api[_-]?key|api[_-]?secret|api[_-]?token|auth[_-]?token"
    r"|client[_-]?secret|credentials?|id[_-]?token|pass[_-]?phrase|passwd|password|private[_-]?key"
    r"|refresh[_-]?token|secret|secret[_-]?access[_-]?key|secret[_-]?key|session[_-]?token|signing[_-]?key"
)
_NAME: Final = re.compile(rf"(?:[a-z0-9]{{1,24}}[_-]){{0,2}}(?:{_NAMES})", re.IGNORECASE)
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ASSIGNED: Final = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_NAMES})[\"']?[ \t]{{0,3}}+([:=])[ \t]{{0,3}}+[\"']?([^\s\"',;&<>{{}}]{{8,512}}+)",
    re.IGNORECASE,
)
_AUTHORIZATION: Final = re.compile(
    r"(?<!\w)(?:Bearer|Basic)[ ]{1,3}+([A-Za-z0-9._~+/=-]{16,4096}+)", re.IGNORECASE
)
_USERINFO: Final = re.compile(r"://[^\s/:@]{0,64}+:([^\s/:@]{1,128}+)@")

_VALUE_MIN: Final = 6
"""Characters; what is shorter is a placeholder more often than a password."""

# `${TOKEN}`, `{{ token }}`, `<token>`, `****`: a place for a secret, not a secret.
_PLACEHOLDER: Final = re.compile(
    r"\$\{?\w{1,64}+\}?|\{\{.{0,64}?\}\}|<[^<>]{1,64}+>|[*x•.]{1,64}+|\[\w{1,32}+\]"
)


def secrets(text: str, name: str = "") -> Iterator[Place]:
    """Yield where secrets are.

    Args:
        text: one text, folded.
        name: of the member of which it is the value; empty when it has none.
    """
    if name and is_secret_name(name) and len(text) >= _VALUE_MIN and not _PLACEHOLDER.fullmatch(text):
        yield 0, len(text)
        return
    yield from _formed(text)
    yield from _private_keys(text)
    yield from _assigned(text)
    for pattern, sign in ((_AUTHORIZATION, " "), (_USERINFO, "://")):
        if sign in text:
            for found in pattern.finditer(text):
                if not _PLACEHOLDER.fullmatch(found.group(1)):
                    yield found.span(1)


def is_secret_name(name: str) -> bool:
    """Tell whether a member of this name holds a secret, by the whole name: `db_password`, `clientSecret`."""
    return _NAME.fullmatch(_CAMEL.sub("_", name.strip())) is not None


def _formed(text: str) -> Iterator[Place]:
    for prefix, form in _FORMS:
        place = text.find(prefix)
        while place >= 0:
            inside = place > 0 and (text[place - 1].isalnum() or text[place - 1] == "_")
            found = None if inside else form.match(text, place)
            if found is not None:
                yield found.span()
            place = text.find(prefix, found.end() if found else place + len(prefix))


def _assigned(text: str) -> Iterator[Place]:
    if "=" not in text and ":" not in text:
        return
    for found in _ASSIGNED.finditer(text):
        sign, value = found.groups()
        # "password: required" is prose; with a colon only a value that holds a digit is taken for a secret.
        prose = sign == ":" and not any(character.isdigit() for character in value)
        if not prose and not _PLACEHOLDER.fullmatch(value):
            yield found.span(2)


def _private_keys(text: str) -> Iterator[Place]:
    place = 0
    while (begin := _PRIVATE_KEY.search(text, place)) is not None:
        end = _PRIVATE_KEY_END.search(text, begin.end())
        place = end.end() if end else len(text)
        yield begin.start(), place
