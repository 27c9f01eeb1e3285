"""Audit entries and checkpoints between the inside and the wire. Never shows what a caller may not read."""

from typing import Final

import orjson

from remit.audit.model import SequencedLeaf, TreeHead
from remit.server.convert.entity import ref_of, to_entity
from remit.server.convert.money import from_time, to_time
from remit.storage.audit_search import EntryQuery, FoundEntry
from remitpb.v1 import audit_service_pb2 as pb
from remitpb.v1 import core_pb2 as core

KINDS: Final = {
    pb.AUDIT_KIND_DECISION: ("decision", "decision:*"),
    pb.AUDIT_KIND_USAGE: ("usage",),
    pb.AUDIT_KIND_RESERVATION: ("reservation", "reservation:*"),
    pb.AUDIT_KIND_APPROVAL: ("approval:*",),
    pb.AUDIT_KIND_AUTHENTICATION: ("authentication", "authentication:*"),
    pb.AUDIT_KIND_ACCESS: ("entry:*", "person:*"),
}
"""Patterns over what an entry's row calls its kind; all else is a change by an operator."""

RESOURCE_TYPES: Final = frozenset({"reservation"})
_RESERVATION: Final = "res_"
_CODES: Final = {name.removeprefix("REASON_CODE_"): number for name, number in core.ReasonCode.items()}


def from_search(request: pb.SearchEntriesRequest) -> EntryQuery:
    """Return which entries are wanted.

    Raises:
        MissingFieldError: when type or id of an entity is missing.
    """
    kinds = tuple(pattern for kind in request.kinds for pattern in KINDS.get(kind, ()))
    known = tuple(pattern for patterns in KINDS.values() for pattern in patterns)
    return EntryQuery(
        kinds=kinds,
        but_not=known if pb.AUDIT_KIND_CHANGE in request.kinds else (),
        action=request.action,
        principal=_named(request.principal, "principal"),
        subject=_named(request.subject, "subject"),
        resource=_named(request.resource, "resource"),
        effect=request.effect,
        codes=tuple(core.ReasonCode.Name(code).removeprefix("REASON_CODE_") for code in request.reason_codes),
        decision_id=request.decision_id,
        run_id=request.run_id,
        session_id=request.session_id,
        since=from_time(getattr(request, "from")) if request.HasField("from") else None,
        until=from_time(request.to) if request.HasField("to") else None,
    )


def to_entry(entry: FoundEntry) -> pb.AuditEntry:
    """Return one entry."""
    body = orjson.loads(entry.body)
    message = pb.AuditEntry(
        entry_id=entry.id,
        index=entry.index,
        leaf_hash=entry.hash,
        kind=kind_of(entry.kind),
        action=entry.action,
        principal=_shown(entry.principal),
        credential_id=str(body.get("credential", "")),
        subject=_shown(entry.subject) if entry.subject != entry.principal else None,
        on_behalf_of=_shown(entry.on_behalf_of),
        resource=_resource(entry.resource),
        effect=core.Effect.ValueType(entry.effect),
        decision_id=entry.id if entry.kind == "decision" else "",
        run_id=entry.run_id,
        session_id=str(body.get("session_id", "")),
        count=_count(body),
        revision=_revision(body),
        recorded_at=to_time(entry.at),
        erased=entry.erased,
    )
    if entry.code in _CODES:
        message.reason_codes.append(core.ReasonCode.ValueType(_CODES[entry.code]))
    return message


def kind_of(kind: str) -> pb.AuditKind.ValueType:
    """Return what kind of thing a row's kind is."""
    for number, patterns in KINDS.items():
        if any(kind.startswith(one[:-1]) if one.endswith("*") else kind == one for one in patterns):
            return number
    return pb.AUDIT_KIND_CHANGE


def to_checkpoint(head: TreeHead) -> pb.Checkpoint:
    """Return the statement of a tree, unsigned: whoever holds it can prove a rewrite all the same."""
    return pb.Checkpoint(
        origin=f"remit/{head.tenant}",
        tree_size=head.size,
        root_hash=head.root,
        created_at=to_time(head.at),
    )


def to_exported(one: SequencedLeaf) -> pb.ExportedEntry:
    """Return an entry as exported: its bytes, or its hash where retention has removed them."""
    if one.leaf.body:
        return pb.ExportedEntry(index=one.index, leaf=one.leaf.body)
    return pb.ExportedEntry(index=one.index, leaf_hash=one.leaf.hash, entry_id=one.leaf.id)


def _named(entity: core.Entity, field: str) -> str:
    if not entity.ByteSize():
        return ""
    ref = ref_of(entity, field, types={entity.type})
    # Usage stands on the reservation that it settles, which the log names by its id alone.
    return entity.id if entity.type in RESOURCE_TYPES else ref


def _shown(ref: str) -> core.Entity | None:
    return to_entity(ref) if ":" in ref else None


def _resource(ref: str) -> core.Entity | None:
    return core.Entity(type="reservation", id=ref) if ref.startswith(_RESERVATION) else _shown(ref)


def _count(body: dict[str, object]) -> int:
    """How many events an entry stands for."""
    found = body.get("count", 1)
    return found if isinstance(found, int) else 1


def _revision(body: dict[str, object]) -> int:
    answer = body.get("answer")
    found = answer.get("revision", 0) if isinstance(answer, dict) else body.get("revision", 0)
    return found if isinstance(found, int) else 0
