"""Questions asked in one call get what they would get one by one, however alike they are; the log says the same of them."""

import asyncio
import itertools
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.approval.model import Approval, Cost, Electorate, Voter, VoteVerdict
from remit.approval.workflow import vote
from remit.budget.model import Budget, Period, Price, ScopeType, Threshold, TokenPrices, Unit
from remit.clock import DAY, HOUR, MINUTE
from remit.decision.alike import MOMENT, OWN, Alikes
from remit.decision.model import Ask, CallEstimate, Committed, Estimate, ReasonCode
from remit.decision.tenant import Settings
from remit.errors import RemitError
from remit.identity.model import Delegation, LifeState, Run, Session, Subject
from remit.money import NANOS_PER_UNIT
from remit.policy.model import (
    ApprovalRule,
    Binding,
    Guardrail,
    GuardrailEffect,
    Permission,
    Role,
    SandboxProfile,
)
from remit.privacy.model import Setting
from tests.decision.house import AGENT, TENANT, House, open_house, principal
from tests.decision.manifests import manifest_of, trusted_key
from tests.decision.story import wire
from tests.effort import examples

WHO: Final = principal()
OTHER: Final = "agent:other"
ANN: Final = "user:ann"
PAID: Final = Estimate(money=9)
ONE: Final = TokenPrices(NANOS_PER_UNIT, 2 * NANOS_PER_UNIT)
OURS: Final = "apr_ours"
"""Stands for the approval that Ann gave lately."""
MODELS: Final = ("m", "n", "forbidden", "unpriced")

calls = st.builds(
    CallEstimate, st.just("acme"), st.sampled_from(MODELS), st.integers(0, 4_000), st.integers(0, 4_000)
)
estimates = st.one_of(
    st.builds(lambda call: Estimate(calls=(call,)), calls),
    st.builds(lambda call: Estimate(calls=(call,)), calls),
    st.builds(lambda first, second: Estimate(calls=(first, second)), calls, calls),
    st.builds(lambda money: Estimate(money=money), st.integers(0, 4_000_000)),
    st.builds(lambda tokens: Estimate(tokens=tokens), st.integers(0, 2_000)),
    st.sampled_from([None, Estimate(), Estimate(money=1, currency="EUR")]),
)
ACTS: Final = (
    ("tool:execute", "tool:web-search"), ("model:call", "model:acme/m"), ("tool:pay", "tool:bank"),
    ("tool:dear", "tool:web-search"), ("tool:execute", "tool:shell"), ("model:call", "model:acme/n"),
    ("path:read", "path:srv"), ("tool:execute", "user:ann"),
)  # fmt: skip
SOMETIMES: Final[Sequence[tuple[str, Any]]] = [
    ("session_id", "ses_open"), ("session_id", "ses_small"), ("session_id", "ses_ended"), ("run_id", "run_open"),
    ("run_id", "run_bare"), ("run_id", "own-name"), ("run_id", "run_unknown"), ("subject", OTHER), ("subject", ANN),
    ("on_behalf_of", ANN), ("on_behalf_of", OTHER), ("dry_run", True), ("explain", True), ("approval_id", "apr_none"),
    ("approval_id", OURS), ("labels", {"team": "red"}), ("labels", {"a": "b"}), ("data_classes", ("public",)),
    ("data_classes", ("secret",)), ("arguments_json", '{"mail": "eve@example.com"}'), ("arguments_json", "{}"),
    ("hold_for", MINUTE), ("parent_step_id", "s0"), ("min_revision", 1), ("request_id", "taken"),
    ("resource_attributes_json", '{"a": 1}'), ("principal", principal(OTHER)), ("principal", principal("agent:none")),
]  # fmt: skip


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a question: most differ in amounts alone, some in anything."""
    action, resource = draw(st.sampled_from(ACTS))
    asked = {"action": action, "resource": resource, "step_id": draw(st.sampled_from(["", "s1", 's"2\n']))}
    others = draw(st.lists(st.sampled_from(SOMETIMES), max_size=draw(st.sampled_from([0, 0, 0, 1, 2]))))
    return {"estimate": draw(estimates), **asked, **dict(others)}


def forbid(identity: str, action: str, condition: str) -> Guardrail:
    return Guardrail(identity, GuardrailEffect.FORBID, (action,), condition=condition, message="no")


async def furnish(house: House) -> None:
    """Make all that the questions are about."""
    allowed = ("tool:*", "model:*", "decision:authorize")
    rule = ApprovalRule((ANN,), decide_within=HOUR, use_within=HOUR)
    await house.put(
        Role("worker", permissions=tuple(map(Permission, allowed))),
        Subject(OTHER), Binding("worker@agent:other", "worker", OTHER),
        Subject(ANN), Binding("worker@user:ann", "worker", ANN),
        Delegation("user:ann>>agent:r7", ANN, AGENT, "del_1"),
        Session("ses_open", AGENT), Session("ses_small", AGENT, token_limit=3_000),
        Session("ses_ended", AGENT, state=LifeState.ENDED, ended_at=1),
        Run("run_open", AGENT, session_id="ses_small"), Run("run_bare", AGENT),
        Price("acme/m", ONE, version="v1"), Price("acme/n", ONE), Price("acme/forbidden", ONE),
        Budget("day", ScopeType.AGENT, "", Period.DAY, Unit.MONEY, 20_000_000, thresholds=(Threshold(50),)),
        Budget("hour", ScopeType.TENANT, "", Period.HOUR, Unit.TOKENS, 60_000, max_share_percent=10),
        Budget("of-n", ScopeType.MODEL, "acme/n", Period.DAY, Unit.MONEY, 5_000_000),
        Budget("ann", ScopeType.USER, "", Period.DAY, Unit.TOKENS, 9_000),
        SandboxProfile("box", ("tool:execute",), ("tool:shell",)),
        forbid("not-dear", "tool:dear", "{path: estimate.money, op: gt, value: 0.001}"),
        forbid("not-red", "tool:dear", "{all: [{path: labels.team, op: exists}, {path: labels.team, op: eq, value: red}]}"),
        Guardrail("four-eyes", GuardrailEffect.REQUIRE_APPROVAL, ("tool:pay",), approval=rule),
        trusted_key(),
        manifest_of(
            models=["acme/m", "acme/n", "acme/unpriced"], tools=["web-search", "shell", "bank"],
            data_classes=["public"], max_cost_per_run={"amount": "0.009", "currency": "USD"},
        ),
    )  # fmt: skip


async def approve(house: House, number: int) -> str:
    """Let Ann say yes to payments, and return under which id."""
    asked = await house.authorize("ask", action="tool:pay", resource="tool:bank", estimate=PAID, dry_run=True)
    lift, at = asked.decision.lift, asked.decision.at
    assert lift is not None
    approval = Approval(
        id=f"apr_{number}", owner=AGENT, requested_by=AGENT, credential="key_r7", subject=AGENT, action="tool:pay",
        resource="tool:bank", digest=lift.digest, created_at=at, decide_by=at + HOUR, use_within=HOUR,
        ceiling=Cost(9), rule=Electorate(lift.approvers, lift.quorum), uses_allowed=1_000,
    )  # fmt: skip
    voter = Voter(ANN, "key_ann")
    await house.put(vote(approval, voter, verdict=VoteVerdict.APPROVE, now=at, allowed=True))
    return approval.id


Told = tuple[list[str], list[str], list[str]]
"""The answers, in the order of the questions; what the log says of them; what else is kept of them."""

KEPT: Final = (
    "SELECT subject, on_behalf_of, session_id, run_id, model, expires_at, holds FROM reservation WHERE decided_at>=?",
    "SELECT run_id, sequence, step_id, subject, status, body FROM step WHERE at>=?",
    "SELECT budget_id, bucket, spent, held FROM counter WHERE ?>0",
)


async def in_one_call(house: House, asks: Sequence[Ask]) -> list[Committed | BaseException]:
    return await house.app.authorizer.authorize_all(asks)


async def one_by_one(house: House, asks: Sequence[Ask]) -> list[Committed | BaseException]:
    """Ask each by itself; first those that are rehearsed, since a batch rehearses before it holds anything."""
    found: dict[int, Committed | BaseException] = {}
    for place in sorted(range(len(asks)), key=lambda place: not asks[place].dry_run):
        try:
            found[place] = await house.app.authorizer.authorize(asks[place])
        except RemitError as error:
            found[place] = error
    return [found[place] for place in range(len(asks))]


async def told(
    house: House,
    drawn: Sequence[Mapping[str, Any]],
    *,
    number: int,
    way: Callable[[House, Sequence[Ask]], Awaitable[list[Committed | BaseException]]],
) -> Told:
    """Ask in one of the two ways, on a day of its own."""
    house.clock.advance(DAY)
    ours, who = await approve(house, number), principal()
    asks = []
    for place, asked in enumerate(drawn):
        changes = {"principal": who, "subject": AGENT, **asked}
        changes["approval_id"] = changes.get("approval_id", "").replace(OURS, ours)
        name = changes.pop("request_id", place)
        asks.append(house.ask(f"{number}-{name}", **changes))
    since = (await house.rows("SELECT count(*) FROM audit_entry"))[0][0]
    answers = [_said(house, one, ask) for one, ask in zip(await way(house, asks), asks, strict=True)]
    rows = await house.rows("SELECT body FROM audit_entry ORDER BY position LIMIT -1 OFFSET ?", since)
    kept = [str(sorted(map(str, await house.rows(query, house.clock.now())))) for query in KEPT]
    named = _named([*answers, *(body.decode() for (body,) in rows), *kept])
    return named[: len(answers)], named[len(answers) : -len(KEPT)], named[-len(KEPT) :]


def _said(house: House, result: Committed | BaseException, ask: Ask) -> str:
    if isinstance(result, Committed):
        answer = wire(result, ask)
        answer.ClearField("leaf_hash")
        return f"{result.repeated} {answer}"
    assert isinstance(result, RemitError), result
    return repr((type(result), result.field, str(result)))


def _named(texts: Sequence[str]) -> list[str]:
    """Give ids that are made at random the names of their places, and drop what is sealed."""
    names: dict[str, str] = {}
    text = re.sub(
        r"(?:dec|res|per)_[0-9a-f]{32}",
        lambda id_: names.setdefault(id_[0], f"id{len(names)}"),
        "\0".join(texts),
    )
    return re.sub(r'"sealed":"[^"]*"', '"sealed":""', text).split("\0")


@contextmanager
def opened(folder: Path) -> Iterator[tuple[asyncio.Runner, House, House]]:
    """Open two houses alike for many examples, and what runs things in them."""
    inspected = Settings(inspection=Setting.REDACT)
    with asyncio.Runner() as runner:
        doors = [open_house(folder / name, settings=inspected) for name in ("whole", "apart")]
        whole, apart = (runner.run(door.__aenter__()) for door in doors)
        try:
            for house in (whole, apart):
                runner.run(furnish(house))
            yield runner, whole, apart
        finally:
            for door in doors:
                runner.run(door.__aexit__(None, None, None))


async def compare(whole: House, apart: House, *, drawn: Sequence[Mapping[str, Any]], number: int) -> None:
    """Ask in one call in one house, and one by one in the other."""
    answers, evidence, kept = await told(whole, drawn, number=number, way=in_one_call)
    assert (answers, evidence, kept) == await told(apart, drawn, number=number, way=one_by_one)
    # Written in parts, and yet the very bytes that would be written at once.
    assert [orjson.dumps(orjson.loads(body)).decode() for body in evidence] == evidence


@pytest.mark.sqlite
def test_many_in_one_call_are_told_what_each_would_be_told(tmp_path: Path) -> None:
    numbers = itertools.count(1)
    with opened(tmp_path) as (runner, whole, apart):

        @settings(max_examples=examples(120))
        @given(st.lists(questions(), min_size=2, max_size=30))
        def check(drawn: list[dict[str, Any]]) -> None:
            runner.run(compare(whole, apart, drawn=drawn, number=next(numbers)))

        check()


@pytest.mark.sqlite
def test_those_that_differ_in_one_thing_are_not_taken_for_alike(tmp_path: Path) -> None:
    acts = [{"action": action, "resource": resource} for action, resource in ACTS]
    others: list[dict[str, Any]] = [*acts, *({name: value} for name, value in SOMETIMES)]
    others += [{"estimate": Estimate(calls=(CallEstimate("acme", model, 5, 5),))} for model in MODELS]
    with opened(tmp_path) as (runner, whole, apart):
        for number, (act, other) in enumerate(itertools.product(acts[:4], others)):
            one = {"estimate": Estimate(money=1), **act}
            drawn = [one, {**one, **other}, one, {**one, **other}]
            runner.run(compare(whole, apart, drawn=drawn, number=number))


async def test_each_entry_says_its_own_and_what_all_say(house: House) -> None:
    names = ['s"1', "s\n2", "", "\u00e9"]
    asks = [house.ask(f"q{name}", principal=WHO, step_id=name) for name in names]
    await house.app.authorizer.authorize_all(asks)
    rows = await house.rows("SELECT body FROM audit_entry WHERE kind='decision' ORDER BY position")
    entries = [orjson.loads(body) for (body,) in rows]
    assert [(one["request_id"], one["step_id"]) for one in entries] == [(f"q{name}", name) for name in names]
    assert {(one["tenant"], one["principal"], one["subject"]) for one in entries} == {(TENANT, AGENT, AGENT)}
    assert list(entries[-1]) == [
        "format", "id", "at", "kind", "tenant", "principal", "credential", "request_id", "subject", "on_behalf_of",
        "session_id", "run_id", "step_id", "approval_id", "action", "resource", "data_classes", "answer",
    ]  # fmt: skip


async def overtaken(house: House, asks: Sequence[Ask]) -> list[Committed | BaseException]:
    """Ask in one call, while Ann's role and the agent's session end after a third of the questions was gathered."""
    find, happened = house.app.catalogs.find, asyncio.Event()

    async def find_late(*wanted: Any, **named: Any) -> object:
        if not happened.is_set():
            happened.set()
            await house.put(Session("ses_open", AGENT, state=LifeState.ENDED, ended_at=1))
            await house.put(Role("worker", permissions=(Permission("tool:*"),)))
        return await find(*wanted, **named)

    house.app.catalogs.find = find_late  # type: ignore[method-assign,assignment]
    return await house.app.authorizer.authorize_all(asks)


async def test_what_policy_overtakes_within_one_call_is_told_what_holds_now(house: House) -> None:
    await furnish(house)
    await house.authorize("before", session_id="ses_open")
    who, of = principal(), ("session_id", "run_id", "resource", "action")
    alike = [("ses_open", "", "tool:web-search", "tool:execute"), ("", "", "model:acme/m", "model:call")]
    alike += [("", "", "tool:web-search", "tool:execute")]
    slow = ("", "never-seen", "tool:web-search", "tool:execute")
    asked = [*alike * 3, slow, *alike * 3]
    asks = [
        house.ask(
            f"q{place}", principal=who, estimate=Estimate(money=place), **dict(zip(of, one, strict=True))
        )
        for place, one in enumerate(asked)
    ]
    results = await overtaken(house, asks)
    now = (await house.app.catalogs.of(TENANT)).revision
    decisions = [one.decision for one in results if isinstance(one, Committed)]
    each = [ReasonCode.SESSION_ENDED, ReasonCode.PERMISSION_MISSING, None]
    expected = [*each * 3, None, *each * 3]
    assert [one.reasons[0].code if one.reasons else None for one in decisions] == expected
    assert {one.revision for one in decisions} == {now}


async def test_an_instant_is_shared_for_a_moment_only(house: House) -> None:
    await house.put(Session("ses_1", AGENT))
    alikes, gather = Alikes(), house.app.authorizer.gatherer.gather
    asks = [house.ask(f"q{place}", session_id="ses_1", principal=WHO) for place in range(4)]
    first, second = await gather(asks[0], alikes), await gather(asks[1], alikes)
    assert first.alike is second.alike
    house.clock.advance(MOMENT - 1)
    assert (await gather(asks[2], alikes)).at == first.at
    house.clock.advance(1)
    later = await gather(asks[3], alikes)
    assert later.at == house.clock.now()
    assert later.alike is not first.alike


async def test_another_principal_shares_nothing(house: House) -> None:
    alikes, gather = Alikes(), house.app.authorizer.gatherer.gather
    mine = await gather(house.ask("a", principal=WHO), alikes)
    theirs = await gather(house.ask("b", principal=replace(WHO, scopes=("tool:list",))), alikes)
    assert mine.alike is not theirs.alike


def test_whatever_an_ask_may_say_is_shared_or_each_ones_own() -> None:
    """A new field of an ask is compared until somebody shows that nothing shared depends on it."""
    assert {field.name for field in fields(Ask)} >= OWN
