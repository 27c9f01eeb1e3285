"""Asks a human about one exact act: says who may answer, by when, and what the answer is bound to."""

from dataclasses import dataclass, replace

from remit.administration.approval import ask_approval
from remit.administration.editor import Editor, Once, Written
from remit.administration.unit import Office, Unit
from remit.approval.model import Approval, Electorate
from remit.clock import HOUR
from remit.decision.authorize import new_draft
from remit.decision.case import Case
from remit.decision.check import act_digest, cost_of, facts_of, role
from remit.decision.delegated import delegation
from remit.decision.estimate import price_estimate
from remit.errors import InvalidFieldError, PreconditionFailedError
from remit.ids import APPROVAL
from remit.policy.guard import GuardOutcome
from remit.policy.model import ApprovalRule

CALL = "RequestApproval"

DEFAULT_RULE = ApprovalRule(decide_within=HOUR, use_within=HOUR)
"""Whoever has `approval:decide`, one vote: where no guardrail asks for an approval."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked beside the act itself."""

    request_id: str
    digest: bytes
    """SHA-256 of the request's content: the same id with another digest is a conflict."""
    reason: str = ""
    """Why it is needed, in the words of whoever asks."""
    decide_within: int | None = None
    """Microseconds; None means as the rule says."""
    use_within: int | None = None
    """Microseconds after the deciding vote, at most what the rule allows; None means as the rule says."""
    uses: int = 1
    decision_id: str = ""
    """The decision that said NEEDS_APPROVAL; empty when it is asked for without one."""


async def request_approval(office: Office, case: Case, *, request: Request) -> Written[Approval]:
    """Ask for an approval of exactly the act in `case`. Idempotent per principal and request id.

    Who may answer follows from the guardrails that ask for an approval of this act, else from `DEFAULT_RULE`.
    Whether the principal may ask about the subject is for the caller to check.

    Args:
        office: where changes are made.
        case: the act as gathered, checked or not.
        request: what is asked beside it.

    Returns:
        The approval; of a repeat the first one, as it is now.

    Raises:
        IdempotencyConflictError: when the request id was used with other content.
        InvalidFieldError: when it would be usable for longer than the rule allows.
        PreconditionFailedError: when no grant lets the subject act for whom it names, the act's cost has no bound, or
            no approver satisfies all guardrails.
        JsonInvalidError: when attributes or arguments are not acceptable JSON.
    """
    _prepare(case)
    rule, guardrails = rule_of(case)
    within = _use_within(request, rule)
    wait = rule.decide_within if request.decide_within is None else request.decide_within
    ask, ceiling = case.ask, cost_of(case)
    asked = _shown(case, request)
    bound = replace(
        asked,
        digest=act_digest(case, ceiling),
        ceiling=ceiling,
        rule=Electorate(rule.approvers, rule.quorum),
        guardrails=guardrails,
        use_within=within,
    )

    def make(unit: Unit) -> Approval:
        return replace(bound, id=unit.new_id(APPROVAL), created_at=unit.at, decide_by=unit.at + wait)

    once = Once(CALL, request.request_id, request.digest)
    return await ask_approval(Editor(office, ask.tenant, ask.principal, once), ask.subject, make=make)


def _shown(case: Case, request: Request) -> Approval:
    """Return what approvers see of an act, personal data taken out; nothing is bound and nobody named yet."""
    # Loaded on first use: the tables of phone numbers cost memory that a server without approvals never pays.
    from remit.privacy.redact import redact_json, redact_text  # noqa: PLC0415

    ask = case.ask
    return Approval(
        id="",
        owner=ask.principal.subject,
        requested_by=ask.principal.subject,
        credential=ask.principal.credential,
        subject=ask.subject,
        action=ask.action,
        resource=ask.resource,
        digest="",
        created_at=0,
        decide_by=0,
        use_within=0,
        on_behalf_of=ask.on_behalf_of,
        resource_attributes_shown=redact_json(
            ask.resource_attributes_json, field="resource.attributes_json"
        ).text,
        arguments_shown=redact_json(ask.arguments_json).text,
        reason=redact_text(request.reason),
        uses_allowed=request.uses,
        decision_id=request.decision_id,
        labels=ask.labels,
        session_id=ask.session_id,
        run_id=ask.run_id,
        step_id=ask.step_id,
    )


def rule_of(case: Case) -> tuple[ApprovalRule, tuple[str, ...]]:
    """Return who must say yes to an act, and the guardrails that ask for it.

    Raises:
        PreconditionFailedError: when guardrails ask for approvals that nobody could give alike.
    """
    verdict = case.catalog.policy.guard(facts_of(case), case.role)
    if verdict.outcome is GuardOutcome.FAILED:
        raise PreconditionFailedError(verdict.message, field="action")
    if verdict.outcome is GuardOutcome.APPROVAL and verdict.approval is not None:
        return verdict.approval, verdict.guardrails
    return DEFAULT_RULE, ()


def _prepare(case: Case) -> None:
    """Price the act and ask the roles, as the decision does."""
    if case.draft is None:
        case.draft = new_draft(case, "")
        unproven = delegation(case)
        if unproven is not None:
            # Nobody is asked to approve in the name of one who has not said that the subject acts for them.
            message = f"{unproven.code}: {unproven.message}"
            raise PreconditionFailedError(message, field="action.on_behalf_of")
        role(case)
        unpriced = price_estimate(case)
        if unpriced is not None:
            message = f"{unpriced.message}; an approval is bound to what the act may cost at most"
            raise PreconditionFailedError(message, field="action.estimate")


def _use_within(request: Request, rule: ApprovalRule) -> int:
    if request.use_within is None:
        return rule.use_within
    if request.use_within > rule.use_within:
        message = "use_within is longer than the approval rule allows"
        raise InvalidFieldError(message, field="use_within")
    return request.use_within
