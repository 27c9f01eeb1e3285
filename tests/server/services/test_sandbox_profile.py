"""Sandbox profiles over the wire."""

from google.protobuf.duration_pb2 import Duration
from google.protobuf.field_mask_pb2 import FieldMask

from remitpb.v1 import policy_pb2 as pb
from remitpb.v1 import policy_service_pb2 as calls
from tests.server.services.house import House

SHELL = pb.SandboxProfile(
    profile_id="shell",
    description="no network",
    actions=["tool:execute"],
    resources=["tool:shell"],
    allowed_hosts=["*.example.com"],
    readable_paths=["/srv"],
    writable_paths=["/srv/out"],
    environment=["LANG"],
    max_memory_bytes=1 << 30,
    max_cpu_time=Duration(seconds=10),
    max_duration=Duration(seconds=60),
    settings={"image": "alpine"},
)


async def test_a_profile_comes_back_as_it_was_made_and_obliges(house: House) -> None:
    request = calls.CreateSandboxProfileRequest(sandbox_profile=SHELL)
    made = await house.call("Policy.CreateSandboxProfile", request)
    read = await house.call("Policy.GetSandboxProfile", calls.GetSandboxProfileRequest(profile_id="shell"))
    assert (read.sandbox_profile, read.revision) == (made.sandbox_profile, made.revision)
    plain = pb.SandboxProfile()
    plain.CopyFrom(read.sandbox_profile)
    for name in ("created_at", "updated_at", "etag"):
        plain.ClearField(name)
    assert plain == SHELL
    catalog = await house.catalogs.of("default")
    assert [one.id for one in catalog.sandboxes.profiles_for("tool:execute", "tool:shell")] == ["shell"]


async def test_a_limit_is_cleared_by_name_alone(house: House) -> None:
    request = calls.CreateSandboxProfileRequest(sandbox_profile=SHELL)
    await house.call("Policy.CreateSandboxProfile", request)
    change = calls.UpdateSandboxProfileRequest(
        sandbox_profile=pb.SandboxProfile(profile_id="shell", allowed_hosts=["a.example"]),
        update_mask=FieldMask(paths=["max_memory_bytes", "allowed_hosts"]),
    )
    updated = (await house.call("Policy.UpdateSandboxProfile", change)).sandbox_profile
    assert not updated.HasField("max_memory_bytes")
    assert list(updated.allowed_hosts) == ["a.example"]
    assert updated.max_cpu_time.seconds == 10


async def test_profiles_are_listed_and_removed(house: House) -> None:
    request = calls.CreateSandboxProfileRequest(sandbox_profile=SHELL)
    await house.call("Policy.CreateSandboxProfile", request)
    again = await house.refused("Policy.CreateSandboxProfile", request)
    assert again[0] == "ALREADY_EXISTS"
    wrong = pb.SandboxProfile(profile_id="x", actions=["shell"])
    request = calls.CreateSandboxProfileRequest(sandbox_profile=wrong)
    refused = await house.refused("Policy.CreateSandboxProfile", request)
    assert refused == ("INVALID_FIELD", "sandbox_profile.actions[0]")
    await house.call("Policy.DeleteSandboxProfile", calls.DeleteSandboxProfileRequest(profile_id="shell"))
    listed = await house.call("Policy.ListSandboxProfiles", calls.ListSandboxProfilesRequest())
    assert not listed.sandbox_profiles
