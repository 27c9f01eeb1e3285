"""Personal fields: sealed for one person of one tenant, unreadable without the key, which nothing shows."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.audit.person import MasterKey, PersonKey, Sealer, UnsealError, new_key, seal, unseal

PERSON = PersonKey("per_1", bytes(range(32)))
MASTER = MasterKey(bytes(32))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_sealed_text_opens_again(text: str) -> None:
    assert unseal(PERSON, "acme", sealed=seal(PERSON, "acme", text=text)) == text


def test_a_sealed_text_does_not_show_the_text() -> None:
    sealed = seal(PERSON, "acme", text="user:ann")
    assert sealed["person"] == "per_1"
    assert b"ann" not in base64.b64decode(sealed["sealed"])


def test_equal_texts_are_sealed_differently() -> None:
    assert seal(PERSON, "acme", text="user:ann") != seal(PERSON, "acme", text="user:ann")


def test_it_opens_for_nobody_else() -> None:
    sealed = seal(PERSON, "acme", text="user:ann")
    wrong = [
        (PERSON, "other", sealed),
        (PersonKey("per_1", bytes(32)), "acme", sealed),
        (PersonKey("per_2", PERSON.key), "acme", sealed),
        (PersonKey("per_2", PERSON.key), "acme", {**sealed, "person": "per_2"}),
        (PERSON, "acme", {**sealed, "person": "per_2"}),
        (PERSON, "acme", {**sealed, "sealed": "not base64!"}),
        (PERSON, "acme", {**sealed, "sealed": ""}),
        (PERSON, "acme", {"person": "per_1"}),
    ]
    for key, tenant, text in wrong:
        with pytest.raises(UnsealError):
            unseal(key, tenant, sealed=text)


def test_tenant_and_person_cannot_be_shifted_into_each_other() -> None:
    sealed = seal(PersonKey("bc", PERSON.key), "a", text="x")
    with pytest.raises(UnsealError):
        unseal(PersonKey("c", PERSON.key), "ab", sealed={**sealed, "person": "c"})


@given(st.data())
def test_any_bit_changed_is_noticed(data: st.DataObject) -> None:
    sealed = seal(PERSON, "acme", text="user:ann")
    raw = bytearray(base64.b64decode(sealed["sealed"]))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(UnsealError):
        unseal(PERSON, "acme", sealed={**sealed, "sealed": base64.b64encode(raw).decode()})


def test_nothing_shows_a_key() -> None:
    key = new_key("per_9")
    shown = repr(key) + str(key) + f"{key}" + repr(MASTER) + str(MASTER)
    assert "per_9" in shown
    assert repr(key.key)[2:-1] not in shown
    assert key.key.hex() not in shown


def test_new_keys_differ_and_have_256_bits() -> None:
    one, other = new_key("per_1"), new_key("per_1")
    assert one.key != other.key
    assert len(one.key) == 32


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_keys_of_another_length_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        PersonKey("per_1", bytes(size))
    with pytest.raises(ValueError, match="32 bytes"):
        MasterKey(bytes(size))


def test_a_text_seen_before_is_not_sealed_again() -> None:
    sealer = Sealer()
    first = sealer.seal(PERSON, "acme", text="user:ann")
    assert sealer.seal(PERSON, "acme", text="user:ann") is first
    assert unseal(PERSON, "acme", sealed=first) == "user:ann"
    for other in (
        sealer.seal(PERSON, "acme", text="user:bob"),
        sealer.seal(PERSON, "other", text="user:ann"),
        sealer.seal(PersonKey("per_2", PERSON.key), "acme", text="user:ann"),
    ):
        assert other != first


def test_a_changed_key_is_used_at_once() -> None:
    sealer = Sealer()
    sealer.seal(PERSON, "acme", text="user:ann")
    changed = replace(PERSON, key=bytes(32))
    assert unseal(changed, "acme", sealed=sealer.seal(changed, "acme", text="user:ann")) == "user:ann"


def test_the_memory_of_a_sealer_is_bounded() -> None:
    sealer = Sealer(limit=2)
    first = sealer.seal(PERSON, "acme", text="1")
    sealer.seal(PERSON, "acme", text="2")
    third = sealer.seal(PERSON, "acme", text="3")
    assert sealer.seal(PERSON, "acme", text="3") is third
    assert sealer.seal(PERSON, "acme", text="1") is not first


def test_a_sealer_forgets_one_person() -> None:
    sealer = Sealer()
    other = PersonKey("per_2", bytes(32))
    gone, kept = sealer.seal(PERSON, "acme", text="x"), sealer.seal(other, "acme", text="x")
    sealer.forget("per_1")
    assert sealer.seal(PERSON, "acme", text="x") is not gone
    assert sealer.seal(other, "acme", text="x") is kept


def test_a_wrapped_key_opens_only_for_its_tenant_and_subject() -> None:
    wrapped = MASTER.wrap("acme", "user:ann", key=PERSON.key)
    assert PERSON.key not in wrapped
    assert MASTER.unwrap("acme", "user:ann", wrapped=wrapped) == PERSON.key
    for master, tenant, subject, data in (
        (MASTER, "other", "user:ann", wrapped),
        (MASTER, "acme", "user:bob", wrapped),
        (MasterKey(b"1" * 32), "acme", "user:ann", wrapped),
        (MASTER, "acme", "user:ann", wrapped[:-1]),
        (MASTER, "acme", "user:ann", b"\x02" + wrapped[1:]),
        (MASTER, "acme", "user:ann", b""),
        (MASTER, "acme", "user:ann", b"\x01"),
    ):
        with pytest.raises(UnsealError):
            master.unwrap(tenant, subject, wrapped=data)


def test_a_wrapped_key_is_no_sealed_text() -> None:
    person = PersonKey("user:ann", bytes(32))
    sealed = base64.b64decode(seal(person, "acme", text="x" * 32)["sealed"])
    with pytest.raises(UnsealError):
        MASTER.unwrap("acme", "user:ann", wrapped=b"\x01" + sealed)
