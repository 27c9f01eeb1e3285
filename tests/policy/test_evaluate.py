"""Roles: deny wins, the default is to deny, an ended binding gives nothing, and no order matters."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import InvalidFieldError
from remit.policy.builtin import BUILTIN_ROLES
from remit.policy.evaluate import CompiledPolicy, compile_policy
from remit.policy.membership import NEVER
from remit.policy.model import Binding, Permission, PermissionEffect, Role
from remit.policy.pattern import compile_glob
from remit.policy.rights import RoleOutcome

NOW = 1_000
ROLES = ("a", "b", "c", "d")
SUBJECTS = ("agent:x", "agent:y", "user:x")
ACTIONS = ("tool:execute", "tool:list", "path:read")
RESOURCES = ("tool:web", "tool:shell", "path:/etc")

permissions = st.builds(
    Permission,
    st.sampled_from([*ACTIONS, "*", "tool:*", "*:read", "tool:e*"]),
    st.sampled_from([*RESOURCES, "*", "tool:*", "*:*e*"]),
    st.sampled_from(PermissionEffect),
)


@st.composite
def roles(draw: st.DrawFn) -> list[Role]:
    """Roles that inherit only what comes after them, so never in a loop."""
    return [
        Role(
            name,
            permissions=tuple(draw(st.lists(permissions, max_size=3))),
            inherits=tuple(draw(st.lists(st.sampled_from(ROLES[place + 1 :]), max_size=2)))
            if name != "d"
            else (),
        )
        for place, name in enumerate(ROLES)
    ]


bindings = st.lists(
    st.builds(
        Binding,
        st.just(""),
        st.sampled_from([*ROLES, "gone"]),
        st.sampled_from([*SUBJECTS, "group:g", "team:g", "group:h"]),
        st.none() | st.integers(NOW - 2, NOW + 2),
    ),
    max_size=5,
)
sets = st.dictionaries(st.sampled_from(["g", "h"]), st.lists(st.sampled_from(SUBJECTS), max_size=3))
questions = st.tuples(st.sampled_from(SUBJECTS), st.sampled_from(ACTIONS), st.sampled_from(RESOURCES))


def compiled(
    given_roles: list[Role], given_bindings: list[Binding], **sets: dict[str, list[str]]
) -> CompiledPolicy:
    return compile_policy(
        roles=given_roles,
        bindings=given_bindings,
        guardrails=(),
        groups=sets.get("groups", {}),
        teams=sets.get("teams", {}),
    )


def obvious_roles(
    given_roles: list[Role], given_bindings: list[Binding], whole: set[str], now: int
) -> set[str]:
    """Walk over everything; `whole` is the subject and every group and team that it is in."""
    known = {role.id: role for role in given_roles}
    found: set[str] = set()
    todo = [
        binding.role
        for binding in given_bindings
        if binding.member in whole and (binding.expires_at is None or now < binding.expires_at)
    ]
    while todo:
        name = todo.pop()
        if name in known and name not in found:
            found.add(name)
            todo.extend(known[name].inherits)
    return found


@given(roles(), bindings, sets, sets, questions, st.integers(NOW - 3, NOW + 3))
def test_it_decides_as_a_walk_over_everything_would(  # noqa: PLR0917 - what hypothesis draws
    given_roles: list[Role],
    given_bindings: list[Binding],
    groups: dict[str, list[str]],
    teams: dict[str, list[str]],
    question: tuple[str, str, str],
    now: int,
) -> None:
    subject, action, resource = question
    whole = {subject}
    whole |= {f"group:{name}" for name, members in groups.items() if subject in members}
    whole |= {f"team:{name}" for name, members in teams.items() if subject in members}
    names = obvious_roles(given_roles, given_bindings, whole, now)
    effects = {
        permission.effect
        for role in given_roles
        for permission in role.permissions
        if role.id in names
        and compile_glob(permission.action)(action)
        and compile_glob(permission.resource)(resource)
    }
    policy = compiled(given_roles, given_bindings, groups=groups, teams=teams)
    verdict = policy.decide(subject, action, resource=resource, now=now)
    assert policy.roles_of(subject, now) == names
    if not names:
        assert verdict.outcome is RoleOutcome.NO_ROLE
    elif PermissionEffect.DENY in effects:
        assert verdict.outcome is RoleOutcome.DENIED
    elif PermissionEffect.ALLOW in effects:
        assert verdict.outcome is RoleOutcome.GRANTED
    else:
        assert verdict.outcome is RoleOutcome.NO_PERMISSION
    assert (verdict.permission is not None) is (verdict.role in names)


@given(roles(), bindings, sets, questions, st.randoms(use_true_random=False))
def test_no_order_of_roles_bindings_or_groups_matters(
    given_roles: list[Role],
    given_bindings: list[Binding],
    groups: dict[str, list[str]],
    question: tuple[str, str, str],
    rng: random.Random,
) -> None:
    subject, action, resource = question
    before = compiled(given_roles, given_bindings, groups=groups)
    rng.shuffle(given_roles)
    rng.shuffle(given_bindings)
    shuffled = {name: sorted(members, reverse=True) for name, members in reversed(groups.items())}
    after = compiled(given_roles, given_bindings, groups=shuffled)
    assert before.decide(subject, action, resource=resource, now=NOW) == after.decide(
        subject, action, resource=resource, now=NOW
    )


@given(roles(), bindings, questions)
def test_one_denial_anywhere_wins(
    given_roles: list[Role], given_bindings: list[Binding], question: tuple[str, str, str]
) -> None:
    subject, action, resource = question
    denier = Role("zz", permissions=(Permission(action, resource, PermissionEffect.DENY),))
    policy = compiled(
        [*given_roles, denier], [*given_bindings, Binding("", "zz", subject), Binding("", "admin", subject)]
    )
    verdict = policy.decide(subject, action, resource=resource, now=NOW)
    assert verdict.outcome is RoleOutcome.DENIED


def test_a_binding_ends_at_its_instant_without_compiling_again() -> None:
    policy = compiled([], [Binding("", "admin", "agent:x", NOW), Binding("", "viewer", "agent:x", NOW + 5)])
    assert policy.roles_of("agent:x", NOW - 1) == {"admin", "viewer"}
    assert policy.roles_of("agent:x", NOW) == {"viewer"}
    assert (
        policy.decide("agent:x", "tool:execute", resource="tool:y", now=NOW).outcome
        is RoleOutcome.NO_PERMISSION
    )
    assert (
        policy.decide("agent:x", "tool:get", resource="tool:y", now=NEVER - 1).outcome is RoleOutcome.NO_ROLE
    )


def test_an_unknown_subject_has_nothing() -> None:
    policy = compiled([], [Binding("", "admin", "agent:x")])
    for subject in ("agent:X", "agent:x ", "user:x", "", "group:x"):
        assert (
            policy.decide(subject, "tool:execute", resource="tool:y", now=NOW).outcome is RoleOutcome.NO_ROLE
        )


def test_it_forgets_subjects_and_actions_but_never_what_they_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("remit.policy.evaluate.MOST_REMEMBERED_SUBJECTS", 3)
    monkeypatch.setattr("remit.policy.evaluate.MOST_REMEMBERED_SETS", 2)
    monkeypatch.setattr("remit.policy.rights.MOST_REMEMBERED_ACTIONS", 2)
    own = [Role(f"r{n}", permissions=(Permission(f"tool:v{n}"),)) for n in range(9)]
    policy = compiled(own, [Binding("", f"r{n}", f"agent:a{n}") for n in range(9)])
    for _ in range(2):
        for subject in range(9):
            for verb in range(9):
                verdict = policy.decide(f"agent:a{subject}", f"tool:v{verb}", resource="tool:x", now=NOW)
                wanted = RoleOutcome.GRANTED if subject == verb else RoleOutcome.NO_PERMISSION
                assert verdict.outcome is wanted


def test_built_in_roles_are_always_there_and_cannot_be_replaced() -> None:
    policy = compiled([Role("viewer", permissions=(Permission("*:*"),))], [Binding("", "viewer", "agent:x")])
    assert policy.decide("agent:x", "role:list", resource="role:x", now=NOW).outcome is RoleOutcome.GRANTED
    assert (
        policy.decide("agent:x", "role:delete", resource="role:x", now=NOW).outcome
        is RoleOutcome.NO_PERMISSION
    )
    assert {role.id for role in BUILTIN_ROLES} == {"admin", "runtime", "approver", "viewer"}


def chain(steps: int) -> list[Role]:
    return [Role(f"r{n}", inherits=(f"r{n + 1}",) if n < steps else ()) for n in range(steps + 1)]


@pytest.mark.parametrize(
    "bad",
    [
        [Role("a", inherits=("a",))],
        [Role("a", inherits=("b",)), Role("b", inherits=("c",)), Role("c", inherits=("a",))],
        [Role("a", inherits=("nobody",))],
        chain(9),
        chain(2_000),
        list(reversed(chain(9))),
        [*chain(8), Role("top", inherits=("r8", "r0"))],
    ],
)
def test_bad_inheritance_is_refused(bad: list[Role]) -> None:
    with pytest.raises(InvalidFieldError) as refused:
        compiled(bad, [])
    assert refused.value.field == "inherits"


def test_inheritance_reaches_eight_steps_and_a_diamond_is_no_loop() -> None:
    last = Role("r8", permissions=(Permission("tool:execute"),))
    policy = compiled([*chain(8)[:-1], last], [Binding("", "r0", "agent:x")])
    assert policy.decide("agent:x", "tool:execute", resource="tool:y", now=NOW).role == "r8"
    diamond = [
        Role("a", inherits=("b", "c")),
        Role("b", inherits=("d",)),
        Role("c", inherits=("d",)),
        Role("d"),
    ]
    assert compiled(diamond, [Binding("", "a", "agent:x")]).roles_of("agent:x", NOW) == {"a", "b", "c", "d"}


def test_wide_inheritance_is_walked_once() -> None:
    layers = [
        Role(f"l{layer}-{n}", inherits=tuple(f"l{layer + 1}-{m}" for m in range(32)) if layer < 8 else ())
        for layer in range(9)
        for n in range(32)
    ]
    policy = compiled(layers, [Binding("", "l0-0", "agent:x")])
    assert len(policy.roles_of("agent:x", NOW)) == 1 + 8 * 32


@pytest.mark.parametrize("field", ["action", "resource"])
def test_bad_patterns_are_refused_where_they_are(field: str) -> None:
    bad = Permission("Tool", "*") if field == "action" else Permission("*", "a b")
    with pytest.raises(InvalidFieldError) as refused:
        compiled([Role("a", permissions=(Permission("*:*"), bad))], [])
    assert refused.value.field == f"permissions[1].{field}"
