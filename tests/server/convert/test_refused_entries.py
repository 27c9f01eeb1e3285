"""How what was refused too often appears to who searches the log: its kind, and how many events an entry stands for."""

import orjson
import pytest

from remit.server.convert.audit import kind_of, to_entry
from remit.storage.audit_search import FoundEntry
from remit.upkeep.refusals import DENIALS, FAILURES
from remitpb.v1 import audit_service_pb2 as pb


def found(kind: str, body: dict[str, object], principal: str = "") -> FoundEntry:
    return FoundEntry(
        1, "ent_1", None, 1, kind, principal, principal, kind, "", 0, "", "", orjson.dumps(body), b"h", on_behalf_of="",
        erased=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "shown"),
    [(DENIALS, pb.AUDIT_KIND_DECISION), (FAILURES, pb.AUDIT_KIND_AUTHENTICATION)],
)
def test_refusals_have_their_kind_and_count(kind: str, shown: pb.AuditKind.ValueType) -> None:
    assert kind_of(kind) == shown
    entry = to_entry(found(kind, {"count": 501}, "agent:r7"))
    assert (entry.kind, entry.count, entry.decision_id) == (shown, 501, "")
    assert entry.principal.id == "r7"


def test_any_other_entry_stands_for_itself() -> None:
    assert to_entry(found("role:create", {"written": []})).count == 1
