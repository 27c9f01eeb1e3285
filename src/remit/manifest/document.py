"""Reads `agent.yaml`: the exact bytes that were signed become a `Document`, or an error that names the field.

Never accepts what it does not know: an unknown key may be a limit that a newer version would have enforced.
"""

from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from remit.errors import DocumentInvalidError
from remit.manifest import strict_yaml
from remit.manifest.instant import instant_from_text
from remit.manifest.model import Document, SecurityLevel
from remit.money import CURRENCIES, MAX_NANOS, nanos_from_decimal

API_VERSION: Final = "remit/v1"
KIND: Final = "AgentManifest"
MAX_SERIAL: Final = 2**53 - 1
"""Largest integer that every JSON reader keeps exactly (RFC 8259, section 6)."""

_Pattern = Annotated[str, Field(pattern=r"^[A-Za-z0-9._\-/@:*]{1,128}$")]
_Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.\-]{0,63}$")]
_Patterns = Annotated[list[_Pattern], Field(max_length=256)]


class _Cost(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    amount: Annotated[str, Field(pattern=r"^[0-9]{1,10}(\.[0-9]{1,9})?$")]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.currency not in CURRENCIES:
            message = f"{self.currency} is no known currency of ISO 4217"
            raise ValueError(message)
        if nanos_from_decimal(self.amount) > MAX_NANOS:
            message = "the amount is larger than 9,000,000,000"
            raise ValueError(message)
        return self


class _Schema(BaseModel):
    """The document as written: every scalar is text."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    apiVersion: Literal["remit/v1"]  # noqa: N815 - the spelling that documents of this shape share
    kind: Literal["AgentManifest"]
    agent: Annotated[str, Field(pattern=r"^agent:[A-Za-z0-9._\-/@:]{1,128}$")]
    name: Annotated[str, Field(max_length=128)] = ""
    description: Annotated[str, Field(max_length=4096)] = ""
    version: Annotated[
        str, Field(max_length=64, pattern=r"^[0-9]+(\.[0-9]+){0,2}(-[0-9A-Za-z.\-]+)?(\+[0-9A-Za-z.\-]+)?$")
    ]
    serial: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,15}$")]
    issued_at: str
    expires_at: str
    capabilities: Annotated[list[_Word], Field(max_length=64)] = []
    tools: _Patterns = []
    models: _Patterns = []
    data_classes: Annotated[list[_Word], Field(max_length=32)] = []
    plugins: _Patterns = []
    max_cost_per_run: _Cost | None = None
    security_level: Literal["low", "standard", "high", "critical"] = "standard"
    compliance: Annotated[list[_Word], Field(max_length=32)] = []


def parse(data: bytes) -> Document:
    """Read a manifest document from the exact bytes that were signed.

    Raises:
        DocumentInvalidError: when it is not such a document; `field` is the path at fault, such as
            `tools[3]`, or empty when the whole is.
    """
    tree = strict_yaml.read(data)
    if not isinstance(tree, dict):
        message = "the document must be a map of keys, beginning with apiVersion"
        raise DocumentInvalidError(message)
    try:
        written = _Schema.model_validate(tree)
    except ValidationError as error:
        raise _refusal(error.errors(include_url=False, include_context=False, include_input=False)) from error
    _refuse_repeats(written)
    return _document(written)


def _document(written: _Schema) -> Document:
    issued_at, expires_at = _instant(written, "issued_at"), _instant(written, "expires_at")
    if expires_at <= issued_at:
        message = "expires_at must be later than issued_at"
        raise DocumentInvalidError(message, field="expires_at")
    serial = int(written.serial)
    if serial > MAX_SERIAL:
        message = f"serial is larger than {MAX_SERIAL}"
        raise DocumentInvalidError(message, field="serial")
    cost = written.max_cost_per_run
    return Document(
        agent=written.agent,
        version=written.version,
        serial=serial,
        issued_at=issued_at,
        expires_at=expires_at,
        name=written.name or written.agent.partition(":")[2],
        description=written.description,
        capabilities=tuple(written.capabilities),
        tools=tuple(written.tools),
        models=tuple(written.models),
        data_classes=tuple(written.data_classes),
        plugins=tuple(written.plugins),
        max_cost_per_run=nanos_from_decimal(cost.amount) if cost else None,
        currency=cost.currency if cost else "",
        security_level=SecurityLevel[written.security_level.upper()],
        compliance=tuple(written.compliance),
    )


def _instant(written: _Schema, field: str) -> int:
    try:
        return instant_from_text(getattr(written, field))
    except ValueError as error:
        message = f"{field} {error}"
        raise DocumentInvalidError(message, field=field) from error


def _refuse_repeats(written: _Schema) -> None:
    """Refuse an entry given twice: one of the two is a slip for something else."""
    for field in ("capabilities", "tools", "models", "data_classes", "plugins", "compliance"):
        seen: set[str] = set()
        for index, entry in enumerate(getattr(written, field)):
            if entry in seen:
                message = f"{field} holds {entry} twice"
                raise DocumentInvalidError(message, field=f"{field}[{index}]")
            seen.add(entry)


def _refusal(errors: list[ErrorDetails]) -> DocumentInvalidError:
    """Tell the first thing at fault, and how many there are."""
    first = errors[0]
    path = _path(first["loc"])
    why = {
        "missing": "is missing",
        "extra_forbidden": "is not a key of a manifest; known are " + ", ".join(_Schema.model_fields),
        "string_type": "must be one text",
        "list_type": "must be a list",
        "model_type": "must be a map of keys",
        "string_pattern_mismatch": "is not of its form",
    }.get(first["type"], first["msg"])
    if first["type"] == "extra_forbidden" and len(first["loc"]) > 1:
        why = "is not a key of this map"
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    message = f"{path} {why}{more}"
    return DocumentInvalidError(message, field=path)


def _path(loc: tuple[int | str, ...]) -> str:
    path = ""
    for part in loc:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += ("." if path else "") + strict_yaml.shown(part)[1:-1]
    return path[:256]
