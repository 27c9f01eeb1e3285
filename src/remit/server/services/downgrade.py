"""The model ladder: which cheaper model stands in for a dearer one."""

from remit.administration import downgrade as downgrades
from remit.administration.listing import Query
from remit.budget.model import Downgrade
from remit.decision.catalog import Catalog
from remit.errors import InvalidFieldError
from remit.server.call import Call
from remit.server.convert.budget import to_downgrade
from remit.server.convert.money import from_model
from remit.server.services.books import Books
from remitpb.v1 import budget_service_pb2 as pb
from remitpb.v1 import core_pb2 as core


class DowngradeCalls(Books):
    """Steps of the ladder."""

    async def SetDowngrade(self, request: pb.SetDowngradeRequest, call: Call) -> pb.SetDowngradeResponse:
        """Set which model stands in for a dearer one."""
        catalog, at = await self._desk.catalog(call), self._desk.now
        dearer = _named(catalog, getattr(request.downgrade, "from"), at=at, field="downgrade.from")
        cheaper = _named(catalog, request.downgrade.to, at=at, field="downgrade.to")
        written = await downgrades.set_downgrade(self._desk.editor(call, request), Downgrade(dearer, cheaper))
        return pb.SetDowngradeResponse(downgrade=to_downgrade(written.result), revision=written.revision)

    async def ListDowngrades(
        self, request: pb.ListDowngradesRequest, call: Call
    ) -> pb.ListDowngradesResponse:
        """List the model ladder by the dearer model."""
        page, token = await self._desk.page(call, request, query=Query(Downgrade))
        return pb.ListDowngradesResponse(downgrades=map(to_downgrade, page.items), next_page_token=token)

    async def DeleteDowngrade(
        self, request: pb.DeleteDowngradeRequest, call: Call
    ) -> pb.DeleteDowngradeResponse:
        """Remove one step of the ladder."""
        catalog = await self._desk.catalog(call)
        dearer = _named(catalog, getattr(request, "from"), at=self._desk.now, field="from")
        written = await downgrades.delete_downgrade(self._desk.editor(call, request), dearer)
        return pb.DeleteDowngradeResponse(revision=written.revision)


def _named(catalog: Catalog, model: core.ModelRef, *, at: int, field: str) -> str:
    """Return a model as `<provider>/<model>`; one without provider is found among the known prices.

    Raises:
        InvalidFieldError: when it is not clear which model is meant.
    """
    if model.provider:
        return from_model(model)
    found = catalog.prices.find("", model.model, at=at)
    if found is None:
        message = f"{field}.provider: it is not clear who serves {model.model}; say the provider"
        raise InvalidFieldError(message, field=f"{field}.provider")
    return found.id
