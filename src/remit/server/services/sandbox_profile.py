"""Sandbox profiles."""

from collections.abc import Callable

from remit.administration import sandbox_profile as profiles
from remit.administration.listing import Query
from remit.policy.model import SandboxProfile
from remit.server.call import Call
from remit.server.convert.mask import merged
from remit.server.convert.sandbox_profile import FIELDS, from_sandbox_profile, to_sandbox_profile
from remit.server.services.desk import Service, mask_of, missing
from remitpb.v1 import policy_service_pb2 as pb


class SandboxProfileCalls(Service):
    """Where allowed acts must run."""

    async def CreateSandboxProfile(
        self, request: pb.CreateSandboxProfileRequest, call: Call
    ) -> pb.CreateSandboxProfileResponse:
        """Create a profile."""
        written = await profiles.create_sandbox_profile(
            self._desk.editor(call, request), from_sandbox_profile(request.sandbox_profile)
        )
        profile = to_sandbox_profile(written.result)
        return pb.CreateSandboxProfileResponse(sandbox_profile=profile, revision=written.revision)

    async def GetSandboxProfile(
        self, request: pb.GetSandboxProfileRequest, call: Call
    ) -> pb.GetSandboxProfileResponse:
        """Read one profile, as the policy at hand has it."""
        catalog = await self._desk.catalog(call)
        found = catalog.get(SandboxProfile, request.profile_id)
        if found is None:
            raise missing(SandboxProfile, request.profile_id, field="profile_id")
        profile = to_sandbox_profile(found)
        return pb.GetSandboxProfileResponse(sandbox_profile=profile, revision=catalog.revision)

    async def ListSandboxProfiles(
        self, request: pb.ListSandboxProfilesRequest, call: Call
    ) -> pb.ListSandboxProfilesResponse:
        """List profiles by id."""
        page, token = await self._desk.page(call, request, query=Query(SandboxProfile))
        return pb.ListSandboxProfilesResponse(
            sandbox_profiles=map(to_sandbox_profile, page.items), next_page_token=token
        )

    async def UpdateSandboxProfile(
        self, request: pb.UpdateSandboxProfileRequest, call: Call
    ) -> pb.UpdateSandboxProfileResponse:
        """Change a profile."""
        written = await profiles.update_sandbox_profile(
            self._desk.editor(call, request),
            request.sandbox_profile.profile_id,
            etag=request.etag,
            change=_change(request),
        )
        profile = to_sandbox_profile(written.result)
        return pb.UpdateSandboxProfileResponse(sandbox_profile=profile, revision=written.revision)

    async def DeleteSandboxProfile(
        self, request: pb.DeleteSandboxProfileRequest, call: Call
    ) -> pb.DeleteSandboxProfileResponse:
        """Remove a profile."""
        written = await profiles.delete_sandbox_profile(
            self._desk.editor(call, request), request.profile_id, etag=request.etag
        )
        return pb.DeleteSandboxProfileResponse(revision=written.revision)


def _change(request: pb.UpdateSandboxProfileRequest) -> Callable[[SandboxProfile], SandboxProfile]:
    def change(before: SandboxProfile) -> SandboxProfile:
        current = to_sandbox_profile(before)
        wanted = merged(current, request.sandbox_profile, mask=mask_of(request), writable=FIELDS)
        return from_sandbox_profile(wanted, before)

    return change
