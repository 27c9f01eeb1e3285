"""`remit login`, `whoami` and `logout` as a person types them: a real server, a real provider, a scripted browser."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from remit.cli.failure import Code
from remit.cli.invocation import Invocation, StoppedError, Wishes
from remit.cli.login import _show_the_way
from remit.client import Client, entity
from remit.client.errors import CallError
from tests.backends.oidc import Provider, brought_back, oidc_provider
from tests.running import RunningServer, running

BROWSER = Path(__file__).resolve().parents[1] / "backends" / "oidc_browser.py"
PATIENCE = 50.0

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def oidc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """A provider."""
    with oidc_provider(tmp_path_factory.mktemp("oidc")) as started:
        yield started


@pytest.fixture(scope="module")
def site(oidc: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server whose only tenant trusts it."""
    folder = tmp_path_factory.mktemp("site")
    rule = {"create": True, "roles": ["admin"]}
    provider = {
        "id": "house",
        "kind": "oidc",
        "tenant": "default",
        "client_id": "remit",
        "client_secret_file": "secret",
        "issuer": oidc.issuer,
        "users": rule,
    }
    (folder / "secret").write_text("the-secret")
    (folder / "trust.yaml").write_text(json.dumps({"providers": [provider]}))
    with running(folder / "data", REMIT_TRUST_FILE=str(folder / "trust.yaml")) as started:
        yield started


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at a terminal of their own, with a browser that signs in as `sub`."""

    home: Path
    address: str
    sub: str = "ann"
    key: str = ""

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Start a command."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("REMIT_")}
        environment = {
            **kept,
            "REMIT_ADDRESS": self.address,
            "XDG_CONFIG_HOME": str(self.home),
            "BROWSER": f"{sys.executable} {BROWSER} {self.sub} %s",
            "COLUMNS": "300",
        }
        if self.key:
            environment["REMIT_KEY"] = self.key
        return subprocess.Popen(
            [sys.executable, "-m", "remit", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def run(self, *words: str) -> tuple[int, str, str]:
        """Run a command to its end, and return its exit code and what it printed."""
        process = self.start(*words)
        out, err = process.communicate(timeout=PATIENCE)
        return process.returncode, out, err

    def must(self, *words: str) -> str:
        """Run a command that must succeed, and return what it printed as data."""
        code, out, err = self.run(*words)
        assert code == Code.OK, f"{words}: {code}\n{out}{err}"
        return out

    @property
    def file(self) -> Path:
        """Where the sign-in is kept."""
        return self.home / "remit" / "credentials.json"

    @property
    def kept(self) -> Any:
        """The sign-in at the server, as it is kept; None when there is none."""
        return json.loads(self.file.read_text())["servers"].get(self.address) if self.file.exists() else None

    def keep(self, **changes: Any) -> None:
        """Change what is kept."""
        whole = json.loads(self.file.read_text())
        whole["servers"][self.address].update(changes)
        self.file.write_text(json.dumps(whole))


@pytest.fixture
def ann(site: RunningServer, tmp_path: Path) -> Person:
    """Somebody who has not signed in."""
    return Person(tmp_path, site.address)


@pytest.fixture
def signed_in(ann: Person) -> Person:
    """The same, signed in."""
    ann.must("login")
    return ann


def test_a_person_signs_in_and_is_known_from_then_on(ann: Person, oidc: Provider) -> None:
    oidc.know("ann", name="Ann Onymous", email="ann@acme.example", email_verified=True)
    code, _, err = ann.run("whoami")
    assert code == Code.NOT_PERMITTED
    assert "remit login" in err
    code, out, err = ann.run("login")
    assert code == Code.OK, err
    assert "signed in to" in err
    assert "user:ann of tenant default" in err
    assert f"{oidc.issuer}/oauth2/authorize?" in err
    assert "Ann Onymous" in out
    said = json.loads(ann.must("whoami", "--json"))
    assert said["caller"]["principal"] == {"type": "user", "id": "ann"}
    assert said["caller"]["credential_kind"] == "CREDENTIAL_KIND_TOKEN"
    assert said["credential_from"] == "sign-in"
    assert said["user"]["email"] == "ann@acme.example"
    assert "user:ann" in ann.must("whoami")
    assert json.loads(ann.must("info", "--json"))["caller"]["principal"]["id"] == "ann"
    assert json.loads(ann.must("subject", "get", "user:ann", "--json"))


def test_no_secret_is_printed_and_only_its_owner_reads_the_file(ann: Person) -> None:
    printed = "".join(str(part) for words in (("login",), ("whoami",), ("info",)) for part in ann.run(*words))
    kept = ann.kept
    assert kept["access_token"] not in printed
    assert kept["refresh_token"] not in printed
    assert stat.S_IMODE(ann.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(ann.file.parent.stat().st_mode) == 0o700


def test_programs_read_where_to_sign_in_and_who_did(ann: Person, oidc: Provider) -> None:
    process = ann.start("login", "--json", "--no-browser", "--provider", "house", "--tenant", "default")
    assert process.stdout is not None
    url = json.loads(process.stdout.readline())["authorization_url"]
    page = httpx2.get(oidc.location(url, "ann"), trust_env=False, timeout=30)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == Code.OK, err
    assert err == ""
    said = json.loads(out)
    assert (said["tenant_id"], said["user"]["subject"]) == ("default", {"type": "user", "id": "ann"})
    assert page.status_code == httpx2.codes.OK
    assert "Signed in as user:ann" in page.text
    assert page.headers["cache-control"] == "no-store"


def test_another_browser_sessions_state_is_turned_away(ann: Person, oidc: Provider) -> None:
    process = ann.start("login", "--json", "--no-browser")
    assert process.stdout is not None
    url = json.loads(process.stdout.readline())["authorization_url"]
    # An attacker began a sign-in of its own, and leads this browser to its end: here, as somebody else.
    with Client.connect(ann.address) as client:
        others = client.get_authorization_url(
            redirect_uri=brought_back(url)["redirect_uri"], code_challenge="a" * 43
        )
    led = oidc.location(others.authorization_url, "attacker")
    assert httpx2.get(led, trust_env=False, timeout=30).status_code == httpx2.codes.BAD_REQUEST
    assert process.poll() is None
    assert httpx2.get(oidc.location(url, "ann"), trust_env=False, timeout=30).is_success
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == Code.OK, err
    assert json.loads(out)["user"]["subject"]["id"] == "ann"


def test_who_refuses_at_the_provider_is_not_signed_in(ann: Person) -> None:
    code, _, err = Person(ann.home, ann.address, sub="-").run("login")
    assert code == Code.NOT_PERMITTED
    assert "access_denied" in err
    assert ann.kept is None


def test_who_does_not_come_is_not_waited_for(ann: Person) -> None:
    code, _, err = ann.run("login", "--no-browser", "--wait", "1s")
    assert code == Code.UNAVAILABLE
    assert "nobody signed in within 1 s" in err
    assert "Begin again" in err
    code, _, err = ann.run("login", "--json", "--no-browser", "--wait", "1s")
    assert code == Code.UNAVAILABLE
    assert json.loads(err)["exit_code"] == Code.UNAVAILABLE


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--provider", "no-such"), Code.ERROR, "no such sign-in provider"),
        (("--tenant", "no-such"), Code.ERROR, "no such sign-in provider"),
        (("--port", "70000"), Code.USAGE, "--port"),
        (("--wait", "soon"), Code.USAGE, "no length of time"),
    ],
)
def test_what_cannot_be_is_said_so(ann: Person, words: tuple[str, ...], code: int, said: str) -> None:
    ended = ann.run("login", *words)
    assert ended[0] == code
    assert said in ended[2]


def test_who_may_not_come_in_sees_why_in_both_places(
    ann: Person, oidc: Provider, site: RunningServer
) -> None:
    with site.client() as admin:
        Person(ann.home, ann.address, sub="stopped").must("login")
        admin.suspend_subject(subject=entity("user:stopped"))
    process = ann.start("login", "--json", "--no-browser")
    assert process.stdout is not None
    url = json.loads(process.stdout.readline())["authorization_url"]
    page = httpx2.get(oidc.location(url, "stopped"), trust_env=False, timeout=30)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == Code.NOT_PERMITTED
    assert json.loads(err)["error"]["reason"] == "CREDENTIAL_REVOKED"
    assert "suspended" in page.text


def test_a_key_goes_before_a_sign_in(signed_in: Person, site: RunningServer) -> None:
    with_key = Person(signed_in.home, site.address, key=site.key)
    said = json.loads(with_key.must("whoami", "--json"))
    assert (said["caller"]["principal"]["id"], said["credential_from"]) == ("admin", "key")
    code, _, err = with_key.run("login")
    assert code == Code.OK
    assert "goes before this sign-in" in err


def test_an_old_token_is_refreshed_unseen_by_one_of_many(signed_in: Person) -> None:
    first = signed_in.kept
    signed_in.keep(expires_at=0)
    processes = [signed_in.start("whoami", "--json") for _ in range(3)]
    ended = [process.communicate(timeout=PATIENCE) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], ended
    assert signed_in.kept["refresh_token"] != first["refresh_token"]
    assert signed_in.kept["expires_at"] > first["expires_at"] - 1
    # Had two of them refreshed with the same token, the whole family would be over.
    signed_in.must("whoami")


def test_a_stolen_refresh_token_ends_the_sign_in_and_the_person_hears_so(
    signed_in: Person, site: RunningServer
) -> None:
    with site.client("") as thief:
        thief.refresh_token(refresh_token=signed_in.kept["refresh_token"])
    signed_in.keep(expires_at=0)
    code, _, err = signed_in.run("whoami")
    assert code == Code.NOT_PERMITTED
    assert "your sign-in at" in err
    assert "remit login" in err
    assert signed_in.kept is None
    signed_in.must("login")
    signed_in.must("whoami")


def test_signing_out_ends_it_there_and_here(signed_in: Person, site: RunningServer) -> None:
    kept = signed_in.kept
    code, _, err = signed_in.run("logout")
    assert code == Code.OK
    assert "user:ann is signed out" in err
    assert signed_in.kept is None
    with site.client(kept["access_token"]) as client, pytest.raises(CallError) as refused:
        client.who_am_i()
    assert refused.value.reason == "CREDENTIAL_REVOKED"
    assert signed_in.run("whoami")[0] == Code.NOT_PERMITTED
    assert json.loads(signed_in.must("logout", "--json")) == {"signed_out": False}


def test_signing_out_with_an_old_token_works_too(signed_in: Person, site: RunningServer) -> None:
    signed_in.keep(expires_at=0)
    assert json.loads(signed_in.must("logout", "--json")) == {"signed_out": True}
    assert signed_in.kept is None


def test_signing_out_while_the_server_is_away_forgets_it_here(signed_in: Person) -> None:
    whole = json.loads(signed_in.file.read_text())
    whole["servers"]["127.0.0.1:1"] = whole["servers"][signed_in.address]
    signed_in.file.write_text(json.dumps(whole))
    away = Person(signed_in.home, "127.0.0.1:1")
    code, _, err = away.run("--timeout", "1", "logout")
    assert code == Code.UNAVAILABLE
    assert "forgotten here" in err
    assert away.kept is None
    assert signed_in.kept is not None


def test_each_server_has_its_own_sign_in(signed_in: Person) -> None:
    elsewhere = Person(signed_in.home, signed_in.address.replace("127.0.0.1", "localhost"))
    assert elsewhere.run("whoami")[0] == Code.NOT_PERMITTED


def test_a_file_that_others_may_read_is_not_used(signed_in: Person) -> None:
    signed_in.file.chmod(0o644)
    code, _, err = signed_in.run("whoami")
    assert code == Code.USAGE
    assert "chmod 600" in err


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "javascript:alert(1)", "http://evil.example/", "", "//evil.example/", "ssh://x"],
)
def test_a_server_has_no_browser_opened_but_for_the_web(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    with pytest.raises(StoppedError):
        _show_the_way(Invocation(Wishes(as_json=True)), url, browser=True)
    assert not opened
