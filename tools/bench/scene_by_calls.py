"""The tenant of `scene.py`, made by calls to a running server of any version: whatever it is inside, it knows the contract.

What both make must stay alike; a test compares them.
"""

from typing import Final

from remit.client import CallError, Client, entity, money
from remit.client import messages as m
from remit.manifest.key import generate_key
from remit.manifest.model import Algorithm
from remit.manifest.signature import sign
from tools.bench.process import BenchError, Server
from tools.bench.scene import AGENTS, LIMIT_TOKENS, LIMIT_UNITS, MANIFEST_TEXT, NIGHT, Agent

ROLE: Final = "researcher"
SIGNER: Final = "user:ann"


def furnish(server: Server) -> tuple[Agent, ...]:
    """Make the tenant at a server that has just made its first keys; returns the agents that may call.

    Raises:
        BenchError: when it refuses a call, or made no keys.
    """
    key = server.said.get("key")
    if not isinstance(key, str):
        raise BenchError(f"{server.name} does not say the key of its first administrator")
    try:
        with Client.connect(server.address, key) as client:
            _write_policy(client)
            agents = tuple(_agent(client, number) for number in range(AGENTS))
            _sign(client, agents)
            members = [entity(f"agent:{agent.id}") for agent in agents]
            client.create_team(team=m.Team(team_id="research"), members=members)
            _write_budgets(client)
    except CallError as error:
        raise BenchError(f"{server.name} refuses what this tree asks to furnish a tenant: {error}") from None
    return agents


def _write_policy(client: Client) -> None:
    permissions = [
        m.Permission(action="model:call", resource="model:openai/*"),
        m.Permission(action="tool:*", resource="tool:web-*"),
        m.Permission(action="budget:get"),
    ]
    client.create_role(role=m.Role(role_id=ROLE, permissions=permissions))
    client.create_guardrail(
        guardrail=m.Guardrail(
            guardrail_id="no-tools-at-night",
            effect=m.GUARDRAIL_EFFECT_FORBID,
            actions=["tool:execute"],
            condition=NIGHT,
            message="not at night",
        )
    )


def _agent(client: Client, number: int) -> Agent:
    identity = f"bench-{number}"
    subject = entity(f"agent:{identity}")
    client.create_subject(subject=m.Subject(entity=subject), role_ids=[ROLE])
    key = client.create_api_key(owner=subject).secret
    session = client.start_session(subject=subject).session.session_id
    # Older versions know no lease. Of a run's own five minutes each round that asks as all agents is a sign.
    run = client.start_run(subject=subject, session_id=session).run.run_id
    return Agent(identity, key, session, run)


def _sign(client: Client, agents: tuple[Agent, ...]) -> None:
    pair = generate_key(Algorithm.ED25519)
    client.add_trusted_key(trusted_key=m.TrustedKey(signer=entity(SIGNER)), public_key_pem=pair.public_pem)
    for agent in agents:
        payload = MANIFEST_TEXT.format(agent=f"agent:{agent.id}").encode()
        client.register_manifest(envelope=sign(payload, pair.private_pem))


def _write_budgets(client: Client) -> None:
    much, many = m.Amount(money=money(str(LIMIT_UNITS))), m.Amount(tokens=LIMIT_TOKENS)
    warn = [m.Threshold(percent=80, action=m.THRESHOLD_ACTION_WARN)]
    agent, tenant, session, team = m.SCOPE_AGENT, m.SCOPE_TENANT, m.SCOPE_SESSION, m.SCOPE_TEAM
    for budget in (
        m.Budget(budget_id="bud_agent_day", scope=agent, period=m.PERIOD_DAY, limit=much, thresholds=warn),
        m.Budget(budget_id="bud_tenant_month", scope=tenant, period=m.PERIOD_MONTH, limit=much, thresholds=warn),
        m.Budget(budget_id="bud_session", scope=session, period=m.PERIOD_SESSION, limit=many),
        m.Budget(budget_id="bud_team_week", scope=team, scope_id="research", period=m.PERIOD_WEEK, limit=much),
    ):  # fmt: skip
        client.create_budget(budget=budget)
