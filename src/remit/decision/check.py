"""The pure checks, in order. Each looks at a case and returns why it objects, or None. Nothing here reads or waits.

Messages name no person: they are part of the evidence, and evidence must outlive an erasure.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from remit.approval.digest import action_digest
from remit.approval.model import Act, Approval, Cost
from remit.approval.workflow import Claim, covers, may_decide, votes_stand
from remit.decision.case import Case
from remit.decision.delegated import delegation, principals
from remit.decision.model import Draft, Duty, Effect, Lift, Obligation, Reason, ReasonCode, Remedy, Stage
from remit.identity.model import Subject, is_active
from remit.identity.session import check_run, check_session
from remit.ids import RUN
from remit.policy.facts import Facts
from remit.policy.guard import GuardOutcome
from remit.policy.rights import RoleOutcome, RoleVerdict
from remit.privacy.inspect import inspect_arguments
from remit.privacy.model import Verdict as Inspected

Check = Callable[[Case], Reason | None]

_GRANTED: Final = RoleOutcome.GRANTED
_DENIED: Final = RoleOutcome.DENIED
_LIFTED: Final = frozenset({GuardOutcome.PERMITTED, GuardOutcome.APPROVAL})
"""What guardrails say of an act that they permit, at once or with an approval."""

DECIDE: Final = "approval:decide"
"""The permission of whoever may decide approvals that name no approvers."""


def identity(case: Case) -> Reason | None:
    """The subject is known and active; session and run are its own and open."""
    subject = case.subject
    if subject is None:
        return _identity(
            ReasonCode.SUBJECT_UNKNOWN, "the subject is not registered", remedy="register the subject first"
        )
    if not is_active(subject, case.at):
        return _identity(
            ReasonCode.SUBJECT_SUSPENDED, "the subject is suspended or has expired", remedy="resume it"
        )
    ask = case.ask
    behalf, session_id = ask.on_behalf_of, ask.session_id
    if session_id and (code := check_session(case.session, ask.subject, at=case.at, on_behalf_of=behalf)):
        return _identity(
            ReasonCode(code), "the session is not an open one of the subject", remedy="start a session"
        )
    # A run that a runtime names itself begins with its first step; only names that Remit makes must be known.
    must_be_known = case.run is not None or ask.run_id.startswith(RUN)
    if must_be_known and (
        code := check_run(case.run, ask.subject, session_id=session_id, on_behalf_of=behalf)
    ):
        return _identity(ReasonCode(code), "the run is not an open one of the subject", remedy="start a run")
    return None


def _identity(code: ReasonCode, message: str, *, remedy: str) -> Reason:
    return Reason(code, Stage.IDENTITY, message, Remedy(remedy))


def role(case: Case) -> Reason | None:
    """Roles grant the action to the subject and to all for whom it acts: the rights are the intersection."""
    verdict = _roles(case)
    case.role = verdict.outcome
    if verdict.outcome is _DENIED:
        message = f"role {verdict.role} denies {case.ask.action} on this resource"
        return Reason(ReasonCode.PERMISSION_DENIED_BY_RULE, Stage.ROLE, message, None, verdict.role)
    return None


def _roles(case: Case) -> RoleVerdict:
    ask, policy = case.ask, case.catalog.policy
    own = policy.decide(ask.subject, ask.action, resource=ask.resource, now=case.at)
    if not ask.on_behalf_of:
        return own
    worst = own
    for ref in principals(case):
        verdict = policy.decide(ref, ask.action, resource=ask.resource, now=case.at)
        # What is denied to one of them nothing gives back; what merely is not granted, a guardrail may yet permit.
        denied = verdict.outcome is _DENIED and worst.outcome is not _DENIED
        if denied or (verdict.outcome is not _GRANTED and worst.outcome is _GRANTED):
            worst, case.lacking = verdict, ref
    return worst


def guardrail(case: Case) -> Reason | None:
    """No guardrail forbids it; what roles do not grant, a guardrail permits; and who must say yes is noted."""
    ask, policy = case.ask, case.catalog.policy
    if not policy.is_guarded(ask.action, ask.resource):
        return None if case.role is _GRANTED else _not_granted(case)
    verdict = policy.guard(facts_of(case), case.role)
    outcome = verdict.outcome
    if outcome in {GuardOutcome.FORBIDDEN, GuardOutcome.FAILED}:
        failed = outcome is GuardOutcome.FAILED
        code = ReasonCode.GUARDRAIL_FAILED if failed else ReasonCode.GUARDRAIL_FORBIDS
        remedy = Remedy("give the attributes that the guardrail looks at") if failed else None
        return Reason(code, Stage.GUARDRAIL, verdict.message, remedy, verdict.guardrail)
    if outcome is GuardOutcome.APPROVAL:
        case.rule, case.guardrail, case.rule_message = verdict.approval, verdict.guardrail, verdict.message
    if case.role is not _GRANTED and (outcome is GuardOutcome.NONE or not _permitted_to_all(case)):
        return _not_granted(case)
    return None


def _permitted_to_all(case: Case) -> bool:
    """Whether guardrails permit an act to each for whom the subject acts and whose roles do not: none lends its right."""
    ask, policy = case.ask, case.catalog.policy
    for ref in principals(case) if ask.on_behalf_of else ():
        verdict = policy.decide(ref, ask.action, resource=ask.resource, now=case.at)
        if verdict.outcome is _GRANTED:
            continue
        known = case.catalog.get(Subject, ref)
        if known is None:
            return False
        facts = replace(facts_of(case), subject=ref, subject_attributes_json=known.attributes_json)
        if policy.guard(facts, verdict.outcome).outcome not in _LIFTED:
            return False
    return True


def _not_granted(case: Case) -> Reason:
    action = case.ask.action
    whose = "one for whom the subject acts" if case.lacking else "the subject"
    if case.role is RoleOutcome.NO_ROLE:
        return Reason(
            ReasonCode.ROLE_MISSING,
            Stage.ROLE,
            f"no role is bound to {whose}",
            Remedy("bind a role to it"),
        )
    message = f"no role of {whose} permits {action} on this resource"
    return Reason(
        ReasonCode.PERMISSION_MISSING, Stage.ROLE, message, Remedy(f"bind a role that permits {action} on it")
    )


def facts_of(case: Case) -> Facts:
    """What guardrails may look at."""
    ask, draft = case.ask, case.drafted
    first = draft.alternatives[0] if draft.alternatives else None
    subject = case.subject
    return Facts(
        subject=ask.subject,
        action=ask.action,
        resource=ask.resource,
        # What was registered, not what the request says of itself: a runtime must not choose its own attributes.
        subject_attributes_json=subject.attributes_json if subject else "",
        resource_attributes_json=ask.resource_attributes_json,
        arguments_json=ask.arguments_json,
        labels=ask.labels,
        data_classes=ask.data_classes,
        estimate_money=first.money if first else None,
        estimate_tokens=first.tokens if first else None,
        estimate_model=first.model if first else "",
        on_behalf_of=ask.on_behalf_of,
        session_id=ask.session_id,
        run_id=ask.run_id,
        now=case.at,
        zone=case.catalog.zone,
    )


def manifest(case: Case) -> Reason | None:
    """An agent stays inside its signed manifest: a ceiling, never a grant. Its cost per run is held like a budget.

    So does each agent for whom it acts: what one was not signed for, it cannot have another do.
    """
    reason = _beyond_manifest(case, case.ask.subject)
    if reason is None and case.ask.on_behalf_of:
        found = (_beyond_manifest(case, ref) for ref in principals(case))
        reason = next((one for one in found if one is not None), None)
    return reason


def _beyond_manifest(case: Case, agent: str) -> Reason | None:
    ask, ceilings = case.ask, case.catalog.ceilings
    if not agent.startswith("agent:"):
        return None
    ceiling = ceilings.of(agent)
    if ceiling is None:
        if not case.catalog.settings.manifests_required:
            return None
        message = "the agent has no registered manifest, and the tenant requires one"
        return Reason(
            ReasonCode.MANIFEST_MISSING, Stage.MANIFEST, message, Remedy("sign and register a manifest")
        )
    objection = ceilings.objection(agent, case.at)
    for model in models_of(case.drafted) or [""]:
        objection = objection or ceiling.check(
            ask.action, ask.resource, model=model, data_classes=ask.data_classes
        )
    if objection is None:
        return None
    known = ceilings.manifest_of(agent)
    remedy = Remedy("have a manifest signed that covers this, or stay inside the one there is")
    return Reason(
        ReasonCode(objection.reason), Stage.MANIFEST, objection.message, remedy, known.id if known else ""
    )


def models_of(draft: Draft) -> Sequence[str]:
    """Return the models that the act may come to use: all that a ceiling sees of an estimate."""
    return [amounts.model for amounts in draft.alternatives if amounts.model] or [
        f"{call.provider}/{call.model}" for call in draft.calls
    ]


def privacy(case: Case) -> Reason | None:
    """Personal data in arguments is refused or must be redacted, as the tenant set."""
    arguments = case.ask.arguments_json
    if not arguments:
        return None
    found = inspect_arguments(arguments, case.catalog.settings.inspection)
    if found.verdict is Inspected.BLOCK:
        kinds = ", ".join(sorted(found.kinds))
        message = f"the arguments hold personal data ({kinds}), which the tenant's setting refuses"
        return Reason(ReasonCode.PERSONAL_DATA_BLOCKED, Stage.PRIVACY, message, Remedy("leave it out"))
    if found.verdict is Inspected.REDACT:
        why = "the arguments hold personal data"
        case.drafted.obligations.append(Obligation(Duty.REDACT_FIELDS, why=why, paths=found.paths))
    return None


def approval(case: Case) -> Reason | None:
    """Where a human must say yes, one has, to exactly this act; else it says who may."""
    rule = case.rule
    if rule is None:
        return None
    if not case.ask.approval_id:
        lift = _lift(case)
        case.drafted.lift = lift
        case.effect = Effect.NEEDS_APPROVAL
        remedy = Remedy(
            "ask for an approval, then authorize again with its id and a new request id", who=lift.approvers
        )
        return Reason(ReasonCode.APPROVAL_REQUIRED, Stage.APPROVAL, case.rule_message, remedy, case.guardrail)
    code = _uncovered(case)
    if code is None:
        case.drafted.approval = case.approval
        return None
    pending = code == ReasonCode.APPROVAL_PENDING
    case.effect = Effect.NEEDS_APPROVAL if pending else Effect.DENY
    remedy = Remedy(
        _REMEDIES.get(code, "ask for a new approval of this action"), approval_id=case.ask.approval_id
    )
    return Reason(code, Stage.APPROVAL, _TOLD[code], remedy, case.ask.approval_id)


_TOLD: Final = {
    ReasonCode.APPROVAL_PENDING: "nobody has decided the approval yet",
    ReasonCode.APPROVAL_REJECTED: "the approval was rejected",
    ReasonCode.APPROVAL_EXPIRED: "the approval has expired",
    ReasonCode.APPROVAL_CANCELLED: "the approval was cancelled",
    ReasonCode.APPROVAL_UNKNOWN: "there is no such approval",
    ReasonCode.APPROVAL_USED: "the approval has been used as often as it allows",
    ReasonCode.APPROVAL_MISMATCH: "the approval is for another action",
    ReasonCode.APPROVER_NOT_ALLOWED: "who approved may no longer decide this",
}
_REMEDIES: Final = {
    ReasonCode.APPROVAL_PENDING: "wait until it is decided, then authorize again with a new request id"
}


def _uncovered(case: Case) -> ReasonCode | None:
    granted = case.approval
    cost = cost_of(case)
    claim = Claim(act_digest(case, granted.ceiling if granted else cost), case.ask.subject, cost)
    stands = granted is not None and votes_stand(
        _by_present_rule(case, granted), lambda voter: still_allowed(case, voter)
    )
    code = covers(granted, claim, now=case.at, used=case.approval_uses, approvers_still_allowed=stands)
    return ReasonCode(code) if code else None


def _by_present_rule(case: Case, granted: Approval) -> Approval:
    """The approval under the rule that asks now: one that became stricter is not met by votes for the one before."""
    quorum = max(granted.rule.quorum, case.rule.quorum if case.rule else 1)
    return replace(granted, rule=replace(granted.rule, quorum=quorum))


def still_allowed(case: Case, voter: str) -> bool:
    """Tell whether someone who approved could decide it now, by the rule that asks now."""
    catalog, at = case.catalog, case.at
    known = catalog.get(Subject, voter)
    if known is None or not is_active(known, at):
        return False
    policy = catalog.policy
    return may_decide(
        case.rule.approvers if case.rule else (),
        voter,
        roles=policy.roles_of(voter, at),
        groups=policy.groups_of(voter),
        teams=policy.teams_of(voter),
        permitted=catalog.may(voter, DECIDE, resource=case.ask.resource, at=at),
    )


def cost_of(case: Case) -> Cost:
    """The most that the act could cost."""
    alternatives = case.drafted.alternatives
    money = max((amounts.money for amounts in alternatives), default=0)
    return Cost(money, max((amounts.tokens for amounts in alternatives), default=0))


def act_digest(case: Case, ceiling: Cost) -> str:
    """The digest of exactly this act, up to a cost."""
    ask = case.ask
    kind, _, name = ask.resource.partition(":")
    act = Act(
        tenant=ask.tenant,
        subject=ask.subject,
        action=ask.action,
        resource_type=kind,
        resource_id=name,
        on_behalf_of=ask.on_behalf_of,
        resource_attributes_json=ask.resource_attributes_json,
        arguments_json=ask.arguments_json,
    )
    return action_digest(act, ceiling)


def _lift(case: Case) -> Lift:
    rule = case.rule
    assert rule is not None  # noqa: S101  narrows the type: only called where a rule was noted
    digest = act_digest(case, cost_of(case))
    return Lift(rule.approvers, rule.quorum, rule.decide_within, rule.use_within, digest, case.guardrail)


def sandbox(case: Case) -> Reason | None:
    """Notes where the act must run; never objects."""
    for profile in case.catalog.sandboxes.profiles_for(case.ask.action, case.ask.resource):
        case.drafted.obligations.append(Obligation(Duty.RUN_IN_SANDBOX, profile=profile.id))
    return None


CHECKS: Final[tuple[Check, ...]] = (
    identity,
    delegation,
    role,
    guardrail,
    manifest,
    privacy,
    approval,
    sandbox,
)
"""Who, for whom, may they, does a rule object, is it signed for, does it leak, has a human said yes, where it must run."""


def objection(case: Case) -> Reason | None:
    """Ask all checks in order, until one objects; what passed is not asked again of those that are alike.

    Guardrails see labels and amounts, and approvals ask for none but them: where one concerns the act, each is asked.
    """
    ask, draft, alike = case.ask, case.drafted, case.alike
    if alike is None or case.catalog.policy.is_guarded(ask.action, ask.resource):
        return _objection(case)
    models = tuple(models_of(draft))
    passed = alike.passed.get(models)
    if passed is not None:
        draft.obligations.extend(passed[0])
        draft.delegation = passed[1]
        return None
    reason = _objection(case)
    if reason is None:
        alike.passed[models] = (tuple(draft.obligations), draft.delegation)
    return reason


def _objection(case: Case) -> Reason | None:
    for check in CHECKS:
        if (reason := check(case)) is not None:
            return reason
    return None
