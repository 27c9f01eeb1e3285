"""What services of the control plane share: whom they ask, whose change it is, and which page of a list."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, TypeVar

from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message

from remit.administration.account import Accounts
from remit.administration.authority import Authority
from remit.administration.editor import EVERY_TIME, Editor, Once
from remit.administration.listing import Page, Query, Reader, Slice, read_page
from remit.administration.run import Leases
from remit.administration.sign_in import SignIns
from remit.administration.token import Tokens
from remit.administration.unit import Office
from remit.clock import Clock
from remit.decision.catalog import Catalog, Entity, N
from remit.decision.pace import Announcements
from remit.decision.refusals import Refusals
from remit.errors import MissingFieldError, NotFoundError
from remit.identity.last_use import LastUses
from remit.identity.model import Principal
from remit.paging import PageTokens
from remit.server.call import Call

E = TypeVar("E", bound=Entity)

PAGE_DEFAULT: Final = 50
"""Elements of a page when the caller does not say."""

PAGE_LIMIT: Final = 1_000
"""Elements of a page at most."""

READ_COSTS: Final = "budget:get"
"""The permission to see what sessions and runs have cost."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The collaborators of TenantService, IdentityService and PolicyService."""

    office: Office
    reader: Reader
    pages: PageTokens
    clock: Clock
    accounts: Accounts
    announcements: Announcements
    last_uses: LastUses
    leases: Leases
    tokens: Tokens
    failures: Refusals
    """Of credentials."""
    sign_ins: SignIns | None = None
    """None: nobody signs in here."""
    environment: str = "live"
    """Name of the installation, part of each API key."""

    @property
    def authority(self) -> Authority:
        """Answers whether a caller may give what a write would give."""
        return Authority(self.office.catalogs, self.clock)

    @property
    def now(self) -> int:
        """The instant, in microseconds since the epoch."""
        return self.clock.now()

    async def catalog(self, call: Call) -> Catalog:
        """Return the catalog of the call's tenant."""
        return await self.office.catalogs.of(call.principal.tenant)

    def editor(self, call: Call, request: Message) -> Editor:
        """Return who makes the caller's changes in the call's tenant."""
        return Editor(self.office, call.principal.tenant, call.principal, once(call, request))

    async def page(self, call: Call, request: Message, *, query: Query[E]) -> tuple[Page[E], str]:
        """Return a page of a list in the call's tenant, and the token of the next."""
        part = self.part(call, request)
        found = await read_page(self.reader, call.principal.tenant, query=query, part=part)
        return found, self.token(call, request, last=found.last)

    def part(self, call: Call, request: Message) -> Slice:
        """Return which part of a list a request asks for.

        Raises:
            PageTokenInvalidError: when its token is of another list, or of the same with another filter.
        """
        after = self.pages.decode(_field(request, "page_token"), bound_to(call, request))
        return Slice(after, min(_field(request, "page_size") or PAGE_DEFAULT, PAGE_LIMIT))

    def token(self, call: Call, request: Message, *, last: str) -> str:
        """Return the token of the page after `last`; empty when there is none."""
        return self.pages.encode(last, bound_to(call, request)) if last else ""

    async def may_see_costs(self, call: Call) -> bool:
        """Tell whether the caller may see what things have cost."""
        return await self.authority.may(call.principal, READ_COSTS, resource="*")

    async def found(self, call: Call, kind: type[E], *, identity: str, field: str) -> E:
        """Return an entity of the call's tenant as it was last written.

        Raises:
            NotFoundError: at `field`.
        """
        item = await self.reader.find(call.principal.tenant, kind, identity=identity)
        if item is None:
            raise missing(kind, identity, field=field)
        return item

    async def found_named(self, call: Call, kind: type[N], *, name: str, field: str) -> N:
        """Return a key or delegation of the call's tenant by its public name, as it was last written.

        Raises:
            NotFoundError: at `field`.
        """
        item = await self.reader.find_named(call.principal.tenant, kind, name=name)
        if item is None:
            raise missing(kind, name, field=field)
        return item


class Service:
    """A part of the control plane."""

    def __init__(self, desk: Desk) -> None:
        """Serve from `desk`."""
        self._desk = desk


def once(call: Call, request: Message) -> Once:
    """Return what makes a call idempotent: its `request_id`, where it has one, and its digest."""
    key = str(getattr(request, "request_id", ""))
    if not key:
        return EVERY_TIME
    digest = sha256(request.SerializeToString(deterministic=True)).digest()
    return Once(call.method.rpartition(".")[2], key, digest)


def bound_to(call: Call, request: Message) -> bytes:
    """Return all that makes a list another list: tenant, call and filter; the size of pages may change."""
    plain = type(request)()
    plain.CopyFrom(request)
    plain.ClearField("page_token")
    plain.ClearField("page_size")
    return f"{call.principal.tenant}|{call.method}|".encode() + plain.SerializeToString(deterministic=True)


def caller(principal: Principal, field: str) -> str:
    """Return the caller as a subject of the tenant that it acts in.

    Raises:
        MissingFieldError: at `field`, when it is an operator at work in another tenant, where it is nobody.
    """
    if principal.home:
        message = f"a platform operator is no subject of this tenant; say which one is meant in {field}"
        raise MissingFieldError(message, field=field)
    return principal.subject


def missing(kind: type[E], identity: str, *, field: str) -> NotFoundError:
    """Return the error that says that something is not there."""
    return NotFoundError(f"there is no {kind.kind} {identity!r}", field=field)


def mask_of(request: Message) -> FieldMask | None:
    """Return which fields an update is about; None when it does not say."""
    found: FieldMask = _field(request, "update_mask")
    return found if request.HasField("update_mask") else None


def _field(request: Message, name: str) -> Any:  # noqa: ANN401  of the field's type
    """Return a field that all requests of a kind have, which the type of messages does not say."""
    return getattr(request, name)
