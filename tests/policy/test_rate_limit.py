"""Which limits concern an action, and that two buckets never share a key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.clock import SECOND
from remit.errors import InvalidFieldError
from remit.policy.model import RateLimit, RateWindow
from remit.policy.rate_limit import PaceIndex

ONE = (RateWindow(1, SECOND),)

LIMITS = [
    RateLimit("whole", "tenant", windows=ONE),
    RateLimit("each", "subject", ("tool:*",), ONE),
    RateLimit("crew", "role:researcher", ("tool:execute",), ONE),
    RateLimit("crew-each", "role:researcher", ("tool:execute", "tool:*"), ONE, each_subject=True),
    RateLimit("team", "team:red", windows=ONE, concurrency=3),
    RateLimit("one", "agent:x", concurrency=1),
    RateLimit("off", "tenant", windows=ONE, enabled=False),
]
INDEX = PaceIndex(reversed(LIMITS))


def keys(
    subject: str, action: str, *, roles: tuple[str, ...] = (), teams: tuple[str, ...] = ()
) -> list[tuple[str, ...]]:
    return [pace.key for pace in INDEX.limits_for(subject, action, roles=roles, teams=teams)]


def test_each_scope_concerns_its_own() -> None:
    assert keys("agent:y", "memory:read") == [("whole", "tenant")]
    assert keys("agent:y", "tool:list") == [("each", "subject", "agent:y"), ("whole", "tenant")]
    assert keys("agent:x", "memory:read", teams=("red",)) == [
        ("one", "subject", "agent:x"),
        ("team", "team", "red"),
        ("whole", "tenant"),
    ]
    assert keys("agent:y", "tool:execute", roles=("researcher", "viewer")) == [
        ("crew", "role", "researcher"),
        ("crew-each", "role", "researcher", "agent:y"),
        ("each", "subject", "agent:y"),
        ("whole", "tenant"),
    ]


def test_a_subject_with_many_roles_is_found_from_the_limits_side() -> None:
    many = tuple(f"role-{n}" for n in range(1000))
    assert keys("agent:y", "tool:execute", roles=(*many, "researcher")) == keys(
        "agent:y", "tool:execute", roles=("researcher",)
    )


ids = st.text("ab:/|", min_size=1, max_size=4)
scopes = st.sampled_from(["tenant", "subject"]) | st.builds(
    lambda kind, name: f"{kind}:{name}", st.sampled_from(["role", "team", "agent", "user"]), ids
)


@given(
    st.lists(
        st.builds(RateLimit, ids, scopes, windows=st.just(ONE)), max_size=6, unique_by=lambda limit: limit.id
    )
)
def test_different_buckets_have_different_keys(limits: list[RateLimit]) -> None:
    index = PaceIndex(limits)
    owner: dict[tuple[str, ...], tuple[str, str]] = {}
    for subject in ("agent:a", "agent:b", "user:a", "agent:a:b"):
        for pace in index.limits_for(subject, "tool:execute", roles={"a", "b", "a:b"}, teams=["a", "b"]):
            whose = subject if pace.limit.scope == "subject" else pace.limit.scope
            assert owner.setdefault(pace.key, (pace.limit_id, whose)) == (pace.limit_id, whose)


@pytest.mark.parametrize(
    ("limit", "field"),
    [
        (RateLimit("l", "everyone", windows=ONE), "scope"),
        (RateLimit("l", "role:", windows=ONE), "scope"),
        (RateLimit("l", "group:x", windows=ONE), "scope"),
        (RateLimit("l", "tenant", windows=ONE, each_subject=True), "each_subject"),
        (RateLimit("l", "tenant", ("tool",), ONE), "actions[0]"),
        (RateLimit("l", "tenant"), "windows"),
        (RateLimit("l", "tenant", windows=ONE * 9), "windows"),
        (RateLimit("l", "tenant", windows=(*ONE, RateWindow(0, SECOND))), "windows[1].limit"),
        (RateLimit("l", "tenant", concurrency=-1), "concurrency"),
    ],
)
def test_bad_limits_are_refused(limit: RateLimit, field: str) -> None:
    with pytest.raises(InvalidFieldError) as refused:
        PaceIndex([limit])
    assert refused.value.field == field
