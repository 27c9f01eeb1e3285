"""Ids are claimed in the order of their keys, on any replica and in any batch: nobody waits in a ring."""

from hypothesis import given
from hypothesis import strategies as st

from remit.storage.turn import claims_in_order

keys = st.tuples(*[st.sampled_from(["a", "b"])] * 3, st.sampled_from(["q1", "q2", "q3"]))
batches = st.lists(keys, max_size=12).map(
    lambda found: [(*key, bytes([9 - place % 10]), f"dec_{99 - place}") for place, key in enumerate(found)]
)


@given(batches, st.randoms())
def test_the_same_ids_are_claimed_in_the_same_order(batch: list[tuple[object, ...]], chance: object) -> None:
    other = sorted(batch, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert [one[:4] for one in claims_in_order(batch)] == [one[:4] for one in claims_in_order(other)]


@given(batches)
def test_of_one_id_the_first_stays_the_first(batch: list[tuple[object, ...]]) -> None:
    for key in {one[:4] for one in batch}:
        ours = [one for one in batch if one[:4] == key]
        assert [one for one in claims_in_order(batch) if one[:4] == key] == ours
