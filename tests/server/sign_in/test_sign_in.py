"""People sign in with a real provider, over the wire: who they become, what they get, what is told and kept of it."""

import asyncio
import json

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.timestamp_pb2 import Timestamp

from remit.clock import HOUR, MINUTE, SECOND
from remit.identity.model import ProviderLink, TokenFamily
from remitpb.v1 import audit_service_pb2 as audit_calls
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as calls
from remitpb.v1 import policy_pb2 as policy
from remitpb.v1 import policy_service_pb2 as policy_calls
from remitpb.v1 import tenant_service_pb2 as tenant_calls
from tests.backends.oidc import brought_back
from tests.server.services.shop import entity
from tests.server.sign_in.site import APP, CHALLENGE, HERE, Site


async def whoami(site: Site, token: str) -> calls.WhoAmIResponse:
    answer: calls.WhoAmIResponse = await site.call("WhoAmI", calls.WhoAmIRequest(), token=token)
    return answer


async def test_the_browser_is_sent_to_the_provider_with_all_that_protects(site: Site) -> None:
    begun = await site.begin(login_hint="ann@acme.example")
    assert begun.authorization_url.startswith(f"{site.provider.issuer}/oauth2/authorize?")
    sent = brought_back(begun.authorization_url)
    assert sent.pop("scope").split()[0] == "openid"
    nonce = sent.pop("nonce")
    assert sent == {
        "response_type": "code",
        "client_id": "remit",
        "redirect_uri": HERE,
        "state": begun.state,
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "login_hint": "ann@acme.example",
    }
    assert len(nonce) >= 22
    assert begun.expires_at.ToMicroseconds() == site.shop.clock.now() + 10 * MINUTE
    again = await site.begin()
    assert again.state != begun.state
    assert brought_back(again.authorization_url)["nonce"] != nonce


async def test_somebody_new_becomes_a_user_with_the_rules_roles(site: Site) -> None:
    sub = site.know("new-1", "new@acme.example", name="New Person")
    answer = await site.sign_in(sub)
    assert answer.user == pb.UserInfo(
        subject=entity("user:open/new-1"),
        provider="open",
        provider_subject="new-1",
        display_name="New Person",
        email="new@acme.example",
        email_verified=True,
    )
    who = await whoami(site, answer.tokens.access_token)
    assert (who.tenant_id, who.principal) == ("default", entity("user:open/new-1"))
    assert who.credential_kind == pb.CREDENTIAL_KIND_TOKEN
    assert list(who.role_ids) == ["approver"]
    made = await site.shop.call(
        "Identity.GetSubject", calls.GetSubjectRequest(subject=entity("user:open/new-1"))
    )
    assert made.subject.display_name == "New Person"
    assert answer.revision > 0


async def test_the_tokens_are_refreshed_and_revoked_like_any_others(site: Site) -> None:
    answer = await site.sign_in("refresher")
    pair = answer.tokens
    assert pair.expires_at.ToMicroseconds() == site.shop.clock.now() // SECOND * SECOND + HOUR
    again = (
        await site.call("RefreshToken", calls.RefreshTokenRequest(refresh_token=pair.refresh_token))
    ).tokens
    assert (await whoami(site, again.access_token)).principal == entity("user:open/refresher")
    told = await site.call("GetUserInfo", calls.GetUserInfoRequest(), token=again.access_token)
    assert told.user == answer.user
    await site.call(
        "RevokeToken", calls.RevokeTokenRequest(refresh_token=again.refresh_token), token=again.access_token
    )
    refused = await site.refused(whoami(site, again.access_token))
    assert refused == ("CREDENTIAL_REVOKED", "")


async def test_a_known_user_is_met_by_a_verified_address(site: Site) -> None:
    await site.shop.subject("user:ann@acme.example", "approver")
    sub = site.know("ann-1", "ann@ACME.example")
    answer = await site.sign_in(sub, "closed")
    assert answer.user.subject == entity("user:ann@acme.example")
    assert answer.user.email == "ann@ACME.example"


async def test_the_link_stays_when_the_address_changes_and_the_rule_too(site: Site) -> None:
    await site.shop.subject("user:bea@acme.example")
    await site.shop.subject("user:other@acme.example")
    sub = site.know("bea-1", "bea@acme.example")
    await site.sign_in(sub, "closed")
    site.know(sub, "other@acme.example", name="Bea")
    again = await site.sign_in(sub, "closed")
    assert again.user.subject == entity("user:bea@acme.example")
    assert (again.user.email, again.user.display_name) == ("other@acme.example", "Bea")
    site.know(sub, "gone@acme.example", verified=False)
    assert (await site.sign_in(sub, "closed")).user.subject == entity("user:bea@acme.example")


async def test_who_is_no_user_is_refused_with_a_sentence(site: Site) -> None:
    sub = site.know("nobody-1", "nobody@acme.example")
    assert await site.refused(site.sign_in(sub, "closed")) == ("CREDENTIAL_UNKNOWN", "")
    with pytest.raises(Exception, match="ask an administrator to create it") as told:
        await site.sign_in(sub, "closed")
    assert "user:nobody@acme.example" in str(told.value)
    await site.shop.subject("user:nobody@acme.example")
    assert (await site.sign_in(sub, "closed")).user.subject == entity("user:nobody@acme.example")


async def test_only_verified_addresses_of_the_domain_come_in(site: Site) -> None:
    for number, (email, verified) in enumerate(
        [("eve@evil.example", True), ("eve@acme.example", False), ("eve@acme.example.evil.example", True)]
    ):
        sub = site.know(f"eve-{number}", email, verified=verified)
        assert await site.refused(site.sign_in(sub, "staff")) == ("CREDENTIAL_UNKNOWN", "")
    sub = site.know("eve-9", "eve@acme.example")
    assert (await site.sign_in(sub, "staff")).user.subject == entity("user:eve@acme.example")
    # Who left the domain does not come in again by the link alone.
    site.know(sub, "eve@evil.example")
    assert await site.refused(site.sign_in(sub, "staff")) == ("CREDENTIAL_UNKNOWN", "")


async def test_a_rule_that_names_a_role_that_is_not_there_makes_nobody(site: Site) -> None:
    assert await site.refused(site.sign_in("x", "broken")) == ("PRECONDITION_FAILED", "")
    request = calls.GetSubjectRequest(subject=entity("user:broken/x"))
    assert await site.shop.refused("Identity.GetSubject", request) == ("NOT_FOUND", "subject")


async def test_a_tenant_and_a_provider_need_no_name_where_there_is_one(site: Site) -> None:
    assert await site.refused(site.begin(tenant_id="")) == ("INVALID_FIELD", "tenant_id")
    assert await site.refused(site.begin("")) == ("INVALID_FIELD", "provider")
    begun = await site.begin("", tenant_id="other")
    brought = await site.browse(begun.authorization_url, "one")
    who = await whoami(site, (await site.exchange(brought)).tokens.access_token)
    assert (who.tenant_id, who.principal) == ("other", entity("user:open/one"))


async def test_what_is_not_there_is_not_told_apart(site: Site) -> None:
    for tenant, provider in (
        ("default", "google"),
        ("other", "closed"),
        ("no-such", "open"),
        ("nowhere", "ghost"),
        ("platform", "open"),
    ):
        refused = await site.refused(site.begin(provider, tenant_id=tenant))
        assert refused == ("NOT_FOUND", "provider"), tenant


async def test_the_operators_own_redirect_serves_too(site: Site) -> None:
    begun = await site.begin(redirect_uri=APP)
    brought = await site.browse(begun.authorization_url, "web")
    assert (await site.exchange(brought, redirect_uri=APP)).user.provider_subject == "web"


async def test_user_info_is_for_who_signed_in(site: Site) -> None:
    request = calls.GetUserInfoRequest()
    assert await site.shop.refused("Identity.GetUserInfo", request) == ("NOT_FOUND", "")
    issued = await site.shop.call("Identity.IssueToken", calls.IssueTokenRequest())
    refused = await site.refused(site.call("GetUserInfo", request, token=issued.tokens.access_token))
    assert refused == ("NOT_FOUND", "")
    assert await site.refused(site.call("GetUserInfo", request)) == ("CREDENTIAL_MISSING", "")


async def test_a_user_of_two_providers_is_told_what_each_says(site: Site) -> None:
    await site.shop.subject("user:two@acme.example")
    sub = site.know("two-1", "two@acme.example", name="First")
    first = await site.sign_in(sub, "closed")
    # Known by the same verified address, though by another name there.
    site.know("two-2", "two@acme.example", name="Second")
    second = await site.sign_in("two-2", "second")
    for answer, name in ((first, "First"), (second, "Second")):
        token = answer.tokens.access_token
        told = await site.call("GetUserInfo", calls.GetUserInfoRequest(), token=token)
        assert (told.user.display_name, told.user.subject) == (name, entity("user:two@acme.example"))


async def test_nobody_is_taken_for_somebody_elses_user(site: Site) -> None:
    await site.shop.subject("user:old@acme.example")
    await site.sign_in(site.know("old-1", "old@acme.example"), "closed")
    # The domain gave the address to somebody else.
    site.know("old-2", "old@acme.example")
    assert await site.refused(site.sign_in("old-2", "closed")) == ("CREDENTIAL_UNKNOWN", "")
    # Case is part of a name.
    site.know("old-3", "Old@acme.example")
    assert await site.refused(site.sign_in("old-3", "closed")) == ("CREDENTIAL_UNKNOWN", "")
    # A look-alike is no address here.
    site.know("old-4", "\u043eld@acme.example")
    assert await site.refused(site.sign_in("old-4", "closed")) == ("CREDENTIAL_UNKNOWN", "")


async def test_a_suspended_user_is_refused_and_let_in_again(site: Site) -> None:
    await site.sign_in("stopped")
    user = entity("user:open/stopped")
    await site.shop.call("Identity.SuspendSubject", calls.SuspendSubjectRequest(subject=user))
    assert await site.refused(site.sign_in("stopped")) == ("CREDENTIAL_REVOKED", "")
    await site.shop.call("Identity.ResumeSubject", calls.ResumeSubjectRequest(subject=user))
    await site.sign_in("stopped")
    ends = Timestamp()
    ends.FromMicroseconds(site.shop.clock.now())
    expired = pb.Subject(entity=user, expires_at=ends)
    mask = FieldMask(paths=["expires_at"])
    await site.shop.call(
        "Identity.UpdateSubject", calls.UpdateSubjectRequest(subject=expired, update_mask=mask)
    )
    assert await site.refused(site.sign_in("stopped")) == ("CREDENTIAL_REVOKED", "")


async def test_nobody_signs_in_to_a_suspended_tenant(site: Site) -> None:
    begun = await site.begin(tenant_id="other")
    brought = await site.browse(begun.authorization_url, "late")
    request = tenant_calls.SuspendTenantRequest(tenant_id="other")
    await site.shop.call("Tenant.SuspendTenant", request, key=site.shop.operator)
    assert await site.refused(site.begin(tenant_id="other")) == ("TENANT_SUSPENDED", "")
    assert await site.refused(site.exchange(brought)) == ("TENANT_SUSPENDED", "")


async def test_a_removed_user_is_forgotten_at_the_providers(site: Site) -> None:
    answer = await site.sign_in("removed")
    user = entity("user:open/removed")
    await site.shop.call("Identity.DeleteSubject", calls.DeleteSubjectRequest(subject=user))
    assert not await site.shop.app.entities.page(
        "default", ProviderLink, after="", limit=10, owner="user:open/removed"
    )
    refused = await site.refused(whoami(site, answer.tokens.access_token))
    assert refused == ("CREDENTIAL_REVOKED", "")
    # Who comes back is somebody new.
    assert (await site.sign_in("removed")).user.subject == user


async def test_each_sign_in_is_in_the_log_and_names_nobody(site: Site) -> None:
    site.know("logged", "logged@acme.example", name="Logged Person")
    await site.sign_in("logged")
    await site.shop.call(
        "Identity.DeleteSubject", calls.DeleteSubjectRequest(subject=entity("user:open/logged"))
    )
    found = await site.shop.call("Audit.SearchEntries", audit_calls.SearchEntriesRequest())
    signed = [one for one in found.entries if one.action == "user:sign_in"]
    assert [one.principal for one in signed] == [entity("user:open/logged")]
    bodies = await site.shop.app.store.read(
        lambda connection: [row[0] for row in connection.exec_driver_sql("SELECT body FROM audit_entry")]
    )
    text = " ".join(body.decode() if isinstance(body, bytes) else str(body) for body in bodies)
    for name in ("open/logged", "logged@acme.example", "Logged Person", '"logged"', "open|logged"):
        assert name not in text
    assert any(json.loads(body).get("credential") == "sign_in:open" for body in bodies)


async def test_failures_are_in_the_log_in_sum_with_where_they_came_from(site: Site) -> None:
    for number in range(3):
        sub = site.know(f"failed-{number}", f"failed{number}@acme.example")
        assert await site.refused(site.sign_in(sub, "closed")) == ("CREDENTIAL_UNKNOWN", "")
    await site.refused(site.exchange({"state": "x", "code": "y"}))
    await site.shop.app.refusals.run()
    found = await site.shop.call("Audit.SearchEntries", audit_calls.SearchEntriesRequest())
    refused = [one for one in found.entries if one.action == "authentication:refused"]
    assert len(refused) == 1
    bodies = await site.shop.app.store.read(
        lambda connection: [
            (row[0], json.loads(row[1]))
            for row in connection.exec_driver_sql(
                "SELECT tenant, body FROM audit_entry WHERE kind = 'authentication:refused'"
            )
        ]
    )
    told = {tenant: (body["credential"], body["count"], body["network"]) for tenant, body in bodies}
    assert told == {
        "default": ("sign_in:closed", 3, "127.0.0.0/24"),
        "platform": ("sign_in", 1, "127.0.0.0/24"),
    }


async def test_no_token_or_code_is_kept(site: Site) -> None:
    begun = await site.begin()
    brought = await site.browse(begun.authorization_url, "secretive")
    answer = await site.exchange(brought)
    dump = await site.shop.app.store.read(
        lambda connection: "\n".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]
    )
    for secret in (brought["code"], begun.state, answer.tokens.access_token, answer.tokens.refresh_token):
        assert secret not in dump
    family = answer.tokens.token_id.rpartition(".")[0]
    kept = await site.shop.app.entities.find("default", TokenFamily, identity=family)
    assert kept is not None
    assert (kept.provider, kept.owner, kept.refreshable) == ("open", "user:open/secretive", True)


async def test_many_sign_in_at_once(site: Site) -> None:
    answers = await asyncio.gather(*(site.sign_in(f"crowd-{number % 4}") for number in range(8)))
    assert {one.user.provider_subject for one in answers} == {f"crowd-{number}" for number in range(4)}


async def test_who_signed_in_makes_a_key_that_outlasts_the_sign_in(site: Site) -> None:
    signed_in = (await site.sign_in("maker")).tokens.access_token
    await site.shop.role("key-maker", "api_key:*", "token:*")
    binding = policy.Binding(role_id="key-maker", member=entity("user:open/maker"))
    await site.shop.call("Policy.CreateBinding", policy_calls.CreateBindingRequest(binding=binding))
    made = await site.call("CreateApiKey", calls.CreateApiKeyRequest(), token=signed_in)
    assert not made.api_key.HasField("expires_at")
    issued = (await site.call("IssueToken", calls.IssueTokenRequest(), token=signed_in)).tokens
    passed_on = await site.call("CreateApiKey", calls.CreateApiKeyRequest(), token=issued.access_token)
    assert passed_on.api_key.expires_at == issued.expires_at
