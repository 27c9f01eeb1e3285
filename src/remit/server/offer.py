"""What this server offers: every service of the contract that is built, on one application; and how it is launched."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from remit.administration.installation import Credentials
from remit.bootstrap import App, open_app
from remit.config import Config
from remit.server.authentication import Authentication
from remit.server.credentials.certificate import CertificateVerifier
from remit.server.credentials.external_token import ExternalTokenVerifier
from remit.server.credentials.model import Verifier
from remit.server.credentials.token import TokenVerifier
from remit.server.launched import Launched
from remit.server.methods import DECISION_SERVICE
from remit.server.own_limits import OwnLimits, limits_by
from remit.server.serve import Offer, run
from remit.server.services.approval import ApprovalService
from remit.server.services.audit import AuditService
from remit.server.services.budget import BudgetService
from remit.server.services.decision import PolicyDecision
from remit.server.services.desk import Desk
from remit.server.services.identity import IdentityService
from remit.server.services.manifest import ManifestService
from remit.server.services.policy import PolicyService
from remit.server.services.privacy import PrivacyService
from remit.server.services.tenant import TenantService
from remit.server.services.timeline import TimelineService
from remit.server.vitals import probes, sources, trace_by
from remit.server.well_known import documents
from remit.storage.step_book import etag_of_step


def launch(
    config: Config, announce: Callable[[Launched], None], *, install: bool = True, new_key: bool = False
) -> None:
    """Serve until SIGTERM or SIGINT.

    Args:
        config: all settings.
        announce: called once calls are taken.
        install: whether to make the first tenants and their keys if there are none; of several workers one does.
        new_key: whether administrators get fresh keys though they have some, for who lost theirs.
    """
    made: list[Credentials | None] = []

    @asynccontextmanager
    async def opened(settings: Config) -> AsyncIterator[Offer]:
        async with open_app(settings) as app:
            made.append(await app.install(new_key=new_key) if install else None)
            yield offer(app)

    run(config, opened, ready=lambda address: announce(Launched(address, made[-1])))


def offer(app: App) -> Offer:
    """Return the services of an application."""
    authentication = Authentication(
        app.catalogs, app.clock, failures=app.failures, verifiers=verifiers_of(app), uses=app.last_uses
    )
    desk = Desk(
        app.office,
        app.entities,
        app.pages,
        app.clock,
        accounts=app.accounts,
        announcements=app.announcements,
        last_uses=app.last_uses,
        leases=app.deadlines,
        tokens=app.tokens,
        sign_ins=app.sign_ins,
        failures=app.failures,
        environment=app.config.environment,
    )
    return Offer(
        services={
            "remit.v1.PolicyDecisionService": PolicyDecision(app),
            "remit.v1.TenantService": TenantService(desk),
            "remit.v1.IdentityService": IdentityService(desk),
            "remit.v1.PolicyService": PolicyService(desk),
            "remit.v1.BudgetService": BudgetService(
                desk, ledger=app.ledger, standings=app.decisions, alerts=app.alerts, rules=app.alert_rules
            ),
            "remit.v1.ManifestService": ManifestService(desk, master=app.master),
            "remit.v1.ApprovalService": ApprovalService(desk, approvals=app.approvals, changes=app.changes),
            "remit.v1.TimelineService": TimelineService(
                desk, steps=app.steps, etag_of=etag_of_step, ledger=app.ledger, ids=app.ids
            ),
            "remit.v1.AuditService": AuditService(
                desk, log=app.audit, search=app.search, sequence=app.notary.sequence, ids=app.ids
            ),
            "remit.v1.PrivacyService": PrivacyService(),
        },
        authenticate=authentication.authenticate,
        authorize_rpc=authentication.authorize_rpc,
        waits={
            f"{DECISION_SERVICE}.Authorize": app.authorizer.turn.expected_wait,
            f"{DECISION_SERVICE}.BatchAuthorize": app.authorizer.turn.expected_wait,
            f"{DECISION_SERVICE}.RecordUsage": app.settler.turn.expected_wait,
        },
        limits=OwnLimits(app.pace, app.clock, per_minute=limits_by(app.config)),
        sources=sources(app),
        probes=probes(app),
        documents=documents(app.config.issuer, app.tokens.keys.published),
        trace_stages=trace_by(app),
    )


def verifiers_of(app: App) -> Sequence[Verifier]:
    """Return what finds out who shows other credentials than keys, in the order in which it is asked."""
    found: list[Verifier] = [CertificateVerifier(app.trust.certificates, app.clock)]
    if app.outside is not None:
        found.append(ExternalTokenVerifier(app.trust.issuers, app.clock, keys=app.outside.keys))
    # Last: it takes the tokens of no other issuer.
    return [*found, TokenVerifier(app.catalogs, app.clock, tokens=app.tokens)]
