"""One ask with everything that was gathered for it: what the checks look at. Never reads storage."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from remit.approval.model import Approval
from remit.decision.catalog import Catalog
from remit.decision.concern import Concern
from remit.decision.model import Alike, Ask, Draft, Effect
from remit.decision.tenant import OnOutage
from remit.identity.delegation import Chain
from remit.identity.model import Run, Session, Subject
from remit.policy.model import ApprovalRule
from remit.policy.rights import RoleOutcome


@dataclass(slots=True)
class Case:
    """An ask at one instant and one revision."""

    ask: Ask
    at: int
    catalog: Catalog
    sealed: Mapping[str, object]
    """How users appear in the evidence."""
    subject: Subject | None = None
    revision: int = 0
    """The catalog's when all of this was read: the commit refuses what was checked at another."""
    session: Session | None = None
    run: Run | None = None
    links: Chain = ()
    """The grants by which the subject acts on behalf of another, outermost first."""
    approval: Approval | None = None
    approval_uses: int = 0
    roles: frozenset[str] = frozenset()
    """The subject's, at the instant."""
    effect: Effect = Effect.DENY
    """What a check that objects asks for: DENY, or NEEDS_APPROVAL where a human can lift it."""
    role: RoleOutcome = RoleOutcome.NO_ROLE
    """What the roles of all parties say; a guardrail may permit what they do not."""
    lacking: str = ""
    """Whose roles say so, when it is not the subject but one for whom it acts."""
    rule: ApprovalRule | None = None
    """Who must say yes, when a guardrail asks for it."""
    guardrail: str = ""
    rule_message: str = ""
    draft: Draft | None = None
    concern: Concern | None = None
    alike: Alike | None = None
    """What it shares with others of its batch; None when it came alone."""

    @property
    def pace_may_fail_open(self) -> bool:
        """Whether the tenant lets rates and concurrency be skipped while their backend is away."""
        return self.catalog.settings.on_outage is OnOutage.ALLOW

    @property
    def drafted(self) -> Draft:
        """The draft, once the checks have begun."""
        return cast("Draft", self.draft)
