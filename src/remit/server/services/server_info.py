"""GetServerInfo: what a client needs to know before it begins. Needs no credential."""

from importlib.metadata import version

from remit.decision.model import HOLD_DEFAULT, HOLD_LIMIT, VALID_FOR
from remit.identity.api_key import KEY_PATTERN
from remit.server.call import Call
from remit.server.convert.money import to_duration, to_time
from remit.server.services.plane import Plane
from remitpb.v1 import policy_decision_service_pb2 as pb

SCHEMA = "1"
"""Of the database: grows with each migration."""

FEATURES = ("embedded",)
MAX_JSON_BYTES = 65_536
MAX_JSON_DEPTH = 16


class ServerInfo(Plane):
    """Says what this server is."""

    async def GetServerInfo(self, request: pb.GetServerInfoRequest, call: Call) -> pb.GetServerInfoResponse:  # noqa: ARG002  nothing is asked
        """Return version, limits, features and time."""
        config = self._app.config
        return pb.GetServerInfoResponse(
            version=version("remit"),
            schema=SCHEMA,
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
            features=FEATURES,
            time=to_time(self._app.clock.now()),
            api_key_pattern=KEY_PATTERN,
        )
