"""`remit audit …`: search the log of everything decided, export it, verify the export without a server."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Literal

import typer

from remit.cli.commands import Commands
from remit.cli.failure import Code
from remit.cli.invocation import Invocation, UsageError
from remit.cli.option import From, Limit, Until, entity_of, enum_of, time_message
from remit.client import CallError, Client
from remit.client import messages as m

if TYPE_CHECKING:
    from remit.audit.model import SequencedLeaf

app = Commands()

COLUMNS = (
    "index",
    "recorded_at",
    "kind",
    "action",
    "subject",
    "resource",
    "effect",
    "reason_codes",
    "entry_id",
)


@app.command("search", example="remit audit search --kind decision --effect deny --limit 20")
def search(
    remit: Invocation,
    *,
    kind: Annotated[
        list[str] | None,
        typer.Option(help="Only decision, usage, approval, change, …. May be repeated."),
    ] = None,
    action: Annotated[str, typer.Option(metavar="PATTERN", help="Only of these actions: role:*.")] = "",
    subject: Annotated[str, typer.Option(metavar="TYPE:ID", help="Only on this subject's action.")] = "",
    principal: Annotated[str, typer.Option(metavar="TYPE:ID", help="Only by this principal.")] = "",
    effect: Annotated[
        Literal["allow", "deny", "needs-approval"] | None, typer.Option(help="Only with this effect.")
    ] = None,
    decision: Annotated[str, typer.Option(metavar="DECISION", help="Only of this decision.")] = "",
    run: Annotated[str, typer.Option(metavar="RUN", help="Only of this run.")] = "",
    since: From = None,
    until: Until = None,
    limit: Limit = 50,
) -> None:
    """Search entries, newest first."""
    asked = m.SearchEntriesRequest(
        kinds=[enum_of(m.AuditKind, name, option="--kind") for name in kind or ()],
        action=action,
        subject=entity_of(subject, "--subject") if subject else None,
        principal=entity_of(principal, "--principal") if principal else None,
        effect=enum_of(m.Effect, effect or "", option="--effect"),
        decision_id=decision,
        run_id=run,
        to=time_message(until),
        page_size=min(limit, 1_000),
    )
    if since is not None:
        # `from` is a word of Python, so that the constructor does not take it by name.
        getattr(asked, "from").CopyFrom(time_message(since))
    found = remit.listed(remit.client.search_entries.pages_of(asked), "entries", limit=limit)
    remit.out.table(found, "entries", columns=COLUMNS)


@app.command("get", example='remit audit get "$ENTRY"')
def get(
    remit: Invocation,
    *,
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help="Its id, its leaf hash (hex), or its index.")],
) -> None:
    """Show one entry with its exact bytes."""
    asked = m.GetEntryRequest()
    if entry.isdecimal():
        asked.index = int(entry)
    elif "_" in entry:
        asked.entry_id = entry
    else:
        asked.leaf_hash = hash_of(entry, "ENTRY")
    answer = remit.client.get_entry.send(asked)
    if remit.out.as_json:
        remit.out.json_message(answer)
        return
    remit.out.message(answer.entry)
    remit.out.line(answer.content_json or answer.leaf.decode(errors="replace"))


@app.command("export", example="remit audit export audit.jsonl")
def export(
    remit: Invocation, file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")]
) -> None:
    """Write the log, as far as it is kept, to a file that `remit audit verify` checks without any server."""
    head = export_log(remit.client, file)
    root = head.root_hash.hex()
    if remit.out.as_json:
        remit.out.json({"file": str(file), "entries": head.tree_size, "root": root})
    remit.out.done(f"{head.tree_size} entries are in {file}, root {root}")


@app.command("verify", example="remit audit verify audit.jsonl")
def verify(
    remit: Invocation,
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An export.")],
    leaf_hash: Annotated[
        list[str] | None,
        typer.Option("--leaf-hash", metavar="HEX", help="One that an answer carried. May be repeated."),
    ] = None,
) -> Code:
    """Verify an export offline: every byte, every entry, their order. Exit code 7 when anything is wrong."""
    from remit.audit.verify import Evidence, verify_export

    held = [hash_of(text, "--leaf-hash") for text in leaf_hash or ()]
    try:
        with file.open("rb") as lines:
            report = verify_export(lines, Evidence(leaf_hashes=held))
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from None
    problems = [{"index": one.index, "id": one.id, "what": one.what} for one in report.problems]
    if remit.out.as_json:
        found = {
            "ok": report.ok,
            "tenant": report.tenant,
            "entries": report.entries,
            "root": report.root.hex(),
        }
        remit.out.json({**found, "problems": problems, "further": report.further})
        return Code.OK if report.ok else Code.NOT_PROVEN
    if problems:
        rows = [
            ["" if one["index"] is None else str(one["index"]), *map(str, (one["id"], one["what"]))]
            for one in problems
        ]
        remit.out.rows(("index", "entry", "what is wrong"), rows)
    mark = "[bold green]VERIFIED[/bold green]" if report.ok else "[bold red]NOT VERIFIED[/bold red]"
    remit.out.data.print(
        f"{mark} {report.entries} entries of tenant {report.tenant}, root {report.root.hex()}"
    )
    return Code.OK if report.ok else Code.NOT_PROVEN


def export_log(client: Client, file: Path) -> m.Checkpoint:
    """Write a tenant's whole log to a file, and return the checkpoint that covers it.

    Raises:
        UsageError: when the file cannot be written, or the export was cut or does not fit its checkpoint.
    """
    # The file begins with the checkpoint, which comes last, so that everything waits for it on disk.
    with tempfile.TemporaryFile() as spool:
        head = spool_entries(client, spool)
        spool.seek(0)
        write_file(file, head, spool=spool)
    return head


def spool_entries(client: Client, spool: IO[bytes]) -> m.Checkpoint:
    """Write the messages of an export, a length before each, and return the checkpoint that covers its entries.

    Raises:
        UsageError: when the export was cut before its checkpoint.
    """
    for message in messages_of(client):
        if message.WhichOneof("item") == "checkpoint":
            return message.checkpoint
        data = message.SerializeToString()
        spool.write(len(data).to_bytes(4) + data)
    raise UsageError("the export was cut off before its checkpoint; try again")


def messages_of(client: Client) -> Iterator[m.ExportEntriesResponse]:
    """Yield the messages of an export of all that retention has left."""
    try:
        yield from client.export_entries()
    except CallError as error:
        oldest = error.metadata.get("oldest_index", "")
        if error.reason != "CURSOR_TOO_OLD" or not oldest.isdecimal():
            raise
        yield from client.export_entries(from_index=int(oldest))


def write_file(file: Path, head: m.Checkpoint, *, spool: IO[bytes]) -> None:
    """Write the export file from spooled messages.

    Raises:
        UsageError: when it cannot be written, or the leaves are not those of the checkpoint.
    """
    from remit.audit.export import ExportWriter
    from remit.audit.model import TreeHead
    from remit.audit.proof import Frontier

    at = head.created_at.seconds * 1_000_000 + head.created_at.nanos // 1_000
    tenant = head.origin.removeprefix("remit/")
    start, before, bare = spool.tell(), Frontier(), False
    for message in spooled(spool):
        if message.WhichOneof("item") == "beginning":
            before = Frontier(message.beginning.tree_size, tuple(message.beginning.hashes))
        bare = bare or (message.WhichOneof("item") == "entry" and not message.entry.leaf)
    spool.seek(start)
    whole = not (bare or before.size)
    writer = ExportWriter(TreeHead(tenant, head.tree_size, head.root_hash, at), None if whole else before)
    try:
        with file.open("wb") as out:
            out.write(writer.start())
            for message in spooled(spool):
                if message.WhichOneof("item") == "entry":
                    out.write(writer.entry(entry_of(message.entry, tenant)))
            out.write(writer.finish())
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror}") from None
    except ValueError as error:
        raise UsageError(f"the server's export does not fit its checkpoint: {error}") from None


def spooled(spool: IO[bytes]) -> Iterator[m.ExportEntriesResponse]:
    """Yield spooled messages, from where the file stands."""
    while size := spool.read(4):
        yield m.ExportEntriesResponse.FromString(spool.read(int.from_bytes(size)))


def entry_of(entry: m.ExportedEntry, tenant: str) -> "SequencedLeaf":
    """Return an entry as it is written, with the envelope that its bytes repeat.

    Raises:
        ValueError: when its bytes are not those of an entry.
    """
    from remit.audit.leaf import leaf_hash
    from remit.audit.model import Leaf, SequencedLeaf

    if not entry.leaf:
        return SequencedLeaf(entry.index, Leaf(entry.entry_id, tenant, 0, "", b"", entry.leaf_hash))
    said = json.loads(entry.leaf)
    made = Leaf(said["id"], said["tenant"], said["at"], said["kind"], entry.leaf, leaf_hash(entry.leaf))
    return SequencedLeaf(entry.index, made)


def hash_of(text: str, option: str) -> bytes:
    """Read a leaf hash, 32 bytes in hexadecimal.

    Raises:
        UsageError: when it is none.
    """
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != 32:  # noqa: PLR2004  SHA-256
        raise UsageError(f"{option}: {text!r} is no leaf hash: 64 hexadecimal digits")
    return found
