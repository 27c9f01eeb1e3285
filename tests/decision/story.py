"""Plays a story of `tests/cases/decision/*.yaml`: a tenant, then questions and reports, and what each must bring.

Behind every answer stands its evidence, so each answer is compared with its audit entry, byte for byte, unasked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, cast

import orjson
from pydantic import TypeAdapter

from remit.audit.leaf import leaf_hash
from remit.budget.model import Budget, Usage
from remit.decision import record
from remit.decision.catalog import Entity
from remit.decision.model import Ask, Committed, Decision, Effect, Estimate, Reason, Stage, Verdict
from remit.decision.tenant import Settings
from remit.errors import RemitError
from remit.ids import reservation_of
from remit.server.convert.decision import answer_of
from remit.storage.entity import KINDS, from_json
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.decision.house import AGENT, House, known_names, principal
from tests.decision.manifests import manifest_of, trusted_key

_SETTINGS: Final = TypeAdapter(Settings)
_ESTIMATE: Final = TypeAdapter(Estimate)
_USAGE: Final = TypeAdapter(Usage)
_SPAN: Final = TypeAdapter(timedelta)

Tree = Mapping[str, Any]


def settings_of(tree: Tree) -> Settings:
    """Return the tenant's settings of a story."""
    return _SETTINGS.validate_python(tree.get("settings", {}))


def entities_of(tree: Tree) -> list[Entity]:
    """Return what operators have written, by kind; `manifests` are documents, signed here."""
    found: list[Entity] = []
    for kind, items in tree.items():
        if kind == "manifests":
            found += [manifest_of(**item) for item in items]
        elif kind == "trusted_keys":
            found += [trusted_key(**item) for item in items]
        elif kind != "settings":
            found += [_entity(kind, item) for item in items]
    return found


def _entity(kind: str, item: Tree) -> Entity:
    entity = from_json(kind, orjson.dumps(item, default=str).decode())
    assert entity is not None
    return entity


def _counting(value: Any) -> Any:
    """Leave out counters that count nothing: whether they have a row is no difference."""
    return {name: one for name, one in value.items() if one != [0, 0]} if isinstance(value, dict) else value


@dataclass(slots=True)
class Story:
    """One story under way."""

    house: House
    decisions: dict[str, Decision] = field(default_factory=dict)
    """By request id."""
    asked: int = 0

    async def begin(self, *given: Tree) -> None:
        """Write everything that is given."""
        await self.house.put(*(entity for tree in given for entity in entities_of(tree)))

    async def step(self, tree: Tree) -> None:
        """Do one step, and compare what it brings with what is wanted."""
        (what, body), *_ = [(key, value) for key, value in tree.items() if key != "wanted"]
        wanted = tree.get("wanted", {})
        brought = await getattr(self, f"_{what}")(body)
        assert {name: _counting(brought[name]) for name in wanted} == {
            name: _counting(value) for name, value in wanted.items()
        }

    async def _ask(self, body: Tree) -> Tree:
        self.asked += 1
        values = dict(body)
        request_id = values.pop("id", f"q{self.asked}")
        if "estimate" in values:
            values["estimate"] = _ESTIMATE.validate_python(values["estimate"])
        if "by" in values:
            values["principal"] = principal(values.pop("by"))
        values["data_classes"] = tuple(values.get("data_classes", ()))
        try:
            committed = await self.house.authorize(request_id, **values)
        except RemitError as error:
            return {"error": error.reason, "field": error.field}
        decision = committed.decision
        if not values.get("dry_run"):
            require_shape(decision)
            await self._require_evidence(committed, self.house.ask(request_id, **values))
            self.decisions[request_id] = decision
        return {**shown(decision), "repeated": committed.repeated, "counters": await self._counters()}

    async def _require_evidence(self, committed: Committed, ask: Ask) -> None:
        decision = committed.decision
        ((body, digest, effect, code),) = await self.house.rows(
            "SELECT body, hash, effect, code FROM audit_entry WHERE id=?", decision.id
        )
        assert digest == committed.leaf_hash == leaf_hash(body)
        assert wire(Committed(record.decode(body, known_names(self.house)), digest), ask) == wire(
            committed, ask
        )
        refusal = decision.effect is not Effect.ALLOW
        assert (effect, code) == (int(decision.effect), decision.reasons[0].code if refusal else "")

    async def _usage(self, body: Tree) -> Tree:
        values = {"subject": "", **body}
        by = principal(values.pop("by", AGENT))
        if "of" in values:
            values["reservation_id"] = reservation_of(self.decisions[values.pop("of")].id)
        (result,) = await self.house.record(_USAGE.validate_python(values), by=by)
        if isinstance(result, RemitError):
            return {"error": result.reason, "field": result.field}
        receipt = result.receipt
        return {
            "cost": receipt.cost,
            "source": receipt.source,
            "state": receipt.state,
            "released": receipt.released.money,
            "overrun": receipt.overrun.money,
            "late": receipt.late,
            "unreserved": receipt.unreserved,
            "crossed": [[budget_id, percent] for budget_id, percent, _ in receipt.crossed],
            "repeated": result.repeated,
            "counters": await self._counters(),
        }

    async def _release(self, request_id: str) -> Tree:
        reservation_id = reservation_of(self.decisions[request_id].id)
        released = await self.house.release(reservation_id)
        return {"state": released.state if released else None, "counters": await self._counters()}

    async def _expire(self, _: object) -> Tree:
        return {"expired": await self.house.app.expiry.run(), "counters": await self._counters()}

    async def _wait(self, span: str) -> Tree:
        self.house.clock.advance(int(_SPAN.validate_python(span) / timedelta(microseconds=1)))
        return {}

    async def _open(self, body: Tree) -> Tree:
        await self.house.open_budget(cast("Budget", _entity("budget", body)))
        return {"counters": await self._counters()}

    async def _put(self, tree: Tree) -> Tree:
        await self.house.put(*entities_of(tree))
        return {}

    async def _drop(self, tree: Tree) -> Tree:
        for kind, identity in tree.items():
            await self.house.drop(KINDS[kind], identity)
        return {}

    async def _counters(self) -> Mapping[str, list[int]]:
        budgets = {budget_id for budget_id, _ in await self.house.counters()}
        standings = {budget_id: await self.house.standing(budget_id) for budget_id in sorted(budgets)}
        return {budget_id: [one.spent, one.held] for budget_id, one in standings.items()}


def shown(decision: Decision) -> dict[str, Any]:
    """Return what a story may want of an answer."""
    first = decision.reasons[0] if decision.reasons else None
    kept = decision.reservation
    return {
        "effect": decision.effect.name,
        "code": first.code if first else None,
        "message": first.message if first else None,
        "source": first.source if first else None,
        "remedy": _remedy(first),
        "stages": {
            Stage(place).name: Verdict(verdict).name for place, verdict in enumerate(decision.stages, start=1)
        },
        "failed": [
            Stage(place).name for place, one in enumerate(decision.stages, start=1) if one == Verdict.FAIL
        ],
        "obligations": [
            {name: value for name, value in _plain(duty).items() if value and name != "time"}
            for duty in decision.obligations
        ],
        "reserved": {"money": kept.money, "tokens": kept.tokens, "model": kept.model} if kept else None,
        "holds": {hold.budget_id: hold.amount for hold in kept.holds} if kept else {},
        "affordable": {option.model: option.max_output_tokens for option in decision.affordable},
        "rates": {line.limit_id: line.remaining for line in decision.rates},
        "approvers": list(decision.lift.approvers) if decision.lift else None,
        "quorum": decision.lift.quorum if decision.lift else None,
        "budgets": {line.bucket.budget.id: [line.spent, line.held] for line in decision.standings},
        "delegation": list(decision.delegation),
    }


def require_shape(decision: Decision) -> None:
    """What holds for every answer: one stage refuses, those before passed, those after were not asked."""
    *stages, recorded = (Verdict(verdict) for verdict in decision.stages)
    assert recorded is Verdict.PASS
    if decision.effect is Effect.ALLOW:
        assert set(stages) <= {Verdict.PASS, Verdict.DEGRADED}
        assert decision.valid_until > decision.at
        return
    refused_at = decision.reasons[0].stage
    assert stages[: refused_at - 1] == [Verdict.PASS] * (refused_at - 1)
    assert stages[refused_at - 1 :] == [Verdict.FAIL] + [Verdict.SKIPPED] * (len(stages) - refused_at)
    assert decision.reservation is None
    assert not decision.obligations
    assert decision.valid_until == decision.at


def _remedy(reason: Reason | None) -> dict[str, Any]:
    return _plain(reason.remedy) if reason and reason.remedy else {}


def _plain(value: object) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(orjson.dumps(value))
    return found


def wire(committed: Committed, ask: Ask) -> pb.AuthorizeResponse:
    """Return the answer as its caller gets it."""
    return pb.AuthorizeResponse.FromString(answer_of(committed, "USD", amounts=True, ask=ask, micros=0))
