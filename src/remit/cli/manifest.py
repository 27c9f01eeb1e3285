"""`remit manifest …`: what agents were signed for. Signing happens here: private keys stay in your files."""

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from remit.cli.commands import Commands
from remit.cli.failure import Code
from remit.cli.invocation import Invocation, UsageError, read_bytes, read_text
from remit.cli.option import Limit, Reason, entity_of, enum_of, model_of, money_of
from remit.cli.text import text_at
from remit.client import messages as m

app = Commands()

KEY_MODE = 0o600
Password = Annotated[bool, typer.Option("--password", help="Ask for the password of the private key.")]
ManifestId = Annotated[str, typer.Argument(metavar="MANIFEST", help="Its id, man_….")]
COLUMNS = ("manifest_id", "agent", "version", "state", "key_id", "not_after", "registered_at")
KEY_COLUMNS = ("key_id", "algorithm", "signer", "agents", "not_after", "revoked_at", "description")


@app.command("keygen", example="remit manifest keygen signing --algorithm ed25519")
def keygen(
    remit: Invocation,
    *,
    name: Annotated[Path, typer.Argument(metavar="NAME", help="Writes NAME.pem and NAME.pub.pem.")],
    algorithm: Annotated[Literal["ed25519", "rsa"], typer.Option(help="What it signs with.")] = "ed25519",
    password: Password = False,
) -> None:
    """Make a key to sign manifests with. Keep NAME.pem where only its owner reads it."""
    from remit.manifest.key import generate_key, key_id
    from remit.manifest.model import Algorithm

    private, public = Path(f"{name}.pem"), Path(f"{name}.pub.pem")
    kind = Algorithm.ED25519 if algorithm == "ed25519" else Algorithm.RSA_PSS_SHA256
    pair = generate_key(kind, asked_password(new=True) if password else "")
    try:
        with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, KEY_MODE), "w") as file:
            file.write(pair.private_pem)
    except FileExistsError:
        raise UsageError(f"{private} is there already; a key is never overwritten") from None
    except OSError as error:
        raise UsageError(f"cannot write {private}: {error.strerror}") from None
    public.write_text(pair.public_pem)
    found = {"key_id": key_id(pair.public_pem), "private": str(private), "public": str(public)}
    if remit.out.as_json:
        remit.out.json(found)
    else:
        remit.out.rows(("key", "private", "public"), [list(found.values())])
        remit.out.note(f"Next: remit manifest trust {public}")


@app.command("trust", example="remit manifest trust signing.pub.pem --signer user:ann")
def trust(
    remit: Invocation,
    *,
    public_key: Annotated[Path, typer.Argument(metavar="KEY.pub.pem", help="The public key.")],
    signer: Annotated[str, typer.Option(metavar="TYPE:ID", help="Whose key it is. Default: yours.")] = "",
    agent: Annotated[
        list[str] | None, typer.Option(metavar="PATTERN", help="Agents it may sign for. May be repeated.")
    ] = None,
    description: Annotated[str, typer.Option(help="What it is for.")] = "",
) -> None:
    """Trust a key: manifests that it signed then count."""
    key = m.TrustedKey(
        description=description, signer=entity_of(signer, "--signer") if signer else None, agents=agent or ()
    )
    answer = remit.client.add_trusted_key(trusted_key=key, public_key_pem=read_text(public_key))
    remit.out.message(answer, of="trusted_key")


@app.command("keys", example="remit manifest keys")
def keys(remit: Invocation, limit: Limit = 100) -> None:
    """List trusted keys, revoked ones too."""
    pages = remit.client.list_trusted_keys.pages(page_size=min(limit, 1_000))
    remit.out.table(remit.listed(pages, "trusted_keys", limit=limit), "trusted_keys", columns=KEY_COLUMNS)


@app.command("sign", example="remit manifest sign agent.yaml --with signing.pem")
def sign(
    remit: Invocation,
    *,
    document: Annotated[Path, typer.Argument(metavar="FILE", help="The manifest, such as agent.yaml.")],
    private_key: Annotated[Path, typer.Option("--with", metavar="KEY.pem", help="The private key.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Default: FILE.dsse.json.")
    ] = None,
    password: Password = False,
) -> None:
    """Sign a manifest here: an envelope (DSSE) over its exact bytes."""
    from remit.errors import RemitError
    from remit.manifest.document import parse
    from remit.manifest.signature import sign as sign_bytes

    payload = read_bytes(document)
    secret = asked_password(new=False) if password else ""
    try:
        parse(payload)
        envelope = sign_bytes(payload, read_text(private_key), password=secret)
    except RemitError as error:
        raise UsageError(f"{document}: {error}") from None
    target = output or document.with_name(f"{document.name}.dsse.json")
    target.write_bytes(envelope)
    if remit.out.as_json:
        remit.out.json({"envelope": str(target)})
    remit.out.done(f"signed: {target}. Next: remit manifest register {target}")


@app.command("register", example="remit manifest register agent.yaml.dsse.json")
def register(
    remit: Invocation,
    *,
    envelope: Annotated[Path, typer.Argument(metavar="FILE", help="The signed envelope.")],
    check: Annotated[bool, typer.Option("--check", help="Only check whether it would be taken.")] = False,
) -> None:
    """Register a signed manifest, which then counts for its agent."""
    answer = remit.client.register_manifest(envelope=read_bytes(envelope), validate_only=check)
    remit.out.message(answer, of="manifest")


@app.command(
    "verify", example="remit manifest verify agent.yaml.dsse.json --tool web-search --model openai/gpt-4o"
)
def verify(
    remit: Invocation,
    *,
    manifest: Annotated[str, typer.Argument(metavar="FILE|MANIFEST", help="A signed envelope, or man_….")],
    tool: Annotated[list[str] | None, typer.Option(help="A tool that is wanted. May be repeated.")] = None,
    model: Annotated[list[str] | None, typer.Option(help="A model that is wanted. May be repeated.")] = None,
    data: Annotated[list[str] | None, typer.Option(help="A class of data wanted. May be repeated.")] = None,
    plugin: Annotated[
        list[str] | None, typer.Option(help="A plugin that is wanted. May be repeated.")
    ] = None,
    run_cost: Annotated[str, typer.Option(metavar="MONEY", help="What one run may cost: '2 USD'.")] = "",
) -> Code:
    """Verify a manifest step by step, and whether what is wanted lies inside it. Exit code 7: it fails."""
    wanted = m.WantedEntitlements(
        tools=tool or (),
        models=[model_of(text, "--model") for text in model or ()],
        data_classes=data or (),
        plugins=plugin or (),
        run_cost=money_of(run_cost, "--run-cost") if run_cost else None,
    )
    request = m.VerifyManifestRequest(wanted=wanted if wanted.ByteSize() else None)
    if manifest.startswith("man_") and not Path(manifest).exists():
        request.manifest_id = manifest
    else:
        request.envelope = read_bytes(Path(manifest))
    answer = remit.client.verify_manifest.send(request)
    show_verification(remit, answer)
    return Code.OK if answer.verdict == m.MANIFEST_VERDICT_VERIFIED else Code.NOT_PROVEN


@app.command("list", example="remit manifest list")
def list_manifests(
    remit: Invocation,
    *,
    agent: Annotated[str, typer.Option(metavar="ID", help="Only of this agent, without type.")] = "",
    state: Annotated[
        Literal["active", "superseded", "expired", "revoked"] | None, typer.Option(help="Only in this state.")
    ] = None,
    limit: Limit = 100,
) -> None:
    """List manifests, newest first."""
    pages = remit.client.list_manifests.pages(
        agent_id=agent.removeprefix("agent:"),
        states=[enum_of(m.ManifestState, state, option="--state")] if state else (),
        page_size=min(limit, 1_000),
    )
    remit.out.table(remit.listed(pages, "manifests", limit=limit), "manifests", columns=COLUMNS)


@app.command("get", example='remit manifest get "$MANIFEST"')
def get(remit: Invocation, manifest: ManifestId) -> None:
    """Show one manifest."""
    remit.out.message(remit.client.get_manifest(manifest_id=manifest), of="manifest")


@app.command("revoke", example='remit manifest revoke "$MANIFEST" --reason replaced')
def revoke(remit: Invocation, manifest: ManifestId, reason: Reason = "") -> None:
    """End a manifest for good; no older version takes its place."""
    answer = remit.client.revoke_manifest(manifest_id=manifest, reason=reason)
    remit.out.message(answer, of="manifest")


@app.command("untrust", example='remit manifest untrust "$TRUSTED_KEY" --reason stolen')
def untrust(
    remit: Invocation,
    *,
    key_id: Annotated[str, typer.Argument(metavar="KEY", help="Its id, as remit manifest keys shows it.")],
    reason: Reason = "",
) -> None:
    """End the trust in a key, and with it every manifest that it signed."""
    answer = remit.client.revoke_trusted_key(key_id=key_id, reason=reason)
    remit.out.message(answer)


def show_verification(remit: Invocation, answer: m.VerifyManifestResponse) -> None:
    """Print what a verification found, step by step."""
    if remit.out.as_json:
        remit.out.json_message(answer)
        return
    columns = ("step", "verdict", "finding")
    remit.out.rows(columns, [[text_at(step, column) for column in columns] for step in answer.steps])
    for result in answer.entitlements:
        thing = result.WhichOneof("wanted") or ""
        mark = "[green]✓[/green]" if result.granted else "[red]✗[/red]"
        remit.out.data.print(f"{mark} {thing.replace('_', ' ')} {text_at(result, thing)}: {result.finding}")
    verified = answer.verdict == m.MANIFEST_VERDICT_VERIFIED
    remit.out.data.print("[bold green]VERIFIED[/bold green]" if verified else "[bold red]FAILED[/bold red]")


def asked_password(*, new: bool) -> str:
    """Ask for a password at the terminal, twice for a new one."""
    answer: str = typer.prompt(
        "Password of the private key", hide_input=True, confirmation_prompt=new, err=True
    )
    return answer
