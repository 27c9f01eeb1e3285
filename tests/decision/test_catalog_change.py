"""A catalog that takes over changes one by one answers as one that is compiled anew from what is left."""

import sys
from collections.abc import Iterable, Mapping
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.budget.model import Budget, Downgrade, Period, Price, ScopeType, TokenPrices, Unit
from remit.budget.price import PriceBook
from remit.clock import FakeClock
from remit.decision.catalog import Catalog, Entity, Row
from remit.decision.concern import Concern
from remit.decision.tenant import Settings, Tenant
from remit.errors import InvalidFieldError
from remit.identity.model import Group, State, Subject, Team
from remit.manifest.model import Algorithm, Manifest, ManifestState, TrustedKey
from remit.policy.facts import Facts
from remit.policy.model import (
    Binding,
    Guardrail,
    GuardrailEffect,
    Permission,
    PermissionEffect,
    RateLimit,
    RateWindow,
    Role,
    SandboxProfile,
)
from remit.policy.rights import RoleOutcome
from tests.effort import examples

pytestmark = pytest.mark.sqlite

NOW: Final = 1_700_000_000_000_000
SUBJECTS: Final = ("agent:a", "agent:b", "user:a")
ROLES: Final = ("r0", "r1", "r2", "viewer")
ACTIONS: Final = ("tool:execute", "tool:list", "path:read")
RESOURCES: Final = ("tool:web", "path:etc")
MODELS: Final = ("openai/x", "openai/y")
BOOK: Final = PriceBook.catalog(FakeClock(NOW))

actions = st.lists(st.sampled_from([*ACTIONS, "tool:*", "*"]), max_size=2).map(tuple)
resources = st.lists(st.sampled_from([*RESOURCES, "tool:*", "*"]), max_size=2).map(tuple)
few = st.sampled_from(("x", "y"))
members = st.lists(st.sampled_from(SUBJECTS), max_size=3).map(tuple)
flags = st.booleans()
states = st.sampled_from(State)

permissions = st.builds(
    Permission,
    st.sampled_from([*ACTIONS, "tool:*", "*"]),
    st.sampled_from([*RESOURCES, "tool:*", "*"]),
    st.sampled_from(PermissionEffect),
)
bindings = st.builds(
    lambda role, member, ends: Binding(f"{role}@{member}", role, member, ends),
    st.sampled_from(ROLES),
    st.sampled_from([*SUBJECTS, "group:x", "group:y", "team:x", "team:y"]),
    st.none() | st.sampled_from((NOW + 2, NOW + 5)),
)
budgets = st.builds(
    lambda identity, scope, limit, on, period: Budget(
        identity, scope[0], scope[1], period, Unit.MONEY, limit, enabled=on
    ),
    few,
    st.sampled_from(
        (
            (ScopeType.TENANT, ""),
            (ScopeType.AGENT, ""),
            (ScopeType.AGENT, "a"),
            (ScopeType.TEAM, "x"),
            (ScopeType.ROLE, "r0"),
            (ScopeType.MODEL, "openai/x"),
        )
    ),
    st.integers(1, 2),
    flags,
    st.sampled_from((Period.DAY, Period.RUN)),
)
manifests = st.builds(
    lambda identity, owner, key, serial, state: Manifest(
        identity, owner, "", f"sha256:{identity}", key, serial, state=state, expires_at=NOW + 4 + serial
    ),
    few,
    st.sampled_from(SUBJECTS),
    few,
    st.integers(0, 1),
    st.sampled_from(ManifestState),
)
entities: st.SearchStrategy[Entity] = st.one_of(
    st.builds(Tenant, st.just("t"), state=states, settings=st.sampled_from((Settings(), Settings(zone="Asia/Tokyo")))),
    st.builds(Subject, st.sampled_from(SUBJECTS), state=states),
    st.builds(Group, few, members=members),
    st.builds(Team, few, members=members),
    st.builds(
        Role,
        st.sampled_from(ROLES),
        permissions=st.lists(permissions, max_size=2).map(tuple),
        inherits=st.lists(st.sampled_from(ROLES), max_size=1).map(tuple),
    ),
    bindings,
    st.builds(Guardrail, few, st.sampled_from(GuardrailEffect), actions, resources, enabled=flags),
    st.builds(
        RateLimit,
        few,
        st.sampled_from(("tenant", "subject", "role:r0", "team:x", "agent:a")),
        actions,
        st.sampled_from(((RateWindow(1, 10**6),), (RateWindow(2, 10**6),))),
        enabled=flags,
    ),
    st.builds(SandboxProfile, few, actions, resources),
    budgets,
    st.builds(Price, st.sampled_from(MODELS), st.builds(TokenPrices, st.integers(1, 2), st.just(1))),
    st.builds(Downgrade, st.sampled_from(MODELS), st.sampled_from(MODELS)),
    manifests,
    st.builds(TrustedKey, few, st.just(""), st.just(Algorithm.ED25519), revoked_at=st.none() | st.just(1)),
)  # fmt: skip
rows: st.SearchStrategy[Row] = st.builds(
    lambda entity, gone: (entity.kind, entity.id, None if gone else entity),
    entities,
    st.sampled_from((False, False, True)),
)
histories = st.lists(st.lists(rows, min_size=1, max_size=4), min_size=1, max_size=12)


def policy_answers(catalog: Catalog, subject: str, *, at: int) -> Iterable[object]:
    policy = catalog.policy
    roles = policy.roles_of(subject, at)
    yield policy.groups_of(subject), policy.teams_of(subject), set(policy.bindings_of(subject)), roles
    for action in ACTIONS:
        yield catalog.paces.limits_for(subject, action, roles=roles, teams=policy.teams_of(subject))
        for resource in RESOURCES:
            yield policy.decide(subject, action, resource=resource, now=at)
            yield catalog.may(subject, action, resource=resource, at=at)
            facts = Facts(subject=subject, action=action, resource=resource, now=at)
            yield [policy.guard(facts, outcome) for outcome in RoleOutcome]


def answers(catalog: Catalog, at: int) -> list[object]:
    """All that decisions ask a catalog at an instant, of everybody."""
    found: list[object] = [catalog.settings, catalog.state, catalog.ladder, catalog.prices.version]
    found += [catalog.prices.find("openai", model.partition("/")[2], at=NOW) for model in MODELS]
    found += [catalog.sandboxes.profiles_for(action, one) for action in ACTIONS for one in RESOURCES]
    found += [
        catalog.ceilings.serials,
        catalog.ceilings.keys,
        [d in catalog.ceilings.revoked for d in DIGESTS],
    ]
    for subject in SUBJECTS:
        found += policy_answers(catalog, subject, at=at)
        found += [catalog.ceilings.objection(subject, at), catalog.ceilings.manifests_of(subject)]
        for model in ("", *MODELS):
            concern = Concern(
                subject, catalog.policy.roles_of(subject, at), on_behalf_of="user:a", run_id="run"
            )
            found.append(catalog.budgets.buckets(concern, model, at=at))
    return found


DIGESTS: Final = ("sha256:x", "sha256:y")


def compiled_anew(kept: Mapping[tuple[str, str], Row]) -> Catalog | None:
    """Return a catalog that never saw anything else; None when what is kept cannot be compiled."""
    catalog = Catalog("t", BOOK)
    try:
        catalog.apply(1, reversed(list(kept.values())))
    except InvalidFieldError:
        return None
    return catalog


@settings(max_examples=examples(300), deadline=None)
@given(histories)
def test_any_changes_give_the_answers_of_what_is_left(history: list[list[Row]]) -> None:
    catalog = Catalog("t", BOOK)
    kept: dict[tuple[str, str], Row] = {}
    unread: list[Row] = []
    for revision, batch in enumerate(history, start=1):
        for row in batch:
            kept.pop(row[:2], None)
            if row[2] is not None:
                kept[row[:2]] = row
        wanted = compiled_anew(kept)
        unread += batch
        try:
            catalog.apply(revision, unread)
        except InvalidFieldError:
            # What is refused is read again with the next change, for the revision has not moved.
            assert wanted is None
            assert catalog.revision < revision
            continue
        unread = []
        assert wanted is not None
        assert catalog.revision == revision
        # Asked after every change, so that each answer that is kept ready must notice the next one.
        at = NOW + revision
        assert answers(catalog, at) == answers(wanted, at)


def test_a_change_costs_what_it_touches_and_not_what_is_there() -> None:
    """Counts the steps that Python takes: the same for one binding of ten as for one of ten thousand."""
    assert steps_of_a_change(10_000) <= steps_of_a_change(10) + 20


def steps_of_a_change(bindings_there: int) -> int:
    catalog = Catalog("t", BOOK)
    first: list[Entity] = [
        Role("r0", permissions=(Permission("tool:*"),)),
        Budget("x", ScopeType.AGENT, "a", Period.DAY, Unit.MONEY, 1),
    ]
    first += [Binding(f"r0@agent:{n}", "r0", f"agent:{n}") for n in range(bindings_there)]
    first += [
        Budget(f"b{n}", ScopeType.AGENT, f"{n}", Period.DAY, Unit.MONEY, 1) for n in range(bindings_there)
    ]
    catalog.apply(1, [(one.kind, one.id, one) for one in first])
    for n in range(10):
        catalog.policy.decide(f"agent:{n}", "tool:execute", resource="tool:x", now=NOW)
    steps = 0

    def count(*_: Any) -> Any:
        nonlocal steps
        steps += 1
        return count

    changes: list[Entity] = [
        Binding("r0@agent:1", "r0", "agent:1", NOW),
        Budget("b1", ScopeType.AGENT, "1", Period.DAY, Unit.MONEY, 2),
        Role("r0", permissions=(Permission("tool:execute"),)),
        Guardrail("g", GuardrailEffect.FORBID),
    ]
    before = sys.gettrace()
    sys.settrace(count)
    try:
        catalog.apply(2, [(one.kind, one.id, one) for one in changes])
    finally:
        sys.settrace(before)
    return steps
