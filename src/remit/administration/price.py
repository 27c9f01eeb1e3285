"""The tenant's own prices, which stand before the catalog's. Open reservations keep theirs."""

from dataclasses import replace

from remit.administration.editor import Editor, UnchangedError, Written
from remit.administration.etag import etag_of
from remit.administration.tenant_settings import require_currency
from remit.administration.unit import Unit
from remit.budget.model import Price
from remit.budget.price import versioned
from remit.errors import EtagMismatchError, NotFoundError


async def set_price(editor: Editor, price: Price, *, etag: str) -> Written[Price]:
    """Set a price, in place of the tenant's earlier one as a whole; the same figures again change nothing.

    Raises:
        CurrencyMismatchError: when it is in another currency than the tenant's.
        EtagMismatchError: when the earlier one has changed since `etag` was read, or is not there.
    """
    wanted = versioned(price)

    def work(unit: Unit) -> Price:
        editor.claim(unit, Price, identity=price.id)
        require_currency(unit, price.currency, field="price.currency")
        before = unit.find(Price, price.id)
        if etag and (before is None or etag != etag_of(before)):
            message = "the price has changed since it was read; read it again and repeat the change"
            raise EtagMismatchError(message, field="etag")
        if before is not None and replace(before, updated_at=0) == wanted:
            raise UnchangedError(before)
        made = replace(wanted, updated_at=unit.at)
        unit.put(made)
        return made

    return await editor.write("price:set", f"price:{price.id}", work=work)


async def delete_price(editor: Editor, model: str, *, etag: str) -> Written[Price]:
    """Remove the tenant's own price of `<provider>/<model>`, so that the catalog's counts again.

    Raises:
        NotFoundError: when the tenant has none.
        EtagMismatchError: when it has changed since `etag` was read.
    """
    try:
        return await editor.delete(Price, model, etag=etag)
    except NotFoundError:
        message = f"the tenant has no price of its own for {model!r}; the catalog's cannot be removed"
        raise NotFoundError(message, field="model") from None
