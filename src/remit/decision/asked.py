"""An act that waits for a human, so that an approval can be asked for by its decision's id alone."""

from dataclasses import replace
from typing import Any, Final

import orjson
from pydantic import TypeAdapter

from remit.decision.model import Ask, Estimate
from remit.identity.model import Principal

_KEPT: Final = (
    "subject", "action", "resource", "on_behalf_of", "session_id", "run_id", "step_id", "parent_step_id",
    "subject_attributes_json", "resource_attributes_json", "arguments_json", "estimate", "data_classes", "labels",
)  # fmt: skip
_ESTIMATE: Final[TypeAdapter[Estimate | None]] = TypeAdapter(Estimate | None)


def encode(ask: Ask) -> str:
    """Write the act: everything that an approval is bound to, and what a human needs to see."""
    return orjson.dumps(
        {"principal": ask.principal.subject, **{name: getattr(ask, name) for name in _KEPT}}
    ).decode()


def decode(body: str, principal: Principal) -> tuple[Ask, str]:
    """Read an act back as `principal`'s question, and say whose it was."""
    found: dict[str, Any] = orjson.loads(body)
    asker = found.pop("principal")
    found["estimate"] = _ESTIMATE.validate_python(found["estimate"])
    found["data_classes"] = tuple(found["data_classes"])
    blank = Ask(principal, request_id="", digest=b"", subject="", action="", resource="")
    return replace(blank, **found), asker
