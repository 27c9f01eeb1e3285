"""Whether who writes may: nobody gives by a write what they do not hold. Asked before a write; never writes.

Beside the permission for the call itself (`binding:create`, `api_key:create`), whoever gives a role, a key or
a place in a group must hold every permission that comes with it, so that a right to hand out rights is not a
right to everything. A credential that is limited to scopes gives no more than they cover. A platform operator
is measured by its roles in the operators' own tenant.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from remit.administration.policy import Change
from remit.administration.rights import grants_of, holdings, holds, may_meet, roles_bound_to
from remit.clock import Clock
from remit.decision.caller import find_caller
from remit.decision.catalog import Catalog
from remit.decision.catalogs import Catalogs
from remit.errors import CallerPermissionMissingError, CredentialScopeError
from remit.identity.authenticate import require_behalf
from remit.identity.model import ApiKey, Group, Principal, Team, TokenFamily
from remit.identity.pattern import covers
from remit.policy.model import Binding, Guardrail, GuardrailEffect, Permission, PermissionEffect, Role
from remit.policy.pattern import compile_glob


class Authority:
    """Answers for callers of the control plane."""

    def __init__(self, catalogs: Catalogs, clock: Clock) -> None:
        """Look in `catalogs`."""
        self._catalogs = catalogs
        self._clock = clock

    async def may(self, principal: Principal, action: str, *, resource: str) -> bool:
        """Tell whether a caller's scopes, its roles, and theirs for whom it acts let it do something."""
        caller = await find_caller(self._catalogs, principal)
        return covers(principal.scopes, action) and caller.may(
            action, resource=resource, at=self._clock.now()
        )

    async def require(self, principal: Principal, action: str, *, resource: str, field: str = "") -> None:
        """Refuse a caller who may not do something.

        Raises:
            CallerPermissionMissingError: naming the permission.
        """
        if not await self.may(principal, action, resource=resource):
            message = f"this needs the permission {action} on {resource}; ask for a role with it"
            raise CallerPermissionMissingError(message, field=field, permission=action)

    async def require_holds(self, principal: Principal, given: Iterable[Permission], *, field: str) -> None:
        """Refuse a caller who would give more than it holds.

        Args:
            principal: who gives.
            given: permissions that would be granted; denials among them take away, and are free to give.
            field: path of the request field that gives them.

        Raises:
            CallerPermissionMissingError: naming the first permission that it lacks.
            CredentialScopeError: when its credential is limited to other actions.
        """
        granted = [permission for permission in given if permission.effect is PermissionEffect.ALLOW]
        if not granted:
            return
        caller, at = await find_caller(self._catalogs, principal), self._clock.now()
        caller.require_standing(at, granted[0].action)
        held = [
            [one.permission for one in holdings(caller.home, subject, at=at)] for subject in caller.parties
        ]
        for permission in granted:
            if not covers(principal.scopes, permission.action):
                message = (
                    f"{field} gives {permission.action}, which the scopes of this credential do not cover"
                )
                raise CredentialScopeError(message, field=field, action=permission.action)
            within = caller.may_give(permission.action, permission.resource)
            if not (within and all(holds(one, permission) for one in held)):
                message = (
                    f"{field} gives {permission.action} on {permission.resource}, which the caller does not"
                    " hold; nobody can give more than they have"
                )
                raise CallerPermissionMissingError(message, field=field, permission=permission.action)

    async def require_roles(
        self, principal: Principal, catalog: Catalog, *, roles: Iterable[str], field: str
    ) -> None:
        """Refuse a caller who would give roles that grant more than it holds."""
        given = [permission for role in roles for permission in grants_of(catalog, role)]
        await self.require_holds(principal, given, field=field)

    async def require_role(self, principal: Principal, catalog: Catalog, *, role: Role) -> None:
        """Refuse a caller who would write a role that grants more than it holds."""
        await self.require_holds(principal, role.permissions, field="role.permissions")
        await self.require_roles(principal, catalog, roles=role.inherits, field="role.inherits")

    async def require_membership(self, principal: Principal, catalog: Catalog, *, member: str) -> None:
        """Refuse a caller who would put somebody into a group or team with more rights than it holds."""
        await self.require_roles(principal, catalog, roles=roles_bound_to(catalog, member), field="member")

    async def require_guardrail(self, principal: Principal, guardrail: Guardrail) -> None:
        """Refuse a caller who would permit, by a guardrail, more than it holds."""
        if guardrail.effect is GuardrailEffect.PERMIT:
            given = [
                Permission(action, resource)
                for action in guardrail.actions or ("*",)
                for resource in guardrail.resources or ("*",)
            ]
            await self.require_holds(principal, given, field="guardrail.actions")

    async def require_changes(
        self, principal: Principal, catalog: Catalog, *, changes: Iterable[Change]
    ) -> None:
        """Refuse a caller who would give, by a document, more than it holds.

        What a changed role grants is measured as it shall be; what others grant, as it is.
        """
        for change in changes:
            entry = change.after
            if isinstance(entry, Role):
                await self.require_holds(principal, entry.permissions, field="document")
                await self.require_roles(principal, catalog, roles=entry.inherits, field="document")
            elif isinstance(entry, Binding):
                await self.require_roles(principal, catalog, roles=(entry.role,), field="document")
            elif isinstance(entry, Group | Team):
                roles = roles_bound_to(catalog, f"{entry.kind}:{entry.id}")
                await self.require_roles(principal, catalog, roles=roles, field="document")
            elif isinstance(entry, Guardrail):
                await self.require_guardrail(principal, entry)

    async def require_key(self, principal: Principal, catalog: Catalog, *, key: ApiKey) -> None:
        """Refuse a caller who would make a key with more rights than its own.

        Raises:
            CallerPermissionMissingError: when the owner holds more, within the key's scopes, than the caller.
            CredentialScopeError: when the caller's credential has scopes, and the key would have wider ones.
        """
        _require_scopes(principal, key.scopes)
        if key.owner == principal.subject and not principal.on_behalf_of:
            return
        held = [one.permission for one in holdings(catalog, key.owner, at=self._clock.now())]
        given = [_narrowed(one, scope) for one in held for scope in key.scopes or (one.action,)]
        # The key's own scopes lie within the caller's, as measured above, whatever else its owner holds.
        unlimited = replace(principal, scopes=())
        await self.require_holds(unlimited, [one for one in given if one is not None], field="owner")

    async def require_token(self, principal: Principal, catalog: Catalog, *, family: TokenFamily) -> None:
        """Refuse a caller who would issue a token with more rights than its own.

        Whether a delegation lets its owner act on behalf of the one named is looked at when it is issued.

        Raises:
            CallerPermissionMissingError: when the owner holds more, within the token's scopes, than the caller.
            CredentialScopeError: when the caller's credential has scopes, and the token would have wider ones; or acts
                on behalf of one alone, and the token for its own subject would not.
        """
        if family.owner == principal.subject and principal.on_behalf_of:
            _require_scopes(principal, family.scopes)
            require_behalf(principal, family.on_behalf_of, field="on_behalf_of")
            if not family.on_behalf_of:
                message = (
                    f"a token that acts on behalf of {principal.on_behalf_of} gets only such for its subject"
                )
                raise CredentialScopeError(message, field="on_behalf_of")
            return
        key = ApiKey("", "", family.owner, scopes=family.scopes)
        await self.require_key(principal, catalog, key=key)


def _require_scopes(principal: Principal, scopes: Sequence[str]) -> None:
    """Refuse to give scopes that are wider than those of the caller's own credential."""
    if principal.scopes and not (scopes and all(covers(principal.scopes, one) for one in scopes)):
        message = "a credential that is limited to scopes makes only others limited to the same or fewer"
        raise CredentialScopeError(message, field="scopes")


def _narrowed(permission: Permission, scope: str) -> Permission | None:
    """Return what a scope leaves of a permission: the narrower of both; None when they never meet."""
    if not may_meet(scope, permission.action):
        return None
    return replace(permission, action=scope) if compile_glob(permission.action)(scope) else permission
