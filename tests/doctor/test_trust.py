"""What is wrong with a trust file is found before a server does not start."""

from pathlib import Path
from typing import Any

import pytest

from remit.doctor import Verdict
from remit.doctor.files import OF_SECRETS, secret_files
from remit.doctor.trust import trust
from tests.doctor.patient import config

PROVIDER = (
    "providers: [{id: corp, kind: oidc, tenant: acme, client_id: remit, issuer: 'https://idp.example',"
    " client_secret_file: corp.secret}]"
)
CERTIFICATE = "certificates: [{tenant: acme, dns: a.example, subject: 'agent:a'}]"
OPERATORS = "certificates: [{tenant: platform, dns: a.example, subject: 'user:a'}]"


def settings(folder: Path, text: str, **given: Any) -> Any:
    (folder / "trust.yaml").write_text(text)
    return config(folder, trust_file=folder / "trust.yaml", **given)


def test_without_a_file_all_is_well(tmp_path: Path) -> None:
    (found,) = trust(config(tmp_path))
    assert (found.verdict, found.said) == (Verdict.OK, "nobody but this installation's own keys")


def test_what_is_named_is_counted(tmp_path: Path) -> None:
    (tmp_path / "corp.secret").write_text("secret")
    (found,) = trust(settings(tmp_path, PROVIDER))
    assert (found.verdict, found.said) == (Verdict.OK, "1 sign-in providers")


@pytest.mark.parametrize(
    ("text", "verdict", "word"),
    [
        ("providers: [{}]", Verdict.WRONG, "providers[0].id"),
        ("nobody: []", Verdict.WRONG, "nobody: is not known here"),
        (PROVIDER, Verdict.WRONG, "corp.secret"),
        (CERTIFICATE, Verdict.WARN, "asked for none"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str, verdict: Verdict, word: str) -> None:
    (found,) = trust(settings(tmp_path, text))
    assert found.verdict is verdict
    assert word in found.said
    assert found.remedy


def test_who_vouches_for_operators_is_told(tmp_path: Path) -> None:
    found = list(trust(settings(tmp_path, OPERATORS)))
    assert any("platform" in one.said and one.verdict is Verdict.WARN for one in found)


def test_a_secret_that_strangers_can_read_is_told(tmp_path: Path) -> None:
    secret = tmp_path / "corp.secret"
    secret.write_text("secret")
    secret.chmod(0o644)
    (found,) = secret_files(settings(tmp_path, PROVIDER))
    assert (found.check, found.verdict) == (OF_SECRETS, Verdict.WRONG)
    assert str(secret) in found.said
    secret.chmod(0o600)
    (found,) = secret_files(settings(tmp_path, PROVIDER))
    assert found.verdict is Verdict.OK
