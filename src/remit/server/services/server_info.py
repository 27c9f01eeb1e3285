"""GetServerInfo: what a client needs to know before it begins. Needs no credential."""

from importlib.metadata import version
from typing import Final

from remit.bootstrap import App
from remit.decision.model import HOLD_DEFAULT, HOLD_LIMIT, VALID_FOR
from remit.identity.api_key import KEY_PATTERN
from remit.server.call import Call
from remit.server.convert.money import to_duration, to_time
from remit.server.revision import Revision
from remit.server.services.plane import Plane
from remitpb.v1 import policy_decision_service_pb2 as pb

MAX_JSON_BYTES: Final = 65_536
MAX_JSON_DEPTH: Final = 16


class ServerInfo(Plane):
    """Says what this server is."""

    def __init__(self, app: App) -> None:
        """Serve `app`."""
        super().__init__(app)
        self._revision = Revision(app.store)

    async def GetServerInfo(self, request: pb.GetServerInfoRequest, call: Call) -> pb.GetServerInfoResponse:  # noqa: ARG002  nothing is asked
        """Return version, limits, features and time."""
        app = self._app
        config = app.config
        return pb.GetServerInfoResponse(
            version=version("remit"),
            schema=await self._revision.look(),
            limits=pb.ServerLimits(
                max_message_bytes=config.max_message_bytes,
                max_batch_items=config.max_batch_items,
                max_page_size=config.max_page_size,
                max_json_bytes=MAX_JSON_BYTES,
                max_json_depth=MAX_JSON_DEPTH,
                max_watchers=config.max_watchers,
                max_hold=to_duration(HOLD_LIMIT),
                default_hold=to_duration(HOLD_DEFAULT),
                decision_validity=to_duration(VALID_FOR),
            ),
            features=features_of(app),
            time=to_time(app.clock.now()),
            api_key_pattern=KEY_PATTERN,
        )


def features_of(app: App) -> list[str]:
    """Return what a server can do as it is set up, by the names of the contract, sorted."""
    config, trust = app.config, app.trust
    on = {
        "client_certificates": bool(trust.certificates),
        "embedded": config.database_url is None and config.redis_url is None,
        "external_tokens": bool(trust.issuers),
        "postgres": config.database_url is not None,
        "redis": config.redis_url is not None,
        "sign_in": bool(trust.providers),
    }
    return sorted(name for name, is_on in on.items() if is_on)
