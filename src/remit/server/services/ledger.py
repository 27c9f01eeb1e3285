"""The ledger: its entries and their sums."""

import orjson

from remit.administration.usage_summary import CALENDAR, place_of, summarize
from remit.budget.model import Period
from remit.errors import InvalidFieldError
from remit.server.call import Call
from remit.server.convert.budget import PERIODS
from remit.server.convert.ledger import from_dimensions, from_filter, to_entry, to_group, to_sum
from remit.server.services.books import Books
from remitpb.v1 import budget_service_pb2 as pb


class LedgerCalls(Books):
    """What was really used."""

    async def ListUsage(self, request: pb.ListUsageRequest, call: Call) -> pb.ListUsageResponse:
        """List ledger entries, newest first."""
        catalog, part = await self._desk.catalog(call), self._desk.part(call, request)
        found = await self._ledger.page(
            catalog.tenant,
            from_filter(request.filter, catalog),
            before=int(part.after or 0),
            limit=part.size + 1,
        )
        page = found[: part.size]
        last = str(page[-1].position) if len(found) > part.size else ""
        return pb.ListUsageResponse(
            entries=[to_entry(line, catalog.settings.currency) for line in page],
            next_page_token=self._desk.token(call, request, last=last),
        )

    async def SummarizeUsage(
        self, request: pb.SummarizeUsageRequest, call: Call
    ) -> pb.SummarizeUsageResponse:
        """Sum the ledger by dimensions and intervals."""
        catalog, part = await self._desk.catalog(call), self._desk.part(call, request)
        wanted = from_filter(request.filter, catalog)
        groups = await summarize(
            catalog,
            wanted,
            ledger=self._ledger,
            by=from_dimensions(request),
            interval=_interval(request),
            now=self._desk.now,
        )
        total = await self._ledger.sums(catalog.tenant, wanted)
        rest = [group for group in groups if not part.after or place_of(group) > _place(part.after)]
        page = rest[: part.size]
        currency = catalog.settings.currency
        last = orjson.dumps(place_of(page[-1])).decode() if len(rest) > part.size else ""
        return pb.SummarizeUsageResponse(
            sums=[to_group(group, currency) for group in page],
            total=to_sum(total[0].sum, currency) if total else None,
            next_page_token=self._desk.token(call, request, last=last),
        )


def _interval(request: pb.SummarizeUsageRequest) -> Period | None:
    if not request.interval:
        return None
    period = PERIODS.get(request.interval)
    if period not in CALENDAR:
        message = "interval must be HOUR, DAY, WEEK, MONTH or QUARTER"
        raise InvalidFieldError(message, field="interval")
    return period


def _place(position: str) -> tuple[int, int, tuple[str, ...]]:
    starts_at, cost, keys = orjson.loads(position)
    return starts_at, cost, tuple(keys)
