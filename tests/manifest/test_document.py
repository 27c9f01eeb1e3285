"""Documents are read exactly or refused with the field at fault."""

import time
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.errors import DocumentInvalidError
from remit.manifest import strict_yaml
from remit.manifest.document import MAX_SERIAL, parse
from remit.manifest.instant import instant_from_text, text_from_instant
from remit.manifest.model import Document, SecurityLevel
from remit.money import NANOS_PER_UNIT
from tests.effort import examples
from tests.manifest.signing import EXAMPLE, edited

MINIMAL = b"""\
apiVersion: remit/v1
kind: AgentManifest
agent: agent:a
version: "1"
serial: 3
issued_at: 2026-01-01T00:00:00.5+02:00
expires_at: 2026-01-02T00:00:00Z
"""


def test_the_example_is_read_whole() -> None:
    document = parse(EXAMPLE)
    assert document.agent == "agent:researcher-7"
    assert (document.version, document.serial, document.name) == ("1.0.0", 1, "Researcher 7")
    assert document.tools == ("web-search", "summarize")
    assert document.models == ("openai/gpt-4o", "openai/gpt-4o-mini", "anthropic/claude-sonnet-4*")
    assert document.data_classes == ("public", "internal")
    assert (document.max_cost_per_run, document.currency) == (5 * NANOS_PER_UNIT, "USD")
    assert document.security_level is SecurityLevel.STANDARD
    assert text_from_instant(document.expires_at) == "2030-01-01T00:00:00Z"


def test_what_is_absent_grants_nothing_and_limits_no_cost() -> None:
    document = parse(MINIMAL)
    assert document == Document(
        agent="agent:a",
        version="1",
        serial=3,
        issued_at=instant_from_text("2025-12-31T22:00:00.5Z"),
        expires_at=instant_from_text("2026-01-02T00:00:00Z"),
        name="a",
    )


def test_every_attribute_of_a_document_can_be_written() -> None:
    written = set(parse(EXAMPLE).__slots__) - {"currency"}
    assert all(name.encode() in EXAMPLE for name in written)
    assert len(fields(Document)) == len(written) + 1


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        ("kind: AgentManifest", "kind: AgentManifest\nkind: AgentManifest", "kind", "twice"),
        ("  currency: USD", "  currency: USD\n  currency: EUR", "max_cost_per_run.currency", "twice"),
        ("plugins: []", "plugins: []\nowner: x", "owner", "not a key"),
        ("  currency: USD", "  currency: USD\n  limit: 3", "max_cost_per_run.limit", "not a key"),
        ("plugins: []", "plugins: &a [x]", "plugins", "anchors"),
        ("plugins: []", "plugins: *a", "plugins", "aliases"),
        ("plugins: []", "plugins: !!set {x}", "plugins", "tags"),
        ("plugins: []", "plugins: ! x", "plugins", "tags"),
        ("plugins: []", "<<: {serial: '2'}", "<<", "not a key"),
        ("plugins: []", "? [a]\n: b", "", "key must be text"),
        ("plugins: []", "plugins: " + "[" * 20 + "]" * 20, "plugins" + "[0]" * 15, "deeper than 16"),
        ("plugins: []", "plugins: [\x07]", "", "YAML"),
        ("plugins: []", "plugins: [a", "", "line 2"),
        ("plugins: []", "plugins: []\n---\nkind: x", "", "second document"),
        ("apiVersion: remit/v1", "apiVersion: remit/v2", "apiVersion", "remit/v1"),
        ("kind: AgentManifest", "", "kind", "missing"),
        ("tools: [web-search, summarize]", "tools: web-search", "tools", "list"),
        ("tools: [web-search, summarize]", "tools:", "tools", "list"),
        ("tools: [web-search, summarize]", "tools: [a, 'b c']", "tools[1]", "form"),
        ("tools: [web-search, summarize]", "tools: [a, b, a]", "tools[2]", "twice"),
        ("tools: [web-search, summarize]", "tools: [a, [b]]", "tools[1]", "text"),
        ("[public, internal]", "[public, 'p*']", "data_classes[1]", "form"),
        ("serial: 1", "serial: 0", "serial", "form"),
        ("serial: 1", "serial: -1", "serial", "form"),
        ("serial: 1", "serial: 1.0", "serial", "form"),
        ("serial: 1", "serial: 0x10", "serial", "form"),
        ("serial: 1", f"serial: {MAX_SERIAL + 1}", "serial", "larger"),
        ("version: 1.0.0", "version: latest", "version", "form"),
        ("agent: agent:researcher-7", "agent: user:ann", "agent", "form"),
        ('"5"', "-5", "max_cost_per_run.amount", "form"),
        ('"5"', "1e9", "max_cost_per_run.amount", "form"),
        ('"5"', "0.0000000001", "max_cost_per_run.amount", "form"),
        ('"5"', "9000000000.000000001", "max_cost_per_run", "larger"),
        ("USD", "XXX", "max_cost_per_run", "currency"),
        ("2030-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "expires_at", "later"),
        ("2030-01-01T00:00:00Z", "2030-02-30T00:00:00Z", "expires_at", "does not exist"),
        ("2030-01-01T00:00:00Z", "2030-01-01", "expires_at", "is not a time"),
        ("2030-01-01T00:00:00Z", "null", "expires_at", "is not a time"),
        ("security_level: standard", "security_level: 2", "security_level", "high"),
    ],
)
def test_what_is_no_manifest_is_refused_by_field(old: str, new: str, field: str, said: str) -> None:
    with pytest.raises(DocumentInvalidError) as refused:
        parse(edited(old, new))
    assert refused.value.field == field
    assert said in refused.value.message


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"# only a comment\n", "empty"),
        (b"- a\n- b\n", "map of keys"),
        (b"just text", "map of keys"),
        (b"%YAML 1.1\n---\n" + MINIMAL, "directives"),
        (b"%TAG ! tag:x,2026:\n---\n" + MINIMAL, "directives"),
        (b"a: \xff", "byte 3"),
        (b"a: " + b"x" * strict_yaml.MAX_BYTES, "at most"),
    ],
)
def test_what_is_no_document_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(DocumentInvalidError, match=said):
        parse(data)


def test_scalars_stay_text() -> None:
    read = strict_yaml.read(b"{a: no, b: 1.10, c: ~, d: 0o17, e: 2026-01-01, f: 'x', g: }")
    assert read == {"a": "no", "b": "1.10", "c": "~", "d": "0o17", "e": "2026-01-01", "f": "x", "g": ""}


BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%b]\n" % (n, n, b",".join([b"*%c" % (n - 1)] * 9)) for n in range(ord("b"), ord("k"))
)


@pytest.mark.parametrize(
    "data",
    [
        BOMB,
        b"[" * 200_000,
        b"{" * 200_000,
        b"[a," * 80_000,
        b"{? " * 80_000,
        b"- " * 100_000,
        b"[" + b"a," * 120_000,
        b"[" + b"a: b," * 50_000 + b"]",
        b"a:\n" * 80_000,
        b'"' + b"\\" * 250_000,
        b"? " * 100_000,
        b"%YAML 1.1 " * 20_000,
    ],
    ids=lambda data: repr(data[:8]),
)
def test_bombs_are_refused_at_once(data: bytes) -> None:
    begin = time.process_time()
    with pytest.raises(DocumentInvalidError):
        parse(data)
    assert time.process_time() - begin < 2


@settings(max_examples=examples(300), deadline=None)
@given(
    st.binary(max_size=200) | st.text(alphabet="ab:-?[]{}&*!|>'\"%#,\n \t<=~0", max_size=60).map(str.encode)
)
def test_reading_arbitrary_bytes_only_ever_refuses(data: bytes) -> None:
    try:
        tree = strict_yaml.read(data)
    except DocumentInvalidError as error:
        assert error.message.isprintable()
    else:
        assert isinstance(tree, str | list | dict)


@given(st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999))
def test_instants_are_written_and_read_alike(instant: int) -> None:
    assert instant_from_text(text_from_instant(instant)) == instant


@pytest.mark.parametrize(
    "text", ["", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01t00:00:00z", "٢026-01-01T00:00:00Z"]
)
def test_other_spellings_of_time_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="time"):
        instant_from_text(text)
