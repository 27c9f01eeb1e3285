"""What an agent was signed for: manifests, keys, documents, findings. Pure values; never reads or writes."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import ClassVar


class ManifestState(StrEnum):
    """Whether a registered manifest still counts."""

    ACTIVE = "ACTIVE"
    REVOKED = "REVOKED"


class Algorithm(StrEnum):
    """How a key signs. A property of the key, never of an envelope: no sender can choose a weaker one."""

    RSA_PSS_SHA256 = "rsa-pss-sha256"
    """RSA of 2,048 bits or more; RSASSA-PSS (RFC 8017) with SHA-256, MGF1 of SHA-256 and 32 bytes of salt."""
    ED25519 = "ed25519"
    """Ed25519 (RFC 8032)."""


class SecurityLevel(IntEnum):
    """How well an agent is guarded, weakest first, so that levels can be compared."""

    LOW = 1
    STANDARD = 2
    HIGH = 3
    CRITICAL = 4


@dataclass(frozen=True, slots=True)
class Manifest:
    """A registered manifest: the envelope as it came, and what was read from it once it verified."""

    kind: ClassVar[str] = "manifest"
    id: str
    """`man_…`."""
    owner: str
    """The agent that it is for, `agent:researcher-7`."""
    envelope: str
    """The DSSE envelope's exact bytes, as base64 text."""
    digest: str
    """`sha256:<hex>` of the signed bytes, the YAML document."""
    key_id: str
    """The trusted key whose signature verified."""
    serial: int
    """The document's serial; of two manifests for one agent the higher one counts."""
    name: str = ""
    version: str = ""
    state: ManifestState = ManifestState.ACTIVE
    issued_at: int = 0
    expires_at: int = 0
    registered_at: int = 0
    registered_by: str = ""
    """Subject that registered it."""
    revoked_at: int | None = None
    revoked_by: str = ""
    reason: str = ""
    """Why it was revoked; empty while it is not."""


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key whose signatures count for manifests of this tenant."""

    kind: ClassVar[str] = "trusted_key"
    id: str
    """`sha256:<hex>` of the DER SubjectPublicKeyInfo (RFC 5280, section 4.1)."""
    public_pem: str
    algorithm: Algorithm
    signer: str = ""
    """Whose key it is: `user:ann` or `service:ci`."""
    not_before: int | None = None
    """First instant at which it counts; None means always."""
    not_after: int | None = None
    """First instant at which it no longer counts; None means never."""
    revoked_at: int | None = None
    """When it was revoked. A revocation counts for every instant asked about, earlier ones too."""
    reason: str = ""
    agents: tuple[str, ...] = ("agent:*",)
    """Patterns of the agents for which it may sign."""
    created_at: int = 0
    description: str = ""
    """What it is for, for humans."""
    sealed_private: str = ""
    """The private key, encrypted under the master key, as base64; empty when Remit does not hold it."""


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed `agent.yaml`. Lists are what is granted at most; an empty one grants nothing of its sort."""

    agent: str
    version: str
    serial: int
    issued_at: int
    expires_at: int
    """First instant at which it no longer counts."""
    name: str = ""
    description: str = ""
    capabilities: tuple[str, ...] = ()
    """What the agent is for, in the signer's words; read by people, by no check."""
    tools: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    """Patterns over `<provider>/<model>`."""
    data_classes: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    max_cost_per_run: int | None = None
    """Nano-units of `currency`; None means that the manifest limits no cost."""
    currency: str = ""
    security_level: SecurityLevel = SecurityLevel.STANDARD
    compliance: tuple[str, ...] = ()
    """Frameworks that the signer says are kept, such as `gdpr`."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What someone wants to use under a manifest; empty means nothing of that sort."""

    tools: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    cost: int | None = None
    """Nano-units that one run is to cost; None means that no cost is asked about."""
    currency: str = ""
    """Currency of `cost`; empty means the manifest's."""

    def __bool__(self) -> bool:
        """Tell whether anything is wanted at all."""
        return bool(self.tools or self.models or self.data or self.plugins) or self.cost is not None


class Step(IntEnum):
    """The steps of a verification, in their order."""

    ENVELOPE = 1
    BYTES = 2
    KEY_KNOWN = 3
    KEY_TRUSTED = 4
    KEY_IN_TIME = 5
    NOT_REVOKED = 6
    SIGNATURE = 7
    SCHEMA = 8
    VALIDITY = 9
    FRESHNESS = 10
    ENTITLEMENTS = 11
    COMPLIANCE = 12


class StepVerdict(StrEnum):
    """What one step said."""

    PASS = "PASS"  # noqa: S105 - a verdict, not a password
    FAIL = "FAIL"
    SKIPPED = "SKIPPED"


class ManifestVerdict(StrEnum):
    """What all steps said together."""

    VERIFIED = "VERIFIED"
    FAILED = "FAILED"


class EntitlementKind(StrEnum):
    """The sorts of thing that a manifest grants."""

    TOOL = "tool"
    MODEL = "model"
    DATA = "data"
    PLUGIN = "plugin"
    COST = "cost"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one step found, in one sentence for a human."""

    step: Step
    verdict: StepVerdict
    message: str = ""


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Whether one wanted thing lies inside a manifest."""

    kind: EntitlementKind
    name: str
    """The tool, model, data class or plugin; for a cost its decimal, such as `4.5 USD`."""
    granted: bool
    message: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer to whether a manifest verifies. Anything but VERIFIED is a refusal."""

    verdict: ManifestVerdict
    findings: tuple[Finding, ...]
    """One for each step, in order."""
    as_of: int
    digest: str = ""
    """`sha256:<hex>` of the payload; empty when the envelope could not be read."""
    key_id: str = ""
    """The key that signed; when none verified, the key that the envelope names, or empty."""
    signer: str = ""
    """Whose key it is; empty when the key is unknown."""
    document: Document | None = None
    """What was signed; None unless a trusted signature covers it."""
    entitlements: tuple[Entitlement, ...] = ()
    """One for each wanted thing, tools first, then models, data, plugins, cost."""

    @property
    def verified(self) -> bool:
        """Tell whether every step passed or had nothing to check."""
        return self.verdict is ManifestVerdict.VERIFIED

    @property
    def failures(self) -> tuple[Finding, ...]:
        """Return the findings that failed."""
        return tuple(finding for finding in self.findings if finding.verdict is StepVerdict.FAIL)
