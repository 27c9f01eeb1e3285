"""A policy document is read strictly, and what was written is read back to the same policy."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from remit.clock import DAY, MINUTE, SECOND
from remit.errors import DocumentInvalidError
from remit.policy.condition import compile_condition
from remit.policy.document import MemberSet, PolicyDocument, binding_id, parse_policy
from remit.policy.document_writer import dump_policy
from remit.policy.facts import Facts
from remit.policy.model import (
    ApprovalRule,
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

ids = st.text("abcXYZ019._-/", min_size=1, max_size=6)
prose = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff"), max_size=9
)
action_lists = st.lists(st.sampled_from(["*", "tool:*", "path:read"]), min_size=1, max_size=2).map(tuple)
resource_lists = st.lists(st.sampled_from(["*", "tool:*", "path:/srv/*"]), min_size=1, max_size=2).map(tuple)
member_refs = st.builds(lambda kind, name: f"{kind}:{name}", st.sampled_from(["agent", "user", "group"]), ids)
conditions = st.sampled_from(
    ["", '{"path":"run","op":"exists"}', '{"all":[{"path":"estimate.money","op":"gt","value":2.50}]}']
)
windows = st.builds(RateWindow, st.integers(1, 10**6), st.integers(SECOND, 31 * DAY), st.integers(0, 9))
waits = st.integers(1, 40_000).map(lambda minutes: minutes * MINUTE)
spans = st.none() | st.integers(SECOND, DAY)


def unique(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=2, unique_by=lambda one: one.id).map(tuple)


documents = st.builds(
    PolicyDocument,
    roles=unique(
        st.builds(
            Role,
            ids.filter(lambda name: name not in {"admin", "viewer"}),
            prose,
            prose,
            st.lists(
                st.builds(
                    Permission,
                    st.sampled_from(["*:*", "tool:re*"]),
                    st.sampled_from(["*", "tool:x"]),
                    st.sampled_from(PermissionEffect),
                ),
                max_size=2,
            ).map(tuple),
            st.lists(ids, max_size=2).map(tuple),
        )
    ),
    bindings=unique(
        st.builds(
            lambda role, member, until: Binding(binding_id(role, member), role, member, until),
            ids,
            member_refs,
            st.none() | st.integers(0, 4_102_444_800_000_000),
        )
    ),
    guardrails=unique(
        st.builds(
            Guardrail,
            ids,
            st.sampled_from(GuardrailEffect),
            action_lists,
            resource_lists,
            conditions,
            prose,
            st.builds(
                ApprovalRule, st.lists(member_refs, max_size=2).map(tuple), st.integers(1, 20), waits, waits
            ),
            st.booleans(),
            prose,
        )
    ),
    rate_limits=unique(
        st.builds(
            RateLimit,
            ids,
            st.just("team:red"),
            action_lists,
            st.lists(windows, min_size=1, max_size=3).map(tuple),
            st.integers(0, 9),
            st.booleans(),
            st.booleans(),
            prose,
        )
    ),
    sandbox_profiles=unique(
        st.builds(
            SandboxProfile,
            ids,
            action_lists,
            resource_lists,
            st.dictionaries(st.sampled_from(["image", "no"]), prose),
            prose,
            readable_paths=st.lists(prose, max_size=2).map(tuple),
            max_memory_bytes=st.none() | st.integers(2**20, 2**40),
            max_cpu_time=spans,
            max_duration=spans,
        )
    ),
    groups=unique(st.builds(MemberSet, ids, prose, st.lists(member_refs, max_size=2).map(tuple))),
    teams=unique(st.builds(MemberSet, ids, prose, st.lists(member_refs, max_size=2).map(tuple))),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_what_was_written_is_read_back_the_same(document: PolicyDocument) -> None:
    assert parse_policy(dump_policy(document)) == document


@pytest.mark.parametrize(
    ("text", "field", "told"),
    [
        ("[]", "document", "mapping"),
        ("", "document", "mapping"),
        ("roles: [", "document", "line"),
        ("roles: [{id: a, id: b}]", "document", "twice"),
        ("role: []", "role", "no such key"),
        ("version: 2", "version", ""),
        ("roles: [{id: a, permission: []}]", "roles[0].permission", "no such key"),
        ("roles: [{id: a b}]", "roles[0].id", ""),
        ("roles: [{id: 5}]", "roles[0].id", ""),
        ("roles: [{id: a@b}]", "roles[0].id", "@"),
        ("roles: [{id: admin}]", "roles[0].id", "built in"),
        ("roles: [{id: a}, {id: a}]", "roles[1]", "twice"),
        ("roles: [{id: a, permissions: [{action: x}]}]", "roles[0].permissions[0].action", "noun:verb"),
        (
            "roles: [{id: a, permissions: [{action: '*', effect: MAYBE}]}]",
            "roles[0].permissions[0].effect",
            "",
        ),
        ("bindings: [{role: a, member: 'role:x'}]", "bindings[0].member", ""),
        (
            "bindings: [{role: a, member: 'user:x', expires_at: 2027-01-01}]",
            "bindings[0].expires_at",
            "offset",
        ),
        ("bindings: [{role: a, member: 'user:x'}, {role: a, member: 'user:x'}]", "bindings[1]", "twice"),
        ("guardrails: [{id: g}]", "guardrails[0].effect", ""),
        ("guardrails: [{id: g, effect: FORBID, actions: []}]", "guardrails[0].actions", ""),
        ("guardrails: [{id: g, effect: FORBID, condition: {all: []}}]", "guardrails[0].condition.all", ""),
        ("guardrails: [{id: g, effect: FORBID, enabled: 1}]", "guardrails[0].enabled", ""),
        (
            "guardrails: [{id: g, effect: REQUIRE_APPROVAL, approval: {quorum: 0}}]",
            "guardrails[0].approval.quorum",
            "",
        ),
        (
            "guardrails: [{id: g, effect: REQUIRE_APPROVAL, approval: {use_within: 1s}}]",
            "guardrails[0].approval.use_within",
            "",
        ),
        ("rate_limits: [{id: l}]", "rate_limits[0].windows", "window"),
        ("rate_limits: [{id: l, windows: [{limit: 0, period: 1m}]}]", "rate_limits[0].windows[0].limit", ""),
        (
            "rate_limits: [{id: l, windows: [{limit: 1, period: 60}]}]",
            "rate_limits[0].windows[0].period",
            "unit",
        ),
        ("sandbox_profiles: [{id: s, settings: {Image: x}}]", "sandbox_profiles[0].settings.Image.[key]", ""),
        ("groups: [{id: g, members: [ann]}]", "groups[0].members[0]", ""),
    ],
)
def test_bad_documents_are_refused_where_they_are_wrong(text: str, field: str, told: str) -> None:
    with pytest.raises(DocumentInvalidError) as refused:
        parse_policy(text)
    assert refused.value.field == field
    assert refused.value.message
    assert told in refused.value.message


def test_a_condition_kept_as_yaml_is_written_as_part_of_the_document() -> None:
    text = "path: estimate.money\nop: gt\nvalue: 1e2 # dollars\n"
    document = PolicyDocument(guardrails=(Guardrail("g", GuardrailEffect.FORBID, condition=text),))
    (read,) = parse_policy(dump_policy(document)).guardrails
    assert read == replace(
        document.guardrails[0], condition='{"path":"estimate.money","op":"gt","value":100.0}'
    )
    costs_more = Facts("agent:x", "a:b", "t:y", estimate_money=100_000_000_001)
    assert compile_condition(read.condition)(costs_more)


@given(st.text("abrolesindg:-{}[]\n *'0", max_size=60))
def test_arbitrary_text_is_read_or_refused(text: str) -> None:
    try:
        assert parse_policy(text) is not None
    except DocumentInvalidError as error:
        assert error.field
