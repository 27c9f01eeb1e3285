"""Sandbox profiles between the wire and the inside."""

from dataclasses import replace
from typing import Final

from remit.administration.etag import etag_of
from remit.policy.model import SandboxProfile
from remit.server.convert.made import to_made
from remit.server.convert.money import from_duration, to_duration
from remit.server.convert.patterns import from_patterns, to_patterns
from remitpb.v1 import policy_pb2 as pb

FIELDS: Final = (
    "description", "actions", "resources", "allowed_hosts", "readable_paths", "writable_paths", "environment",
    "max_memory_bytes", "max_cpu_time", "max_duration", "settings",
)  # fmt: skip
"""What an update may change."""


def from_sandbox_profile(message: pb.SandboxProfile, before: SandboxProfile | None = None) -> SandboxProfile:
    """Return a profile as it shall be; what Remit sets stays as it was `before`."""
    return replace(
        before or SandboxProfile(message.profile_id),
        # Unlike elsewhere, no pattern of actions means none: such a profile obliges nobody.
        actions=tuple(dict.fromkeys(message.actions)),
        resources=from_patterns(message.resources),
        settings=dict(message.settings),
        description=message.description,
        allowed_hosts=tuple(message.allowed_hosts),
        readable_paths=tuple(message.readable_paths),
        writable_paths=tuple(message.writable_paths),
        environment=tuple(message.environment),
        max_memory_bytes=message.max_memory_bytes if message.HasField("max_memory_bytes") else None,
        max_cpu_time=from_duration(message.max_cpu_time) if message.HasField("max_cpu_time") else None,
        max_duration=from_duration(message.max_duration) if message.HasField("max_duration") else None,
    )


def to_sandbox_profile(profile: SandboxProfile) -> pb.SandboxProfile:
    """Return a profile."""
    return pb.SandboxProfile(
        profile_id=profile.id,
        description=profile.description,
        actions=profile.actions,
        resources=to_patterns(profile.resources),
        allowed_hosts=profile.allowed_hosts,
        readable_paths=profile.readable_paths,
        writable_paths=profile.writable_paths,
        environment=profile.environment,
        max_memory_bytes=profile.max_memory_bytes,
        max_cpu_time=to_duration(profile.max_cpu_time),
        max_duration=to_duration(profile.max_duration),
        settings=profile.settings,
        created_at=to_made(profile.created_at),
        updated_at=to_made(profile.updated_at),
        etag=etag_of(profile),
    )
