"""Verifies a manifest in twelve numbered steps, each with a finding. Never raises for what an envelope holds.

The steps up to SCHEMA lean on each other: after one that fails, the rest is SKIPPED, and nothing of the
document is believed or told. The last four stand side by side.
"""

import base64
import binascii
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from remit.clock import MINUTE
from remit.errors import DocumentInvalidError, InvalidFieldError
from remit.manifest import compliance, document, envelope
from remit.manifest.entitlement import Ceiling
from remit.manifest.envelope import Envelope, Sealed, Signature
from remit.manifest.instant import text_from_instant
from remit.manifest.key import load_public
from remit.manifest.model import (
    Document,
    Entitlement,
    Finding,
    Manifest,
    ManifestVerdict,
    Step,
    StepVerdict,
    TrustedKey,
    Verification,
    Wanted,
)
from remit.manifest.pattern import Patterns
from remit.manifest.signature import verify_one
from remit.manifest.standing import key_out_of_time
from remit.manifest.strict_yaml import shown

CLOCK_TOLERANCE: Final = MINUTE
"""How far `issued_at` may lie ahead: clocks of signers' machines run apart by seconds, seldom by a minute."""
MAX_UNNAMED_KEYS: Final = 32
"""Keys that are tried for a signature that names none."""


def verify(
    data: bytes,
    *,
    trusted: Mapping[str, TrustedKey],
    revoked: Container[str],
    latest_serial: Mapping[str, int],
    as_of: int,
    wanted: Wanted = Wanted(),  # noqa: B008 - frozen
) -> Verification:
    """Verify a manifest's envelope. A failed verification is an answer, whatever the bytes are.

    Args:
        data: the envelope as JSON bytes.
        trusted: the tenant's keys by id, revoked ones too (they are told apart from unknown ones).
        revoked: digests (`sha256:<hex>`) of revoked manifests. A revocation counts for every `as_of`.
        latest_serial: highest serial registered for each agent; an agent that is absent has none.
        as_of: the instant to verify for, microseconds since the Unix epoch.
        wanted: what must lie inside; when nothing is wanted, ENTITLEMENTS is SKIPPED.
    """
    return _run(_Case(data, trusted, revoked, latest_serial, as_of, wanted))


def verify_registered(
    manifest: Manifest,
    *,
    trusted: Mapping[str, TrustedKey],
    revoked: Container[str],
    latest_serial: Mapping[str, int],
    as_of: int,
    wanted: Wanted = Wanted(),  # noqa: B008 - frozen
) -> Verification:
    """Verify a registered manifest as `verify` does; BYTES also fails when they are not those registered."""
    try:
        data = base64.b64decode(manifest.envelope, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    return _run(_Case(data, trusted, revoked, latest_serial, as_of, wanted, registered=manifest))


_UNOPENED: Final = Envelope("", b"", ())


@dataclass(slots=True)
class _Case:
    """What is asked, and what the steps have found so far."""

    data: bytes
    trusted: Mapping[str, TrustedKey]
    revoked: Container[str]
    latest_serial: Mapping[str, int]
    as_of: int
    wanted: Wanted
    registered: Manifest | None = None
    sealed: Sealed | None = None
    opened: Envelope = _UNOPENED
    digest: str = ""
    signing: list[tuple[Signature, TrustedKey]] = field(default_factory=list)
    """Signatures with the keys that may have made them; each step drops those that do not pass it."""
    document: Document | None = None
    entitlements: tuple[Entitlement, ...] = ()


class _FailedError(Exception):
    """A step failed; its text is the finding."""


class _SkippedError(Exception):
    """A step had nothing to check; its text is the finding."""


def _run(case: _Case) -> Verification:
    findings: list[Finding] = []
    broken: Step | None = None
    for step, check in _CHAIN:
        finding = _finding(case, step, check=check) if broken is None else _skipped(step, broken)
        if finding.verdict is StepVerdict.FAIL and broken is None:
            broken = step
        findings.append(finding)
    if broken is None and (objection := _not_for_this_agent(case)):
        broken = Step.KEY_TRUSTED
        findings[broken - 1] = Finding(broken, StepVerdict.FAIL, objection)
    for step, check in _BESIDE:
        findings.append(_finding(case, step, check=check) if broken is None else _skipped(step, broken))
    return _verification(case, tuple(findings), broken=broken)


def _finding(case: _Case, step: Step, *, check: Callable[[_Case], str]) -> Finding:
    try:
        return Finding(step, StepVerdict.PASS, check(case))
    except _FailedError as failed:
        return Finding(step, StepVerdict.FAIL, str(failed))
    except _SkippedError as skipped:
        return Finding(step, StepVerdict.SKIPPED, str(skipped))


def _skipped(step: Step, broken: Step) -> Finding:
    return Finding(step, StepVerdict.SKIPPED, f"not reached, because {broken.name} failed")


def _verification(case: _Case, findings: tuple[Finding, ...], *, broken: Step | None) -> Verification:
    failed = any(finding.verdict is StepVerdict.FAIL for finding in findings)
    named = next((s.key_id for s in case.opened.signatures if s.key_id), "")
    key = case.signing[0][1] if case.signing else case.trusted.get(named)
    answer = Verification(
        verdict=ManifestVerdict.FAILED if failed else ManifestVerdict.VERIFIED,
        findings=findings,
        as_of=case.as_of,
        digest=case.digest,
        key_id=key.id if key else named,
        signer=key.signer if key else "",
    )
    return answer if broken else replace(answer, document=case.document, entitlements=case.entitlements)


# ---- the steps, in order ----------------------------------------------------------------------


def _envelope(case: _Case) -> str:
    try:
        case.sealed = envelope.inspect(case.data, envelope.MANIFEST_TYPE)
    except DocumentInvalidError as error:
        raise _FailedError(error.message) from error
    return f"DSSE envelope with {len(case.sealed.signatures)} signature(s)"


def _bytes(case: _Case) -> str:
    if case.sealed is None:
        message = "the envelope was not read"
        raise _FailedError(message)
    try:
        case.opened = envelope.unseal(case.sealed)
    except DocumentInvalidError as error:
        raise _FailedError(error.message) from error
    case.digest = case.opened.digest()
    if case.registered and case.registered.digest != case.digest:
        message = f"the bytes have the digest {case.digest}; registered were {case.registered.digest}"
        raise _FailedError(message)
    return f"{len(case.opened.payload)} bytes, {case.digest}"


def _key_known(case: _Case) -> str:
    for signature in case.opened.signatures:
        if signature.key_id:
            named = case.trusted.get(signature.key_id)
            candidates: Iterable[TrustedKey] = () if named is None else (named,)
        else:
            candidates = list(case.trusted.values())[:MAX_UNNAMED_KEYS]
        case.signing.extend((signature, key) for key in candidates)
    if not case.signing:
        ids = ", ".join(
            shown(s.key_id) if s.key_id else "a key without a name" for s in case.opened.signatures
        )
        message = f"none of the {len(case.trusted)} known key(s) is the one that signed: {ids}"
        raise _FailedError(message)
    return ", ".join(dict.fromkeys(key.id for _, key in case.signing))


def _key_trusted(case: _Case) -> str:
    _keep(case, _unusable)
    said = (f"{key.algorithm} of {key.signer or 'nobody named'}" for _, key in case.signing)
    return ", ".join(dict.fromkeys(said))


def _key_in_time(case: _Case) -> str:
    _keep(case, lambda key: key_out_of_time(key, case.as_of))
    return f"the key counts at {text_from_instant(case.as_of)}"


def _not_revoked(case: _Case) -> str:
    registered = case.registered
    if case.digest in case.revoked or (registered is not None and registered.revoked_at is not None):
        why = f": {registered.reason}" if registered and registered.reason else ""
        message = f"the manifest with the digest {case.digest} was revoked{why}"
        raise _FailedError(message)
    _keep(case, _revoked)
    return "neither the manifest nor the key was revoked"


def _signature(case: _Case) -> str:
    tried = case.signing
    case.signing = [
        (signature, key)
        for signature, key in tried
        if verify_one(case.opened, signature, public=load_public(key.public_pem).public)
    ]
    if not case.signing:
        keys = ", ".join(dict.fromkeys(key.id for _, key in tried))
        message = (
            "the payload does not match the signature: its bytes (or the signature's) changed after signing, "
            f"or another key than {keys} signed"
        )
        case.signing = tried[:1]
        raise _FailedError(message)
    by = ", ".join(dict.fromkeys(key.id for _, key in case.signing))
    return f"{len(case.signing)} of {len(case.opened.signatures)} signature(s) verified, by {by}"


def _schema(case: _Case) -> str:
    try:
        case.document = document.parse(case.opened.payload)
    except DocumentInvalidError as error:
        raise _FailedError(error.message) from error
    return f"{document.KIND} for {case.document.agent}, version {case.document.version}"


def _validity(case: _Case) -> str:
    what = _document(case)
    begins, ends = text_from_instant(what.issued_at), text_from_instant(what.expires_at)
    if case.as_of + CLOCK_TOLERANCE < what.issued_at:
        message = f"the manifest counts only from {begins} (issued_at)"
        raise _FailedError(message)
    if case.as_of >= what.expires_at:
        message = f"the manifest expired at {ends} (expires_at)"
        raise _FailedError(message)
    return f"from {begins} until {ends}"


def _freshness(case: _Case) -> str:
    what = _document(case)
    latest = case.latest_serial.get(what.agent)
    if latest is not None and what.serial < latest:
        message = f"serial {what.serial} is older than serial {latest}, which is registered for {what.agent}"
        raise _FailedError(message)
    return f"serial {what.serial} is the newest for {what.agent}"


def _entitlements(case: _Case) -> str:
    if not case.wanted:
        message = "nothing was wanted"
        raise _SkippedError(message)
    case.entitlements = Ceiling(_document(case)).answer(case.wanted)
    outside = [answer for answer in case.entitlements if not answer.granted]
    if outside:
        named = ", ".join(f"{answer.kind} {shown(answer.name)}" for answer in outside)
        raise _FailedError("outside the manifest: " + named)
    return f"all {len(case.entitlements)} wanted thing(s) lie inside"


def _compliance(case: _Case) -> str:
    what = _document(case)
    found = compliance.check(what)
    if found:
        raise _FailedError("; ".join(finding.message for finding in found))
    declared = ", ".join(what.compliance)
    return f"keeps {declared}" if declared else "no framework is declared, and none is needed"


# ---- what the steps ask of a key --------------------------------------------------------------


def _keep(case: _Case, objection_to: Callable[[TrustedKey], str]) -> None:
    """Drop the keys that something speaks against, and fail when none is left."""
    objections = {key.id: objection_to(key) for _, key in case.signing}
    kept = [(signature, key) for signature, key in case.signing if not objections[key.id]]
    if not kept:
        raise _FailedError("; ".join(dict.fromkeys(objections.values())))
    case.signing = kept


def _unusable(key: TrustedKey) -> str:
    try:
        loaded = load_public(key.public_pem)
    except InvalidFieldError as error:
        return f"the key {key.id} cannot be trusted: {error.message}"
    if loaded.id != key.id:
        return f"the key {key.id} cannot be trusted: its fingerprint is {loaded.id}"
    if loaded.algorithm != key.algorithm:
        return f"the key {key.id} cannot be trusted: it is {loaded.algorithm}, known as {key.algorithm}"
    return ""


def _revoked(key: TrustedKey) -> str:
    if key.revoked_at is None:
        return ""
    why = f": {key.reason}" if key.reason else ""
    return f"the key {key.id} was revoked at {text_from_instant(key.revoked_at)}{why}"


def _not_for_this_agent(case: _Case) -> str:
    """Hold the keys that signed against the agent, known only now that its document may be believed."""
    agent = _document(case).agent
    kept = [(signature, key) for signature, key in case.signing if Patterns(key.agents).matches(agent)]
    if not kept:
        return f"the key {case.signing[0][1].id} may not sign for {agent}"
    case.signing = kept
    return ""


def _document(case: _Case) -> Document:
    if case.document is None:
        message = "no document was read"
        raise _FailedError(message)
    return case.document


_CHAIN: Final = (
    (Step.ENVELOPE, _envelope),
    (Step.BYTES, _bytes),
    (Step.KEY_KNOWN, _key_known),
    (Step.KEY_TRUSTED, _key_trusted),
    (Step.KEY_IN_TIME, _key_in_time),
    (Step.NOT_REVOKED, _not_revoked),
    (Step.SIGNATURE, _signature),
    (Step.SCHEMA, _schema),
)
_BESIDE: Final = (
    (Step.VALIDITY, _validity),
    (Step.FRESHNESS, _freshness),
    (Step.ENTITLEMENTS, _entitlements),
    (Step.COMPLIANCE, _compliance),
)
