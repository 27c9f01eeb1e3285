"""API keys: made to be found by scanners and read without mistakes, and never shown."""

import copy
import hashlib
import pickle
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import CredentialMalformedError, InvalidFieldError
from remit.identity.api_key import KEY_PATTERN, Secret, hash_of, new_key, parse

BASE62 = string.digits + string.ascii_letters
environments = st.from_regex(r"[a-z][a-z0-9]{0,15}", fullmatch=True)


@given(environments)
def test_a_new_key_has_the_published_form_and_parses(environment: str) -> None:
    key = new_key(environment)
    text = key.secret.reveal()
    assert re.fullmatch(KEY_PATTERN, text)
    assert text.startswith(f"remit_{environment}_")
    assert parse(text) == key.secret
    assert key.id == hashlib.sha256(text.encode()).hexdigest() == hash_of(text)
    assert text.endswith(key.hint)
    assert len(key.hint) < len(text) // 4


def test_no_two_keys_are_alike() -> None:
    assert len({new_key("test").id for _ in range(200)}) == 200


@given(st.integers(0, 37), st.sampled_from(BASE62))
def test_any_mistyped_character_is_found(at: int, typed: str) -> None:
    text = new_key("live").secret.reveal()
    place = len(text) - 38 + at
    wrong = text[:place] + typed + text[place + 1 :]
    if wrong != text:
        with pytest.raises(CredentialMalformedError):
            parse(wrong)


def test_a_key_of_another_environment_is_found_by_its_checksum() -> None:
    text = new_key("live").secret.reveal()
    with pytest.raises(CredentialMalformedError):
        parse(text.replace("_live_", "_test_"))


@given(st.text(max_size=80))
def test_any_other_text_is_malformed_and_never_repeated(text: str) -> None:
    with pytest.raises(CredentialMalformedError) as caught:
        parse(text)
    assert len(text) < 4 or text not in caught.value.message


@pytest.mark.parametrize(
    "change", [str.upper, lambda text: text + "\n", lambda text: " " + text, lambda text: text[:-1]]
)
def test_a_key_copied_wrongly_is_malformed(change: object) -> None:
    assert callable(change)
    with pytest.raises(CredentialMalformedError):
        parse(change(new_key("live").secret.reveal()))


@pytest.mark.parametrize("environment", ["", "Live", "1st", "a" * 17, "a_b", "a\n", "é"])
def test_an_environment_of_another_form_is_refused(environment: str) -> None:
    with pytest.raises(InvalidFieldError) as caught:
        new_key(environment)
    assert caught.value.field == "environment"


def test_a_secret_shows_itself_only_when_asked() -> None:
    key = new_key("live")
    text = key.secret.reveal()
    shown = [
        repr(key),
        str(key),
        f"{key.secret}",
        f"{key.secret!r:>20}",
        format(key.secret, ">99"),
        repr([key.secret]),
    ]
    assert not any(text in one for one in shown)
    with pytest.raises(TypeError):
        pickle.dumps(key.secret)
    with pytest.raises(TypeError):
        copy.copy(key.secret)


def test_secrets_are_equal_when_their_texts_are() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1
