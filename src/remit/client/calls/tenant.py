"""The calls of `TenantService`: what each does, its RPC says. Calls nothing itself."""

from remit.client import messages as m
from remit.client.rpc import Rpc


class TenantCalls:
    """Tenants and their settings."""

    create_tenant = Rpc(m.CreateTenantRequest, m.CreateTenantResponse)
    get_tenant = Rpc(m.GetTenantRequest, m.GetTenantResponse)
    list_tenants = Rpc(m.ListTenantsRequest, m.ListTenantsResponse)
    update_tenant = Rpc(m.UpdateTenantRequest, m.UpdateTenantResponse)
    suspend_tenant = Rpc(m.SuspendTenantRequest, m.SuspendTenantResponse)
    resume_tenant = Rpc(m.ResumeTenantRequest, m.ResumeTenantResponse)
    delete_tenant = Rpc(m.DeleteTenantRequest, m.DeleteTenantResponse)
