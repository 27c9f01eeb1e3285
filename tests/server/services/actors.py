"""Somebody to call as: makes subjects with roles and keys, for the tests in this folder."""

from collections.abc import Sequence

from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_pb2 as identity
from remitpb.v1 import identity_service_pb2 as calls
from remitpb.v1 import policy_pb2 as policy
from remitpb.v1 import policy_service_pb2 as policy_calls
from tests.server.services.house import House


def entity(ref: str) -> core.Entity:
    """`agent:a` as an entity."""
    kind, _, name = ref.partition(":")
    return core.Entity(type=kind, id=name)


async def subject(house: House, ref: str, *roles: str) -> None:
    """Create a subject with roles."""
    made = identity.Subject(entity=entity(ref))
    await house.call("Identity.CreateSubject", calls.CreateSubjectRequest(subject=made, role_ids=roles))


async def role(house: House, name: str, *actions: str) -> None:
    """Create a role that grants actions on everything."""
    permissions = [policy.Permission(action=action) for action in actions]
    request = policy_calls.CreateRoleRequest(role=policy.Role(role_id=name, permissions=permissions))
    await house.call("Policy.CreateRole", request)


async def key_of(house: House, ref: str, *, scopes: Sequence[str] = ()) -> str:
    """Make a key for a subject and return its secret."""
    request = calls.CreateApiKeyRequest(owner=entity(ref), scopes=scopes)
    made = await house.call("Identity.CreateApiKey", request)
    return str(made.secret)


async def actor(house: House, ref: str, *actions: str) -> str:
    """Create a subject that may do certain things, and return its key."""
    name = f"role-of-{ref.replace(':', '-')}"
    await role(house, name, *actions)
    await subject(house, ref, name)
    return await key_of(house, ref)
