"""Addresses of Redis: every form is read, every wrong one refused in a sentence without the password."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.config import ConfigError
from remit.volatile.redis import Address
from remit.volatile.redis.address import CLUSTER, SENTINEL, SINGLE


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("redis://127.0.0.1", Address(SINGLE, (("127.0.0.1", 6379),))),
        ("redis://redis.internal:7000/", Address(SINGLE, (("redis.internal", 7000),))),
        ("redis://[::1]:7000/5", Address(SINGLE, (("::1", 7000),), database=5)),
        ("redis://[::1]", Address(SINGLE, (("::1", 6379),))),
        (
            "rediss://ann:p%40ss%2Fword@h/1?ssl_ca_certs=/etc/ca.pem",
            Address(
                SINGLE,
                (("h", 6379),),
                tls=True,
                username="ann",
                password="p@ss/word",
                database=1,
                options=(("ssl_ca_certs", "/etc/ca.pem"),),
            ),
        ),
        ("redis://:secret@h", Address(SINGLE, (("h", 6379),), password="secret")),
        (
            "redis+sentinel://:pw@a,b:7/main/2?sentinel_password=x",
            Address(
                SENTINEL,
                (("a", 26379), ("b", 7)),
                password="pw",
                service="main",
                database=2,
                options=(("sentinel_password", "x"),),
            ),
        ),
        ("rediss+cluster://a:1,b", Address(CLUSTER, (("a", 1), ("b", 6379)), tls=True)),
    ],
)
def test_every_form_is_read(url: str, address: Address) -> None:
    assert Address.parse(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "",
        "redis",
        "http://h",
        "redis+://h",
        "redis+proxy://h",
        "redis://",
        "redis://:hunter2@",
        "redis://:hunter2@/0",
        "redis://:hunter2@a,b",
        "redis://:hunter2@h:0",
        "redis://:hunter2@h:65536",
        "redis://:hunter2@h:x",
        "redis://:hunter2@::1",
        "redis://:hunter2@h/x",
        "redis://:hunter2@h/1/2",
        "redis://:hunter2@h?ssl_ca_certs=x",
        "rediss://:hunter2@h?ssl_cert_reqs=none",
        "redis://:hunter2@h?sentinel_password=x",
        "redis+sentinel://:hunter2@h",
        "redis+sentinel://:hunter2@h/main/x",
        "redis+cluster://:hunter2@h/1",
        "redis+cluster://:hunter2@a,,b",
        "redis://:hunter2@[",
        "redis://:hunter2@[x]:1",
    ],
)
def test_what_is_none_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Address.parse(url)
    assert str(caught.value).startswith("REMIT_REDIS_URL ")
    assert "hunter2" not in str(caught.value)


@given(st.text(), st.sampled_from(["redis", "rediss", "redis+sentinel", "redis+cluster"]))
def test_any_text_is_read_or_refused(rest: str, scheme: str) -> None:
    try:
        address = Address.parse(f"{scheme}://{rest}")
    except ConfigError:
        return
    assert all(host and 0 < port < 65_536 for host, port in address.nodes)
