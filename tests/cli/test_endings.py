"""Exit codes mean something, errors come with a next step, and nobody sees a traceback."""

import json

import pytest

from remit.cli import failure
from remit.cli.failure import CODES, Code
from remitpb.v1.error_reason_pb2 import ErrorReason
from tests.cli.terminal import Terminal
from tests.conftest import OwnTenant

ASK = "remit authorize tool:execute tool:web-search --subject agent:researcher-7"


def test_allowed_is_0(furnished: Terminal) -> None:
    said = furnished.run(f"{ASK} --tokens 10")
    assert said.code == Code.OK
    assert "ALLOWED" in said.out


def test_denied_is_3_and_says_why_and_what_would_change_it(furnished: Terminal) -> None:
    said = furnished.run("remit authorize memory:write memory:notes --subject agent:researcher-7 --explain")
    assert said.code == Code.DENIED
    assert "PERMISSION_MISSING" in said.out
    assert "what would change it" in said.out
    assert "not asked" in said.out


def test_needing_a_human_is_4(furnished: Terminal) -> None:
    furnished.must("remit guardrail create ask --effect require-approval --approver role:approver")
    said = furnished.run(f"{ASK} --json")
    assert said.code == Code.NEEDS_APPROVAL
    assert said.json["effect"] == "EFFECT_NEEDS_APPROVAL"


def test_what_does_not_fit_is_3(furnished: Terminal) -> None:
    furnished.must("remit budget create small --scope tenant --period day --limit '100 tokens'")
    assert furnished.run("remit check-budget agent:researcher-7 --tokens 100").code == Code.OK
    said = furnished.run("remit check-budget agent:researcher-7 --tokens 101")
    assert said.code == Code.DENIED
    assert "DOES NOT FIT" in said.out


def test_a_refused_request_is_1_with_a_next_step(terminal: Terminal) -> None:
    said = terminal.run("remit role get nobody")
    assert said.code == Code.ERROR
    assert "NOT_FOUND" in said.err
    assert "try Check the id" in said.err
    assert not said.out


def test_errors_are_json_too(terminal: Terminal) -> None:
    said = terminal.run("remit role create 'no id!' --allow tool:execute --json")
    assert said.code == Code.ERROR
    told = json.loads(said.err)
    assert told["exit_code"] == Code.ERROR
    assert told["error"]["reason"] == "INVALID_FIELD"
    assert told["error"]["field"]
    assert not said.out


@pytest.mark.parametrize(
    "line",
    [
        "remit nonsense",
        "remit role create",
        "remit role create x --nonsense",
        "remit authorize tool:execute nocolon",
        "remit authorize tool:execute tool:x --cost 1 --tokens 1",
        "remit authorize tool:execute tool:x --input-tokens 1",
        "remit authorize tool:execute tool:x --cost plenty",
        "remit authorize tool:execute tool:x --arguments '[1]'",
        "remit authorize tool:execute tool:x --arguments @absent.json",
        "remit authorize tool:execute tool:x --hold soon",
        "remit authorize tool:execute tool:x --label nonsense",
        "remit budget create x --scope tenant --period day --limit 100",
        "remit budget create x --scope galaxy --period day --limit '1 USD'",
        "remit usage list --from yesterday",
        "remit usage sum --by nonsense",
        "remit timeline watch",
        "remit rate-limit create x --scope tenant --rate often",
        "remit approval request",
        "remit policy apply absent.yaml",
        "remit audit verify absent.jsonl",
        "remit audit verify audit.jsonl --leaf-hash nonsense",
        "remit bench trace absent.csv",
        "remit --key 'two words' role list",
        "remit --key @absent.key role list",
        "remit --ca absent.pem role list",
        "remit usage record --reservation res_1 --decision dec_1",
    ],
)
def test_a_wrong_command_line_is_2(terminal: Terminal, line: str) -> None:
    said = terminal.run(line)
    assert said.code == Code.USAGE, said.out + said.err
    assert "Traceback" not in said.out + said.err
    assert said.err


def test_nobody_listening_is_5(terminal: Terminal) -> None:
    said = terminal.run("remit role list --address 127.0.0.1:1")
    assert said.code == Code.UNAVAILABLE
    assert "remit serve" in said.err
    assert "127.0.0.1:1" in said.err


def test_no_answer_in_time_is_5(furnished: Terminal) -> None:
    said = furnished.run("remit --timeout 0.1 --address 192.0.2.1:7448 --insecure role list")
    assert said.code == Code.UNAVAILABLE


@pytest.mark.parametrize("key", ["", "nonsense", f"remit_live_{38 * 'x'}"])
def test_a_bad_key_is_6(terminal: Terminal, key: str) -> None:
    said = (
        terminal.run(f"remit role list --key '{key}'")
        if key
        else Terminal(terminal.address, "").run("remit role list")
    )
    assert said.code == Code.NOT_PERMITTED
    assert "CREDENTIAL_" in said.err
    assert "try " in said.err


def test_a_missing_right_is_6_and_names_the_permission(furnished: Terminal, tenant: OwnTenant) -> None:
    key = furnished.ask("remit key create agent:researcher-7")["secret"]
    said = furnished.run(f"remit role list --key {key}")
    assert said.code == Code.NOT_PERMITTED
    assert "role:list" in said.err


def test_another_tenant_is_6(terminal: Terminal) -> None:
    said = terminal.run("remit role list --tenant default")
    assert said.code == Code.NOT_PERMITTED
    assert "TENANT_MISMATCH" in said.err


def test_a_fault_of_the_command_shows_no_traceback(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("remit.cli.output.Output.message", broken)
    said = terminal.run("remit role get admin")
    assert said.code == Code.ERROR
    assert "ZeroDivisionError: oh" in said.err
    assert "--traceback" in said.err
    with pytest.raises(ZeroDivisionError):
        terminal.run("remit --traceback role get admin")


def test_the_help_tells_every_code(terminal: Terminal) -> None:
    text = terminal.must("remit --help").out
    assert all(f"{int(code):>3} {meaning}" in text for code, meaning in CODES.items())
    assert set(CODES) == set(Code)


def test_next_steps_are_of_reasons_that_exist() -> None:
    known = {name.removeprefix("ERROR_REASON_") for name in ErrorReason.keys()}  # noqa: SIM118  not a mapping
    assert set(failure._NEXT) <= known
