"""The calls of `PolicyService`: what each does, its RPC says. Calls nothing itself."""

from remit.client import messages as m
from remit.client.rpc import Rpc


class PolicyCalls:
    """Roles, bindings, guardrails, limits of pace, sandboxes."""

    create_role = Rpc(m.CreateRoleRequest, m.CreateRoleResponse)
    get_role = Rpc(m.GetRoleRequest, m.GetRoleResponse)
    list_roles = Rpc(m.ListRolesRequest, m.ListRolesResponse)
    update_role = Rpc(m.UpdateRoleRequest, m.UpdateRoleResponse)
    delete_role = Rpc(m.DeleteRoleRequest, m.DeleteRoleResponse)
    create_binding = Rpc(m.CreateBindingRequest, m.CreateBindingResponse)
    list_bindings = Rpc(m.ListBindingsRequest, m.ListBindingsResponse)
    delete_binding = Rpc(m.DeleteBindingRequest, m.DeleteBindingResponse)
    create_guardrail = Rpc(m.CreateGuardrailRequest, m.CreateGuardrailResponse)
    get_guardrail = Rpc(m.GetGuardrailRequest, m.GetGuardrailResponse)
    list_guardrails = Rpc(m.ListGuardrailsRequest, m.ListGuardrailsResponse)
    update_guardrail = Rpc(m.UpdateGuardrailRequest, m.UpdateGuardrailResponse)
    delete_guardrail = Rpc(m.DeleteGuardrailRequest, m.DeleteGuardrailResponse)
    create_rate_limit = Rpc(m.CreateRateLimitRequest, m.CreateRateLimitResponse)
    list_rate_limits = Rpc(m.ListRateLimitsRequest, m.ListRateLimitsResponse)
    update_rate_limit = Rpc(m.UpdateRateLimitRequest, m.UpdateRateLimitResponse)
    delete_rate_limit = Rpc(m.DeleteRateLimitRequest, m.DeleteRateLimitResponse)
    create_sandbox_profile = Rpc(m.CreateSandboxProfileRequest, m.CreateSandboxProfileResponse)
    get_sandbox_profile = Rpc(m.GetSandboxProfileRequest, m.GetSandboxProfileResponse)
    list_sandbox_profiles = Rpc(m.ListSandboxProfilesRequest, m.ListSandboxProfilesResponse)
    update_sandbox_profile = Rpc(m.UpdateSandboxProfileRequest, m.UpdateSandboxProfileResponse)
    delete_sandbox_profile = Rpc(m.DeleteSandboxProfileRequest, m.DeleteSandboxProfileResponse)
    apply_policy = Rpc(m.ApplyPolicyRequest, m.ApplyPolicyResponse)
    export_policy = Rpc(m.ExportPolicyRequest, m.ExportPolicyResponse)
    simulate_policy = Rpc(m.SimulatePolicyRequest, m.SimulatePolicyResponse)
