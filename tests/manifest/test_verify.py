"""Each of the twelve steps passes when it should and fails alone when it should."""

import base64
from dataclasses import replace

import pytest

from remit.manifest.model import (
    Algorithm,
    EntitlementKind,
    Manifest,
    Step,
    StepVerdict,
    TrustedKey,
    Verification,
    Wanted,
)
from remit.manifest.signature import countersign
from remit.manifest.verify import CLOCK_TOLERANCE, MAX_UNNAMED_KEYS, verify_registered
from remit.money import NANOS_PER_UNIT
from tests.manifest.signing import (
    AGENT,
    DIGEST_OF_NOTHING,
    ED25519,
    EXAMPLE,
    EXPIRY,
    NOW,
    OTHER,
    PAIRS,
    RSA,
    edited,
    only_failure,
    signed,
    trusted_key,
    verdict_of,
    verified,
)

INSIDE = Wanted(("web-search",), ("anthropic/claude-sonnet-4-5",), ("public",), (), 5 * NANOS_PER_UNIT, "USD")


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_the_example_verifies(algorithm: Algorithm) -> None:
    pair = PAIRS[algorithm]
    answer = verified(signed(pair=pair), trusted_key(pair), latest={AGENT: 1}, wanted=INSIDE)
    assert answer.verified
    assert {finding.verdict for finding in answer.findings} == {StepVerdict.PASS}
    assert answer.document is not None
    assert answer.document.agent == AGENT
    assert answer.key_id == trusted_key(pair).id
    assert answer.signer == "user:ann"
    assert all(entitlement.granted for entitlement in answer.entitlements)


def test_wanting_nothing_skips_entitlements_and_still_verifies() -> None:
    answer = verified(signed())
    assert answer.verified
    assert verdict_of(answer, Step.ENTITLEMENTS) is StepVerdict.SKIPPED


def test_an_unknown_key_fails_and_everything_after_it_is_skipped() -> None:
    answer = verified(signed(pair=OTHER))
    assert only_failure(answer).step is Step.KEY_KNOWN
    assert {finding.verdict for finding in answer.findings[Step.KEY_KNOWN :]} == {StepVerdict.SKIPPED}
    assert answer.document is None
    assert answer.signer == ""
    assert answer.key_id == trusted_key(OTHER).id


def test_no_trusted_key_at_all_is_never_verified() -> None:
    answer = verified(signed(), trusted_key(OTHER))
    assert only_failure(answer).step is Step.KEY_KNOWN


@pytest.mark.parametrize(
    ("key", "step", "said"),
    [
        (trusted_key(not_after=NOW), Step.KEY_IN_TIME, "expired at 2026-06-01T12:00:00Z"),
        (trusted_key(not_before=NOW + 1), Step.KEY_IN_TIME, "counts only from"),
        (trusted_key(revoked_at=NOW + 1, reason="stolen"), Step.NOT_REVOKED, "stolen"),
        (trusted_key(agents=("agent:other-*",)), Step.KEY_TRUSTED, "may not sign for agent:researcher-7"),
        (trusted_key(agents=()), Step.KEY_TRUSTED, "may not sign"),
        (trusted_key(algorithm=Algorithm.RSA_PSS_SHA256), Step.KEY_TRUSTED, "known as rsa-pss-sha256"),
        (trusted_key(public_pem=OTHER.public_pem), Step.KEY_TRUSTED, "fingerprint"),
        (trusted_key(public_pem="no key"), Step.KEY_TRUSTED, "public_pem"),
    ],
)
def test_a_key_that_does_not_count_fails(key: TrustedKey, step: Step, said: str) -> None:
    answer = verified(signed(), key)
    failure = only_failure(answer)
    assert failure.step is step
    assert said in failure.message
    assert answer.document is None
    assert verdict_of(answer, Step.COMPLIANCE) is StepVerdict.SKIPPED


def test_a_key_counts_from_its_first_instant_until_before_its_last() -> None:
    assert verified(signed(), trusted_key(not_before=NOW, not_after=NOW + 1)).verified


def test_a_revoked_manifest_fails_whatever_the_time() -> None:
    digest = verified(signed()).digest
    assert only_failure(verified(signed(), revoked={digest}, as_of=NOW - 1)).step is Step.NOT_REVOKED
    assert verified(signed(), revoked={DIGEST_OF_NOTHING}).verified


def test_signing_the_same_bytes_again_does_not_undo_a_revocation() -> None:
    digest = verified(signed()).digest
    answer = verified(signed(pair=RSA), trusted_key(RSA), revoked={digest})
    assert only_failure(answer).step is Step.NOT_REVOKED


def test_what_is_signed_but_no_manifest_fails_at_schema() -> None:
    answer = verified(signed(b"hello: world\n"))
    assert only_failure(answer).step is Step.SCHEMA
    assert verdict_of(answer, Step.SIGNATURE) is StepVerdict.PASS


@pytest.mark.parametrize("as_of", [EXPIRY, EXPIRY + 1])
def test_an_expired_manifest_fails_beside_the_other_last_steps(as_of: int) -> None:
    answer = verified(signed(), as_of=as_of, latest={AGENT: 2})
    assert [finding.step for finding in answer.failures] == [Step.VALIDITY, Step.FRESHNESS]
    assert "2030-01-01T00:00:00Z" in answer.failures[0].message
    assert verdict_of(answer, Step.COMPLIANCE) is StepVerdict.PASS


def test_validity_admits_a_signers_clock_that_runs_a_little_ahead() -> None:
    document = verified(signed()).document
    assert document is not None
    assert verified(signed(), as_of=document.issued_at - CLOCK_TOLERANCE).verified
    late = verified(signed(), as_of=document.issued_at - CLOCK_TOLERANCE - 1)
    assert only_failure(late).step is Step.VALIDITY
    assert verified(signed(), as_of=EXPIRY - 1).verified


def test_an_older_serial_is_refused_once_a_newer_one_is_known() -> None:
    assert verified(signed(), latest={AGENT: 1, "agent:other": 9}).verified
    failure = only_failure(verified(signed(), latest={AGENT: 2}))
    assert failure.step is Step.FRESHNESS
    assert "serial 1 is older than serial 2" in failure.message


@pytest.mark.parametrize(
    ("wanted", "kind"),
    [
        (Wanted(tools=("web-search", "shell")), EntitlementKind.TOOL),
        (Wanted(models=("openai/gpt-4o", "openai/o3")), EntitlementKind.MODEL),
        (Wanted(data=("public", "health")), EntitlementKind.DATA),
        (Wanted(plugins=("calendar",)), EntitlementKind.PLUGIN),
        (Wanted(cost=5 * NANOS_PER_UNIT + 1), EntitlementKind.COST),
        (Wanted(cost=1, currency="EUR"), EntitlementKind.COST),
    ],
)
def test_what_lies_outside_is_named(wanted: Wanted, kind: EntitlementKind) -> None:
    answer = verified(signed(), wanted=wanted)
    assert only_failure(answer).step is Step.ENTITLEMENTS
    (outside,) = [entitlement for entitlement in answer.entitlements if not entitlement.granted]
    assert outside.kind is kind
    assert outside.name in only_failure(answer).message


def test_a_manifest_that_contradicts_itself_fails_at_compliance() -> None:
    answer = verified(signed(edited("[public, internal]", "[public, health]")))
    failure = only_failure(answer)
    assert failure.step is Step.COMPLIANCE
    assert "hipaa" in failure.message


def test_one_trusted_signature_of_several_is_enough_and_is_named() -> None:
    both = countersign(signed(pair=OTHER), ED25519.private_pem)
    answer = verified(both)
    assert answer.verified
    assert answer.key_id == trusted_key().id
    assert trusted_key().id in answer.findings[Step.SIGNATURE - 1].message


def test_of_two_good_signatures_the_key_for_this_agent_counts() -> None:
    both = countersign(signed(pair=OTHER), ED25519.private_pem)
    answer = verified(both, trusted_key(OTHER, agents=("agent:x",)), trusted_key())
    assert answer.verified
    assert answer.key_id == trusted_key().id


def test_a_signature_without_key_id_is_tried_with_the_trusted_keys() -> None:
    unnamed = signed().replace(trusted_key().id.encode(), b"")
    assert verified(unnamed, trusted_key(OTHER), trusted_key(), trusted_key(RSA)).verified
    assert only_failure(verified(unnamed, trusted_key(OTHER))).step is Step.SIGNATURE
    crowd = [trusted_key(OTHER, id=f"sha256:{n}") for n in range(MAX_UNNAMED_KEYS)]
    assert not verified(unnamed, *crowd, trusted_key()).verified


def registered(answer: Verification) -> Manifest:
    return Manifest(
        id="man_1",
        owner=AGENT,
        envelope=base64.b64encode(signed()).decode(),
        digest=answer.digest,
        key_id=answer.key_id,
        serial=1,
    )


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({}, None),
        ({"digest": DIGEST_OF_NOTHING}, Step.BYTES),
        ({"envelope": "no base64"}, Step.ENVELOPE),
        ({"envelope": base64.b64encode(signed(EXAMPLE + b"\n")).decode()}, Step.BYTES),
        ({"revoked_at": NOW, "reason": "retired"}, Step.NOT_REVOKED),
    ],
)
def test_a_registered_manifest_must_hold_the_bytes_that_were_registered(
    changes: dict[str, object], step: Step | None
) -> None:
    manifest = replace(registered(verified(signed())), **changes)  # type: ignore[arg-type]
    trusted = {trusted_key().id: trusted_key()}
    answer = verify_registered(manifest, trusted=trusted, revoked=(), latest_serial={}, as_of=NOW)
    assert [finding.step for finding in answer.failures] == ([] if step is None else [step])
