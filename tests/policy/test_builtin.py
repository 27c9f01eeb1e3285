"""Built-in roles are well formed, and every call of the control plane has its permission."""

import pytest

from remit.policy.builtin import BUILTIN_ROLES, permission_of
from remit.policy.pattern import compile_action
from remit.policy.rights import index_role


def test_built_in_roles_compile() -> None:
    for role in BUILTIN_ROLES:
        assert index_role(role)


@pytest.mark.parametrize(
    ("rpc", "permission"),
    [
        ("CreateRole", "role:create"),
        ("ListSubjects", "subject:list"),
        ("ListApiKeys", "api_key:list"),
        ("ListPolicies", "policy:list"),
        ("ListAccess", "access:list"),
        ("SearchEntries", "entry:search"),
        ("WatchApprovals", "approval:watch"),
        ("AddGroupMember", "group_member:add"),
        ("GetDashboard", "dashboard:get"),
    ],
)
def test_permissions_are_derived_from_names(rpc: str, permission: str) -> None:
    assert permission_of(rpc) == permission
    assert compile_action(permission)(permission)


@pytest.mark.parametrize("rpc", ["Authorize", "", "createRole", "Create_Role", "create"])
def test_what_is_no_verb_and_noun_has_none(rpc: str) -> None:
    with pytest.raises(ValueError, match="verb and a noun"):
        permission_of(rpc)
