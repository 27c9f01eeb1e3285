"""Takes reports of real usage to the ledger. Money already spent is always recorded: past a cap, late, unreserved."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final, Protocol, cast

from remit.budget.model import Usage
from remit.clock import Clock
from remit.decision.catalog import Catalog, concern_of
from remit.decision.catalogs import Catalogs
from remit.decision.concern import Concern
from remit.decision.delegated import find_chain, objection, vouched
from remit.decision.model import Stale
from remit.decision.pace import Lease, Pace
from remit.decision.settle import (
    Origin,
    Receipt,
    Report,
    Unheld,
    booked_at,
    model_of,
    price,
    require_remembered,
    usage_of,
)
from remit.decision.slices import Slices
from remit.decision.tally import Batches, UsageTally
from remit.decision.turn import Turn
from remit.errors import (
    AmountOutOfRangeError,
    CallerPermissionMissingError,
    NotFoundError,
    RemitError,
    StaleRevisionError,
)
from remit.identity.model import Principal, Run, Session
from remit.identity.session import behalf_in
from remit.ids import USAGE, Ids, decision_of
from remit.money import MAX_NANOS
from remit.value import value

ATTEMPTS: Final = 8
"""How often a record that policy overtook is prepared again before the caller is told to come back."""

PORTION: Final = 16
"""Records that are prepared without a word from anybody else: a tenth of a millisecond of work."""

ON_OTHERS = "usage:record"
"""The permission to report usage of another subject than oneself."""


class People(Protocol):
    """Seals references to users."""

    async def sealed(self, tenant: str, refs: Iterable[str]) -> Mapping[str, object]:
        """Return the sealed forms of the users among `refs`."""
        ...


class Recorded(Protocol):
    """What became of one record."""

    @property
    def receipt(self) -> Receipt:
        """The receipt; of a repeat the first one."""
        ...

    @property
    def leaf_hash(self) -> bytes:
        """Its evidence."""
        ...

    @property
    def repeated(self) -> bool:
        """Whether it was recorded before."""
        ...

    @property
    def closed(self) -> str:
        """Id of the reservation that this record ended; empty when it ended none."""
        ...


class UsageStore(Protocol):
    """What must be remembered of usage."""

    async def origins(self, tenant: str, reservation_ids: Sequence[str]) -> Mapping[str, Origin]:
        """Return the origins of those reservations that exist, by id."""
        ...

    async def unheld(self, tenant: str, decision_ids: Sequence[str]) -> Mapping[str, Unheld]:
        """Return those decisions that exist, by id; asked only of those that have no reservation."""
        ...

    async def commit(self, reports: Sequence[Report]) -> Sequence[Recorded | Stale | Exception]:
        """Book a batch: what is new lasts once this returns; a repeat gets its first receipt, a stale one nothing."""
        ...


@value
class Reported:
    """One record as it arrives."""

    usage: Usage
    digest: bytes
    on_behalf_of: str = ""
    decision_id: str = ""
    """The decision by which it names its reservation; empty when it names none, or the reservation itself."""
    asked_by: str = ""
    """Who asked for that decision, when nothing was held for it, and may report its subject's usage therefore."""


@value
class Payer:
    """On whose account usage goes."""

    revision: int
    """Of the policy by which it was found."""
    subject: str
    on_behalf_of: str
    session_id: str
    run_id: str
    concern: Concern
    sealed: Mapping[str, object]


class Settler:
    """Records usage."""

    def __init__(
        self,
        catalogs: Catalogs,
        store: UsageStore,
        *,
        people: People,
        pace: Pace,
        ids: Ids,
        clock: Clock,
    ) -> None:
        """Commit to `store`; free in `pace` the leases of what was settled."""
        self._catalogs = catalogs
        self._people = people
        self._store = store
        self.tally = UsageTally()
        self.batches: Batches[Report, Recorded | Stale] = Batches(self._commit, self.tally.landed)
        # Nothing is abandoned: money is spent whether or not its reporter waits for the receipt.
        self.turn: Turn[Report, Recorded | Stale] = Turn(self.batches, party=_tenant_of)
        self._slices = Slices()
        self._pace = pace
        self._ids = ids
        self._clock = clock

    async def record(
        self, principal: Principal, batch: Sequence[Reported | RemitError]
    ) -> list[Recorded | RemitError]:
        """Record each of a batch, and return what became of each, in order; what could not be read stays its error.

        A record that fails is an error in its place and changes nothing; the others are recorded all the same.

        Raises:
            OverloadedError: when so many more cannot wait for storage; nothing is recorded.
        """
        with self.turn.announced(principal.tenant, len(batch)):
            return await self._record(principal, batch)

    async def _record(
        self, principal: Principal, batch: Sequence[Reported | RemitError]
    ) -> list[Recorded | RemitError]:
        named = {
            one.usage.reservation_id
            for one in batch
            if isinstance(one, Reported) and one.usage.reservation_id
        }
        origins = await self._store.origins(principal.tenant, list(named)) if named else {}
        if len(origins) < len(named):
            batch = await self._unreserved(principal.tenant, batch, origins=origins)
        results: dict[int, Recorded | BaseException] = {}
        places: Sequence[int] = range(len(batch))
        for _ in range(ATTEMPTS):
            # Prepared in order and boarded in order: as they were reported.
            reports = await self._prepared(principal, [batch[place] for place in places], origins=origins)
            landed = iter(await self.turn.join_all([one for one in reports if isinstance(one, Report)]))
            ended = [next(landed) if isinstance(one, Report) else one for one in reports]
            results |= {
                place: one for place, one in zip(places, ended, strict=True) if not isinstance(one, Stale)
            }
            places = [place for place, one in zip(places, ended, strict=True) if isinstance(one, Stale)]
            if not places:
                break
            # A budget was made or changed between the look at them and the commit.
            await self._catalogs.refresh(principal.tenant)
        results |= {place: _overtaken() for place in places}
        found = [results[place] for place in range(len(batch))]
        for one in found:
            if isinstance(one, BaseException) and not isinstance(one, RemitError):
                raise one
        self.tally.refused(found)
        return cast("list[Recorded | RemitError]", found)

    async def _unreserved(
        self, tenant: str, batch: Sequence[Reported | RemitError], *, origins: Mapping[str, Origin]
    ) -> Sequence[Reported | RemitError]:
        """Take what names a decision for which nothing was held as unreserved usage, in the place of that decision."""
        wanted = {
            place: one
            for place, one in enumerate(batch)
            if isinstance(one, Reported) and one.decision_id and one.usage.reservation_id not in origins
        }
        if not wanted:
            return batch
        unheld = await self._store.unheld(tenant, list({one.decision_id for one in wanted.values()}))
        taken = list(batch)
        for place, one in wanted.items():
            if (decision := unheld.get(one.decision_id)) is not None:
                usage = usage_of(decision, one.usage)
                asker = decision.principal if usage.subject == decision.subject else ""
                taken[place] = replace(one, usage=usage, asked_by=asker)
        return taken

    async def _prepared(
        self, principal: Principal, batch: Sequence[Reported | RemitError], *, origins: Mapping[str, Origin]
    ) -> list[Report | BaseException]:
        """Prepare records, a portion at a time; of each its report, or why there is none, in order."""

        async def prepare(portion: Sequence[Reported | RemitError]) -> list[Report | Exception]:
            return await self._reports(principal, portion, origins=origins)

        portions = [batch[start : start + PORTION] for start in range(0, len(batch), PORTION)]
        prepared: list[Report | BaseException] = []
        for portion, done in zip(
            portions, await self._slices.each(principal.tenant, portions, work=prepare), strict=True
        ):
            prepared += [done] * len(portion) if isinstance(done, BaseException) else done
        return prepared

    async def _reports(
        self, principal: Principal, portion: Sequence[Reported | RemitError], *, origins: Mapping[str, Origin]
    ) -> list[Report | Exception]:
        """Prepare some records at once; who pays is found once for those that say the same of it."""
        catalog = await self._catalogs.of(principal.tenant)
        payers: dict[tuple[str, ...], Payer] = {}
        reports: list[Report | Exception] = []
        for one in portion:
            if isinstance(one, RemitError):
                reports.append(one)
                continue
            origin, now = origins.get(one.usage.reservation_id), self._clock.now()
            try:
                key = _payer_key(one, origin)
                payer = payers.get(key)
                if payer is None or payer.revision != catalog.revision:
                    payer = payers[key] = await self._payer(
                        principal, catalog, one=one, origin=origin, now=now
                    )
                reports.append(self._report((principal, one), catalog, origin=origin, payer=payer, now=now))
            except Exception as error:  # noqa: BLE001  whatever it is, it belongs to this record
                reports.append(error)
        return reports

    def _report(
        self,
        reported: tuple[Principal, Reported],
        catalog: Catalog,
        *,
        origin: Origin | None,
        payer: Payer,
        now: int,
    ) -> Report:
        """Say of one record everything but what its reservation and counters say; raises why that cannot be."""
        principal, one = reported
        usage = one.usage
        require_remembered(usage, now=now)
        model = model_of(usage, origin)
        counts_at, late = booked_at(usage, origin, now=now, lateness=catalog.settings.lateness)
        total, source, priced = price(catalog, usage, model=model, at=counts_at)
        if total > MAX_NANOS:
            message = "the usage costs more than can be counted; report it in parts"
            raise AmountOutOfRangeError(message, field="tokens")
        buckets = catalog.budgets.buckets(payer.concern, model, at=counts_at)
        # In place, field by field in order, since each record makes one.
        return Report(
            principal, payer.revision, usage, one.digest, self._ids.new(USAGE), now, origin, payer.subject,
            payer.on_behalf_of, payer.session_id, payer.run_id, model, counts_at, late, total, source, priced, buckets,
            payer.sealed,
        )  # fmt: skip

    async def _payer(
        self, principal: Principal, catalog: Catalog, *, one: Reported, origin: Origin | None, now: int
    ) -> Payer:
        """Say on whose account a record goes; raises why that cannot be."""
        # Whatever policy does while something is read below, the commit holds the record against this one.
        usage, revision = one.usage, catalog.revision
        if usage.reservation_id and origin is None:
            raise _unknown(one)
        subject = origin.subject if origin else usage.subject or principal.subject
        own = principal.subject in {subject, origin.principal if origin else one.asked_by or subject}
        if not own and not catalog.may(principal.subject, ON_OTHERS, resource=subject, at=now):
            message = f"reporting usage of another subject needs the permission {ON_OTHERS} on it"
            raise CallerPermissionMissingError(message, field="subject", permission=ON_OTHERS)
        session_id, run_id, session, behalf = await self._place(
            catalog, usage, origin=origin, subject=subject
        )
        on_behalf_of = origin.on_behalf_of if origin else one.on_behalf_of or behalf
        if origin is None and behalf not in {"", on_behalf_of}:
            message = "the session or run is on behalf of another; name the one for whom it is, or nobody"
            raise NotFoundError(message, field="on_behalf_of")
        unproven = (
            origin is None
            and on_behalf_of
            and not await self._acts_for(catalog, principal, subject=subject, owner=on_behalf_of)
        )
        if unproven and not one.on_behalf_of:
            # What was spent is booked in any case: for whoever spent it, once nobody lets it spend for another.
            on_behalf_of = ""
        elif unproven:
            message = "nobody is charged on a mere word: no live grant lets the subject act on behalf of the one named"
            raise CallerPermissionMissingError(message, field="on_behalf_of", permission=ON_OTHERS)
        sealed = await self._people.sealed(principal.tenant, (principal.subject, subject, on_behalf_of))
        concern = concern_of(
            catalog, subject, behalf=(on_behalf_of,) if on_behalf_of else (), session=session, run_id=run_id, at=now
        )  # fmt: skip
        return Payer(revision, subject, on_behalf_of, session_id, run_id, concern, sealed)

    async def _place(
        self, catalog: Catalog, usage: Usage, *, origin: Origin | None, subject: str
    ) -> tuple[str, str, Session | None, str]:
        """Say in which session and run it was used, and for whom these are: as reported, else as decided.

        A run brings its session along.

        Raises:
            NotFoundError: when one that is named is another's, whose budget would be charged on a mere word.
        """
        named = usage.run_id if origin is None or usage.run_id != origin.run_id else ""
        run = await self._catalogs.find(catalog, Run, identity=named) if named else None
        run_id = usage.run_id or (origin.run_id if origin else "")
        session_id = usage.session_id or (origin.session_id if origin else "")
        session_id = session_id or (run.session_id if run else "")
        session = await self._catalogs.find(catalog, Session, identity=session_id) if session_id else None
        for field, one in ("run_id", run), ("session_id", session):
            if one is not None and one.owner != subject:
                message = f"there is no {one.kind} {one.id!r} of {subject}"
                raise NotFoundError(message, field=field)
        return session_id, run_id, session, behalf_in(session, run, subject=subject)

    async def _acts_for(self, catalog: Catalog, principal: Principal, *, subject: str, owner: str) -> bool:
        """Tell whether usage of `subject` may be charged to `owner` too."""
        now = self._clock.now()
        if catalog.may(principal.subject, ON_OTHERS, resource=owner, at=now):
            return True
        links = vouched(principal, owner=owner, delegate=subject)
        links = links or await find_chain(self._catalogs, catalog, owner=owner, delegate=subject)
        return objection(catalog, links, owner=owner, delegate=subject, at=now) is None

    async def _commit(self, reports: Sequence[Report]) -> Sequence[Recorded | Stale | Exception]:
        """Commit a batch, and free the leases of what it ended: here, since whoever reported may be gone by now."""
        results = await self._store.commit(reports)
        leases = [
            Lease(report.principal.tenant, decision_of(result.closed))
            for report, result in zip(reports, results, strict=True)
            if not isinstance(result, Exception | Stale) and result.closed
        ]
        if leases:
            # What is recorded is recorded; a lease that cannot be freed now ends by itself.
            with suppress(RemitError):
                await self._pace.release(leases)
        return results


def _payer_key(one: Reported, origin: Origin | None) -> tuple[str, ...]:
    """Return everything of a record that says on whose account it goes."""
    usage = one.usage
    if origin is None:
        return (
            usage.reservation_id, usage.subject, one.asked_by, one.on_behalf_of, usage.session_id,
            usage.run_id,
        )  # fmt: skip
    return (
        origin.subject, origin.principal, origin.on_behalf_of, origin.session_id, origin.run_id, usage.session_id,
        usage.run_id,
    )  # fmt: skip


def _unknown(one: Reported) -> NotFoundError:
    kind, name = (
        ("decision", one.decision_id) if one.decision_id else ("reservation", one.usage.reservation_id)
    )
    message = f"there is no {kind} {name!r}; report without one what nothing was held for"
    return NotFoundError(message, field=f"{kind}_id")


def _tenant_of(report: Report) -> str:
    return report.principal.tenant


def _overtaken() -> StaleRevisionError:
    message = "policy is changing faster than this can be recorded; report it again, with the same usage_id"
    return StaleRevisionError(message, retry_after=0.5)
