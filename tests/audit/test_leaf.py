"""The bytes of entries and their hashes."""

import hashlib

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.audit.leaf import encode, leaf_hash, make, node_hash

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)


def test_the_hash_of_an_empty_leaf_is_the_published_one() -> None:
    # The root of a tree with one empty leaf, from the test vectors of Certificate Transparency.
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_a_leaf_is_never_a_node() -> None:
    left, right = leaf_hash(b"l"), leaf_hash(b"r")
    assert node_hash(left, right) == hashlib.sha256(b"\x01" + left + right).digest()
    assert node_hash(left, right) != leaf_hash(left + right)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), JSON))
def test_order_of_members_does_not_change_the_bytes(body: dict[str, object]) -> None:
    turned = dict(reversed(body.items()))
    assert encode(body) == encode(turned)
    assert orjson.loads(encode(body)) == body


def test_what_json_cannot_hold_is_refused() -> None:
    for body in ({"a": object()}, {"a": 2**65}, {1: "a"}):
        with pytest.raises(TypeError):
            encode(body)  # type: ignore[arg-type]  # the third one is wrong on purpose


def test_the_body_repeats_its_row_so_that_the_hash_covers_it() -> None:
    leaf = make("ent_1", "acme", at=7, kind="role:create", content={"role": "writer"})
    assert orjson.loads(leaf.body) == {
        "id": "ent_1",
        "tenant": "acme",
        "at": 7,
        "kind": "role:create",
        "role": "writer",
    }
    assert leaf.hash == leaf_hash(leaf.body)


@pytest.mark.parametrize("name", ["id", "tenant", "at", "kind"])
def test_content_cannot_overwrite_the_row(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        make("ent_1", "acme", at=7, kind="role:create", content={name: "other"})
