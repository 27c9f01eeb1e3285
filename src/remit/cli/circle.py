"""What groups and teams have in common at the command line: sets of subjects, by id. Knows neither."""

from typing import Annotated, Any, Final

import typer

from remit.cli.commands import Commands
from remit.cli.invocation import Invocation
from remit.cli.option import Limit, entity_of
from remit.client import messages as m

Name = Annotated[str, typer.Option(help="Name for humans.")]
NewName = Annotated[
    str | None, typer.Option("--display-name", help="Name for humans; an empty one removes it.")
]
Member = Annotated[str, typer.Argument(metavar="TYPE:ID", help="Whom: a user, agent or service.")]
Members = Annotated[list[str] | None, typer.Option("--member", metavar="TYPE:ID", help="May be repeated.")]
COLUMNS: Final = ("display_name", "member_count", "created_at")


class Circle:
    """One of the two nouns: its messages, and its calls by the names that they share."""

    def __init__(self, noun: str, message: Any) -> None:  # noqa: ANN401  Group or Team
        """Take the noun, such as `team`, and its message."""
        self.noun = noun
        self.id_field = f"{noun}_id"
        self.columns = (self.id_field, *COLUMNS)
        self._message = message

    def make(self, name: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401  fields of the message
        """Return the one of this id as the field of a request."""
        return {self.noun: self._message(**{self.id_field: name}, **fields)}

    def of(self, name: str) -> dict[str, str]:
        """Return the id as the field of a request."""
        return {self.id_field: name}

    def call(self, remit: Invocation, pattern: str) -> Any:  # noqa: ANN401  a call of the client
        """Return the call whose name has the noun in place of `{}`."""
        return getattr(remit.client, pattern.format(self.noun))


def commands(circle: Circle, example: str) -> Commands:
    """Return the commands of a noun; `example` is an id of one."""
    app, noun = Commands(), circle.noun
    one = Annotated[str, typer.Argument(metavar=noun.upper(), help=f"Its id, such as {example}.")]
    _keep(app, circle, one=one, example=f"remit {noun} {{}} {example}")
    _join(app, circle, one=one, example=f"remit {noun} {{}} {example}")
    return app


def _keep(app: Commands, circle: Circle, *, one: Any, example: str) -> None:  # noqa: ANN401  an annotation
    noun = circle.noun

    @app.command("create", example=f"{example.format('create')} --member agent:researcher-7")
    def create(remit: Invocation, name: one, display_name: Name = "", member: Members = None) -> None:
        """Create one."""
        members = [entity_of(text, "--member") for text in member or ()]
        request = circle.make(name, display_name=display_name)
        remit.out.message(circle.call(remit, "create_{}")(**request, members=members), of=noun)

    @app.command("update", example=f"{example.format('update')} --display-name 'All of us'")
    def update(remit: Invocation, name: one, display_name: NewName = None) -> None:
        """Change one; what is not given stays."""
        request = circle.make(name, display_name=display_name or "")
        mask = m.FieldMask(paths=[] if display_name is None else ["display_name"])
        remit.out.message(circle.call(remit, "update_{}")(**request, update_mask=mask), of=noun)

    @app.command("list", example=f"remit {noun} list")
    def list_all(remit: Invocation, limit: Limit = 100) -> None:
        """List all."""
        pages = circle.call(remit, "list_{}s").pages(page_size=min(limit, 1_000))
        remit.out.table(remit.listed(pages, f"{noun}s", limit=limit), f"{noun}s", columns=circle.columns)

    @app.command("get", example=example.format("get"))
    def get(remit: Invocation, name: one) -> None:
        """Show one."""
        remit.out.message(circle.call(remit, "get_{}")(**circle.of(name)), of=noun)


def _join(app: Commands, circle: Circle, *, one: Any, example: str) -> None:  # noqa: ANN401  an annotation
    noun = circle.noun

    @app.command("add", example=f"{example.format('add')} user:ann")
    def add(remit: Invocation, name: one, member: Member) -> None:
        """Add a member."""
        answer = circle.call(remit, "add_{}_member")(**circle.of(name), member=entity_of(member, "TYPE:ID"))
        remit.out.settled(answer, f"{member} is in {noun} {name}")

    @app.command("remove", example=f"{example.format('remove')} user:ann")
    def remove(remit: Invocation, name: one, member: Member) -> None:
        """Remove a member."""
        answer = circle.call(remit, "remove_{}_member")(
            **circle.of(name), member=entity_of(member, "TYPE:ID")
        )
        remit.out.settled(answer, f"{member} is not in {noun} {name}")

    @app.command("members", example=example.format("members"))
    def members(remit: Invocation, name: one, limit: Limit = 100) -> None:
        """List the members of one."""
        pages = circle.call(remit, "list_{}_members").pages(**circle.of(name), page_size=min(limit, 1_000))
        remit.out.table(remit.listed(pages, "members", limit=limit), "members", columns=("type", "id"))

    @app.command("delete", example=example.format("delete"))
    def delete(remit: Invocation, name: one) -> None:
        """Remove one, with its bindings."""
        remit.out.gone(circle.call(remit, "delete_{}")(**circle.of(name)), f"{noun} {name}")
