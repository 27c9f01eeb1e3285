"""A revocation is never overtaken: what was checked at an older revision is decided again."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from remit.administration.installation import INSTALLER
from remit.administration.unit import Unit as Work
from remit.approval.model import Approval
from remit.budget.model import Budget, Period, ScopeType, Unit
from remit.decision.catalog import Entity
from remit.decision.catalogs import Catalogs
from remit.decision.gather import Gatherer
from remit.decision.model import Committed, Draft, Effect, Estimate, ReasonCode
from remit.decision.tenant import Tenant
from remit.decision.turn import Turn
from remit.errors import RevisionNotReachedError, StaleRevisionError, TenantSuspendedError
from remit.identity.model import Delegation, LifeState, Session, State, Subject
from remit.policy.model import Binding, Role
from tests.decision.house import AGENT, TENANT, House


async def change_unseen(
    house: House, *items: Entity, dropped: tuple[type[Entity], str] | None = None
) -> None:
    """Change the policy as another replica does: this one's catalog does not know yet."""

    def work(unit: Work) -> None:
        for item in items:
            unit.put(item)
        if dropped is not None:
            unit.drop(*dropped)

    await house.app.office._changes.commit(TENANT, INSTALLER, action="test:put", target="test:put", work=work)


async def test_a_stale_decision_is_made_again(house: House) -> None:
    await house.authorize("first")
    await change_unseen(house, Subject(AGENT, state=State.SUSPENDED))
    decision = (await house.authorize("second")).decision
    assert decision.reasons[0].code is ReasonCode.SUBJECT_SUSPENDED
    catalog = await house.app.catalogs.of(TENANT)
    assert decision.revision == catalog.revision
    assert len(await house.rows("SELECT id FROM audit_entry WHERE kind='decision'")) == 2


async def test_a_lost_role_is_felt_by_a_stale_replica(house: House) -> None:
    await house.authorize("first")
    await change_unseen(house, dropped=(Binding, f"worker@{AGENT}"))
    assert (await house.authorize("second")).decision.reasons[0].code is ReasonCode.ROLE_MISSING


async def test_a_new_budget_is_felt_by_a_stale_replica(house: House) -> None:
    await house.authorize("first", estimate=Estimate(money=5))
    await change_unseen(house, Budget("b", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 4))
    assert (await house.authorize("second", estimate=Estimate(money=5))).decision.effect is Effect.DENY


async def test_what_was_held_meanwhile_is_not_held_twice(house: House) -> None:
    await house.put(Budget("b", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 100))
    await change_unseen(house, Role("other"))
    answers = await asyncio.gather(
        *(house.authorize(f"q{n}", estimate=Estimate(money=10)) for n in range(10))
    )
    assert all(answer.decision.effect is Effect.ALLOW for answer in answers)
    assert (await house.standing("b")).held == 100
    assert len(await house.rows("SELECT id FROM audit_entry WHERE kind='decision'")) == 10


async def test_policy_that_never_rests_is_an_error_that_says_come_back(house: House) -> None:
    turn = house.app.authorizer.turn
    commit = turn._commit

    async def overtaken(drafts: list[Draft]) -> object:
        await change_unseen(house, Role("busy", description=str(house.clock.now())))
        return await commit(drafts)

    turn._commit = overtaken  # type: ignore[assignment]
    before = await house.footprint()
    with pytest.raises(StaleRevisionError) as refused:
        await house.authorize("q", estimate=Estimate(money=1))
    assert refused.value.retry_after is not None
    after = await house.footprint()
    assert [row for row in after["audit_entry"] if "decision" in row] == []
    assert {table: rows for table, rows in after.items() if table != "audit_entry"} == {
        table: rows for table, rows in before.items() if table != "audit_entry"
    }


async def test_a_caller_may_ask_for_a_revision(house: House) -> None:
    revision = await house.put(Role("newer"))
    committed = await house.authorize("q", min_revision=revision)
    assert committed.decision.revision == revision


async def test_a_revision_that_this_server_has_not_seen_is_fetched(house: House) -> None:
    await house.authorize("first")
    known = (await house.app.catalogs.of(TENANT)).revision
    await change_unseen(house, dropped=(Binding, f"worker@{AGENT}"))
    decision = (await house.authorize("q", min_revision=known + 1)).decision
    assert decision.revision == known + 1
    assert decision.reasons[0].code is ReasonCode.ROLE_MISSING


async def test_a_revision_that_does_not_come_is_an_error(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("remit.decision.catalogs.REVISION_WAIT", 0.0)
    before = await house.footprint()
    with pytest.raises(RevisionNotReachedError) as refused:
        await house.authorize("q", min_revision=1_000_000)
    assert refused.value.field == "min_revision"
    assert await house.footprint() == before


async def test_a_suspended_tenant_gets_no_answer(house: House) -> None:
    await house.authorize("first")
    await change_unseen(house, Tenant(TENANT, state=State.SUSPENDED))
    with pytest.raises(TenantSuspendedError):
        await house.authorize("second")


class Interrupted:
    """Counts uses of approvals as storage does; meanwhile somebody changes the policy."""

    def __init__(self, house: House, change: Callable[[], Awaitable[object]]) -> None:
        self._house = house
        self._change: Callable[[], Awaitable[object]] | None = change

    async def approval_uses(self, approval_id: str) -> int:
        change, self._change = self._change, None
        if change is not None:
            await change()
        return await self._house.app.decisions.approval_uses(approval_id)


async def authorize_while(house: House, change: Callable[[], Awaitable[object]], **asked: str) -> Committed:
    """Ask; while the question is gathered, after session and delegation were read, change the policy."""
    app = house.app
    gatherer = Gatherer(app.catalogs, app.people, uses=Interrupted(house, change), clock=house.clock)
    interrupted = type(app.authorizer)(
        app.catalogs, gatherer, app.decisions, Turn(app.decisions.commit), app.pace, app.ids, app.clock
    )
    return await interrupted.authorize(house.ask("q", approval_id="apr_none", **asked))


async def test_a_session_that_ends_while_the_question_is_gathered(house: House) -> None:
    await house.put(Session("ses_1", AGENT))
    await house.authorize("first", session_id="ses_1")
    ended = Session("ses_1", AGENT, state=LifeState.ENDED, ended_at=1)
    committed = await authorize_while(house, lambda: house.put(ended), session_id="ses_1")
    assert committed.decision.effect is Effect.DENY
    assert committed.decision.reasons[0].code is ReasonCode.SESSION_ENDED


async def test_a_grant_that_is_revoked_while_the_question_is_gathered(house: House) -> None:
    grant = Delegation("user:ann>>agent:r7", "user:ann", AGENT)
    await house.put(Subject("user:ann"), Binding("worker@user:ann", "worker", "user:ann"), grant)
    await house.authorize("first", on_behalf_of="user:ann")
    committed = await authorize_while(
        house, lambda: house.drop(Delegation, "user:ann>>agent:r7"), on_behalf_of="user:ann"
    )
    assert committed.decision.effect is Effect.DENY
    assert committed.decision.reasons[0].code is ReasonCode.DELEGATION_MISSING


class OvertakenEntities:
    """Storage that moves on while a tenant is read for the first time, once its first page was read."""

    def __init__(self, house: House) -> None:
        self._entities = house.app.entities
        self._house = house

    def __getattr__(self, name: str) -> object:
        return getattr(self._entities, name)

    async def page_of_all(self, tenant: str, *, beyond: tuple[str, str], limit: int) -> object:
        found = await self._entities.page_of_all(tenant, beyond=beyond, limit=limit)
        if beyond == ("", ""):
            await change_unseen(self._house, Role("late"), dropped=(Binding, f"worker@{AGENT}"))
        return found


async def test_what_changes_during_the_first_load_is_not_lost(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("remit.decision.catalogs.PAGE", 1)
    catalogs = Catalogs(OvertakenEntities(house), house.app.catalogs._prices)  # type: ignore[arg-type]
    catalog = await catalogs.of(TENANT)
    ((newest,),) = await house.rows("SELECT revision FROM tenant_head WHERE tenant=?", TENANT)
    assert catalog.revision == newest
    assert catalog.get(Binding, f"worker@{AGENT}") is None
    assert catalog.get(Role, "late") is not None
    assert catalog.get(Subject, AGENT) is not None
    assert catalog.policy.roles_of(AGENT, 0) == frozenset()


async def test_an_absence_that_was_remembered_ends_with_its_creation(house: House) -> None:
    catalog = await house.app.catalogs.of(TENANT)
    assert await house.app.catalogs.find(catalog, Approval, identity="apr_1") is None
    assert await house.app.catalogs.find(catalog, Session, identity="ses_1") is None
    await house.put(Session("ses_1", AGENT))
    assert await house.app.catalogs.find(catalog, Session, identity="ses_1") is not None
