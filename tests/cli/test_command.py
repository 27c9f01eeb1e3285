"""What holds for every command: options before and behind it, keys of local servers, completion."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from remit.cli.main import NOUNS, load
from tests.cli.terminal import Terminal
from tests.conftest import OwnTenant
from tests.running import RunningServer


def commands() -> list[str]:
    """Every command as it is typed."""
    return [
        f"{noun} {name}".strip()
        for noun in NOUNS
        for name in (getattr(load(noun), "commands", None) or {"": None})
    ]


@pytest.mark.parametrize("command", commands())
def test_every_command_explains_itself_and_takes_the_common_options(terminal: Terminal, command: str) -> None:
    text = terminal.must(f"remit {command} --help").out
    assert all(option in text for option in ("--address", "--key", "--tenant", "--json"))


def test_json_before_and_behind_the_command(terminal: Terminal) -> None:
    assert terminal.must("remit --json role list").json == terminal.ask("remit role list")


def test_what_stands_behind_the_command_goes_before_what_stands_in_front(terminal: Terminal) -> None:
    terminal.must(f"remit --address 127.0.0.1:1 role list --address {terminal.address}")


def test_an_operator_names_a_tenant(server: RunningServer, tenant: OwnTenant) -> None:
    operator = Terminal(server.address, server.operator_key)
    assert operator.ask(f"remit info --tenant {tenant.tenant_id}")["caller"]["tenant_id"] == tenant.tenant_id


def test_a_key_in_a_file(terminal: Terminal) -> None:
    Path("plain.key").write_text(f"{terminal.key}\n")
    Terminal(terminal.address, "").must("remit --key @plain.key role list")


def test_lists_stop_at_the_limit_and_say_that_there_is_more(terminal: Terminal) -> None:
    for number in range(5):
        terminal.must(f"remit role create r{number} --allow tool:execute")
    assert len(terminal.ask("remit role list --limit 3")["roles"]) == 3
    assert len(terminal.ask("remit role list --limit 0")["roles"]) >= 5
    assert "--limit 0" in terminal.must("remit role list --limit 3").err


def test_the_help_loads_neither_grpc_nor_a_noun() -> None:
    program = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from remit.cli.main import app\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "heavy = ('grpc', 'remit.client', 'remit.cli.')\n"
        "print(sorted(name for name in sys.modules if name.startswith(heavy)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(
        ["remit.cli.failure", "remit.cli.invocation", "remit.cli.main", "remit.cli.output", "remit.cli.text"]
    )


def test_serving_loads_no_grpc_before_the_ciphers_are_chosen() -> None:
    program = "import sys\nfrom remit.cli.main import load\nload('serve')\nprint('grpc' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("remit ro", "role"), ("remit role cr", "create"), ("remit role create x --al", "--allow")],
)
def test_the_shell_completes(typed: str, offered: str) -> None:
    words = {
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(typed.split()) - 1),
        "_REMIT_COMPLETE": "complete_bash",
    }
    command = [str(Path(sys.executable).with_name("remit"))]
    done = subprocess.run(command, env={**os.environ, **words}, capture_output=True, text=True, check=False)
    assert offered in done.stdout.split()


def test_the_version_is_told(terminal: Terminal) -> None:
    assert terminal.must("remit --version").out.startswith("remit 0.")


def test_python_dash_m_is_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "remit", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("remit 0.")


def test_output_that_nobody_reads_any_more_is_no_error(server: RunningServer) -> None:
    listing = f"-m remit --address {server.address} --key {server.key} price list --limit 0"
    command = ["bash", "-o", "pipefail", "-c", f'"{sys.executable}" {listing} | head -1']
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
