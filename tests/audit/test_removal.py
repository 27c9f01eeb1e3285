"""What retention removed of a log: proofs of the rest are the same, and an export of it hides nothing else."""

from collections.abc import Callable
from dataclasses import replace

import orjson
import pytest

from remit.audit.export import FORMAT_REST, ExportWriter
from remit.audit.leaf import leaf_hash, make
from remit.audit.model import SequencedLeaf, TreeHead
from remit.audit.proof import Frontier, consistency_proof, inclusion_proof, root_of
from remit.audit.removal import KIND, Part, Said, content, part_of, part_of_id, said_in
from remit.audit.verify import Evidence, Report, verify_export
from tests.audit.test_export import Line, forge, head, says

HASHES = [leaf_hash(bytes([number])) for number in range(18)]


@pytest.mark.parametrize("cut", range(len(HASHES) + 1))
def test_what_comes_after_a_removed_beginning_is_proven_as_before(cut: int) -> None:
    before, rest = Frontier().extend(HASHES[:cut]), HASHES[cut:]
    for size in range(cut, len(HASHES) + 1):
        assert root_of(rest[: size - cut], before) == root_of(HASHES[:size])
        for index in range(cut, size):
            assert inclusion_proof(index, size, hashes=rest, before=before) == inclusion_proof(
                index, size, hashes=HASHES
            )
        for first in range(max(cut, 1), size + 1):
            assert consistency_proof(first, size, hashes=rest, before=before) == consistency_proof(
                first, size, hashes=HASHES
            )


def test_what_needs_removed_leaves_is_no_proof() -> None:
    before, rest = Frontier().extend(HASHES[:7]), HASHES[7:]
    with pytest.raises(ValueError, match="no leaf 6"):
        inclusion_proof(6, 9, hashes=rest, before=before)
    with pytest.raises(ValueError, match="no proof from 6"):
        consistency_proof(6, 9, hashes=rest, before=before)
    with pytest.raises(ValueError, match="cannot have an edge"):
        before.between(2, 4)


def test_parts_are_told_by_kind_and_by_id() -> None:
    pairs = [
        ("decision", "dec_1"),
        ("usage", "use_1"),
        ("decision:denied", "ent_1"),
        ("role:create", "ent_2"),
    ]
    found = [(part_of(kind), part_of_id(name)) for kind, name in pairs]
    assert found == [(Part.DECISIONS,) * 2, (Part.USAGE,) * 2, (Part.OTHERS,) * 2, (Part.OTHERS,) * 2]


CUT, REACH, SIZE = 3, 6, 10
"""The first three are gone, of decisions the first six."""


def log() -> list[SequencedLeaf]:
    """A log of decisions, of which the last entry but one says what was removed."""
    made = [
        SequencedLeaf(place, make(f"dec_{place}", "acme", at=place, kind="decision", content={"n": place}))
        for place in range(SIZE)
    ]
    edge = root_of(one.leaf.hash for one in made[:CUT])
    said = Said({**dict.fromkeys(Part, CUT), Part.DECISIONS: REACH}, CUT, edge)
    body = content(said, counts={"decisions": 3}, kept={})
    made[8] = SequencedLeaf(8, make("ent_8", "acme", at=8, kind=KIND, content=body))
    return made


LOG = log()
BEFORE = Frontier().extend(one.leaf.hash for one in LOG[:CUT])


def bare(entry: SequencedLeaf) -> SequencedLeaf:
    return SequencedLeaf(entry.index, replace(entry.leaf, body=b""))


def written(
    entries: list[SequencedLeaf], before: Frontier = BEFORE, of: TreeHead | None = None
) -> list[bytes]:
    writer = ExportWriter(of or head(LOG), before)
    return [writer.start(), *map(writer.entry, entries), writer.finish()]


REST = [bare(one) if one.index < REACH else one for one in LOG[CUT:]]
FILE = written(REST)


def test_what_is_left_verifies() -> None:
    heads = [
        TreeHead("acme", size, root_of(one.leaf.hash for one in LOG[:size]), 0) for size in range(CUT, SIZE)
    ]
    report = verify_export(FILE, Evidence(heads, [one.leaf.hash for one in LOG[CUT:]]))
    assert report == Report(ok=True, entries=SIZE - CUT, tenant="acme", root=head(LOG).root)
    assert orjson.loads(FILE[0])["format"] == FORMAT_REST


def test_what_was_removed_is_not_taken_for_proven() -> None:
    older = TreeHead("acme", 2, root_of(one.leaf.hash for one in LOG[:2]), 0)
    assert "begins after the 2 entries" in says(verify_export(FILE, Evidence([older])))
    assert "no entry has the leaf hash" in says(verify_export(FILE, Evidence((), [LOG[0].leaf.hash])))


def _node(lines: list[Line]) -> None:
    before = lines[0]["before"]
    assert isinstance(before, dict)
    before["nodes"][0] = "00" * 32


def _shorter(lines: list[Line]) -> None:
    lines[0]["before"] = {"size": 0, "nodes": []}


def _swap(lines: list[Line]) -> None:
    lines[1], lines[2] = lines[2] | {"index": 3}, lines[1] | {"index": 4}


CHANGES: dict[str, Callable[[list[Line]], object]] = {
    "a node of the edge": _node,
    "another beginning": _shorter,
    "a hash": lambda lines: lines[1].update(hash="00" * 32),
    "a hash of another shape": lambda lines: lines[1].update(hash="0"),
    "two entries without bytes swapped": _swap,
    "an entry without bytes dropped": lambda lines: lines.pop(1),
    "an entry dropped": lambda lines: lines.pop(5),
    "a body": lambda lines: lines[5].update(body=str(lines[5]["body"]).replace("7", "8")),
    "no edge": lambda lines: lines[0].pop("before"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_after_the_cut_is_found(change: Callable[[list[Line]], object]) -> None:
    assert not verify_export(forge(change, FILE)).ok


def test_bytes_that_are_missing_beyond_what_was_said_are_found() -> None:
    hidden = [bare(one) if one.index == REACH else one for one in REST]
    assert f"{REACH} dec_{REACH}: its bytes are missing" in says(verify_export(written(hidden)))


def test_another_part_is_not_covered_by_what_was_said_of_decisions() -> None:
    def change(lines: list[Line]) -> None:
        lines[1]["id"] = "ent_3"
        lines[2]["id"] = "use_4"

    found = says(verify_export(forge(change, FILE)))
    assert "3 ent_3: its bytes are missing" in found
    assert "4 use_4: its bytes are missing" in found


def test_an_edge_that_is_not_the_one_that_was_said_is_found() -> None:
    entries = log()
    said = Said({**dict.fromkeys(Part, CUT), Part.DECISIONS: REACH}, CUT, bytes(32))
    forged = make("ent_8", "acme", at=8, kind=KIND, content=content(said, counts={}, kept={}))
    entries[8] = SequencedLeaf(8, forged)
    rest = [bare(one) if one.index < REACH else one for one in entries[CUT:]]
    assert "is not what this entry says to be removed" in says(verify_export(written(rest, of=head(entries))))


def test_a_beginning_that_nobody_said_to_be_removed_is_found() -> None:
    edge = Frontier().extend(one.leaf.hash for one in LOG[: CUT + 1])
    found = says(verify_export(written(REST[1:], edge)))
    assert f"no entry says that the {CUT + 1} before the first one were removed" in found


def test_a_whole_file_hides_no_bytes() -> None:
    with pytest.raises(ValueError, match="bytes of entry 0"):
        ExportWriter(head(LOG)).entry(bare(LOG[0]))
    whole = ExportWriter(head(LOG))
    lines = [whole.start(), *map(whole.entry, LOG), whole.finish()]
    assert verify_export(lines).ok

    def strip(made: list[Line]) -> None:
        made[4] = {name: made[4][name] for name in ("index", "id", "hash")}

    assert "3 : line 5 is not an entry" in says(verify_export(forge(strip, lines)))


@pytest.mark.parametrize(
    "wrong",
    [{}, {"removed_before": {}, "tree": {"size": 1, "root": "x"}}, {"removed_before": {"all": 1}, "tree": {}},
     {"removed_before": {"usage": "9"}, "tree": {"size": 1, "root": ""}}],
)  # fmt: skip
def test_what_says_nothing_of_removal_is_not_heard(wrong: dict[str, object]) -> None:
    assert said_in(wrong) is None
