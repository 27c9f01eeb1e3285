"""Prices: the tenant's own, the catalog's, and what calls and usage cost by them."""

from collections.abc import Iterator
from itertools import islice

from remit.administration import price as prices
from remit.budget.model import Price, TokenUsage
from remit.decision.catalog import Catalog
from remit.decision.priced import CostAnswer, Origin, Priced, cost_of_call, cost_of_usage, price_of
from remit.errors import MissingFieldError, NotFoundError, NotImplementedHereError
from remit.server.call import Call
from remit.server.convert.decision import call_of
from remit.server.convert.money import from_model, to_model, to_money
from remit.server.convert.price import REQUEST, from_price, to_price
from remit.server.services.books import Books
from remitpb.v1 import budget_service_pb2 as pb
from remitpb.v1 import price_pb2

_SOURCES = {price_pb2.PRICE_SOURCE_TENANT: Origin.TENANT, price_pb2.PRICE_SOURCE_CATALOG: Origin.CATALOG}


class PriceCalls(Books):
    """What models cost."""

    async def SetPrice(self, request: pb.SetPriceRequest, call: Call) -> pb.SetPriceResponse:
        """Set the tenant's own price of a model."""
        wanted = from_price(request.price, await self._currency(call))
        written = await prices.set_price(self._desk.editor(call, request), wanted, etag=request.etag)
        return pb.SetPriceResponse(price=to_price(written.result, Origin.TENANT), revision=written.revision)

    async def GetPrice(self, request: pb.GetPriceRequest, call: Call) -> pb.GetPriceResponse:
        """Read the price that counts for a model."""
        catalog, model = await self._desk.catalog(call), request.model
        found = price_of(catalog, model.provider, model=model.model, at=self._desk.now)
        if found is None:
            message = (
                f"no price is known for {from_model(model)}; set one, or a fallback price for the tenant"
            )
            raise NotFoundError(message, field="model")
        return pb.GetPriceResponse(price=to_price(found.price, found.origin))

    async def ListPrices(self, request: pb.ListPricesRequest, call: Call) -> pb.ListPricesResponse:
        """List prices by provider and model."""
        if request.source == price_pb2.PRICE_SOURCE_FALLBACK:
            message = "source: the fallback is a setting of the tenant, and no price of a model"
            raise NotImplementedHereError(message, field="source")
        catalog, at = await self._desk.catalog(call), self._desk.now
        wanted = _SOURCES.get(request.source)
        part = self._desk.part(call, request)
        listed = _listed(catalog, request.provider, after=part.after, at=at)
        # One by one: most of a long list is never compiled for a page of it.
        found = list(islice((one for one in listed if wanted in {None, one.origin}), part.size + 1))
        page = found[: part.size]
        last = page[-1].price.id if len(found) > part.size else ""
        return pb.ListPricesResponse(
            prices=[to_price(one.price, one.origin) for one in page],
            next_page_token=self._desk.token(call, request, last=last),
        )

    async def DeletePrice(self, request: pb.DeletePriceRequest, call: Call) -> pb.DeletePriceResponse:
        """Remove the tenant's own price, so that the catalog's counts again."""
        if not request.model.provider:
            raise MissingFieldError("model.provider must be set", field="model.provider")
        written = await prices.delete_price(
            self._desk.editor(call, request), from_model(request.model), etag=request.etag
        )
        return pb.DeletePriceResponse(revision=written.revision)

    async def EstimateCost(self, request: pb.EstimateCostRequest, call: Call) -> pb.EstimateCostResponse:
        """Say what calls would cost at most, or what usage costs exactly."""
        catalog, at = await self._desk.catalog(call), self._desk.now
        answers = [
            _answer(catalog, question, at=at, field=f"questions[{place}]")
            for place, question in enumerate(request.questions)
        ]
        currency = catalog.settings.currency
        return pb.EstimateCostResponse(answers=[_message(answer, currency) for answer in answers])


def _listed(catalog: Catalog, provider: str, *, after: str, at: int) -> Iterator[Priced]:
    """Yield prices in order of their names, behind a name; names that share another's price are left out."""
    pairs = (pair for pair in catalog.prices.names() if provider in {"", pair[0]})
    for name, (seller, model) in sorted((f"{seller}/{model}", (seller, model)) for seller, model in pairs):
        own = catalog.get(Price, name)
        if name <= after:
            continue
        if own is not None:
            yield Priced(own, Origin.TENANT)
        elif (found := catalog.prices.find(seller, model, at=at)) is not None and found.id == name:
            yield Priced(found, Origin.CATALOG)


def _answer(catalog: Catalog, question: pb.CostQuestion, *, at: int, field: str) -> CostAnswer:
    if question.WhichOneof("question") == "call":
        return cost_of_call(catalog, call_of(question.call, f"{field}.call"), at=at)
    usage = question.usage
    requests = 1
    for place, unit in enumerate(usage.units):
        if unit.unit != REQUEST:
            where = f"{field}.usage.units[{place}].unit"
            raise NotImplementedHereError(f"{where}: only `{REQUEST}` is priced in this version", field=where)
        requests = unit.quantity
    tokens = usage.tokens
    used = TokenUsage(
        input=tokens.input_tokens,
        output=tokens.output_tokens,
        cache_read=tokens.cache_read_tokens,
        cache_write=tokens.cache_write_tokens,
        reasoning=tokens.reasoning_tokens,
        input_audio=tokens.input_audio_tokens,
        output_audio=tokens.output_audio_tokens,
        image=tokens.input_image_tokens,
    )
    model = (usage.model.provider, usage.model.model)
    return cost_of_usage(catalog, model, tokens=used, requests=requests, at=at)


def _message(answer: CostAnswer, currency: str) -> pb.CostAnswer:
    message = pb.CostAnswer(tokens=answer.tokens)
    if answer.cost is not None:
        message.cost.CopyFrom(to_money(answer.cost, currency))
    if answer.priced is not None:
        message.price.CopyFrom(to_price(answer.priced.price, answer.priced.origin))
    if answer.cheaper is not None:
        model, cost = answer.cheaper
        message.cheaper.cost.CopyFrom(to_money(cost, currency))
        message.cheaper.model.MergeFrom(to_model(model) or message.cheaper.model)
    return message
