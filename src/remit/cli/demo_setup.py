"""Points 1 to 3 of the demo: a tenant, an agent with budgets, a signed manifest."""

from rich.markup import escape

from remit.cli.answer import standings_table
from remit.cli.demo_cast import (
    AGENT,
    LARGE,
    OFFICER,
    RUNTIME,
    SMALL,
    TENANT,
    Cast,
    manifest_document,
    with_one_byte_changed,
)
from remit.cli.text import styled, text_at
from remit.client import entity, enum_text, model, model_name, money, money_text, ref
from remit.client import messages as m
from remit.manifest.key import generate_key
from remit.manifest.model import Algorithm
from remit.manifest.signature import sign

CREATION = "demo-create-acme"
FEW_PRICES = 100
"""The catalog alone has many more."""


def bootstrap(cast: Cast) -> None:
    """Point 1: a tenant, an administrator's key that is shown once, prices."""
    stage = cast.stage
    stage.chapter(
        "A tenant, a key, prices", "A platform operator makes a tenant; everything below happens inside it."
    )
    tenant = m.Tenant(tenant_id=TENANT, display_name="Acme")
    request = m.CreateTenantRequest(tenant=tenant, administrator=entity("user:ann"), request_id=CREATION)
    stage.ask("CreateTenant", tenant=TENANT, administrator="user:ann")
    made = cast.operator.create_tenant.send(request)
    stage.say(f"  administrator's key  [bold]{made.administrator_key[:16]}…[/bold]  [dim](shown once)[/dim]")
    stage.expect(
        "the tenant is active, and its administrator has a key",
        made.administrator_key and made.tenant.state == m.TENANT_STATE_ACTIVE,
    )
    again = cast.operator.create_tenant.send(request)
    stage.expect(
        "the same call again makes nothing new, and does not show the key again", not again.administrator_key
    )
    cast.admin = cast.connect(made.administrator_key)
    prices(cast)


def prices(cast: Cast) -> None:
    """What models cost: the catalog, and a word of the tenant's own."""
    stage = cast.stage
    for name, given, generated in ((LARGE, "2.50", "10"), (SMALL, "0.15", "0.60")):
        stage.ask(
            "SetPrice", model=name, input=f"{given} USD per million", output=f"{generated} USD per million"
        )
        price = m.Price(model=model(name), tokens=m.TokenPrices(input=given, output=generated))
        cast.admin.set_price(price=price)
    stage.ask("SetDowngrade", dearer=LARGE, cheaper=SMALL)
    # `from` is a word of Python, so that the constructor takes it only this way.
    cast.admin.set_downgrade(downgrade=m.Downgrade(to=model(SMALL), **{"from": model(LARGE)}))
    known = sum(len(page.prices) for page in cast.admin.list_prices.pages(page_size=1_000))
    counts = cast.admin.get_price(model=model(LARGE)).price
    stage.expect(
        f"{known:,} models have prices; for {LARGE} the tenant's own counts",
        known > FEW_PRICES and counts.source == m.PRICE_SOURCE_TENANT,
    )


def agent(cast: Cast) -> None:
    """Point 2: an agent with a role, a session, and budgets."""
    stage, admin = cast.stage, cast.admin
    stage.chapter(
        "An agent, its role, its budgets",
        "Deny is the default: an agent may only what a role says, for as much as budgets have.",
    )
    role = m.Role(role_id="researcher", permissions=[m.Permission(action="tool:execute", resource="tool:*")])
    stage.ask("CreateRole", role="researcher", permits="tool:execute on tool:*")
    admin.create_role(role=role)
    stage.ask("CreateSubject", subject=AGENT, role="researcher", owner="user:ann")
    admin.create_subject(
        subject=m.Subject(entity=entity(AGENT), owner=entity("user:ann")), role_ids=["researcher"]
    )
    admin.create_subject(subject=m.Subject(entity=entity(RUNTIME)), role_ids=["runtime", "viewer"])
    admin.create_subject(subject=m.Subject(entity=entity(OFFICER)), role_ids=["approver"])
    cast.runtime_key = admin.create_api_key(owner=entity(RUNTIME), name="demo").secret
    cast.runtime = cast.connect(cast.runtime_key)
    cast.officer = cast.connect(admin.create_api_key(owner=entity(OFFICER), name="demo").secret)
    budgets(cast)
    started = cast.runtime.start_session(subject=entity(AGENT))
    cast.session_id = started.session.session_id
    run = cast.runtime.start_run(subject=entity(AGENT), session_id=cast.session_id, name="research")
    cast.run_id = run.run.run_id
    stage.ask("StartSession, StartRun", agent=AGENT, run=cast.run_id)
    earlier(cast)


def budgets(cast: Cast) -> None:
    """Three limits on one agent: tokens of a session, money of a day, money of the whole tenant's month."""
    wanted = (
        m.Budget(
            budget_id="session-tokens",
            scope=m.SCOPE_SESSION,
            period=m.PERIOD_SESSION,
            limit=m.Amount(tokens=100_000),
        ),
        m.Budget(
            budget_id="researcher-daily",
            scope=m.SCOPE_AGENT,
            scope_id="researcher-7",
            period=m.PERIOD_DAY,
            limit=m.Amount(money=money("0.50")),
        ),
        m.Budget(
            budget_id="acme-monthly",
            scope=m.SCOPE_TENANT,
            period=m.PERIOD_MONTH,
            limit=m.Amount(money=money("0.60")),
            thresholds=[m.Threshold(percent=70, action=m.THRESHOLD_ACTION_DOWNGRADE)],
        ),
    )
    for budget in wanted:
        made = cast.admin.create_budget(budget=budget).budget
        soft = f", cheaper model from {made.thresholds[0].percent} % on" if made.thresholds else ""
        cast.stage.ask(
            "CreateBudget",
            budget=made.budget_id,
            limit=f"{text_at(made, 'limit')} a {text_at(made, 'period').lower()}{soft}",
        )


def earlier(cast: Cast) -> None:
    """What the agent spent before the story begins, reported without a reservation."""
    stage = cast.stage
    record = m.UsageRecord(
        usage_id="demo-earlier", subject=entity(AGENT), cost=money("0.40"), operation="earlier-today"
    )
    stage.ask("RecordUsage", subject=AGENT, cost="0.40 USD, spent earlier today")
    receipt = cast.runtime.record_usage(records=[record]).results[0].receipt
    stage.expect(
        "what is already spent is booked, though nothing was held for it",
        receipt.unreserved and money_text(receipt.cost) == "0.40 USD",
    )
    stage.ask("CheckBudget", subject=AGENT, session=cast.session_id)
    standing = cast.runtime.check_budget(subject=entity(AGENT), session_id=cast.session_id)
    stage.show(standings_table(standing.standings, stage.console.width))
    spent = {one.budget_id: text_at(one, "spent") for one in standing.standings}
    wanted = {"session-tokens": "0 tokens", "researcher-daily": "0.40 USD", "acme-monthly": "0.40 USD"}
    stage.expect("all three budgets count it, each in its own unit and period", spent == wanted)


def manifest(cast: Cast) -> None:
    """Point 3: the manifest signed, registered, verified; and one byte changed."""
    stage, admin = cast.stage, cast.admin
    stage.chapter(
        "What the agent was signed for",
        "A manifest is a ceiling, never a grant: signed here, checked by the server at every act.",
    )
    document = manifest_document()
    stage.quote(document.decode().split("data_classes")[0].strip())
    keys = generate_key(Algorithm.ED25519)
    trusted = admin.add_trusted_key(
        trusted_key=m.TrustedKey(signer=entity("user:ann")), public_key_pem=keys.public_pem
    )
    stage.ask("AddTrustedKey", key=trusted.trusted_key.key_id, signer=ref(trusted.trusted_key.signer))
    envelope = sign(document, keys.private_pem)
    registered = admin.register_manifest(envelope=envelope)
    cast.manifest_id = registered.manifest.manifest_id
    stage.ask("RegisterManifest", agent=AGENT, manifest=cast.manifest_id)
    wanted = m.WantedEntitlements(tools=["web-search"], models=[model(LARGE)], data_classes=["internal"])
    stage.ask(
        "VerifyManifest",
        manifest=cast.manifest_id,
        wanted=f"web-search, {model_name(model(LARGE))}, internal data",
    )
    good = cast.runtime.verify_manifest(manifest_id=cast.manifest_id, wanted=wanted)
    show_steps(cast, good)
    stage.expect(
        "it verifies, and everything wanted lies inside it",
        good.verdict == m.MANIFEST_VERDICT_VERIFIED and all(one.granted for one in good.entitlements),
    )
    forged, what = with_one_byte_changed(envelope)
    stage.ask("VerifyManifest", envelope=f"the same with one byte changed: {what}")
    bad = cast.runtime.verify_manifest(envelope=forged)
    show_steps(cast, bad)
    failed = [step for step in bad.steps if step.verdict == m.VERDICT_FAIL]
    stage.expect(
        "it fails at the signature, with a finding that says why",
        bad.verdict == m.MANIFEST_VERDICT_FAILED
        and failed
        and failed[0].step == m.MANIFEST_STEP_SIGNATURE
        and failed[0].finding,
    )


def show_steps(cast: Cast, answer: m.VerifyManifestResponse) -> None:
    """Show the steps of a verification."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    for step in answer.steps:
        name = enum_text(m.ManifestStep, step.step).lower().replace("_", " ")
        grid.add_row(
            f"  {name}", styled(enum_text(m.Verdict, step.verdict)), f"[dim]{escape(step.finding)}[/dim]"
        )
    cast.stage.show(grid)
