"""Limits of rate and concurrency."""

from collections.abc import Callable

from remit.administration import rate_limit as rate_limits
from remit.administration.listing import Query
from remit.policy.model import RateLimit
from remit.server.call import Call
from remit.server.convert.mask import merged
from remit.server.convert.rate_limit import FIELDS, from_rate_limit, to_rate_limit, to_scope
from remit.server.services.desk import Service, mask_of
from remitpb.v1 import policy_service_pb2 as pb


class RateLimitCalls(Service):
    """How often something may be done, and how often at once."""

    async def CreateRateLimit(
        self, request: pb.CreateRateLimitRequest, call: Call
    ) -> pb.CreateRateLimitResponse:
        """Create a limit."""
        limit = from_rate_limit(request.rate_limit)
        written = await rate_limits.create_rate_limit(self._desk.editor(call, request), limit)
        return pb.CreateRateLimitResponse(rate_limit=to_rate_limit(written.result), revision=written.revision)

    async def ListRateLimits(
        self, request: pb.ListRateLimitsRequest, call: Call
    ) -> pb.ListRateLimitsResponse:
        """List limits by id."""

        def wanted(limit: RateLimit) -> bool:
            scope, scope_id = to_scope(limit.scope)
            return request.scope in {0, scope} and request.scope_id in {"", scope_id}

        page, token = await self._desk.page(call, request, query=Query(RateLimit, wanted=wanted))
        return pb.ListRateLimitsResponse(rate_limits=map(to_rate_limit, page.items), next_page_token=token)

    async def UpdateRateLimit(
        self, request: pb.UpdateRateLimitRequest, call: Call
    ) -> pb.UpdateRateLimitResponse:
        """Change a limit. What it has counted stays counted."""
        written = await rate_limits.update_rate_limit(
            self._desk.editor(call, request),
            request.rate_limit.rate_limit_id,
            etag=request.etag,
            change=_change(request),
        )
        return pb.UpdateRateLimitResponse(rate_limit=to_rate_limit(written.result), revision=written.revision)

    async def DeleteRateLimit(
        self, request: pb.DeleteRateLimitRequest, call: Call
    ) -> pb.DeleteRateLimitResponse:
        """Remove a limit."""
        written = await rate_limits.delete_rate_limit(
            self._desk.editor(call, request), request.rate_limit_id, etag=request.etag
        )
        return pb.DeleteRateLimitResponse(revision=written.revision)


def _change(request: pb.UpdateRateLimitRequest) -> Callable[[RateLimit], RateLimit]:
    def change(before: RateLimit) -> RateLimit:
        wanted = merged(to_rate_limit(before), request.rate_limit, mask=mask_of(request), writable=FIELDS)
        return from_rate_limit(wanted, before)

    return change
