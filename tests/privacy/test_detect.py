"""What is found in a text, what is not, and that looking takes no longer for texts made to be slow."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.privacy.detect import detect
from remit.privacy.model import DataKind
from remit.privacy.redact import redact_text

EMAIL, PHONE, IBAN, CARD, IP, SECRET = DataKind


def found(text: str, name: str = "") -> list[tuple[DataKind, str]]:
    return [(span.kind, text[span.start : span.stop]) for span in detect(text, name)]


def spelt(text: str, zero: int) -> str:
    """Spell the digits in another script, by the code point of its zero."""
    return "".join(chr(zero + int(character)) if character.isdigit() else character for character in text)


@pytest.mark.parametrize(
    ("text", "kind", "what"),
    [
        ("write to ann@example.com.", EMAIL, "ann@example.com"),
        ("<ann.b+news@mail.example.co.uk>", EMAIL, "ann.b+news@mail.example.co.uk"),
        ("mailto:ann@xn--bcher-kva.example", EMAIL, "ann@xn--bcher-kva.example"),
        ("an ännchen@bücher.example hier", EMAIL, "ännchen@bücher.example"),
        ("/" + "a" * 80 + "/ann@example.com", EMAIL, "ann@example.com"),
        ("call +49 170 1234567 now", PHONE, "+49 170 1234567"),
        ("tel:+14155552671", PHONE, "+14155552671"),
        ("(415) 555-2671", PHONE, "(415) 555-2671"),
        ("415-555-2671, please", PHONE, "415-555-2671"),
        ("00 49 30 901820", PHONE, "00 49 30 901820"),
        ("+41 (0)44 668 18 00", PHONE, "+41 (0)44 668 18 00"),
        ("+49 170 1234567 12 99", PHONE, "+49 170 1234567"),
        ("to DE89 3704 0044 0532 0130 00 and", IBAN, "DE89 3704 0044 0532 0130 00"),
        ("GB82WEST12345698765432", IBAN, "GB82WEST12345698765432"),
        ("gb82 west 1234 5698 7654 32", IBAN, "gb82 west 1234 5698 7654 32"),
        ("card 4111 1111 1111 1111 exp", CARD, "4111 1111 1111 1111"),
        ("4111-1111-1111-1111", CARD, "4111-1111-1111-1111"),
        ("4111 1111 1111 1111 123", CARD, "4111 1111 1111 1111"),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", CARD, "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"),
        ("card-378282246310005", CARD, "378282246310005"),
        ("from 8.8.8.8.", IP, "8.8.8.8"),
        ("[2001:4860:4860::8888]:53", IP, "2001:4860:4860::8888"),
        ("key AKIAIOSFODNN7EXAMPLE", SECRET, "AKIAIOSFODNN7EXAMPLE"),
        ("ghp_" + "a1B2" * 9, SECRET, "ghp_" + "a1B2" * 9),
        ("sk-proj-" + "a1B2" * 8, SECRET, "sk-proj-" + "a1B2" * 8),
        (
            "remit_live_" + "a1B2c3D4e5" * 3 + "a1B2c3D4",
            SECRET,
            "remit_live_" + "a1B2c3D4e5" * 3 + "a1B2c3D4",
        ),
        ("Authorization: Bearer abcdefghijklmnop.q", SECRET, "abcdefghijklmnop.q"),
        ("postgresql://remit:hunter2@db/remit", SECRET, "hunter2"),
        ("DB_PASSWORD=correcthorse x", SECRET, "correcthorse"),
        ('api_key: "abcd1234efgh"', SECRET, "abcd1234efgh"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.c2lnbmF0dXJl", SECRET, None),
        ("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----", SECRET, None),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE and no end", SECRET, None),
    ],
)
def test_found(text: str, kind: DataKind, what: str | None) -> None:
    assert found(text) == [(kind, what or text)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing here",
        "ann@localhost",
        "react@18.2.0",
        "git@github.com:remit-dev/remit.git",
        "@handle",
        "550e8400-e29b-41d4-a716-446655440000",
        "41111111-1111-1111-1111-111111111111",
        "d41d8cd98f00b204e9800998ecf8427e",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "order 4111111111111112",
        "1790000000000000",
        "2026-11-21T10:00:00.123456Z",
        "0.4111111111111111",
        "DE89370400440532013001",
        "XX89370400440532013000",
        "DE893704004405320130007",
        "1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 8",
        "10.0.0.1 127.0.0.1 192.168.1.1 ::1 fe80::1",
        "1.2.3.4.5",
        "999.8.8.8",
        "12:30:45",
        "00:1a:2b:3c:4d:5e",
        "+1 000 000 0000",
        "123-456-7890 is no number of a plan",
        "the secretary tokenizer says password: required",
        "password=${DB_PASSWORD}",
        "password=$DB_PASSWORD",
        "password=************",
        "password={{ vault.password_1 }}",
        "Bearer of bad news",
        "https://example.com:8080/a@b",
        "task-sk-is-not-a-key",
        "sk-learn-tutorial-for-absolute-beginners",
        "tasksk-" + "a1B2" * 8,
        "remit_an_identifier_of_some_length_that_is_no_key",
        "-----BEGIN PUBLIC KEY-----",
    ],
)
def test_not_found(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (spelt("4111 1111 1111 1111", 0xFF10), CARD),
        (spelt("4111 1111 1111 1111", 0x0660), CARD),
        ("4111\u200b1111\u200b1111\u200b1111", CARD),
        ("4111‑1111‑1111‑1111", CARD),
        ("4111\u00a01111\u00a01111\u00a01111", CARD),
        ("4111\u16801111\u16801111\u16801111", CARD),
        ("ann\uff20example\uff0ecom", EMAIL),
        ("ann\u00ad@exam\u200dple.com", EMAIL),
        ("\U0001d482\U0001d48f\U0001d48f@example.com", EMAIL),
        ("\u0410\u041aIAIOSFODNN7EXAMPLE", SECRET),
        ("GB82 W\u0415ST 1234 5698 7654 32", IBAN),
    ],
)
def test_look_alikes_are_found_where_they_stand(text: str, kind: DataKind) -> None:
    assert found("é " + text + " ✓") == [(kind, text)]


def test_characters_that_fold_into_several_keep_the_places() -> None:
    text = "㎏ ﷺ ann@example.com ½"
    assert found(text) == [(EMAIL, "ann@example.com")]


def test_several_in_order() -> None:
    text = "ann@example.com, +14155552671; 8.8.8.8"
    assert [kind for kind, _ in found(text)] == [EMAIL, PHONE, IP]


def test_what_overlaps_is_found_as_one() -> None:
    assert found("password=ann@example.com") == [(SECRET, "ann@example.com")]
    assert found("(415) 555-2671@example.com") == [(PHONE, "(415) 555-2671@example.com")]
    assert found("password=x1@a+14155552671@example.com") == [(SECRET, "x1@a+14155552671@example.com")]


@pytest.mark.parametrize(
    "name", ["password", "db_password", "clientSecret", "x-api-key", "API_KEY", "apikey", "passphrase"]
)
def test_names_that_say_so_make_a_secret(name: str) -> None:
    assert found("hunter2-hunter2", name) == [(SECRET, "hunter2-hunter2")]


@pytest.mark.parametrize(
    "name", ["secretary", "token_count", "tokenizer", "password_hash", "passwords", "keyboard", "p" * 99]
)
def test_names_that_only_contain_such_a_word_do_not(name: str) -> None:
    assert found("hunter2-hunter2", name) == []


@pytest.mark.parametrize("text", ["", "short", "${PASSWORD}", "********", "<password>", "[SECRET]"])
def test_placeholders_are_no_secrets(text: str) -> None:
    assert found(text, "password") == []


@given(st.text(max_size=300))
def test_any_text_gives_ordered_places_inside_it(text: str) -> None:
    spans = detect(text)
    edges = [edge for span in spans for edge in (span.start, span.stop)]
    assert edges == sorted(edges)
    assert all(0 <= span.start < span.stop <= len(text) for span in spans)


@given(st.text("4 1-+@.aDEx:0\u200b", max_size=80))
def test_what_is_masked_is_not_found_again(text: str) -> None:
    assert detect(redact_text(text)) == []


LENGTH = 65_536


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "1",
        "@",
        "a@",
        "a@b.",
        "a@a.a.a.a.a.a.a.a.a",
        "4 ",
        "411 ",
        "4111 ",
        "4111 " * 8 + "x ",
        "+1 ",
        "+4(((",
        "+12 34 56 78 9",
        "+4917012345678 ",
        "415-555-2671 ",
        "DE89 ",
        "DE89A ",
        "1.1.1.1 ",
        "::",
        "aaaa:",
        "12345678-1234-4123-8123-123456789012 ",
        "password=",
        "password:\t\t\t",
        "api_key_",
        "Bearer ",
        "://",
        "://a:",
        "eyJ",
        "eyJaaaaaaaaaa.",
        "sk-",
        "SG.",
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----",
        "\u200b",
        "\u0410",
        "ﷺ",
    ],
)
def test_the_time_is_bounded_whatever_the_text(piece: str) -> None:
    text = (piece * (LENGTH // len(piece) + 1))[:LENGTH]
    began = time.process_time()
    detect(text, "name")
    # Quadratic time would be minutes; the bound leaves room for a slow machine.
    assert time.process_time() - began < 2.0
