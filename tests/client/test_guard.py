"""Acts under a guard: asked for before they begin, reported when they end, whatever happens between."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from remit.client import (
    AsyncClient,
    AwaitedAct,
    BlockingAct,
    CallError,
    Client,
    Denied,
    NeedsApproval,
    ObligationUnmet,
    entity,
    model,
    model_call,
    money,
    nanos,
    tokens,
)
from remit.client import messages as m
from remit.client.act import Act
from tests.client.scripted import ALLOWED, saying
from tests.conftest import OwnTenant

AGENT = "agent:researcher-7"
SEARCH = "tool:web-search"


@pytest.fixture
def governed(tenant: OwnTenant) -> OwnTenant:
    """A tenant with one agent that may execute tools, and a daily budget in tokens."""
    client = tenant.client
    client.create_role(
        role=m.Role(
            role_id="researcher", permissions=[m.Permission(action="tool:execute", resource="tool:web-*")]
        )
    )
    client.create_subject(subject=m.Subject(entity=entity(AGENT)), role_ids=["researcher"])
    return tenant


def state_of(client: Client, act: Act) -> str:
    listed = client.list_reservations(
        states=m.ReservationState.values()[1:], subject=entity(AGENT)
    ).reservations
    found = next(one for one in listed if one.reservation_id == act.reservation_id)
    return m.ReservationState.Name(found.state).removeprefix("RESERVATION_STATE_")


def test_what_was_used_is_reported_on_leaving(governed: OwnTenant) -> None:
    client = governed.client
    with client.guard("tool:execute", SEARCH, subject=AGENT, estimate=tokens(2_000)) as act:
        assert act.reservation_id
        act.record(input_tokens=800)
        act.record(input_tokens=12, output_tokens=96, cost="0.01 USD")
    assert act.receipt is not None
    assert act.receipt.disposition == m.USAGE_DISPOSITION_RECORDED
    assert nanos(act.receipt.cost) == nanos(money("0.01"))
    assert state_of(client, act) == "SETTLED"


def test_an_exception_is_a_failure_and_goes_on(governed: OwnTenant) -> None:
    client = governed.client
    with (
        pytest.raises(RuntimeError, match="broken"),
        client.guard("tool:execute", SEARCH, subject=AGENT, estimate=tokens(10)) as act,
    ):
        raise RuntimeError("broken")
    assert state_of(client, act) == "SETTLED"


def test_what_never_began_is_given_back(governed: OwnTenant) -> None:
    client = governed.client
    with client.guard("tool:execute", SEARCH, subject=AGENT, estimate=tokens(10)) as act:
        act.not_started("found it in the cache")
    assert act.receipt is None
    assert state_of(client, act) == "RELEASED"


def test_a_long_act_is_kept_alive(governed: OwnTenant) -> None:
    client = governed.client
    with client.guard(
        "tool:execute", SEARCH, subject=AGENT, estimate=tokens(10), hold=timedelta(seconds=60)
    ) as act:
        before = act.answer.reservation.expires_at.seconds
        act.extend(1_800)
        after = client.list_reservations(subject=entity(AGENT)).reservations[0].expires_at.seconds
    assert after > before + 1_000


def test_a_denial_never_enters_the_block(governed: OwnTenant) -> None:
    entered = False
    with (
        pytest.raises(Denied) as caught,
        governed.client.guard("tool:execute", "tool:shell", subject=AGENT),
    ):
        entered = True
    assert not entered
    assert caught.value.codes == ["PERMISSION_MISSING"]
    assert caught.value.remedy


def test_needing_a_human_never_enters_the_block(governed: OwnTenant) -> None:
    client = governed.client
    client.create_guardrail(
        guardrail=m.Guardrail(
            guardrail_id="ask",
            effect=m.GUARDRAIL_EFFECT_REQUIRE_APPROVAL,
            approval=m.ApprovalRule(approvers=[entity("role:approver")]),
        )
    )
    with pytest.raises(NeedsApproval) as caught, client.guard("tool:execute", SEARCH, subject=AGENT):
        raise AssertionError
    assert caught.value.decision_id
    assert caught.value.terms.quorum == 1


def test_a_decorated_function_is_governed_each_time(governed: OwnTenant) -> None:
    client, decisions = governed.client, []

    @client.guarded("tool:execute", SEARCH, subject=AGENT, estimate=tokens(10))
    def search(act: BlockingAct, query: str, *, loud: bool = False) -> str:
        """Search."""
        decisions.append(act.decision_id)
        act.record(input_tokens=1)
        return query.upper() if loud else query

    assert search("a") == "a"
    assert search("b", loud=True) == "B"
    assert len(set(decisions)) == 2
    assert search.__doc__ == "Search."


async def test_the_other_client_does_the_same(governed: OwnTenant) -> None:
    address = governed.client.transport.settings.address
    async with AsyncClient.connect(address, governed.key) as client:
        async with client.guard("tool:execute", SEARCH, subject=AGENT, estimate=tokens(10)) as act:
            act.record(output_tokens=3)
            await act.extend(600)
        assert act.receipt is not None

        @client.guarded("tool:execute", SEARCH, subject=AGENT)
        async def search(act: AwaitedAct, query: str) -> str:
            act.not_started("no need")
            return query

        assert await search("a") == "a"
        with pytest.raises(Denied):
            async with client.guard("tool:execute", "tool:shell", subject=AGENT):
                raise AssertionError


async def test_a_cancelled_task_is_reported_as_such(governed: OwnTenant) -> None:
    address = governed.client.transport.settings.address
    async with AsyncClient.connect(address, governed.key) as client:
        inside = asyncio.Event()
        acts: list[AwaitedAct] = []

        async def work() -> None:
            async with client.guard("tool:execute", SEARCH, subject=AGENT, estimate=tokens(10)) as act:
                acts.append(act)
                inside.set()
                await asyncio.sleep(60)

        task = asyncio.create_task(work())
        await inside.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert state_of(governed.client, acts[0]) == "SETTLED"


def answer_with(*obligations: m.Obligation) -> m.AuthorizeResponse:
    answer = m.AuthorizeResponse(effect=m.EFFECT_ALLOW, obligations=obligations)
    answer.reservation.reservation_id = "res_1"
    return answer


SANDBOX = m.Obligation(run_in_sandbox=m.RunInSandbox(profile_id="p"))
UNKNOWN = m.Obligation()


@contextmanager
def client_saying(answer: m.AuthorizeResponse) -> Iterator[Client]:
    with saying(m.AuthorizeRequest, answer) as script, Client.connect(script.address) as client:
        yield client


@pytest.mark.parametrize("obligation", [SANDBOX, UNKNOWN], ids=["known", "unknown"])
def test_an_obligation_that_is_not_met_forbids_the_act(obligation: m.Obligation) -> None:
    entered = False
    # The scripted server knows no ReleaseReservation, which is what giving back asks for.
    with (
        client_saying(answer_with(obligation)) as client,
        pytest.raises((ObligationUnmet, CallError)),
        client.guard("a:b", "c:d"),
    ):
        entered = True
    assert not entered


def test_an_obligation_that_is_met_does_not() -> None:
    answer = answer_with(SANDBOX)
    answer.ClearField("reservation")
    with client_saying(answer) as client, client.guard("a:b", "c:d", obeys=["run_in_sandbox"]) as act:
        assert act.answer.obligations[0] == SANDBOX


def act_of(answer: m.AuthorizeResponse, **asked: object) -> Act:
    return Act(m.AuthorizeRequest(action="a:b", **asked), answer)  # type: ignore[arg-type]


def test_the_model_is_the_one_to_use() -> None:
    asked = model_call("openai/gpt-4o")
    assert act_of(ALLOWED, estimate=asked).model == model("openai/gpt-4o")
    cheaper = m.Obligation(use_model=m.UseModel(to_model=model("openai/gpt-4o-mini")))
    assert act_of(answer_with(cheaper), estimate=asked).model == model("openai/gpt-4o-mini")


def test_arguments_come_without_what_must_be_redacted() -> None:
    pointers = ["/customer/email", "/list/1", "/a~1b", "/absent/x", "/list/9"]
    redact = m.Obligation(redact_fields=m.RedactFields(pointers=pointers))
    given = '{"customer": {"email": "x@y.z", "id": 1}, "list": [1, 2], "a/b": 3}'
    act = act_of(answer_with(redact), arguments_json=given)
    assert act.arguments == {
        "customer": {"email": "[redacted]", "id": 1},
        "list": [1, "[redacted]"],
        "a/b": "[redacted]",
    }
    assert act_of(ALLOWED).arguments is None


def test_nothing_held_and_nothing_used_is_not_reported() -> None:
    assert act_of(ALLOWED).closing(m.OUTCOME_SUCCESS) is None


def test_usage_without_a_hold_is_still_reported_as_whose_it_is() -> None:
    act = act_of(ALLOWED, subject=entity(AGENT), run_id="run_1", estimate=model_call("openai/gpt-4o"))
    act.record(input_tokens=5)
    report = act.closing(m.OUTCOME_FAILURE)
    assert isinstance(report, m.RecordUsageRequest)
    record = report.records[0]
    assert record.subject == entity(AGENT)
    assert record.run_id == "run_1"
    assert record.model == model("openai/gpt-4o")
    assert record.outcome == m.OUTCOME_FAILURE
