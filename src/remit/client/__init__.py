"""The Python SDK: what an agent runtime imports to ask and to report.

    from remit.client import Client, Refused, tokens

    with Client.connect("127.0.0.1:7448", key) as client:
        with client.guard("tool:execute", "tool:web-search", estimate=tokens(2_000)) as act:
            act.record(input_tokens=812, output_tokens=96)

It installs without the server and imports nothing of Remit but itself and the generated `remitpb`; it
treats an unknown effect as a refusal. The messages of the contract are in `remit.client.messages`, the
exceptions in `remit.client.errors`.
"""

from remit.client.client import LOCAL_ADDRESS, AsyncClient, Client
from remit.client.credentials import Tls
from remit.client.errors import (
    CallError,
    Denied,
    NeedsApproval,
    ObligationUnmet,
    Refused,
    RemitError,
    error_of_status,
    require_allowed,
)
from remit.client.guard import AsyncGuard, AwaitedAct, BlockingAct, Guard
from remit.client.plain import from_plain, to_json, to_plain
from remit.client.refreshing import RefreshingToken
from remit.client.retry import Retry
from remit.client.transport import Settings
from remit.client.values import (
    amount_text,
    candidates,
    costs,
    duration,
    entity,
    enum_text,
    enum_value,
    model,
    model_call,
    model_name,
    money,
    money_text,
    nanos,
    nothing,
    ref,
    timestamp,
    tokens,
)

__all__ = [
    "LOCAL_ADDRESS",
    "AsyncClient",
    "AsyncGuard",
    "AwaitedAct",
    "BlockingAct",
    "CallError",
    "Client",
    "Denied",
    "Guard",
    "NeedsApproval",
    "ObligationUnmet",
    "RefreshingToken",
    "Refused",
    "RemitError",
    "Retry",
    "Settings",
    "Tls",
    "amount_text",
    "candidates",
    "costs",
    "duration",
    "entity",
    "enum_text",
    "enum_value",
    "error_of_status",
    "from_plain",
    "model",
    "model_call",
    "model_name",
    "money",
    "money_text",
    "nanos",
    "nothing",
    "ref",
    "require_allowed",
    "timestamp",
    "to_json",
    "to_plain",
    "tokens",
]
