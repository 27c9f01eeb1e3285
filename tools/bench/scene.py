"""What is measured: a tenant with all that the full chain looks at, and the messages that its agents send.

Writes through the same office as operators do, before the server starts. Never touches a running server.
"""

import base64
from dataclasses import dataclass
from typing import Final

from google.protobuf.message import Message

from remit.administration.installation import FIRST_TENANT, INSTALLER
from remit.administration.unit import Unit
from remit.bootstrap import open_app
from remit.budget.model import Budget, Period, ScopeType, Threshold
from remit.budget.model import Unit as Counted
from remit.config import Config
from remit.identity.api_key import NewKey, new_key
from remit.identity.model import ApiKey, Run, Session, Subject, Team
from remit.ids import KEY, MANIFEST, RUN, SESSION
from remit.manifest import document, envelope
from remit.manifest.key import generate_key, load_public
from remit.manifest.model import Algorithm, Manifest, TrustedKey
from remit.manifest.signature import sign
from remit.money import NANOS_PER_UNIT
from remit.policy.model import Binding, Guardrail, GuardrailEffect, Permission, Role
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import policy_decision_service_pb2 as pb
from tools.bench.plan import Crowd

AGENTS: Final = 16
"""They call in turn, each with its own key, session and run: counters are neither all one nor all apart."""
BATCH: Final = 100
"""Items of a batch."""
BUDGETS: Final = 4
"""Budgets that each question concerns."""

OWN_MARK: Final = "@" * 16
"""Where the load puts an id of the call's own; the same in load/sheet.go, and so the next."""
DECISION_MARK: Final = "dec_" + "@" * 32
"""Where the load puts the id of an earlier decision."""

PROVIDER, MODEL = "openai", "gpt-4o"
LIMIT_UNITS: Final = 1_000_000_000
LIMIT_MONEY: Final = LIMIT_UNITS * NANOS_PER_UNIT
LIMIT_TOKENS: Final = 10**12
"""Never reached: a refusal is cheaper than what is measured."""

NIGHT: Final = "{path: time.hour, op: lt, value: 6}"
MANIFEST_TEXT: Final = """\
apiVersion: remit/v1
kind: AgentManifest
agent: {agent}
version: 1.0.0
serial: 1
issued_at: 2026-01-01T00:00:00Z
expires_at: 2036-01-01T00:00:00Z
tools: [web-search, summarize]
models: [openai/gpt-4o, openai/gpt-4o-mini, anthropic/claude-sonnet-4*]
data_classes: [public, internal]
"""


Sheet = dict[str, str]
"""What the load sends as one call, see load/sheet.go: `authorization` and the `body` in base 64."""


@dataclass(frozen=True, slots=True)
class Agent:
    """One caller."""

    id: str
    key: str
    """Its API key."""
    session_id: str
    run_id: str


async def furnish(config: Config, crowd: Crowd | None = None) -> tuple[Agent, ...]:
    """Make the tenant where the settings say, nothing being there yet; returns the agents that may call.

    Args:
        config: where the server will find it.
        crowd: what else the tenant has, of no concern to any question; None: nothing.
    """
    async with open_app(config) as app:
        await app.install()
        pair = generate_key(Algorithm.ED25519)
        agents: list[Agent] = []

        def work(unit: Unit) -> None:
            _write_policy(unit)
            public = load_public(pair.public_pem)
            unit.put(TrustedKey(public.id, pair.public_pem, public.algorithm, signer="user:ann"))
            for number in range(AGENTS):
                made = new_key(app.config.environment)
                agent = Agent(f"bench-{number}", made.secret.reveal(), unit.new_id(SESSION), unit.new_id(RUN))
                _write_agent(unit, agent, made=made)
                unit.put(_manifest(unit, agent, private_pem=pair.private_pem, key_id=public.id))
                agents.append(agent)
            unit.put(Team("research", members=tuple(f"agent:{agent.id}" for agent in agents)))
            if crowd:
                _write_crowd(unit, crowd)

        await app.office.change(
            FIRST_TENANT, INSTALLER, action="bench:furnish", target="tenant:default", work=work
        )
        return tuple(agents)


def _write_policy(unit: Unit) -> None:
    permissions = (
        Permission("model:call", "model:openai/*"),
        Permission("tool:*", "tool:web-*"),
        Permission("budget:get"),
    )
    unit.put(Role("researcher", permissions=permissions))
    unit.put(
        Guardrail(
            "no-tools-at-night",
            GuardrailEffect.FORBID,
            ("tool:execute",),
            condition=NIGHT,
            message="not at night",
        )
    )
    warn = (Threshold(80),)
    for budget in (
        Budget("bud_agent_day", ScopeType.AGENT, "", Period.DAY, Counted.MONEY, LIMIT_MONEY, thresholds=warn),
        Budget(
            "bud_tenant_month",
            ScopeType.TENANT,
            "",
            Period.MONTH,
            Counted.MONEY,
            LIMIT_MONEY,
            thresholds=warn,
        ),
        Budget("bud_session", ScopeType.SESSION, "", Period.SESSION, Counted.TOKENS, LIMIT_TOKENS),
        Budget("bud_team_week", ScopeType.TEAM, "research", Period.WEEK, Counted.MONEY, LIMIT_MONEY),
    ):
        unit.put(budget)


def _write_agent(unit: Unit, agent: Agent, *, made: NewKey) -> None:
    subject = f"agent:{agent.id}"
    unit.put(Subject(subject, created_at=unit.at))
    unit.put(Binding(f"researcher@{subject}", "researcher", subject))
    unit.put(ApiKey(made.id, unit.new_id(KEY), subject, created_at=unit.at, hint=made.hint))
    unit.place_key(made.id)
    unit.put(Session(agent.session_id, subject, started_at=unit.at))
    unit.put(Run(agent.run_id, subject, session_id=agent.session_id, started_at=unit.at))


def _manifest(unit: Unit, agent: Agent, *, private_pem: str, key_id: str) -> Manifest:
    payload = MANIFEST_TEXT.format(agent=f"agent:{agent.id}").encode()
    signed = sign(payload, private_pem)
    opened = envelope.read(signed, envelope.MANIFEST_TYPE)
    parsed = document.parse(payload)
    return Manifest(
        id=unit.new_id(MANIFEST),
        owner=parsed.agent,
        envelope=base64.b64encode(signed).decode(),
        digest=opened.digest(),
        key_id=key_id,
        serial=parsed.serial,
        version=parsed.version,
        issued_at=parsed.issued_at,
        expires_at=parsed.expires_at,
        registered_at=unit.at,
    )


def _write_crowd(unit: Unit, crowd: Crowd) -> None:
    verbs = ("execute", "list", "read", "write")
    for number in range(crowd.roles):
        resource = f"tool:area-{number}-*"
        permissions = tuple(Permission(f"tool:{verb}", resource) for verb in verbs)
        unit.put(Role(f"role-{number}", permissions=permissions))
    for number in range(crowd.subjects):
        subject, role = f"agent:other-{number}", f"role-{number % crowd.roles}"
        unit.put(Subject(subject, created_at=unit.at))
        unit.put(Binding(f"{role}@{subject}", role, subject))
    for number in range(crowd.budgets):
        identity, whose = f"bud_other_{number}", f"other-{number}"
        unit.put(Budget(identity, ScopeType.AGENT, whose, Period.DAY, Counted.MONEY, LIMIT_MONEY))


def question(agent: Agent, place: int = 0) -> pb.AuthorizeRequest:
    """Return what an agent asks before it calls a model, for itself; at each place of a batch about another prompt."""
    call = core.ModelCall(
        model=core.ModelRef(provider=PROVIDER, model=MODEL), input_tokens=1_200 + place, max_output_tokens=400
    )
    return pb.AuthorizeRequest(
        request_id=f"ask-{OWN_MARK}",
        action="model:call",
        resource=core.Entity(type="model", id=f"{PROVIDER}/{MODEL}"),
        estimate=core.Estimate(model_call=call),
        session_id=agent.session_id,
        run_id=agent.run_id,
        step_id=f"step-{OWN_MARK}",
    )


def report(place: int = 0) -> pb.UsageRecord:
    """Return what an agent reports afterwards; at each place of a batch of another call."""
    return pb.UsageRecord(
        usage_id=f"use-{OWN_MARK}",
        decision_id=DECISION_MARK,
        model=core.ModelRef(provider=PROVIDER, model=MODEL),
        tokens=core.TokenUsage(input_tokens=1_180 + place, output_tokens=250),
    )


def sheet(agent: Agent, message: Message) -> Sheet:
    """Return one entry of what the load sends."""
    body = base64.b64encode(message.SerializeToString()).decode()
    return {"authorization": f"Bearer {agent.key}", "body": body}
