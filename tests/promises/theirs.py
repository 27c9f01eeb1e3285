"""A tenant that has one of everything, all of it marked, and the names of it all. Asserts nothing."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from google.protobuf.duration_pb2 import Duration

from remit.client import Client, entity
from remit.client import messages as m
from remit.manifest.key import generate_key
from remit.manifest.model import Algorithm
from remit.manifest.signature import sign
from remit.server.methods import methods
from tests.backends.oidc import Provider
from tests.promises.requests import Names
from tests.promises.signed_in import sign_in
from tests.promises.town import budget, nanos
from tests.promises.wire import Wire

MARK: Final = "hushed-4711"
"""Stands in every text of theirs that is no id; no request of anybody else's has it."""

_TOKENS: Final = m.TokenUsage(input_tokens=47_114_711_471)
NUMBER: Final = _TOKENS.SerializeToString()[1:]
"""Bytes of a number that stands in every sum of theirs, and in nobody else's."""

AGENT: Final = "agent:theirs-agent"
USER: Final = "user:theirs-user"
_MADE: Final = re.compile(r"[a-z]{3}_([0-9a-f]{32})(\.[0-9]+)?").fullmatch
_EVERYTHING: Final = "*:*"
_DAY: Final = Duration(seconds=86_400)
_MODEL: Final = m.ModelRef(provider="theirs-provider", model="theirs-model")

_MANIFEST: Final = f"""\
apiVersion: remit/v1
kind: AgentManifest
agent: {AGENT}
description: {MARK}
version: 1.0.0
serial: 1
issued_at: 2026-01-01T00:00:00Z
expires_at: 2036-01-01T00:00:00Z
tools: [theirs-tool]
models: [theirs-provider/theirs-model]
security_level: standard
"""


@dataclass(frozen=True, slots=True)
class Theirs:
    """What another tenant has, and must keep to itself."""

    tenant: str
    names: Names
    minted: frozenset[bytes] = field(default_factory=frozenset)
    """Ids that Remit made, without prefix: nobody else can have made one like it."""

    @property
    def nobodys(self) -> Names:
        """The same names of things that are nowhere."""
        values = {name: _other(value) for name, value in self.names.values.items()}
        entities = {name: ref.replace("theirs", "nobodys") for name, ref in self.names.entities.items()}
        return Names(values, entities)


def _other(value: str | bytes) -> str | bytes:
    if isinstance(value, bytes):
        return bytes(255 - byte for byte in value)
    if "theirs" in value:
        return value.replace("theirs", "nobodys")
    # The last characters of what Remit makes are random, or a checksum.
    return value[:-4] + "".join("b" if one == "a" else "a" for one in value[-4:])


def furnish(
    wire: Wire, admin: Client, tenant: str, *, admin_key: str, provider: Provider | None = None
) -> Theirs:
    """Give a tenant one of everything; also of what comes of signing in, where it trusts a provider."""
    key = _policy(admin)
    found: dict[str, str | bytes] = {
        "tenant_id": tenant,
        "secret": key.secret,
        "RotateApiKey.key_id": key.api_key.key_id,
    }
    found["RevokeApiKey.key_id"] = key.api_key.key_id
    found |= _work(admin, wire.client_of(key.secret))
    found |= _signed(admin)
    found |= _tokens(admin)
    found |= _pages(wire, admin_key)
    found |= {"state": "theirs-state", "code": "theirs-code"}
    if provider is not None:
        found |= sign_in(admin, provider, tenant=tenant, mark=MARK)
    named = {
        "role_id": "theirs-role", "role_ids": "theirs-role", "inherits": "theirs-role", "group_id": "theirs-group",
        "team_id": "theirs-team", "guardrail_id": "theirs-guardrail", "rate_limit_id": "theirs-limit",
        "profile_id": "theirs-profile", "budget_id": "theirs-budget", "budget_ids": "theirs-budget",
        "binding_id": f"theirs-role@{AGENT}", "agent_id": "theirs-agent", "scope_id": "theirs-agent",
        "step_id": "theirs-step", "from_step_id": "theirs-step", "parent_step_id": "theirs-step",
        "request_id": "theirs-request", "usage_id": "theirs-usage", "alert_rule_id": "theirs-rule",
        "override_id": "theirs-override",
        "etag": admin.get_role(role_id="theirs-role").role.etag,
    }  # fmt: skip
    entities = {
        "": AGENT, "on_behalf_of": USER, "grantor": USER, "person": USER, "requested_by": AGENT, "administrator": USER,
        "resource": "tool:theirs-tool", "signer": USER, "granted_by": USER,
    }  # fmt: skip
    return Theirs(tenant, Names(named | found, entities), frozenset(_minted(found.values())))


def _minted(values: Iterable[str | bytes]) -> Iterator[bytes]:
    for value in values:
        made = _MADE(value) if isinstance(value, str) else None
        if made:
            yield made[1].encode()


def _policy(admin: Client) -> Any:
    """Make subjects and all that says what they may do; return the agent's key."""
    permission = [m.Permission(action=_EVERYTHING, resource="*")]
    admin.create_role(role=m.Role(role_id="theirs-role", description=MARK, permissions=permission))
    labels = {"of": MARK}
    for ref in (AGENT, USER):
        who = m.Subject(entity=entity(ref), display_name=MARK, labels=labels)
        who.entity.attributes_json = f'{{"of":"{MARK}"}}'
        admin.create_subject(subject=who, role_ids=["theirs-role"])
    members = [entity(AGENT)]
    admin.create_group(group=m.Group(group_id="theirs-group", display_name=MARK), members=members)
    admin.create_team(team=m.Team(team_id="theirs-team", display_name=MARK), members=members)
    admin.create_guardrail(
        guardrail=m.Guardrail(
            guardrail_id="theirs-guardrail", description=MARK, effect=m.GUARDRAIL_EFFECT_REQUIRE_APPROVAL,
            actions=["payment:send"], message=MARK, approval=m.ApprovalRule(approvers=[entity(USER)]),
        )
    )  # fmt: skip
    admin.create_rate_limit(
        rate_limit=m.RateLimit(
            rate_limit_id="theirs-limit", description=MARK, scope=m.RATE_SCOPE_TENANT, max_concurrent=50
        )
    )
    admin.create_sandbox_profile(
        sandbox_profile=m.SandboxProfile(profile_id="theirs-profile", description=MARK)
    )
    made = budget("theirs-budget", 10_000_000)
    made.display_name = MARK
    admin.create_budget(budget=made)
    # Only for usage of its model: two lines that one record crosses.
    of_model = budget("theirs-model-cap", 1, m.SCOPE_MODEL, who=f"{_MODEL.provider}/{_MODEL.model}")
    of_model.thresholds.append(m.Threshold(percent=50, action=m.THRESHOLD_ACTION_WARN))
    admin.create_budget(budget=of_model)
    for name in ("theirs-rule", "theirs-rule-2"):
        hook = m.AlertChannel(webhook_url=f"https://{MARK}.example/hook")
        rule = m.AlertRule(
            alert_rule_id=name, display_name=MARK, budget_ids=["theirs-budget"], channels=[hook]
        )
        admin.create_alert_rule(alert_rule=rule)
    admin.set_price(price=m.Price(model=_MODEL, tokens=m.TokenPrices(input="4711", output="4711")))
    admin.set_downgrade(
        downgrade=m.Downgrade(**{"from": _MODEL, "to": m.ModelRef(provider="theirs", model="small")})
    )
    return admin.create_api_key(owner=entity(AGENT), name=MARK)


def _work(admin: Client, agent: Client) -> Mapping[str, str | bytes]:
    """Let the agent work; return the names of what came of it."""
    grant = m.Delegation(grantor=entity(USER), delegate=entity(AGENT))
    delegation = admin.create_delegation(delegation=grant).delegation.delegation_id
    session = agent.start_session(labels={"of": MARK}).session.session_id
    run = agent.start_run(session_id=session, name=MARK, lease=_DAY).run.run_id
    about = m.Step(step_id="theirs-step", kind=m.STEP_KIND_PLAN, name=MARK, status=m.STEP_STATUS_RUNNING)
    agent.record_steps(run_id=run, steps=[about])
    tool = entity("tool:theirs-tool")
    asked: dict[str, Any] = {
        "action": "tool:execute", "resource": tool, "session_id": session, "run_id": run,
        "estimate": m.Estimate(money=nanos(100)), "labels": {"of": MARK}, "hold": Duration(seconds=3_600),
    }  # fmt: skip
    held = agent.authorize(request_id="theirs-request", **asked)
    agent.authorize(request_id="theirs-request-2", **asked)
    agent.record_usage(
        records=[
            m.UsageRecord(
                usage_id="theirs-usage", run_id=run, labels={"of": MARK}, cost=nanos(7), tokens=_TOKENS
            ),
            m.UsageRecord(usage_id="theirs-usage-3", model=_MODEL, cost=nanos(7)),
            m.UsageRecord(usage_id="theirs-usage-2", run_id=run, labels={"of": MARK}, cost=nanos(7)),
        ]
    )
    agent.authorize(request_id="theirs-request-3", **{**asked, "action": "payment:send"})
    action = m.ApprovalAction(
        action="payment:send", resource=tool, arguments_json=f'"{MARK}"', estimate=m.Estimate(money=nanos(1))
    )
    asking = agent.request_approval(request_id="theirs-question", action=action, justification=MARK)
    agent.request_approval(request_id="theirs-question-2", action=action, justification=MARK)
    entry = next(iter(admin.search_entries().entries))
    return {
        "session_id": session, "run_id": run, "parent_run_id": run, "delegation_id": delegation,
        "parent_delegation_id": delegation, "decision_id": held.decision_id, "leaf_hash": held.leaf_hash,
        "reservation_id": held.reservation.reservation_id, "approval_id": asking.approval.approval_id,
        "DecideApproval.action_digest": asking.approval.action_digest, "entry_id": entry.entry_id,
    }  # fmt: skip


def _signed(admin: Client) -> Mapping[str, str | bytes]:
    """Register a manifest; two of each, so that lists have a second page."""
    pair = generate_key(Algorithm.ED25519)
    trusted = m.TrustedKey(description=MARK, signer=entity(USER))
    key_id = admin.add_trusted_key(trusted_key=trusted, public_key_pem=pair.public_pem).trusted_key.key_id
    made = admin.register_manifest(envelope=sign(_MANIFEST.encode(), pair.private_pem))
    return {"key_id": key_id, "manifest_id": made.manifest.manifest_id}


def _tokens(admin: Client) -> Mapping[str, str | bytes]:
    """Issue a token that can be refreshed."""
    pair = admin.issue_token(subject=entity(USER), refreshable=True).tokens
    return {
        "token_id": pair.token_id,
        "token": pair.access_token,
        "refresh_token": pair.refresh_token,
        # Whoever has it is its holder, whatever the caller's tenant; so here is one that only names the same family.
        "RefreshToken.refresh_token": _other(pair.refresh_token),
    }


def _pages(wire: Wire, key: str) -> Mapping[str, str | bytes]:
    """The token of the second page of each list that has one, and cursors; some stand for those that have none."""
    found: dict[str, str | bytes] = {}
    for method in methods():
        names = {one.name for one in method.input_type.fields}
        if {"page_size", "page_token"} <= names:
            request = wire.request(method, page_size=1)
            answers, _ = wire.tried(method, request, key)
            token = getattr(answers[0], "next_page_token", "") if answers else ""
            if token:
                found[f"{method.name}.page_token"] = token
        elif "cursor" in names:
            request = wire.request(method)
            if "tenant" in names:
                request.tenant.SetInParent()
            answers, _ = wire.tried(method, request, key)
            cursors = [one.cursor for one in answers if getattr(one, "cursor", "")]
            if cursors:
                found[f"{method.name}.cursor"] = cursors[0]
    tokens = [value for name, value in found.items() if name.endswith("page_token")]
    cursors = [value for name, value in found.items() if name.endswith("cursor")]
    return {"page_token": tokens[0], "cursor": cursors[0], **found}
