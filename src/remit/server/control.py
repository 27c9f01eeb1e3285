"""Builds the services of money, manifests, approvals, evidence and timelines on one application."""

from remit.administration.approval_list import Approvals
from remit.audit.person import MasterKey
from remit.bootstrap import App, derive
from remit.server.services.approval import ApprovalService
from remit.server.services.audit import AuditService
from remit.server.services.budget import BudgetService
from remit.server.services.desk import Desk
from remit.server.services.manifest import ManifestService
from remit.server.services.privacy import PrivacyService
from remit.server.services.timeline import TimelineService
from remit.storage.approval import ApprovalStore
from remit.storage.audit_search import AuditSearch
from remit.storage.ledger import Ledger
from remit.storage.step_book import SqlStepBook, etag_of_step


def control_services(app: App, desk: Desk) -> dict[str, object]:
    """Return the services by the names that they have in the contract."""
    ledger, approvals = Ledger(app.store), ApprovalStore(app.store)
    return {
        "remit.v1.BudgetService": BudgetService(desk, ledger=ledger, standings=app.decisions),
        "remit.v1.ManifestService": ManifestService(
            desk, master=MasterKey(derive(app.secret, "manifest keys"))
        ),
        "remit.v1.ApprovalService": ApprovalService(
            desk, approvals=Approvals(app.entities, approvals, clock=app.clock), changes=approvals
        ),
        "remit.v1.AuditService": AuditService(
            desk,
            log=app.audit,
            search=AuditSearch(app.store, app.people),
            sequence=app.notary.sequence,
            ids=app.ids,
        ),
        "remit.v1.TimelineService": TimelineService(
            desk, steps=SqlStepBook(app.store), etag_of=etag_of_step, ledger=ledger, ids=app.ids
        ),
        "remit.v1.PrivacyService": PrivacyService(),
    }
