"""The Merkle tree, against published vectors and against the definition in RFC 6962 written out."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.audit.leaf import leaf_hash
from remit.audit.proof import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# Leaves, roots and paths of the reference implementation of Certificate Transparency (RFC 6962).
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSIONS = [
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
CONSISTENCIES = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]

TREES = st.integers(1, 70).map(lambda size: [leaf_hash(bytes([place])) for place in range(size)])


def split(size: int) -> int:
    half = 1
    while half * 2 < size:
        half *= 2
    return half


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def tree_hash(hashes: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256(b"").digest()
    at = split(len(hashes))
    return node(tree_hash(hashes[:at]), tree_hash(hashes[at:]))


def path(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 6962, section 2.1.1."""
    if len(hashes) == 1:
        return []
    at = split(len(hashes))
    if index < at:
        return [*path(index, hashes[:at]), tree_hash(hashes[at:])]
    return [*path(index - at, hashes[at:]), tree_hash(hashes[:at])]


def subproof(first: int, hashes: Sequence[bytes], *, whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962, section 2.1.2."""
    if first == len(hashes):
        return [] if whole else [tree_hash(hashes)]
    at = split(len(hashes))
    if first <= at:
        return [*subproof(first, hashes[:at], whole=whole), tree_hash(hashes[at:])]
    return [*subproof(first - at, hashes[at:], whole=False), tree_hash(hashes[:at])]


def test_published_roots() -> None:
    assert [root_of(HASHES[:size]).hex() for size in range(9)] == ROOTS
    assert EMPTY_ROOT.hex() == ROOTS[0]


@pytest.mark.parametrize(("index", "size", "wanted"), INCLUSIONS)
def test_published_inclusion(index: int, size: int, wanted: list[str]) -> None:
    proof = inclusion_proof(index, size, hashes=HASHES)
    assert [step.hex() for step in proof] == wanted
    assert verify_inclusion(HASHES[index], index, size=size, proof=proof, root=bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("first", "second", "wanted"), CONSISTENCIES)
def test_published_consistency(first: int, second: int, wanted: list[str]) -> None:
    proof = consistency_proof(first, second, hashes=HASHES)
    assert [step.hex() for step in proof] == wanted
    roots = bytes.fromhex(ROOTS[first]), bytes.fromhex(ROOTS[second])
    assert verify_consistency(first, second, proof=proof, roots=roots)


@given(TREES, st.data())
def test_roots_and_proofs_are_those_of_the_definition(hashes: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(hashes)))
    index = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(1, size))
    assert root_of(hashes[:size]) == tree_hash(hashes[:size])
    assert inclusion_proof(index, size, hashes=hashes) == path(index, hashes[:size])
    assert consistency_proof(first, size, hashes=hashes) == subproof(first, hashes[:size], whole=True)


@given(TREES, st.data())
def test_what_is_proven_verifies_and_nothing_else(hashes: list[bytes], data: st.DataObject) -> None:
    size = len(hashes)
    index = data.draw(st.integers(0, size - 1))
    root, proof = root_of(hashes), inclusion_proof(index, size, hashes=hashes)
    assert verify_inclusion(hashes[index], index, size=size, proof=proof, root=root)
    other = data.draw(st.integers(0, size - 1))
    assert verify_inclusion(hashes[other], index, size=size, proof=proof, root=root) is (other == index)
    assert verify_inclusion(hashes[index], other, size=size, proof=proof, root=root) is (other == index)
    assert not verify_inclusion(hashes[index], index, size=size, proof=proof, root=leaf_hash(b"another root"))
    assert not verify_inclusion(hashes[index], index, size=size, proof=[*proof, bytes(32)], root=root)
    assert not proof or not verify_inclusion(hashes[index], index, size=size, proof=proof[:-1], root=root)
    assert not proof or not verify_inclusion(
        hashes[index], index, size=size, proof=[bytes(32), *proof[1:]], root=root
    )


@given(TREES, st.data())
def test_a_tree_is_consistent_with_its_beginning_alone(hashes: list[bytes], data: st.DataObject) -> None:
    second = len(hashes)
    first = data.draw(st.integers(1, second))
    older, newer = root_of(hashes[:first]), root_of(hashes)
    proof = consistency_proof(first, second, hashes=hashes)
    assert verify_consistency(first, second, proof=proof, roots=(older, newer))
    rewritten = [leaf_hash(b"rewritten"), *hashes[1:]]
    rewritten_proof = consistency_proof(first, second, hashes=rewritten)
    assert not verify_consistency(first, second, proof=rewritten_proof, roots=(older, root_of(rewritten)))
    assert not verify_consistency(first, second, proof=[*proof, bytes(32)], roots=(older, newer))
    assert not proof or not verify_consistency(first, second, proof=proof[:-1], roots=(older, newer))
    assert not proof or not verify_consistency(first, second, proof=[], roots=(older, newer))
    assert not proof or not verify_consistency(first, second, proof=proof, roots=(leaf_hash(b"?"), newer))
    assert not proof or not verify_consistency(first, second, proof=proof, roots=(older, leaf_hash(b"?")))


def test_an_empty_tree_begins_every_tree() -> None:
    assert verify_consistency(0, 8, proof=[], roots=(EMPTY_ROOT, root_of(HASHES)))
    assert not verify_consistency(0, 8, proof=[], roots=(HASHES[0], root_of(HASHES)))
    assert not verify_consistency(0, 8, proof=[HASHES[0]], roots=(EMPTY_ROOT, root_of(HASHES)))
    assert not verify_consistency(8, 8, proof=[], roots=(root_of(HASHES), HASHES[0]))
    assert not verify_consistency(8, 7, proof=[HASHES[0]], roots=(root_of(HASHES), root_of(HASHES[:7])))
    assert not verify_consistency(-1, 7, proof=[HASHES[0]], roots=(EMPTY_ROOT, root_of(HASHES[:7])))


def test_a_proof_does_not_stretch_to_a_larger_tree() -> None:
    root = root_of(HASHES)
    proof = inclusion_proof(5, 8, hashes=HASHES)
    assert not verify_inclusion(HASHES[5], 5, size=16, proof=proof, root=root)
    roots = root_of(HASHES[:6]), root
    assert not verify_consistency(6, 16, proof=consistency_proof(6, 8, hashes=HASHES), roots=roots)


def test_a_leaf_beyond_the_tree_is_not_in_it() -> None:
    assert verify_inclusion(HASHES[0], 0, size=1, proof=[], root=HASHES[0])
    assert not verify_inclusion(HASHES[0], 1, size=1, proof=[], root=HASHES[0])
    assert not verify_inclusion(HASHES[0], -1, size=1, proof=[], root=HASHES[0])
    assert not verify_inclusion(HASHES[0], 0, size=0, proof=[], root=HASHES[0])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0), (0, 9), (8, 9)])
def test_proofs_beyond_the_tree_are_refused(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(index, size, hashes=HASHES)


@pytest.mark.parametrize(("first", "second"), [(0, 3), (-1, 3), (4, 3), (1, 9)])
def test_consistency_beyond_the_tree_is_refused(first: int, second: int) -> None:
    with pytest.raises(ValueError, match="no proof"):
        consistency_proof(first, second, hashes=HASHES)


@given(TREES, st.data())
def test_a_frontier_continues_from_what_was_stored(hashes: list[bytes], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(hashes)))
    stored = Frontier().extend(hashes[:cut]).to_bytes()
    frontier = Frontier.from_bytes(stored).extend(hashes[cut:])
    assert frontier == Frontier().extend(hashes)
    assert frontier.size == len(hashes)
    assert frontier.root() == tree_hash(hashes)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 7,
        b"\0" * 9,
        (3).to_bytes(8) + bytes(32),
        (1).to_bytes(8) + bytes(31),
        bytes(8) + bytes(32),
    ],
)
def test_a_damaged_frontier_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"leaves|frontier"):
        Frontier.from_bytes(data)
