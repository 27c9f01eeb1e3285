"""Points 4 to 6 of the demo: decisions, usage, an approval."""

from rich.markup import escape

from remit.cli.demo_cast import AGENT, DEAR, LARGE, OFFICER, PAYMENT, SMALL, Cast, call_of
from remit.cli.text import text_at
from remit.client import CallError, entity, model, model_name, money_text, nanos, nothing
from remit.client import messages as m

SEARCH = "tool:web-search"
PROMPT_TOKENS = 4_808
ANSWER_TOKENS = 10
"""What a real call of a production trace used."""
TOO_MANY_TOKENS = 10_000
"""Of an answer that the rest of the day cannot pay."""
EXACT_NANOS = PROMPT_TOKENS * 2_500 + ANSWER_TOKENS * 10_000
"""Its cost: 2.50 and 10 USD per million tokens are 2,500 and 10,000 nano-dollars a token."""


def decisions(cast: Cast) -> m.AuthorizeResponse:
    """Point 4: allowed; denied by role, manifest, budget; allowed with a cheaper model. Returns the first."""
    stage = cast.stage
    stage.chapter(
        "May it?", "One question, answered by every check in order, and recorded before the answer leaves."
    )
    allowed = cast.decide(
        cast.question("tool:execute", SEARCH, estimate=call_of(LARGE, given=PROMPT_TOKENS, most=500)),
        "A search with the large model.",
    )
    stage.expect_effect(allowed, m.EFFECT_ALLOW)
    stage.expect(
        f"its budget is held at once: {money_text(allowed.reservation.held_money)}",
        nanos(allowed.reservation.held_money) == PROMPT_TOKENS * 2_500 + 500 * 10_000,
    )
    by_role = cast.decide(
        cast.question("memory:write", "memory:notes", estimate=nothing()), "No role permits this."
    )
    stage.expect_effect(by_role, m.EFFECT_DENY, code="PERMISSION_MISSING")
    by_manifest = cast.decide(
        cast.question("tool:execute", "tool:shell", estimate=nothing()),
        "The role permits every tool; the manifest does not name this one.",
    )
    stage.expect_effect(by_manifest, m.EFFECT_DENY, code="TOOL_NOT_ENTITLED")
    by_budget(cast)
    soft_cap(cast)
    return allowed


def by_budget(cast: Cast) -> None:
    """More than is left of the day."""
    stage = cast.stage
    short = cast.decide(
        cast.question("tool:execute", SEARCH, estimate=call_of(DEAR, given=10_000, most=TOO_MANY_TOKENS)),
        "A dear model and a long answer: less than 0.09 USD of the day is left.",
    )
    stage.expect(
        "the answer is a refusal by budget",
        short.effect == m.EFFECT_DENY and short.reasons[0].stage == m.STAGE_BUDGET,
    )
    stage.expect("it says when the budget begins anew", short.reasons[0].remedy.HasField("resets_at"))
    fits = short.affordable
    stage.expect(
        f"it says what would fit: {fits.output_tokens:,} output tokens",
        0 < fits.output_tokens < TOO_MANY_TOKENS,
    )
    stage.expect("a denial holds nothing", not short.HasField("reservation"))


def soft_cap(cast: Cast) -> None:
    """Near the tenant's soft cap: the same act with a cheaper model."""
    stage = cast.stage
    soft = cast.decide(
        cast.question("tool:execute", SEARCH, estimate=call_of(LARGE, given=1_000, most=500)),
        "Beyond 70 % of the tenant's month a cheaper model must do.",
    )
    stage.expect_effect(soft, m.EFFECT_ALLOW)
    use = [one.use_model for one in soft.obligations if one.WhichOneof("obligation") == "use_model"]
    stage.expect(f"allowed with an obligation: use {SMALL}", use and model_name(use[0].to_model) == SMALL)
    cast.runtime.release_reservation(
        reservation_id=soft.reservation.reservation_id,
        outcome=m.RELEASE_OUTCOME_NOT_STARTED,
        reason="the demo goes on",
    )
    stage.ask("ReleaseReservation", reservation=soft.reservation.reservation_id, reason="never began")


def usage(cast: Cast, allowed: m.AuthorizeResponse) -> None:
    """Point 5: real token counts settle the reservation, once."""
    stage = cast.stage
    stage.chapter(
        "What it really used",
        "Reported after the act: priced exactly, booked once, and the rest of the hold given back.",
    )
    record = m.UsageRecord(
        usage_id="demo-search-1",
        reservation_id=allowed.reservation.reservation_id,
        model=model(LARGE),
        tokens=m.TokenUsage(input_tokens=PROMPT_TOKENS, output_tokens=ANSWER_TOKENS),
    )
    before = spent_today(cast)
    stage.ask(
        "RecordUsage",
        usage=record.usage_id,
        input=f"{PROMPT_TOKENS:,} tokens",
        output=f"{ANSWER_TOKENS} tokens",
    )
    receipt = cast.runtime.record_usage(records=[record]).results[0].receipt
    for part in receipt.cost_parts:
        kind = f"[dim]{text_at(part, 'token_kind').lower()}[/dim]"
        stage.say(f"  {kind} {part.quantity:,} × {part.price} USD per million = {part.amount} USD")
    for settled in receipt.settlement.totals:
        parts = (("held", "held"), ("used", "used"), ("given back", "released"))
        stage.say("  " + "  ".join(f"[dim]{name}[/dim] {text_at(settled, field)}" for name, field in parts))
    stage.expect(
        f"it cost {money_text(receipt.cost)}, exact to the nano-dollar", nanos(receipt.cost) == EXACT_NANOS
    )
    stage.expect("the reservation is settled", receipt.settlement.state == m.RESERVATION_STATE_SETTLED)
    after = spent_today(cast)
    stage.expect("the day's budget advanced by exactly that", after - before == EXACT_NANOS)
    stage.ask("RecordUsage", usage=record.usage_id, again="the same report")
    again = cast.runtime.record_usage(records=[record]).results[0].receipt
    stage.expect(
        "the same report again is a duplicate with the same receipt",
        again.disposition == m.USAGE_DISPOSITION_DUPLICATE and again.cost == receipt.cost,
    )
    stage.expect("and changes nothing", spent_today(cast) == after)


def spent_today(cast: Cast) -> int:
    """Return what the agent's daily budget has booked, in nano-units."""
    standing = cast.runtime.check_budget(subject=entity(AGENT), session_id=cast.session_id)
    return next(nanos(one.spent.money) for one in standing.standings if one.budget_id == "researcher-daily")


def approval(cast: Cast) -> None:
    """Point 6: a human says yes to one exact act; it counts once."""
    stage = cast.stage
    stage.chapter(
        "A human says yes",
        "Some acts need a person. The yes is bound to exactly this act, and is used up with it.",
    )
    guard_payments(cast)
    wanted, changed = '{"amount": 250, "to": "invoice-7"}', '{"amount": 2500, "to": "invoice-7"}'
    asked = cast.decide(
        cast.question("tool:execute", PAYMENT, estimate=nothing(), arguments=wanted),
        "A payment above 100 USD.",
    )
    stage.expect_effect(asked, m.EFFECT_NEEDS_APPROVAL, code="APPROVAL_REQUIRED")
    stage.ask("RequestApproval", decision=asked.decision_id, why="the report costs 250 USD")
    pending = cast.runtime.request_approval(
        decision_id=asked.decision_id, justification="the report costs 250 USD"
    ).approval
    stage.expect("it waits for a vote", pending.state == m.APPROVAL_STATE_PENDING)
    refused_self(cast, pending)
    approved = vote(cast, pending)
    stage.expect(
        "approved for one use", approved.state == m.APPROVAL_STATE_APPROVED and approved.uses_left == 1
    )
    use_once(cast, approved.approval_id, wanted=wanted, changed=changed)


def guard_payments(cast: Cast) -> None:
    """A guardrail that sends large payments to a human."""
    cast.stage.ask(
        "CreateGuardrail", condition="arguments.amount > 100", then="needs the approval of role:approver"
    )
    cast.admin.create_guardrail(
        guardrail=m.Guardrail(
            guardrail_id="large-payments",
            effect=m.GUARDRAIL_EFFECT_REQUIRE_APPROVAL,
            actions=["tool:execute"],
            resources=[PAYMENT],
            condition='{"path": "arguments.amount", "op": "gt", "value": 100}',
            approval=m.ApprovalRule(approvers=[entity("role:approver")]),
        )
    )


def refused_self(cast: Cast, pending: m.Approval) -> None:
    """Whoever asked cannot approve."""
    cast.stage.ask("DecideApproval", as_="service:runtime, who asked")
    reason = ""
    try:
        cast.runtime.decide_approval(
            approval_id=pending.approval_id, choice=m.VOTE_CHOICE_APPROVE, action_digest=pending.action_digest
        )
    except CallError as error:
        reason = error.reason
        cast.stage.say(f"  [red]{error.reason}[/red] {escape(error.message)}")
    cast.stage.expect("whoever asked cannot approve it", reason in {"SELF_APPROVAL", "PERMISSION_MISSING"})


def vote(cast: Cast, pending: m.Approval) -> m.Approval:
    """The officer reads what is asked, and says yes to exactly that."""
    seen = cast.officer.get_approval(approval_id=pending.approval_id).approval
    cast.stage.say(f"  [dim]{OFFICER} reads:[/dim] {escape(seen.summary)}")
    cast.stage.ask("DecideApproval", as_=OFFICER, vote="approve", digest=f"{seen.action_digest.hex()[:16]}…")
    return cast.officer.decide_approval(
        approval_id=seen.approval_id, choice=m.VOTE_CHOICE_APPROVE, action_digest=seen.action_digest
    ).approval


def use_once(cast: Cast, approval_id: str, *, wanted: str, changed: str) -> None:
    """The approved act is allowed exactly once, and never a changed one."""
    stage = cast.stage
    other = cast.decide(
        cast.question("tool:execute", PAYMENT, estimate=nothing(), arguments=changed, approval=approval_id),
        "Another amount under the same approval.",
    )
    stage.expect(
        "a changed act is refused",
        other.effect != m.EFFECT_ALLOW
        and m.REASON_CODE_APPROVAL_MISMATCH in [one.code for one in other.reasons],
    )
    exact = cast.decide(
        cast.question("tool:execute", PAYMENT, estimate=nothing(), arguments=wanted, approval=approval_id),
        "Exactly what was approved; the refusal before did not use it up.",
    )
    stage.expect_effect(exact, m.EFFECT_ALLOW)
    twice = cast.decide(
        cast.question("tool:execute", PAYMENT, estimate=nothing(), arguments=wanted, approval=approval_id),
        "The same again.",
    )
    stage.expect(
        "a second use is refused",
        twice.effect != m.EFFECT_ALLOW and m.REASON_CODE_APPROVAL_USED in [one.code for one in twice.reasons],
    )
