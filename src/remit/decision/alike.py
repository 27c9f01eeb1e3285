"""Which questions of one batch are alike: what was gathered for one of them is true of all. Decides nothing.

A runtime asks in one call for many acts of one subject, in one session and run, that differ in ids and amounts. Nothing of
it outlives the batch, nor the revision or the moment at which it was found: the commit refuses what policy overtook.
"""

from dataclasses import fields, replace
from operator import attrgetter
from typing import Final

from remit.clock import MILLISECOND
from remit.decision.case import Case
from remit.decision.catalog import Catalog
from remit.decision.model import Alike, Ask

MOMENT: Final = 10 * MILLISECOND
"""For so long questions share an instant, and with it what had not expired by then."""

OWN: Final = frozenset(
    {
        "principal", "request_id", "digest", "step_id", "parent_step_id", "estimate", "labels", "hold_for",
        "min_revision", "explain", "dry_run",
    }
)  # fmt: skip
"""What nothing that is shared depends on: prices and pace are each one's own, and so are guardrails, which see labels
and amounts. The principal is compared by identity. Whatever else an ask says, those that are alike say the same."""

_SAME: Final = attrgetter(*(field.name for field in fields(Ask) if field.name not in OWN))


class Alikes:
    """The questions of one batch so far."""

    __slots__ = ("_at", "_cases")

    def __init__(self) -> None:
        """Begin with none."""
        self._at = -MOMENT
        self._cases: dict[tuple[object, int], Case] = {}

    def moment(self, now: int) -> int:
        """Return the instant that questions share which are asked now."""
        if not 0 <= now - self._at < MOMENT:
            self._at = now
        return self._at

    def find(self, ask: Ask, catalog: Catalog, *, at: int) -> Case | None:
        """Return the case of an ask like one before, while all that was gathered for that one still holds.

        Args:
            ask: the question.
            catalog: its tenant's, as it is now.
            at: the instant, from `moment`.
        """
        known = self._cases.get((_SAME(ask), id(ask.principal)))
        if known is None or known.at != at:
            return None
        if known.catalog is not catalog or known.revision != catalog.revision:
            return None
        session_id, behalf = known.ask.session_id, known.ask.on_behalf_of
        if session_id != ask.session_id or behalf != ask.on_behalf_of:
            ask = replace(ask, session_id=session_id, on_behalf_of=behalf)
        return Case(
            ask, at, catalog, known.sealed, known.subject, known.revision, known.session, known.run, known.links,
            roles=known.roles, concern=known.concern, alike=known.alike,
        )  # fmt: skip

    def keep(self, ask: Ask, case: Case) -> None:
        """Remember what was gathered for an ask; not where an approval counts, of which each one uses up a part."""
        if not ask.approval_id:
            case.alike = Alike()
            # The case holds the principal, so no other object can have its id meanwhile.
            self._cases[_SAME(ask), id(ask.principal)] = case
