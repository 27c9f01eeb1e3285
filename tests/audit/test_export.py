"""The exported log: whatever is changed in it is found, and named."""

import base64
from collections.abc import Callable
from hashlib import sha256

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.audit.export import ExportWriter, write_export
from remit.audit.leaf import leaf_hash, make
from remit.audit.model import Leaf, SequencedLeaf, TreeHead
from remit.audit.proof import root_of
from remit.audit.verify import PROBLEM_LIMIT, Evidence, Report, Verifier, verify_export

Line = dict[str, object]


def entries(size: int, tenant: str = "acme") -> list[SequencedLeaf]:
    return [
        SequencedLeaf(
            place, make(f"ent_{place}", tenant, at=place, kind="decision", content={"says": f"nº {place}"})
        )
        for place in range(size)
    ]


def head(log: list[SequencedLeaf], tenant: str = "acme") -> TreeHead:
    return TreeHead(tenant, len(log), root_of(entry.leaf.hash for entry in log), 99)


LOG = entries(5)
FILE = list(write_export(head(LOG), LOG))


def forge(change: Callable[[list[Line]], object], log: list[bytes] = FILE) -> list[bytes]:
    """Change the parsed lines, and correct the checksum in the last one, as whoever forges would."""
    lines: list[Line] = [orjson.loads(line) for line in log[:-1]]
    change(lines)
    written = [orjson.dumps(line) + b"\n" for line in lines]
    return [*written, orjson.dumps({"sha256": sha256(b"".join(written)).hexdigest()}) + b"\n"]


def says(report: Report) -> str:
    assert not report.ok
    return "\n".join(f"{problem.index} {problem.id}: {problem.what}" for problem in report.problems)


@pytest.mark.parametrize("size", [0, 1, 2, 7, 8, 9])
def test_what_was_written_verifies(size: int) -> None:
    log = entries(size)
    report = verify_export(
        write_export(head(log), log), Evidence([head(log)], [entry.leaf.hash for entry in log])
    )
    assert report == Report(ok=True, entries=size, tenant="acme", root=head(log).root)


def test_newlines_may_be_absent() -> None:
    assert verify_export(line.removesuffix(b"\n") for line in FILE).ok


@given(st.data())
def test_any_byte_changed_is_found(data: st.DataObject) -> None:
    whole = bytearray(b"".join(FILE))
    place = data.draw(st.integers(0, len(whole) - 2))
    whole[place] ^= 1 << data.draw(st.integers(0, 7))
    assert not verify_export(bytes(whole).splitlines(keepends=True)).ok


@given(st.data())
def test_any_byte_of_a_body_changed_names_the_entry(data: st.DataObject) -> None:
    index = data.draw(st.integers(0, 4))

    def change(lines: list[Line]) -> None:
        body = bytearray(str(lines[index + 1].pop("body")).encode())
        body[data.draw(st.integers(0, len(body) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        lines[index + 1]["body_base64"] = base64.b64encode(body).decode()

    assert f"{index} ent_{index}: its bytes were changed" in says(verify_export(forge(change)))


def test_a_line_dropped_is_found() -> None:
    for place in range(1, 6):
        found = says(verify_export(forge(lambda lines, place=place: lines.pop(place))))  # type: ignore[misc]
        assert "the header says 5 entries, the file holds 4" in found
        if place < 5:
            assert f"{place} ent_{place}: entries before it are missing: {place - 1}\n" in found + "\n"


def test_several_lines_dropped_are_counted() -> None:
    def change(lines: list[Line]) -> None:
        del lines[2:5]

    assert "4 ent_4: entries before it are missing: 1 to 3" in says(verify_export(forge(change)))


def test_a_line_dropped_from_a_renumbered_file_is_found() -> None:
    def change(lines: list[Line]) -> None:
        lines.pop(2)
        for index, line in enumerate(lines[1:]):
            line["index"] = index
        lines[0]["size"] = 4

    assert "do not give the root" in says(verify_export(forge(change)))


def test_two_lines_swapped_are_found() -> None:
    def change(lines: list[Line]) -> None:
        lines[2], lines[3] = lines[3], lines[2]

    found = says(verify_export(forge(change)))
    assert "1 ent_1: it stands where 3 should" in found
    assert "do not give the root" in found


def test_two_entries_swapped_with_their_places_are_found() -> None:
    def change(lines: list[Line]) -> None:
        lines[2], lines[3] = lines[3] | {"index": 1}, lines[2] | {"index": 2}

    assert "do not give the root" in says(verify_export(forge(change)))


def test_a_line_added_is_found() -> None:
    found = says(verify_export(forge(lambda lines: lines.append(dict(lines[5])))))
    assert "4 ent_4: it stands where 5 should" in found
    assert "the header says 5 entries, the file holds 6" in found


def test_an_entry_replaced_with_its_hash_is_found() -> None:
    other = make("ent_2", "acme", at=2, kind="decision", content={"says": "something else"})

    def change(lines: list[Line]) -> None:
        lines[3] |= {"body": other.body.decode(), "hash": other.hash.hex()}

    assert "do not give the root" in says(verify_export(forge(change)))


@pytest.mark.parametrize(("name", "value"), [("id", "ent_x"), ("at", 1_000), ("kind", "role:create")])
def test_a_row_that_differs_from_its_body_is_found(name: str, value: object) -> None:
    found = says(verify_export(forge(lambda lines: lines[3].update({name: value}))))
    assert f"its {name} is not the one in its body" in found


def test_another_tenant_is_found() -> None:
    found = says(verify_export(forge(lambda lines: lines[0].update(tenant="other"))))
    assert "4 ent_4: its tenant is not the one in its body" in found


def test_a_body_that_is_no_entry_is_found() -> None:
    body = b'{"id":"ent_0"}'
    log = [SequencedLeaf(0, Leaf("ent_0", "acme", 0, "decision", body, leaf_hash(body)))]
    assert "its body is not that of an audit entry" in says(verify_export(write_export(head(log), log)))


def test_a_file_cut_off_is_found() -> None:
    for length in range(len(FILE)):
        assert "the last line is missing" in says(verify_export(FILE[:length]))


def test_lines_after_the_end_are_found() -> None:
    assert "comes after the end" in says(verify_export([*FILE, FILE[1]]))
    assert "comes after the end" in says(verify_export([*FILE, b""]))


def test_a_checksum_that_differs_is_found() -> None:
    spaced = FILE[0].replace(b":", b": ", 1)
    assert says(verify_export([spaced, *FILE[1:]])) == (
        "None : the bytes of the file are not those that were written (the SHA-256 in its last line differs)"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"more": 1},
        {"hash": 1},
        {"index": True},
        {"index": "1"},
        {"body": 1},
        {"body_base64": "AA=="},
        {"at": 1.0},
    ],
)
def test_a_line_of_another_shape_is_found(change: Line) -> None:
    assert "1 : line 3 is not an entry" in says(verify_export(forge(lambda lines: lines[2].update(change))))


def test_bodies_that_are_not_base64_are_found() -> None:
    def change(lines: list[Line]) -> None:
        del lines[2]["body"]
        lines[2]["body_base64"] = "!!!"

    assert "1 : line 3 is not an entry" in says(verify_export(forge(change)))


@pytest.mark.parametrize(
    "first",
    [b"", b"{}", b"[]", b"nonsense", FILE[1], FILE[0].replace(b"/1", b"/2"), FILE[0].replace(b"5", b"true")],
)
def test_a_file_without_its_header_is_found(first: bytes) -> None:
    assert "the first line is not the header of a remit-audit/1 or" in says(verify_export([first, *FILE[1:]]))


@given(st.lists(st.binary(max_size=50) | st.sampled_from(FILE), max_size=12))
def test_no_lines_make_it_fail(lines: list[bytes]) -> None:
    report = verify_export(lines)
    assert report.ok is (lines == FILE)


def test_damaged_bytes_are_exported_and_found() -> None:
    damaged = [*LOG]
    damaged[2] = SequencedLeaf(2, Leaf("ent_2", "acme", 2, "decision", b"\xff\xfe", LOG[2].leaf.hash))
    assert "2 ent_2: its bytes were changed" in says(verify_export(write_export(head(LOG), damaged)))


def rewritten() -> list[bytes]:
    log = entries(7)
    other = make("ent_1", "acme", at=1, kind="decision", content={"says": "something else"})
    log[1] = SequencedLeaf(1, other)
    return list(write_export(head(log), log))


def test_a_whole_log_rewritten_is_found_by_whoever_holds_an_old_head() -> None:
    assert verify_export(rewritten()).ok
    found = says(verify_export(rewritten(), Evidence(heads=[head(LOG)])))
    assert "the first 5 entries are not those of the tree head held from 99" in found


def test_a_whole_log_rewritten_is_found_by_whoever_holds_a_leaf_hash() -> None:
    found = says(verify_export(rewritten(), Evidence(leaf_hashes=[LOG[1].leaf.hash, LOG[2].leaf.hash])))
    assert f"no entry has the leaf hash {LOG[1].leaf.hash.hex()}" in found
    assert LOG[2].leaf.hash.hex() not in found


def test_a_log_shorter_than_an_old_head_is_found() -> None:
    shorter = entries(3)
    found = says(verify_export(write_export(head(shorter), shorter), Evidence(heads=[head(LOG)])))
    assert "ends before the 5 entries" in found


def test_a_head_of_another_tenant_is_refused() -> None:
    other = entries(5, "other")
    assert "of another tenant" in says(verify_export(FILE, Evidence(heads=[head(other, "other")])))


def test_problems_are_bounded() -> None:
    verifier = Verifier()
    for _ in range(PROBLEM_LIMIT + 10):
        verifier.feed(b"nonsense")
    report = verifier.report()
    assert len(report.problems) == PROBLEM_LIMIT
    assert report.further > 0


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (LOG[1:], "entry 1 cannot follow 0 entries of 5"),
        ([LOG[0], LOG[2]], "entry 2 cannot follow 1 entries of 5"),
        ([*LOG, SequencedLeaf(5, LOG[0].leaf)], "entry 5 cannot follow 5 entries of 5"),
        (LOG[:4], "4 entries were written of 5"),
    ],
)
def test_a_file_that_would_not_verify_is_not_written(wrong: list[SequencedLeaf], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        list(write_export(head(LOG), wrong))


def test_lines_may_be_written_page_by_page() -> None:
    writer = ExportWriter(head(LOG))
    assert [writer.start(), *map(writer.entry, LOG), writer.finish()] == FILE
