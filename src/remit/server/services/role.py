"""Roles and bindings. Nobody gives by a write what they do not hold."""

from collections.abc import Callable

from remit.administration import binding as bindings
from remit.administration import role as roles
from remit.administration.listing import Query, page_of
from remit.administration.rights import role_of
from remit.policy.builtin import BUILTIN_ROLES
from remit.policy.model import Binding, Role
from remit.server.call import Call
from remit.server.convert.entity import MEMBERS, from_optional
from remit.server.convert.mask import merged
from remit.server.convert.role import FIELDS, from_binding, from_role, to_binding, to_role
from remit.server.services.desk import Service, mask_of, missing
from remitpb.v1 import policy_service_pb2 as pb


class RoleCalls(Service):
    """Roles and who holds them."""

    async def CreateRole(self, request: pb.CreateRoleRequest, call: Call) -> pb.CreateRoleResponse:
        """Create a role; needs to hold all that it grants."""
        desk, role = self._desk, from_role(request.role)
        await desk.authority.require_role(call.principal, await desk.catalog(call), role=role)
        written = await roles.create_role(desk.editor(call, request), role)
        return pb.CreateRoleResponse(role=to_role(written.result), revision=written.revision)

    async def GetRole(self, request: pb.GetRoleRequest, call: Call) -> pb.GetRoleResponse:
        """Read one role, built in or the tenant's own."""
        role = role_of(await self._desk.catalog(call), request.role_id)
        if role is None:
            raise missing(Role, request.role_id, field="role_id")
        return pb.GetRoleResponse(role=to_role(role))

    async def ListRoles(self, request: pb.ListRolesRequest, call: Call) -> pb.ListRolesResponse:
        """List roles by id, those built in among them."""
        desk = self._desk
        catalog = await desk.catalog(call)
        every = (*catalog.every(Role), *BUILTIN_ROLES)
        page = page_of(every, desk.part(call, request), key=lambda role: role.id)
        return pb.ListRolesResponse(
            roles=map(to_role, page.items), next_page_token=desk.token(call, request, last=page.last)
        )

    async def UpdateRole(self, request: pb.UpdateRoleRequest, call: Call) -> pb.UpdateRoleResponse:
        """Change a role, for all who hold it; needs to hold all that it then grants."""
        desk, change = self._desk, _change(request)
        catalog = await desk.catalog(call)
        before = catalog.get(Role, request.role.role_id)
        if before is not None:
            await desk.authority.require_role(call.principal, catalog, role=change(before))
        written = await roles.update_role(
            desk.editor(call, request), request.role.role_id, etag=request.etag, change=change
        )
        return pb.UpdateRoleResponse(role=to_role(written.result), revision=written.revision)

    async def DeleteRole(self, request: pb.DeleteRoleRequest, call: Call) -> pb.DeleteRoleResponse:
        """Remove a role that nobody holds."""
        written = await roles.delete_role(
            self._desk.editor(call, request), request.role_id, etag=request.etag
        )
        return pb.DeleteRoleResponse(revision=written.revision)

    async def CreateBinding(self, request: pb.CreateBindingRequest, call: Call) -> pb.CreateBindingResponse:
        """Give a role; needs to hold all that it grants."""
        desk, binding = self._desk, from_binding(request.binding)
        await desk.authority.require_roles(
            call.principal, await desk.catalog(call), roles=(binding.role,), field="binding.role_id"
        )
        written = await bindings.create_binding(desk.editor(call, request), binding)
        return pb.CreateBindingResponse(binding=to_binding(written.result), revision=written.revision)

    async def ListBindings(self, request: pb.ListBindingsRequest, call: Call) -> pb.ListBindingsResponse:
        """List bindings by id."""
        member = from_optional(request.member, "member", types=MEMBERS)
        query = Query(
            Binding,
            wanted=lambda binding: not request.role_id or binding.role == request.role_id,
            where={"owner": member} if member else {},
        )
        page, token = await self._desk.page(call, request, query=query)
        return pb.ListBindingsResponse(bindings=map(to_binding, page.items), next_page_token=token)

    async def DeleteBinding(self, request: pb.DeleteBindingRequest, call: Call) -> pb.DeleteBindingResponse:
        """Take a role away."""
        written = await bindings.delete_binding(self._desk.editor(call, request), request.binding_id)
        return pb.DeleteBindingResponse(revision=written.revision)


def _change(request: pb.UpdateRoleRequest) -> Callable[[Role], Role]:
    def change(before: Role) -> Role:
        wanted = merged(to_role(before), request.role, mask=mask_of(request), writable=FIELDS)
        return from_role(wanted, before)

    return change
