"""Limits of pace between the wire and the inside. What this version does not enforce, it refuses."""

from dataclasses import replace
from typing import Final

from remit.administration.etag import etag_of
from remit.errors import InvalidFieldError, MissingFieldError, NotImplementedHereError
from remit.identity.entity import split_ref
from remit.policy.model import RateLimit, RateWindow
from remit.server.convert.entity import SUBJECTS
from remit.server.convert.made import to_made
from remit.server.convert.money import from_duration, to_duration
from remit.server.convert.patterns import EVERY, from_patterns, to_patterns
from remitpb.v1 import policy_pb2 as pb

FIELDS: Final = (
    "description", "scope", "scope_id", "each_subject", "actions", "resources", "windows", "max_concurrent",
    "disabled",
)  # fmt: skip
"""What an update may change."""

_WHOLE: Final = {pb.RATE_SCOPE_TENANT: "tenant", pb.RATE_SCOPE_SUBJECT: "subject"}
_NAMED: Final = {pb.RATE_SCOPE_ROLE: "role", pb.RATE_SCOPE_TEAM: "team"}


def from_rate_limit(message: pb.RateLimit, before: RateLimit | None = None) -> RateLimit:
    """Return a limit as it shall be; what Remit sets stays as it was `before`.

    Raises:
        MissingFieldError: when it has no scope.
        InvalidFieldError: when scope and scope_id do not fit.
        NotImplementedHereError: for patterns of resources, and for each role or team by itself.
    """
    if from_patterns(message.resources) != EVERY:
        text = "rate_limit.resources: limits by resource are not built in this version; leave it out"
        raise NotImplementedHereError(text, field="rate_limit.resources")
    return replace(
        before or RateLimit(message.rate_limit_id),
        scope=from_scope(message.scope, message.scope_id),
        actions=from_patterns(message.actions),
        windows=tuple(map(_from_window, message.windows)),
        concurrency=message.max_concurrent,
        each_subject=message.each_subject,
        enabled=not message.disabled,
        description=message.description,
    )


def to_rate_limit(limit: RateLimit) -> pb.RateLimit:
    """Return a limit."""
    scope, scope_id = to_scope(limit.scope)
    return pb.RateLimit(
        rate_limit_id=limit.id,
        description=limit.description,
        scope=scope,
        scope_id=scope_id,
        each_subject=limit.each_subject,
        actions=to_patterns(limit.actions),
        windows=map(_to_window, limit.windows),
        max_concurrent=limit.concurrency or None,
        disabled=not limit.enabled,
        created_at=to_made(limit.created_at),
        updated_at=to_made(limit.updated_at),
        etag=etag_of(limit),
    )


def from_scope(scope: "pb.RateScope.ValueType", scope_id: str) -> str:
    """Return what is counted together: `tenant`, `subject`, `role:<id>`, `team:<id>`, or one `agent:x`."""
    if scope in _NAMED:
        if not scope_id:
            message = (
                "rate_limit.scope_id: one limit for each role or team is not built in this version; name one"
            )
            raise NotImplementedHereError(message, field="rate_limit.scope_id")
        return f"{_NAMED[scope]}:{scope_id}"
    if scope not in _WHOLE:
        raise MissingFieldError("say what is counted together", field="rate_limit.scope")
    if not scope_id:
        return _WHOLE[scope]
    if scope == pb.RATE_SCOPE_TENANT:
        message = "a limit of the tenant is for all of it; leave scope_id out"
        raise InvalidFieldError(message, field="rate_limit.scope_id")
    split_ref(scope_id, "rate_limit.scope_id", types=SUBJECTS)
    return scope_id


def to_scope(scope: str) -> "tuple[pb.RateScope.ValueType, str]":
    """Return a scope and which one of it; empty for every one."""
    for number, name in _WHOLE.items():
        if scope == name:
            return number, ""
    kind, _, identity = scope.partition(":")
    for number, name in _NAMED.items():
        if kind == name:
            return number, identity
    return pb.RATE_SCOPE_SUBJECT, scope


def _from_window(window: pb.RateWindow) -> RateWindow:
    return RateWindow(window.limit, from_duration(window.period), burst=window.burst)


def _to_window(window: RateWindow) -> pb.RateWindow:
    return pb.RateWindow(
        limit=window.limit, period=to_duration(window.period), burst=window.burst or window.limit
    )
