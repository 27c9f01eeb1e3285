"""Random histories of holds and usage on each engine, kept beside by a bookkeeper: every figure agrees, always."""

import asyncio
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Final, TypeVar

import orjson
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from remit.bootstrap import build, embedded
from remit.budget import hold
from remit.budget.model import (
    Budget,
    Period,
    Price,
    ScopeType,
    Standing,
    TokenPrices,
    TokenUsage,
    Unit,
    Usage,
)
from remit.clock import HOUR, MINUTE, SECOND, FakeClock
from remit.config import Config
from remit.decision.model import CallEstimate, Committed, Effect, Estimate, ReasonCode
from remit.decision.tenant import ExpiryCharge, Settings, Tenant
from remit.errors import IdempotencyConflictError
from remit.identity.model import Subject
from remit.ids import reservation_of
from remit.policy.model import Binding, Role
from remit.storage.booking import Recorded
from tests.decision.house import NOON, SECRET, TENANT, House, close, principal
from tests.effort import examples
from tests.storage.bookkeeper import (
    AGENTS,
    FIRST,
    LATER,
    Book,
    Count,
    Entry,
    Hold,
    Line,
    counter_of,
)
from tests.stores import AnyStore, open_one, open_store, reopened

T = TypeVar("T")

agents = st.sampled_from(AGENTS)
runs = st.sampled_from(["", "x", "y"])
inputs, outputs = st.integers(0, 150), st.integers(0, 100)
waits = st.sampled_from([SECOND, MINUTE, HOUR, 13 * HOUR])


def budget(line: Line) -> Budget:
    scope = {"tenant": ScopeType.TENANT, "agent": ScopeType.AGENT, "run": ScopeType.RUN}[line.scope]
    period, unit = Period(line.period), Unit(line.count.value)
    return Budget(line.id, scope, line.who, period, unit, line.limit, max_share_percent=line.share)


class Machine(RuleBasedStateMachine):
    """Drives one store; the process may be gone between any two steps."""

    holds = Bundle("holds")
    reports = Bundle("reports")

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
        self.clock = FakeClock(NOON)
        self.book = Book()
        self.charged = False
        self.serial = 0
        self.house = self.open(open_store(self.folder))

    def open(self, store: AnyStore) -> House:
        app = build(
            Config(data_dir=self.folder, listen="127.0.0.1:0"),
            self.clock,
            backends=embedded(store, self.clock),
            secret=SECRET,
        )
        return House(app, self.clock)

    def teardown(self) -> None:
        self.run(close(self.house.app))
        self.loop.close()
        shutil.rmtree(self.folder)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def name(self) -> str:
        self.serial += 1
        return f"n{self.serial}"

    @initialize(charged=st.booleans())
    def begin(self, charged: bool) -> None:  # noqa: FBT001  hypothesis gives it
        self.run(self.house.found())
        self.set_what_expiry_charges(charged)
        self.run(
            self.house.put(
                Subject("agent:r8"),
                Binding("worker@agent:r8", "worker", "agent:r8"),
                Price("acme/m", TokenPrices(1_000_000, 3_000_000)),
                *map(budget, FIRST),
            )
        )
        for line in FIRST:
            self.book.open(line, NOON)

    @rule(
        target=holds,
        agent=agents,
        run=runs,
        given=inputs,
        wanted=outputs,
        minutes=st.sampled_from([1, 5, 60]),
    )
    def ask(self, agent: str, run: str, given: int, wanted: int, minutes: int) -> Any:
        name = self.name()
        committed = self.run(self.authorize(name, agent, run, (given, wanted), minutes))
        now = self.clock.now()
        money, tokens = given + 3 * wanted, given + wanted
        fits = self.book.fits(agent, run, now, money=money, tokens=tokens)
        assert (committed.decision.effect is Effect.ALLOW) == fits
        self.asked = (name, agent, run, (given, wanted), minutes)
        if not fits or not tokens:
            assert committed.decision.reservation is None
            return multiple()
        hold = Hold(agent, run, now, now + minutes * MINUTE, {})
        self.book.hold(reservation_of(committed.decision.id), hold, money=money, tokens=tokens)
        return reservation_of(committed.decision.id)

    async def authorize(
        self, name: str, agent: str, run: str, tokens: tuple[int, int], minutes: int
    ) -> Committed:
        estimate = Estimate(calls=(CallEstimate("acme", "m", *tokens),))
        return await self.house.authorize(
            name, subject=f"agent:{agent}", run_id=run, estimate=estimate, hold_for=minutes * MINUTE
        )

    @precondition(lambda self: hasattr(self, "asked"))
    @rule()
    def ask_again(self) -> None:
        before = self.run(self.house.footprint())
        committed = self.run(self.authorize(*self.asked))
        assert committed.repeated
        assert self.run(self.house.footprint()) == before

    @rule(agent=agents, amounts=st.lists(st.tuples(inputs, outputs), min_size=2, max_size=6), run=runs)
    def ask_at_once(self, agent: str, amounts: list[tuple[int, int]], run: str) -> None:
        names = [self.name() for _ in amounts]
        # The run is then known, so that nothing is awaited before boarding, and each history repeats itself.
        self.run(self.house.authorize(self.name(), subject=f"agent:{agent}", run_id=run, estimate=Estimate()))

        async def all_at_once() -> list[Committed]:
            pairs = zip(names, amounts, strict=True)
            return await asyncio.gather(*(self.authorize(name, agent, run, one, 5) for name, one in pairs))

        now = self.clock.now()
        decisions = [committed.decision for committed in self.run(all_at_once())]
        asked = {one.id: amount for one, amount in zip(decisions, amounts, strict=True)}
        allowed = {one.id: one.effect is Effect.ALLOW for one in decisions}
        # They were decided one after the other, in the order of the log.
        for (decision_id,) in self.run(self.house.rows("SELECT id FROM audit_entry ORDER BY position")):
            if decision_id not in asked:
                continue
            given, wanted = asked[decision_id]
            money, tokens = given + 3 * wanted, given + wanted
            assert allowed[decision_id] == self.book.fits(agent, run, now, money=money, tokens=tokens)
            if allowed[decision_id] and tokens:
                hold = Hold(agent, run, now, now + 5 * MINUTE, {})
                self.book.hold(reservation_of(decision_id), hold, money=money, tokens=tokens)

    @precondition(lambda self: self.in_state("OPEN"))
    @rule(target=reports, data=st.data(), given=inputs, wanted=outputs, final=st.booleans())
    def use_held(self, data: st.DataObject, given: int, wanted: int, final: bool) -> Usage:  # noqa: FBT001  hypothesis
        return self.use(data.draw(st.sampled_from(self.in_state("OPEN"))), given, wanted, final=final)

    def use(self, name: str, given: int, wanted: int, *, final: bool) -> Usage:
        hold = self.book.holds[name]
        usage = self.usage(hold.agent, given, wanted, reservation_id=name, final=final)
        recorded = self.record(usage)
        assert recorded.receipt.late == (hold.state != "OPEN")
        entry = Entry(hold.agent, hold.run, hold.at, given + 3 * wanted, given + wanted, set())
        self.book.use(entry, name, final=final)
        assert str(recorded.receipt.state) == hold.state
        return usage

    @precondition(lambda self: self.in_state("EXPIRED", "SETTLED", "RELEASED"))
    @rule(target=reports, data=st.data(), given=inputs, wanted=outputs, final=st.booleans())
    def use_late(self, data: st.DataObject, given: int, wanted: int, final: bool) -> Usage:  # noqa: FBT001  hypothesis
        ended = self.in_state("EXPIRED", "SETTLED", "RELEASED")
        return self.use(data.draw(st.sampled_from(ended)), given, wanted, final=final)

    def in_state(self, *states: str) -> list[str]:
        return [name for name, hold in self.book.holds.items() if hold.state in states]

    @rule(
        target=reports, agent=agents, run=runs, given=inputs, wanted=outputs, ago=st.sampled_from([0, 1, 20])
    )
    def use_unheld(self, agent: str, run: str, given: int, wanted: int, ago: int) -> Usage:
        happened = self.clock.now() - ago * HOUR
        usage = self.usage(agent, given, wanted, run_id=run, ended_at=happened)
        assert self.record(usage).receipt.unreserved
        self.book.use(Entry(agent, run, happened, given + 3 * wanted, given + wanted, set()), "", final=True)
        return usage

    def usage(self, agent: str, given: int, wanted: int, **named: Any) -> Usage:
        subject = "" if "reservation_id" in named else f"agent:{agent}"
        tokens = TokenUsage(given, wanted)
        return Usage(
            self.name(), subject, tokens, provider="acme", model="m", labels={"agent": agent}, **named
        )

    def record(self, usage: Usage) -> Recorded:
        by = principal(f"agent:{usage.labels['agent']}")
        recorded = self.run(self.house.settle(usage, by=by))
        assert isinstance(recorded, Recorded)
        return recorded

    @rule(usage=reports)
    def report_again(self, usage: Usage) -> None:
        before = self.run(self.house.footprint())
        assert self.record(usage).repeated
        assert self.run(self.house.footprint()) == before

    @rule(usage=reports)
    def report_other_content(self, usage: Usage) -> None:
        before = self.run(self.house.footprint())
        other = Usage(usage.usage_id, usage.subject, cost=1, reservation_id=usage.reservation_id)
        (result,) = self.run(self.house.record(other, by=principal(f"agent:{usage.labels['agent']}")))
        assert isinstance(result, IdempotencyConflictError)
        assert self.run(self.house.footprint()) == before

    @rule(name=holds)
    def release(self, name: str) -> None:
        released = self.run(self.house.release(name))
        was_open = self.book.holds[name].state == "OPEN"
        assert (released is not None) == was_open
        if was_open:
            self.book.release(name)

    @rule(name=holds, minutes=st.integers(1, 60))
    def extend(self, name: str, minutes: int) -> None:
        hold, until = self.book.holds[name], self.clock.now() + minutes * MINUTE
        extended = self.run(self.house.app.reservations.extend(TENANT, name, expires_at=until))
        assert (extended is not None) == (hold.state == "OPEN")
        if extended is not None:
            hold.expires_at = max(hold.expires_at, until)
            assert extended.expires_at == hold.expires_at

    @rule(span=waits)
    def wait(self, span: int) -> None:
        self.clock.advance(span)

    @rule()
    def expire(self) -> None:
        due = [
            one
            for one in self.book.holds.values()
            if one.state == "OPEN" and one.expires_at <= self.clock.now()
        ]
        assert self.run(self.house.app.expiry.run()) == len(due)
        self.book.expire(self.clock.now(), charged=self.charged)

    @precondition(lambda self: self.in_state("OPEN"))
    @rule(data=st.data())
    def hear_no_more(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(self.in_state("OPEN")))
        self.clock.advance(max(0, self.book.holds[name].expires_at - self.clock.now()))
        self.expire()

    @rule(charged=st.booleans())
    def set_what_expiry_charges(self, charged: bool) -> None:  # noqa: FBT001  hypothesis gives it
        self.charged = charged
        charge = ExpiryCharge.ESTIMATE if charged else ExpiryCharge.NOTHING
        self.run(self.house.put(Tenant(TENANT, settings=Settings(expiry_charge=charge))))

    @precondition(lambda self: len(self.book.lines) < len(FIRST + LATER))
    @rule(data=st.data())
    def open_a_budget(self, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from([line for line in LATER if line.id not in self.book.lines]))
        self.run(self.house.open_budget(budget(line)))
        self.book.open(line, self.clock.now())

    @rule()
    def take_the_role_away_and_give_it_back(self) -> None:
        self.run(self.house.drop(Binding, "worker@agent:r7"))
        before = self.standing()
        decision = self.run(self.house.authorize(self.name(), estimate=Estimate(money=1))).decision
        assert decision.reasons[0].code in {ReasonCode.ROLE_MISSING, ReasonCode.PERMISSION_MISSING}
        assert self.standing() == before
        self.run(self.house.put(Binding("worker@agent:r7", "worker", "agent:r7"), Role(self.name())))

    def standing(self) -> dict[tuple[str, str], Standing]:
        """Return the counters; one that stands at nothing is the same as none."""
        return {key: one for key, one in self.run(self.house.counters()).items() if one != Standing()}

    @rule()
    def restart(self) -> None:
        self.run(close(self.house.app))
        self.house = self.open(reopened(open_one(self.house.app.store), self.folder))

    @invariant()
    def every_counter_is_as_on_paper(self) -> None:
        found = {counter_of(*key): standing for key, standing in self.run(self.house.counters()).items()}
        wanted = set(found)
        wanted |= {counter for hold in self.book.holds.values() for counter in hold.left}
        wanted |= {counter for entry in self.book.entries for counter in entry.counters}
        for counter in wanted:
            standing = found.get(counter)
            on_paper = (self.book.spent(counter), self.book.held(counter))
            assert ((standing.spent, standing.held) if standing else (0, 0)) == on_paper, counter

    @invariant()
    def every_counter_is_explained_row_by_row(self) -> None:
        spent: defaultdict[tuple[str, str], int] = defaultdict(int)
        held: defaultdict[tuple[str, str], int] = defaultdict(int)
        entries = self.run(self.house.rows("SELECT cost, input_tokens + output_tokens, buckets FROM ledger"))
        for cost, tokens, buckets in entries:
            for budget_id, bucket, unit in orjson.loads(buckets):
                spent[budget_id, bucket] += cost if unit == "MONEY" else tokens
        for (holds,) in self.run(self.house.rows("SELECT holds FROM reservation WHERE state='OPEN'")):
            for budget_id, bucket, _, amount in orjson.loads(holds):
                held[budget_id, bucket] += amount
        counters = self.run(self.house.rows("SELECT budget_id, bucket, spent, held, opened FROM counter"))
        for budget_id, bucket, is_spent, is_held, opened in counters:
            assert (is_spent, is_held) == (opened + spent[budget_id, bucket], held[budget_id, bucket])
            assert is_held >= 0

    @invariant()
    def every_unit_of_usage_counts_once(self) -> None:
        ((cost, tokens),) = self.run(
            self.house.rows("SELECT sum(cost), sum(input_tokens + output_tokens) FROM ledger")
        )
        assert (cost or 0) == sum(entry.amount(Count.MONEY) for entry in self.book.entries)
        assert (tokens or 0) == sum(entry.amount(Count.TOKENS) for entry in self.book.entries)

    @invariant()
    def every_reservation_stands_as_on_paper(self) -> None:
        rows = self.run(self.house.rows("SELECT id, state, expires_at FROM reservation"))
        assert {row[0]: row[1:] for row in rows} == {
            name: (hold.state, hold.expires_at) for name, hold in self.book.holds.items()
        }

    @invariant()
    def steps_are_dense(self) -> None:
        rows = self.run(self.house.rows("SELECT run_id, sequence FROM step ORDER BY position"))
        expected: defaultdict[str, int] = defaultdict(int)
        for run_id, sequence in rows:
            expected[run_id] += 1
            assert sequence == expected[run_id]


HISTORIES: Final = settings(
    max_examples=examples(25),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

FEWER: Final = settings(HISTORIES, max_examples=examples(12), phases=[Phase.reuse, Phase.generate])
"""For the engine on which each step is a hundred trips; what fails there is made small on the other."""
UNTIL_FOUND: Final = settings(HISTORIES, max_examples=25, phases=[Phase.generate], report_multiple_bugs=False)


@pytest.mark.timeout(300)
def test_histories(engine: str) -> None:
    run_state_machine_as_test(Machine, settings=HISTORIES if engine == "sqlite" else FEWER)


@pytest.mark.timeout(300)
@pytest.mark.usefixtures("engine")
def test_the_bookkeeper_notices_when_the_guard_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    fit = hold._try
    monkeypatch.setattr(
        hold, "_try", lambda amounts, buckets, *, standings: fit(amounts, buckets, standings={})
    )
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Machine, settings=UNTIL_FOUND)
