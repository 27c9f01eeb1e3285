"""What the gate admits: calls and bytes in all, and shares of tenants, whatever order they come and go in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.errors import OverloadedError
from remit.server.gate import BYTES_LIMIT, KEPT_FREE, Gate
from tests.effort import examples


def gate(calls: int = 64, share: int = 32) -> Gate:
    return Gate(max_calls=calls, max_calls_per_tenant=share, max_watchers=1, max_watchers_per_tenant=1)


def admit(one: Gate, tenant: str, count: int = 1) -> int:
    """Let calls of a tenant enter, and return how many got their share; those refused have left again."""
    admitted = 0
    for _ in range(count):
        one.enter(100)
        try:
            one.share(tenant)
            admitted += 1
        except OverloadedError as refused:
            assert refused.retry_after is not None
            one.leave(100, None)
    return admitted


def test_a_tenant_alone_leaves_a_place_to_whoever_comes() -> None:
    one = gate()
    assert admit(one, "a", 64) == 64 - 64 // KEPT_FREE
    assert admit(one, "b", 8) == 8


def test_who_has_more_than_its_share_gets_no_more_while_others_are_there() -> None:
    one = gate()
    assert admit(one, "a", 40) == 40
    assert admit(one, "b") == 1
    assert admit(one, "a") == 0
    one.leave(100, "b")
    assert admit(one, "a") == 1


def test_a_share_is_reached_by_none_while_others_are_there() -> None:
    one = gate()
    admit(one, "b")
    assert admit(one, "a", 60) == 32
    assert admit(one, "b", 31) == 31
    with pytest.raises(OverloadedError):
        one.enter(100)


def test_requests_that_fill_the_memory_are_refused_but_one_alone_is_not() -> None:
    one = gate()
    one.enter(BYTES_LIMIT + 1)
    with pytest.raises(OverloadedError):
        one.enter(1)
    one.leave(BYTES_LIMIT + 1, None)
    one.enter(BYTES_LIMIT - 10)
    one.enter(10)
    with pytest.raises(OverloadedError):
        one.enter(1)


@settings(deadline=None, max_examples=examples(100))
@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=200))
def test_nothing_is_ever_left_over(steps: list[tuple[str, bool]]) -> None:
    one = gate(16, 8)
    held: list[str] = []
    for tenant, comes in steps:
        if comes and one.calls < 16:
            held += [tenant] * admit(one, tenant)
        elif tenant in held:
            held.remove(tenant)
            one.leave(100, tenant)
        assert one.calls == len(held) <= 16
        assert one.bytes == 100 * len(held)
        assert all(held.count(each) <= 14 for each in "abc")
    for tenant in held:
        one.leave(100, tenant)
    assert (one.calls, one.bytes, one._calls_by_tenant) == (0, 0, {})
