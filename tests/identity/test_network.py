"""Networks: the same address in any spelling is the same, and nothing outside is ever inside."""

import string
from ipaddress import IPv4Address, IPv4Network, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import InvalidFieldError
from remit.identity.network import first_beyond, lies_within, parse_network
from remit.server.call import address_of

MAPPED = 0xFFFF << 32
V4_BITS, V6_BITS = 32, 128

v4 = st.integers(0, 2**V4_BITS - 1)
v6 = st.one_of(
    st.integers(0, 2**V6_BITS - 1),
    # Near what is IPv4 inside IPv6, where a mistake would be.
    st.builds(lambda low, bit: MAPPED + low ^ 1 << bit, v4, st.integers(32, V6_BITS - 1)),
    v4,
)


def mapped(value: int) -> IPv6Address:
    return IPv6Address(MAPPED + value)


def spellings(address: IPv6Address) -> list[str]:
    return [str(address), str(address).upper(), address.exploded, f"{address}%eth0", _dotted(address)]


def _dotted(address: IPv6Address) -> str:
    groups = address.exploded.split(":")
    return ":".join(groups[:6]) + f":{IPv4Address(int(address) & 2**V4_BITS - 1)}"


def network(value: int, prefix: int, bits: int) -> int:
    return value >> (bits - prefix) << (bits - prefix)


@given(v4, v4, st.integers(0, V4_BITS))
def test_ipv4_in_any_spelling_of_either_side(address: int, base: int, prefix: int) -> None:
    start = network(base, prefix, V4_BITS)
    expected = network(address, prefix, V4_BITS) == start
    networks = [f"{IPv4Address(start)}/{prefix}", f"{mapped(start)}/{prefix + 96}"]
    callers = [str(IPv4Address(address)), *spellings(mapped(address))]
    found = {(one, text): lies_within(text, (one,)) for one in networks for text in callers}
    assert found == dict.fromkeys(found, expected)


@given(v6, v6, st.integers(0, V6_BITS))
def test_ipv6_in_any_spelling(address: int, base: int, prefix: int) -> None:
    start = network(base, prefix, V6_BITS)
    # What is IPv4 inside IPv6 is in no network of IPv6, however wide, and the other way round.
    sides = address >> 32 == 0xFFFF, prefix >= 96 and start >> 32 == 0xFFFF
    expected = sides[0] == sides[1] and network(address, prefix, V6_BITS) == start
    text = f"{IPv6Address(start)}/{prefix}"
    found = {one: lies_within(one, (text,)) for one in spellings(IPv6Address(address))}
    assert found == dict.fromkeys(found, expected)


@given(v4, st.integers(0, V4_BITS), st.integers(0, V6_BITS))
def test_what_is_in_one_of_several_is_in(address: int, prefix: int, other: int) -> None:
    one = f"{IPv4Address(network(address, prefix, V4_BITS))}/{prefix}"
    far = f"{IPv6Address(network(2**V6_BITS - 1, other, V6_BITS))}/{other}"
    assert lies_within(str(IPv4Address(address)), (far, one))


@given(st.text(st.sampled_from(string.hexdigits + ".:/%[] "), max_size=45))
def test_any_text_as_an_address_or_a_network_is_read_or_closed(text: str) -> None:
    assert not lies_within(text, ("rubbish",))
    lies_within(text, ("10.0.0.0/8", "2001:db8::/32"))
    lies_within("10.0.0.1", (text,))
    try:
        parse_network(text, "networks[0]")
    except InvalidFieldError as refused:
        assert refused.field == "networks[0]"
        assert not lies_within("10.0.0.1", (text,))
        assert not lies_within("2001:db8::1", (text,))


@pytest.mark.parametrize(
    "text",
    [
        "fe80::%eth0/64",
        "fe80::1%1",
        "10.0.0.0/255.0.0.0",
        "10.0.0.0/0.255.255.255",
        "10.0.0.0/08",
        "10.0.0.0/+8",
        "10.0.0.0/33",
        "::/129",
        "10.0.0.0/8\n",
        " 10.0.0.0/8",
        "10.0.0.0/",
        "/8",
        "",
        "10.0.0.1/8",
        "::ffff:10.0.0.1/104",
        "010.0.0.0/8",
        "0x0a.0.0.0/8",
        "167772160/8",
        "[::1]",
        "localhost",
    ],
)
def test_networks_of_another_form_are_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidFieldError) as refused:
        parse_network(text, "allowed_networks[3]")
    assert refused.value.field == "allowed_networks[3]"


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("ipv4:10.0.0.1:5000", "10.0.0.1"),
        ("ipv6:[::1]:5000", "::1"),
        ("ipv6:%5B::1%5D:5000", "::1"),
        ("ipv6:%5Bfe80::1%25eth0%5D:5000", "fe80::1"),
        ("ipv6:[fe80::1%252]:5000", "fe80::1"),
        ("ipv6:[::ffff:10.0.0.1]:5000", "::ffff:10.0.0.1"),
        ("unix:/run/remit.sock", ""),
        ("unix-abstract:remit", ""),
        ("unix:", ""),
        ("vsock:2:5000", ""),
        ("", ""),
    ],
)
def test_the_address_in_what_grpc_calls_a_peer(peer: str, address: str) -> None:
    assert address_of(peer) == address


def test_who_has_no_address_is_in_no_network_and_needs_a_key_without() -> None:
    assert not lies_within("", ("0.0.0.0/0", "::/0"))
    assert lies_within("", ())


@given(v4, st.integers(0, V4_BITS), st.integers(0, V4_BITS), st.integers(0, 3))
def test_a_network_is_beyond_another_unless_all_of_it_is_inside(
    base: int, prefix: int, other: int, spelling: int
) -> None:
    outer, inner = network(base, prefix, V4_BITS), network(base ^ spelling, other, V4_BITS)
    wide = [f"{mapped(outer)}/{prefix + 96}" if spelling & 1 else f"{IPv4Address(outer)}/{prefix}"]
    narrow = [f"{mapped(inner)}/{other + 96}" if spelling & 2 else f"{IPv4Address(inner)}/{other}"]
    inside = IPv4Network((inner, other)).subnet_of(IPv4Network((outer, prefix)))
    assert first_beyond(wide, narrow) == (None if inside else 0)


@pytest.mark.parametrize(
    ("wide", "narrow", "beyond"),
    [
        ([], ["10.0.0.0/8"], None),
        (["10.0.0.0/8"], [], None),
        (["10.0.0.0/8"], ["10.1.0.0/16", "10.0.0.0/7"], 1),
        (["10.0.0.0/9", "10.128.0.0/9"], ["10.0.0.0/8"], 0),
        (["10.0.0.0/8"], ["::/0"], 0),
        (["::/0"], ["10.0.0.0/8"], 0),
        (["2001:db8::/32"], ["2001:db8::/31"], 0),
        (["2001:db8::/32"], ["2001:db8:1::/48"], None),
        (["rubbish"], ["10.0.0.0/8"], 0),
        (["0.0.0.0/0"], ["rubbish"], 0),
    ],
)
def test_the_first_network_that_is_beyond_is_named(
    wide: list[str], narrow: list[str], beyond: int | None
) -> None:
    assert first_beyond(wide, narrow) == beyond
