"""`remit approval …`: ask humans about single actions, and decide as one."""

from datetime import timedelta
from typing import Annotated, Literal

import typer

from remit.cli.commands import Commands
from remit.cli.failure import Code
from remit.cli.invocation import Invocation, UsageError
from remit.cli.option import (
    Limit,
    Reason,
    duration_message,
    duration_of,
    entity_of,
    enum_of,
    estimate_of,
    json_of,
)
from remit.client import messages as m

app = Commands()

ApprovalId = Annotated[str, typer.Argument(metavar="APPROVAL", help="Its id, apr_….")]
Comment = Annotated[str, typer.Option(help="Why, for whoever asked and the audit log.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask again at the terminal.")]
WAIT_SECONDS = 600.0
"""How long `--wait` waits, unless --timeout says otherwise."""
COLUMNS = (
    "approval_id",
    "state",
    "subject",
    "action",
    "resource",
    "cost_ceiling",
    "requested_by",
    "decide_by",
)
_CODES = {m.APPROVAL_STATE_APPROVED: Code.OK, m.APPROVAL_STATE_PENDING: Code.NEEDS_APPROVAL}


@app.command(
    "request",
    example="remit approval request --subject agent:researcher-7 --action tool:execute --resource tool:pay"
    " --arguments '{\"amount\": 250}' --why 'invoice 7'",
)
def request(
    remit: Invocation,
    *,
    decision: Annotated[str, typer.Option(metavar="DECISION", help="One that said so: dec_….")] = "",
    action: Annotated[str, typer.Option(help="Or the action itself: tool:execute.")] = "",
    resource: Annotated[str, typer.Option(metavar="TYPE:ID", help="On what.")] = "",
    subject: Annotated[str, typer.Option(metavar="TYPE:ID", help="On whose action. Default: yours.")] = "",
    arguments: Annotated[
        str, typer.Option(metavar="JSON", help="Arguments of the tool call, or @FILE.")
    ] = "",
    cost: Annotated[str, typer.Option(metavar="MONEY", help="Most it may cost.")] = "",
    why: Annotated[str, typer.Option(help="Why it is needed, for the approver.")] = "",
    decide_within: Annotated[
        timedelta | None, typer.Option(parser=duration_of, metavar="TIME", help="How long approvers have.")
    ] = None,
    uses: Annotated[int | None, typer.Option(min=1, help="How often it may be used. Default: 1.")] = None,
    request_id: Annotated[str, typer.Option(help="Makes it repeatable. Default: a fresh one.")] = "",
    wait: Annotated[bool, typer.Option("--wait", help="Answer when it is decided.")] = False,
) -> Code:
    """Ask a human about one exact action. Exit code 0 approved, 4 still pending, 3 otherwise."""
    if bool(decision) == bool(action):
        raise UsageError("say what to approve: --decision, or --action with --resource")
    asked = m.RequestApprovalRequest(
        request_id=request_id,
        justification=why,
        decide_within=duration_message(decide_within),
        uses=uses,
        wait=wait,
    )
    if decision:
        asked.decision_id = decision
    else:
        exact = m.ApprovalAction(
            subject=entity_of(subject, "--subject") if subject else None,
            action=action,
            resource=entity_of(resource, "--resource"),
            arguments_json=json_of(arguments, "--arguments"),
            estimate=estimate_of(None, input_tokens=None, output_tokens=None, cost=cost, count=None),
        )
        asked.action.CopyFrom(exact)
    client = remit.client.using(timeout=WAIT_SECONDS) if wait else remit.client
    answer = client.request_approval.send(asked)
    remit.out.message(answer, of="approval")
    return _CODES.get(answer.approval.state, Code.DENIED)


@app.command("list", example="remit approval list --state pending")
def list_approvals(
    remit: Invocation,
    *,
    state: Annotated[
        Literal["pending", "approved", "rejected", "expired", "cancelled"] | None,
        typer.Option(help="Only in this state."),
    ] = None,
    mine: Annotated[bool, typer.Option("--mine", help="Only those that you may still vote on.")] = False,
    subject: Annotated[str, typer.Option(metavar="TYPE:ID", help="Only on this subject's action.")] = "",
    limit: Limit = 100,
) -> None:
    """List approvals, newest first."""
    pages = remit.client.list_approvals.pages(
        filter=m.ApprovalFilter(
            states=[enum_of(m.ApprovalState, state, option="--state")] if state else (),
            for_me=mine,
            subject=entity_of(subject, "--subject") if subject else None,
        ),
        page_size=min(limit, 1_000),
    )
    remit.out.table(remit.listed(pages, "approvals", limit=limit), "approvals", columns=COLUMNS)


@app.command("show", example='remit approval show "$APPROVAL"')
def show(remit: Invocation, approval: ApprovalId) -> None:
    """Show what is asked, by whom, and the votes so far."""
    remit.out.message(remit.client.get_approval(approval_id=approval))


@app.command("approve", example='remit approval approve "$APPROVAL" --yes --comment checked')
def approve(remit: Invocation, approval: ApprovalId, comment: Comment = "", yes: Yes = False) -> None:
    """Vote yes on exactly what is shown."""
    vote(remit, approval, choice=m.VOTE_CHOICE_APPROVE, comment=comment, sure=yes)


@app.command("reject", example='remit approval reject "$APPROVAL" --yes --comment "too much"')
def reject(remit: Invocation, approval: ApprovalId, comment: Comment = "", yes: Yes = False) -> None:
    """Vote no; one no is enough."""
    vote(remit, approval, choice=m.VOTE_CHOICE_REJECT, comment=comment, sure=yes)


@app.command("cancel", example='remit approval cancel "$APPROVAL" --reason "no longer needed"')
def cancel(remit: Invocation, approval: ApprovalId, reason: Reason = "") -> None:
    """Withdraw an approval that is pending, or approved and not used up."""
    remit.out.message(remit.client.cancel_approval(approval_id=approval, reason=reason), of="approval")


def vote(
    remit: Invocation, approval: str, *, choice: "m.VoteChoice.ValueType", comment: str, sure: bool
) -> None:
    """Read what is asked, let a person at a terminal look at it, and vote on exactly that."""
    import sys

    seen = remit.client.get_approval(approval_id=approval)
    if not sure and not remit.out.as_json and sys.stdin.isatty():
        remit.out.message(seen)
        word = "Approve" if choice == m.VOTE_CHOICE_APPROVE else "Reject"
        typer.confirm(f"{word} this?", abort=True, err=True)
    answer = remit.client.decide_approval(
        approval_id=approval, choice=choice, comment=comment, action_digest=seen.approval.action_digest
    )
    remit.out.message(answer, of="approval")
