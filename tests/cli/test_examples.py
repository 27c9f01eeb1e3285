"""Every example in the help of every command works as it stands, on a real server."""

import contextlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from remit.cli import commands
from remit.cli.main import NOUNS, load
from remit.client import Client, entity
from remit.client import messages as m
from remit.client.errors import AlreadyExistsError
from tests.cli.terminal import Terminal
from tests.conftest import OwnTenant
from tests.running import RunningServer

ROOT = Path(__file__).resolve().parents[2]
AGENT = entity("agent:researcher-7")
ELSEWHERE = {"serve", "demo", "login"}
"""Tested on their own: one never ends, one has a server of its own, one needs a provider and a browser."""
BARE = {"role", "subject", "tenant"}
"""Nouns whose examples make what others find."""
ENDS = {"remit approval request": 4}
"""Exit codes other than 0 that an example is there to show."""
READS = re.compile(
    r"remit (\S+ )?(list|get|show|members|keys|info|search|sum|health|check-budget|estimate|export)\b"
)


def examples_of(noun: str) -> list[str]:
    """The lines of the examples of a noun, in the order of its help."""
    load(noun)
    of_noun = re.compile(rf"\bremit {noun}(\s|$)")
    return [line for example in commands.EXAMPLES for line in example.splitlines() if of_noun.search(line)]


def approval(client: Client) -> str:
    action = m.ApprovalAction(subject=AGENT, action="tool:execute", resource=entity("tool:pay"))
    service = entity("service:runtime")
    with contextlib.suppress(AlreadyExistsError):
        client.create_subject(subject=m.Subject(entity=service), role_ids=["admin"])
    key = client.create_api_key(owner=service).secret
    return client.using(key=key).request_approval(action=action).approval.approval_id


def reservation(client: Client) -> str:
    answer = client.authorize(
        subject=AGENT,
        action="tool:execute",
        resource=entity("tool:web-search"),
        estimate=m.Estimate(tokens=5_000),
    )
    return answer.reservation.reservation_id


def fresh_key(client: Client) -> m.CreateApiKeyResponse:
    return client.create_api_key(owner=AGENT)


def entry(client: Client) -> str:
    return client.search_entries().entries[0].entry_id


def delegation(client: Client) -> str:
    return client.list_delegations().delegations[0].delegation_id


FINDERS: dict[str, Callable[[Client], str]] = {
    "SESSION": lambda client: client.start_session(subject=AGENT).session.session_id,
    "RUN": lambda client: client.start_run(subject=AGENT).run.run_id,
    "APPROVAL": approval,
    "RESERVATION": reservation,
    "KEY_ID": lambda client: fresh_key(client).api_key.key_id,
    "SECRET": lambda client: fresh_key(client).secret,
    "TOKEN_ID": lambda client: client.issue_token(subject=AGENT).tokens.token_id,
    "REFRESH_TOKEN": lambda client: client.issue_token(subject=AGENT, refreshable=True).tokens.refresh_token,
    "TOKEN": lambda client: client.issue_token(subject=AGENT).tokens.access_token,
    "MANIFEST": lambda client: client.list_manifests().manifests[0].manifest_id,
    "TRUSTED_KEY": lambda client: client.list_trusted_keys().trusted_keys[0].key_id,
    "ENTRY": entry,
    "DELEGATION": delegation,
}
"""How to come by what an example calls `$NAME`."""


def prepare(noun: str, terminal: Terminal, folder: Path) -> None:
    """Make what the examples of a noun take for granted."""
    if noun not in BARE:
        terminal.must("remit role create researcher --allow tool:execute@tool:*")
        terminal.must("remit subject create agent:researcher-7 --role researcher")
    if noun == "subject":
        terminal.must("remit role create researcher --allow tool:execute@tool:*")
    shutil.copy(ROOT / "docs" / "examples" / "agent.yaml", folder / "agent.yaml")
    (folder / "trace.csv").write_text(
        "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.97,4808,10\n"
    )
    if noun == "policy":
        terminal.must("remit policy export --output policy.yaml")


@pytest.mark.parametrize("noun", sorted(set(NOUNS) - ELSEWHERE))
def test_the_examples_work(
    noun: str, tenant: OwnTenant, terminal: Terminal, tmp_path: Path, server: RunningServer
) -> None:
    lines = examples_of(noun)
    assert lines, f"remit {noun} shows no example"
    prepare(noun, terminal, tmp_path)
    if noun == "tenant":
        terminal = Terminal(server.address, server.operator_key)
    for line in lines:
        filled = re.sub(r"\$([A-Z_]+)", lambda found: FINDERS[found[1]](tenant.client), line)
        piped, _, command = filled.rpartition(" | ")
        typed = piped.removeprefix("echo ").strip('"')
        said = terminal.run(command, f"{typed}\n" if typed else "")
        wanted = next((code for start, code in ENDS.items() if line.startswith(start)), 0)
        assert said.code == wanted, f"{line}\n{said.out}{said.err}"
        if READS.match(command) and "--output" not in command and "audit export" not in command:
            assert terminal.ask(command) is not None


def test_every_command_has_an_example() -> None:
    bare = [
        f"remit {noun} {name}"
        for noun in sorted(set(NOUNS) - ELSEWHERE)
        for name, command in getattr(load(noun), "commands", {}).items()
        if not command.epilog
    ]
    assert not bare
