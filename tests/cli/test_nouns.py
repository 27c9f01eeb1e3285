"""Nouns end to end, where their examples do not reach: audit, manifests, approvals, usage, timeline."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from remit.cli.failure import Code
from tests.cli.terminal import Terminal
from tests.conftest import OwnTenant

AGENT = "agent:researcher-7"
ASK = f"remit authorize tool:execute tool:web-search --subject {AGENT}"
MANIFEST = """\
apiVersion: remit/v1
kind: AgentManifest
agent: agent:researcher-7
version: 1.0.0
serial: 1
issued_at: 2026-01-01T00:00:00Z
expires_at: 2030-01-01T00:00:00Z
tools: [web-search]
"""


@pytest.fixture
def export(furnished: Terminal) -> Path:
    """A log with a decision in it, exported."""
    furnished.must(f"{ASK} --tokens 5")
    furnished.must("remit audit export audit.jsonl")
    return Path("audit.jsonl")


def test_an_export_verifies_offline(furnished: Terminal, export: Path) -> None:
    nowhere = Terminal("127.0.0.1:1", "")
    said = nowhere.ask(f"remit audit verify {export}")
    assert said["ok"]
    assert said["entries"] == len(export.read_text().splitlines()) - 2
    assert "VERIFIED" in nowhere.must(f"remit audit verify {export}").out


def test_a_changed_byte_is_found_and_the_entry_named(furnished: Terminal, export: Path) -> None:
    lines = export.read_text().splitlines()
    lines[2] = lines[2].replace("user:ann", "user:amn", 1).replace("researcher", "researchar", 1)
    export.write_text("\n".join(lines) + "\n")
    said = furnished.run(f"remit audit verify {export} --json")
    assert said.code == Code.NOT_PROVEN
    assert 1 in {problem["index"] for problem in said.json["problems"]}
    assert "NOT VERIFIED" in furnished.run(f"remit audit verify {export}").out


def test_a_leaf_hash_that_an_answer_carried_must_be_there(furnished: Terminal, export: Path) -> None:
    said = furnished.run(f"remit audit verify {export} --leaf-hash {64 * 'a'}")
    assert said.code == Code.NOT_PROVEN
    assert 64 * "a" in said.out


def test_denials_are_found_in_the_log(furnished: Terminal) -> None:
    furnished.run(f"remit authorize memory:write memory:x --subject {AGENT}")
    found = furnished.ask("remit audit search --kind decision --effect deny")["entries"]
    assert [entry["reason_codes"] for entry in found] == [["REASON_CODE_PERMISSION_MISSING"]]
    assert furnished.ask(f"remit audit get {found[0]['entry_id']}")["entry"]["effect"] == "EFFECT_DENY"


@pytest.fixture
def signed(furnished: Terminal) -> Terminal:
    """A terminal in a folder with a manifest signed by a trusted key."""
    Path("agent.yaml").write_text(MANIFEST)
    furnished.must("remit manifest keygen signing")
    furnished.must("remit manifest trust signing.pub.pem")
    furnished.must("remit manifest sign agent.yaml --with signing.pem")
    return furnished


def test_a_manifest_from_key_to_ceiling(signed: Terminal) -> None:
    signed.must("remit manifest register agent.yaml.dsse.json")
    assert signed.run("remit manifest verify agent.yaml.dsse.json --tool web-search").code == Code.OK
    said = signed.run("remit manifest verify agent.yaml.dsse.json --tool shell")
    assert said.code == Code.NOT_PROVEN
    assert "FAILED" in said.out
    denied = signed.run(f"remit authorize tool:execute tool:shell --subject {AGENT} --json")
    assert denied.json["reasons"][0]["code"] == "REASON_CODE_TOOL_NOT_ENTITLED"


def test_a_forged_manifest_does_not_verify(signed: Terminal) -> None:
    envelope = json.loads(Path("agent.yaml.dsse.json").read_text())
    envelope["signatures"][0]["sig"] = "A" * 86 + "=="
    Path("forged.json").write_text(json.dumps(envelope))
    assert signed.run("remit manifest verify forged.json").code == Code.NOT_PROVEN
    assert signed.run("remit manifest register forged.json").code == Code.ERROR


def test_keys_are_private_and_never_overwritten(signed: Terminal) -> None:
    assert Path("signing.pem").stat().st_mode & 0o077 == 0
    before = Path("signing.pem").read_text()
    assert signed.run("remit manifest keygen signing").code == Code.USAGE
    assert Path("signing.pem").read_text() == before


def test_what_is_no_manifest_is_not_signed(signed: Terminal) -> None:
    Path("bad.yaml").write_text(MANIFEST + "nonsense: 1\n")
    said = signed.run("remit manifest sign bad.yaml --with signing.pem")
    assert said.code == Code.USAGE
    assert "nonsense" in said.err
    assert not Path("bad.yaml.dsse.json").exists()


def test_a_key_with_a_password(furnished: Terminal) -> None:
    Path("agent.yaml").write_text(MANIFEST)
    assert furnished.run("remit manifest keygen locked --password", "secret\nsecret\n").code == Code.OK
    sign = "remit manifest sign agent.yaml --with locked.pem"
    assert furnished.run(sign).code == Code.USAGE
    assert furnished.run(f"{sign} --password", "wrong\n").code == Code.USAGE
    assert furnished.run(f"{sign} --password", "secret\n").code == Code.OK


def test_an_approval_from_question_to_use(furnished: Terminal, tenant: OwnTenant) -> None:
    furnished.must("remit guardrail create ask --effect require-approval --approver role:approver")
    furnished.must("remit subject create service:runtime --role admin")
    furnished.must("remit subject create user:officer --role approver")
    keys = {
        who: furnished.ask(f"remit key create {who}")["secret"] for who in ("service:runtime", "user:officer")
    }
    runtime, officer = (Terminal(furnished.address, key) for key in keys.values())
    asked = runtime.run(f"{ASK} --json").json
    pending = runtime.run(f"remit approval request --decision {asked['decision_id']} --json")
    assert pending.code == Code.NEEDS_APPROVAL
    name = pending.json["approval"]["approval_id"]
    assert runtime.run(f"remit approval approve {name} --yes").code == Code.NOT_PERMITTED
    assert [one["approval_id"] for one in officer.ask("remit approval list --mine")["approvals"]] == [name]
    officer.must(f"remit approval approve {name} --yes --comment fine")
    assert runtime.run(f"{ASK} --approval {name}").code == Code.OK
    assert runtime.run(f"{ASK} --approval {name}").code == Code.DENIED
    assert furnished.ask(f"remit approval show {name}")["used_by"]


def test_usage_settles_what_was_held_once(furnished: Terminal) -> None:
    held = furnished.ask(f"{ASK} --model openai/gpt-4o --input-tokens 4808 --max-output-tokens 500")
    line = f"remit usage record --usage-id u1 --reservation {held['reservation']['reservation_id']}"
    line += " --model openai/gpt-4o --input-tokens 4808 --output-tokens 10"
    first = furnished.ask(line)
    again = furnished.ask(line)
    assert first["records" if "records" in first else "usage_id"] == "u1"
    assert again["disposition"] == "USAGE_DISPOSITION_DUPLICATE"
    assert again["cost"] == first["cost"]
    assert furnished.run(f"{line}0").code == Code.ERROR
    assert len(furnished.ask("remit usage list")["entries"]) == 1
    assert furnished.ask("remit usage sum --by model")["sums"][0]["keys"] == ["openai/gpt-4o"]
    assert not furnished.ask("remit reservation list")["reservations"]


def test_a_run_is_watched_and_gone_on_with(furnished: Terminal) -> None:
    run = furnished.ask(f"remit run start {AGENT} --name research")["run"]["run_id"]
    for tokens in (1, 2, 3):
        furnished.must(f"{ASK} --run {run} --tokens {tokens}")
    furnished.must(f"remit run end {run}")
    lines = furnished.must(f"remit timeline watch {run} --json").out.splitlines()
    events = [json.loads(line) for line in lines]
    steps = [event["step"]["sequence"] for event in events if "step" in event]
    assert len(steps) == 3
    assert any("run_ended" in event for event in events)
    middle = next(event for event in events if event.get("step", {}).get("sequence") == steps[0])
    rest = furnished.must(f"remit timeline watch {run} --json --cursor {middle['cursor']}").out.splitlines()
    assert [json.loads(line)["step"]["sequence"] for line in rest if '"step"' in line] == steps[1:]
    assert "tool:execute" in furnished.must(f"remit timeline watch --agent {AGENT} --no-follow").out


def test_watching_ends_by_ctrl_c_and_says_how_to_go_on(furnished: Terminal) -> None:
    run = furnished.ask(f"remit run start {AGENT}")["run"]["run_id"]
    furnished.must(f"{ASK} --run {run} --tokens 1")
    options = ["--address", furnished.address, "--key", furnished.key, "timeline", "watch", run, "--json"]
    # Whoever is started in the background of a shell inherits that Ctrl-C is ignored; at a terminal it is not.
    hearing = (
        "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        " runpy.run_module('remit', run_name='__main__')"
    )
    command = [sys.executable, "-c", hearing, *options]
    watch = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert watch.stdout is not None
    events = [json.loads(watch.stdout.readline()) for _ in range(3)]
    assert "live" in events[-1]
    furnished.must(f"{ASK} --run {run} --tokens 1")
    assert "step" in json.loads(watch.stdout.readline())
    watch.send_signal(signal.SIGINT)
    rest, err = watch.communicate(timeout=30)
    assert watch.returncode == Code.INTERRUPTED
    assert not rest
    assert "Traceback" not in err


def test_a_policy_as_a_document(furnished: Terminal) -> None:
    furnished.must("remit policy export --output policy.yaml")
    assert furnished.ask("remit policy apply policy.yaml --dry-run")["changes"] == []
    text = Path("policy.yaml").read_text()
    Path("policy.yaml").write_text(text.replace("tool:*", "tool:web-*"))
    assert len(furnished.ask("remit policy apply policy.yaml --dry-run")["changes"]) == 1
    furnished.must("remit policy apply policy.yaml")
    denied = furnished.run(f"remit authorize tool:execute tool:shell --subject {AGENT}")
    assert denied.code == Code.DENIED


def test_suspending_stops_at_once(furnished: Terminal) -> None:
    furnished.must(f"remit subject suspend {AGENT} --reason odd")
    said = furnished.run(f"{ASK} --json")
    assert said.code == Code.DENIED
    assert said.json["reasons"][0]["code"] == "REASON_CODE_SUBJECT_SUSPENDED"


def test_a_revoked_key_is_refused_at_once(furnished: Terminal) -> None:
    made = furnished.ask("remit key create user:ann")
    ann = Terminal(furnished.address, made["secret"])
    ann.must("remit info")
    assert furnished.run("remit key check", made["secret"] + "\n").code == Code.OK
    furnished.must(f"remit key revoke {made['api_key']['key_id']}")
    assert ann.run("remit role list").code == Code.NOT_PERMITTED
    assert furnished.run("remit key check", made["secret"] + "\n").code == Code.NOT_PERMITTED


def test_a_token_is_checked_for_who_was_shown_it(furnished: Terminal) -> None:
    shown = furnished.ask(f"remit token issue {AGENT} --audience https://billing.example")["tokens"]
    line, text = "remit token check --audience https://billing.example", shown["access_token"] + "\n"
    said = furnished.run(f"{line} --json", text)
    assert said.code == Code.OK
    assert said.json["subject"] == {"type": "agent", "id": AGENT.partition(":")[2]}
    assert furnished.run("remit token check", text).code == Code.NOT_PERMITTED
    furnished.must(f"remit token revoke {shown['token_id']}")
    said = furnished.run(f"{line} --json", text)
    assert (said.code, said.json["reason"]) == (Code.NOT_PERMITTED, "CREDENTIAL_REVOKED")
    assert furnished.run("remit token check", "\n").code == Code.USAGE


def test_an_agent_is_verified(furnished: Terminal) -> None:
    line = f"remit subject verify {AGENT}"
    session = furnished.ask(f"remit session start {AGENT}")["session"]["session_id"]
    assert furnished.ask(f"{line} --session {session}")["valid"] is True
    furnished.must(f"remit session end {session}")
    assert furnished.run(f"{line} --session {session}").code == Code.NOT_PROVEN
    furnished.must(f"remit subject suspend {AGENT}")
    said = furnished.run(f"{line} --json")
    assert said.code == Code.NOT_PROVEN
    assert [one["code"] for one in said.json["reasons"]] == ["REASON_CODE_SUBJECT_SUSPENDED"]
    assert furnished.run("remit subject verify agent:nobody").code == Code.NOT_PROVEN
    assert furnished.run("remit subject verify user:ann").code == Code.USAGE


@pytest.mark.parametrize("noun", ["group", "team"])
def test_a_circle_is_renamed(furnished: Terminal, noun: str) -> None:
    furnished.must(f"remit {noun} create crew --display-name Crew --member {AGENT}")

    def shown() -> tuple[str, str]:
        found = furnished.ask(f"remit {noun} get crew")[noun]
        return found.get("display_name", ""), found["member_count"]

    furnished.must(f"remit {noun} update crew --display-name 'All of us'")
    assert shown()[0] == "All of us"
    changed = furnished.ask(f"remit {noun} update crew")[noun]
    assert changed["display_name"] == "All of us"
    furnished.must(f"remit {noun} update crew --display-name ''")
    assert shown() == ("", changed["member_count"])
    assert furnished.run(f"remit {noun} update nobody --display-name x").code == Code.ERROR
