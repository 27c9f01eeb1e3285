"""Policies as documents: what differs is found, told and applied, and applying twice changes nothing."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.administration.apply import Options, apply_policy
from remit.administration.authority import Authority
from remit.administration.policy import KINDS, Policy, applied, difference, export, policy_in, wanted_of
from remit.errors import StaleRevisionError
from remit.policy.document import parse_policy
from remit.policy.model import Binding, Guardrail, GuardrailEffect, Permission, Role
from tests.administration.conftest import Room

NAMES = st.text("abc", min_size=1, max_size=2)
ROLES = st.builds(
    Role,
    NAMES,
    description=st.sampled_from(["", "x", "no", "1e3", "null: ~", "ä\u2028b"]),
    permissions=st.lists(st.sampled_from([Permission("a:b"), Permission("*:*", "t:*")]), max_size=2).map(
        tuple
    ),
)
GUARDRAILS = st.builds(
    Guardrail,
    NAMES,
    st.sampled_from(GuardrailEffect),
    condition=st.sampled_from(
        ["", "path: resource.id\nop: eq\nvalue: '1'", '{"path":"action","op":"absent"}']
    ),
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    roles = {one.id: one for one in draw(st.lists(ROLES, max_size=3))}
    guardrails = {one.id: one for one in draw(st.lists(GUARDRAILS, max_size=3))}
    bindings = {
        f"{role}@user:x": Binding(f"{role}@user:x", role, "user:x")
        for role in draw(st.lists(NAMES, max_size=3))
    }
    return {
        **{kind: {} for kind in KINDS},
        "role": roles,
        "guardrail": guardrails,
        "binding": bindings,
    }


@given(policies(), policies())
def test_the_difference_applied_is_what_was_wanted(live: Policy, wanted: Policy) -> None:
    after = applied(live, difference(live, wanted, prune=True))
    assert difference(after, wanted, prune=True) == ()
    assert {kind: set(after[kind]) for kind in KINDS} == {kind: set(wanted[kind]) for kind in KINDS}


@given(policies(), policies())
def test_without_prune_nothing_goes(live: Policy, wanted: Policy) -> None:
    after = applied(live, difference(live, wanted, prune=False))
    assert difference(after, wanted, prune=False) == ()
    assert all(set(live[kind]) | set(wanted[kind]) == set(after[kind]) for kind in KINDS)


@given(policies())
def test_an_export_says_the_same_policy(policy: Policy) -> None:
    text = export(policy)
    again = wanted_of(parse_policy(text))
    assert difference(policy, again, prune=True) == ()
    assert export(again) == text


async def test_writers_at_once_all_get_through_or_are_told(room: Room) -> None:
    authority = Authority(room.catalogs, room.clock)

    async def apply(name: str) -> bool:
        document = parse_policy(f"roles: [{{id: {name}}}]")
        try:
            await apply_policy(room.editor(), document, options=Options(), authority=authority)
        except StaleRevisionError:
            return False
        return True

    names = [f"r{number}" for number in range(12)]
    through = await asyncio.gather(*map(apply, names))
    kept = set(policy_in(await room.catalog())["role"])
    assert kept == {name for name, done in zip(names, through, strict=True) if done}
    assert through.count(True) >= 8


async def test_a_base_revision_counts_whoever_wrote_since(room: Room) -> None:
    authority = Authority(room.catalogs, room.clock)
    document = parse_policy("roles: [{id: r}]")
    await room.editor().create(Role("other"))
    with pytest.raises(StaleRevisionError) as stale:
        await apply_policy(room.editor(), document, options=Options(base_revision=1), authority=authority)
    assert stale.value.metadata == {"revision": "2"}
    now = Options(base_revision=2)
    assert (await apply_policy(room.editor(), document, options=now, authority=authority)).revision == 3
