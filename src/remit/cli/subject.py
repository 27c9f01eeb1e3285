"""`remit subject …`: users, agents and services."""

from typing import Annotated, Literal

import typer

from remit.cli.commands import Commands
from remit.cli.failure import Code
from remit.cli.invocation import Invocation, UsageError
from remit.cli.option import Labels, Limit, Reason, entity_of, enum_of, json_of, labels_of
from remit.client import messages as m

app = Commands()

SubjectRef = Annotated[str, typer.Argument(metavar="TYPE:ID", help="Such as agent:researcher-7 or user:ann.")]
Name = Annotated[str | None, typer.Option(help="Name for humans.")]
Owner = Annotated[str | None, typer.Option(metavar="TYPE:ID", help="Who answers for it.")]
Attributes = Annotated[
    str, typer.Option(metavar="JSON", help="What guardrails may read of it, as a JSON object or @FILE.")
]
COLUMNS = ("entity", "display_name", "state", "owner", "expires_at", "labels")


@app.command(
    "create",
    example="remit subject create agent:researcher-7 --role researcher --owner user:ann",
)
def create(
    remit: Invocation,
    *,
    subject: SubjectRef,
    name: Name = None,
    role: Annotated[list[str] | None, typer.Option(help="A role to bind at once. May be repeated.")] = None,
    owner: Owner = None,
    attributes: Attributes = "",
    label: Labels = None,
) -> None:
    """Create a subject."""
    entity = entity_of(subject, "TYPE:ID")
    entity.attributes_json = json_of(attributes, "--attributes")
    made = remit.client.create_subject(
        subject=m.Subject(
            entity=entity,
            display_name=name or "",
            owner=entity_of(owner, "--owner") if owner else None,
            labels=labels_of(label),
        ),
        role_ids=role or (),
    )
    remit.out.message(made, of="subject")


@app.command("list", example="remit subject list --type agent")
def list_subjects(
    remit: Invocation,
    *,
    type: Annotated[
        Literal["user", "agent", "service"] | None, typer.Option(help="Only of this type.")
    ] = None,
    state: Annotated[
        Literal["active", "suspended", "expired"] | None, typer.Option(help="Only in this state.")
    ] = None,
    role: Annotated[str, typer.Option(help="Only holders of this role.")] = "",
    label: Labels = None,
    limit: Limit = 100,
) -> None:
    """List subjects."""
    pages = remit.client.list_subjects.pages(
        type=enum_of(m.SubjectType, type or "", option="--type"),
        state=enum_of(m.SubjectState, state or "", option="--state"),
        role_id=role,
        labels=labels_of(label),
        page_size=min(limit, 1_000),
    )
    remit.out.table(remit.listed(pages, "subjects", limit=limit), "subjects", columns=COLUMNS)


@app.command("get", example="remit subject get agent:researcher-7")
def get(remit: Invocation, subject: SubjectRef) -> None:
    """Show a subject with its roles, permissions and open sessions."""
    remit.out.message(remit.client.get_subject(subject=entity_of(subject, "TYPE:ID")))


@app.command("update", example="remit subject update agent:researcher-7 --name 'Researcher Seven'")
def update(
    remit: Invocation,
    *,
    subject: SubjectRef,
    name: Name = None,
    owner: Owner = None,
    attributes: Attributes = "",
    label: Labels = None,
) -> None:
    """Change a subject; what is not given stays."""
    entity = entity_of(subject, "TYPE:ID")
    entity.attributes_json = json_of(attributes, "--attributes")
    given = {
        "display_name": name is not None,
        "owner": owner is not None,
        "entity.attributes_json": attributes,
        "labels": label,
    }
    changed = remit.client.update_subject(
        subject=m.Subject(
            entity=entity,
            display_name=name or "",
            owner=entity_of(owner, "--owner") if owner else None,
            labels=labels_of(label),
        ),
        update_mask=m.FieldMask(paths=[path for path, wanted in given.items() if wanted]),
    )
    remit.out.message(changed, of="subject")


@app.command("verify", example="remit subject verify agent:researcher-7")
def verify(
    remit: Invocation,
    *,
    subject: SubjectRef,
    session: Annotated[
        str, typer.Option(metavar="SESSION", help="A session that must be an open one of it.")
    ] = "",
) -> Code:
    """Tell whether an agent is known, active and validly signed for."""
    agent = entity_of(subject, "TYPE:ID")
    if agent.type != "agent":
        raise UsageError("only agents are verified: agent:ID")
    answer = remit.client.verify_agent(agent_id=agent.id, session_id=session)
    remit.out.message(answer)
    return Code.OK if answer.valid else Code.NOT_PROVEN


@app.command("suspend", example="remit subject suspend agent:researcher-7 --reason 'behaves oddly'")
def suspend(remit: Invocation, subject: SubjectRef, reason: Reason = "") -> None:
    """Stop a subject everywhere within a second: the kill switch."""
    answer = remit.client.suspend_subject(subject=entity_of(subject, "TYPE:ID"), reason=reason)
    remit.out.message(answer, of="subject")


@app.command("resume", example="remit subject resume agent:researcher-7")
def resume(remit: Invocation, subject: SubjectRef) -> None:
    """Let a suspended subject act again."""
    remit.out.message(remit.client.resume_subject(subject=entity_of(subject, "TYPE:ID")), of="subject")


@app.command("delete", example="remit subject delete agent:researcher-7")
def delete(remit: Invocation, subject: SubjectRef) -> None:
    """Remove a subject, and end its keys, sessions and runs; its records stay."""
    remit.out.gone(remit.client.delete_subject(subject=entity_of(subject, "TYPE:ID")), subject)
