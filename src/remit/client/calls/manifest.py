"""The calls of `ManifestService`: what each does, its RPC says. Calls nothing itself."""

from remit.client import messages as m
from remit.client.rpc import Rpc


class ManifestCalls:
    """Signed manifests and the keys that count."""

    register_manifest = Rpc(m.RegisterManifestRequest, m.RegisterManifestResponse)
    sign_manifest = Rpc(m.SignManifestRequest, m.SignManifestResponse)
    get_manifest = Rpc(m.GetManifestRequest, m.GetManifestResponse)
    list_manifests = Rpc(m.ListManifestsRequest, m.ListManifestsResponse)
    revoke_manifest = Rpc(m.RevokeManifestRequest, m.RevokeManifestResponse)
    add_trusted_key = Rpc(m.AddTrustedKeyRequest, m.AddTrustedKeyResponse)
    list_trusted_keys = Rpc(m.ListTrustedKeysRequest, m.ListTrustedKeysResponse)
    revoke_trusted_key = Rpc(m.RevokeTrustedKeyRequest, m.RevokeTrustedKeyResponse)
    check_compliance = Rpc(m.CheckComplianceRequest, m.CheckComplianceResponse)
