"""What the PRIVACY stage says."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import JsonInvalidError
from remit.privacy.inspect import inspect_arguments
from remit.privacy.model import DataKind, Inspection, Setting, Verdict

PERSONAL = '{"to": "ann@example.com", "cc": ["bob@example.com", "and 8.8.8.8, bob@example.com"]}'


def test_off_does_not_even_read() -> None:
    assert inspect_arguments("not JSON: ann@example.com", Setting.OFF) == Inspection(Verdict.PASS)


@pytest.mark.parametrize("setting", list(Setting))
def test_what_is_clean_passes(setting: Setting) -> None:
    assert inspect_arguments('{"query": "weather"}', setting) == Inspection(Verdict.PASS)
    assert inspect_arguments("", setting) == Inspection(Verdict.PASS)


def test_redact_says_where_each_once() -> None:
    assert inspect_arguments(PERSONAL, Setting.REDACT) == Inspection(
        Verdict.REDACT, ("/to", "/cc/0", "/cc/1"), (DataKind.EMAIL, DataKind.IP)
    )


def test_block_blocks() -> None:
    assert inspect_arguments(PERSONAL, Setting.BLOCK) == Inspection(
        Verdict.BLOCK, kinds=(DataKind.EMAIL, DataKind.IP)
    )


@pytest.mark.parametrize(
    "text", ['{"ann@example.com": "admin"}', '[{"x": {"ann@example.com": 1}}]', '"ann@example.com"']
)
def test_what_cannot_be_redacted_is_blocked(text: str) -> None:
    assert inspect_arguments(text, Setting.REDACT) == Inspection(Verdict.BLOCK, kinds=(DataKind.EMAIL,))


@pytest.mark.parametrize("setting", [Setting.REDACT, Setting.BLOCK])
def test_a_member_given_twice_hides_nothing(setting: Setting) -> None:
    with pytest.raises(JsonInvalidError) as raised:
        inspect_arguments('{"to": "ann@example.com", "to": "nobody"}', setting)
    assert raised.value.field == "arguments_json"


@given(st.text() | st.text('[]{}",:0a\\@.eE+- '), st.sampled_from(Setting))
def test_any_text_gets_a_verdict_or_the_documented_error(text: str, setting: Setting) -> None:
    try:
        inspection = inspect_arguments(text, setting)
    except JsonInvalidError:
        assert setting is not Setting.OFF
    else:
        assert (inspection.verdict is Verdict.REDACT) is bool(inspection.paths)


def test_off_loads_no_tables() -> None:
    program = (
        "import sys; from remit.privacy.inspect import inspect_arguments; "
        "from remit.privacy.model import Setting; "
        "inspect_arguments('[1]', Setting.OFF); assert 'phonenumbers' not in sys.modules; "
        "inspect_arguments('[1]', Setting.BLOCK); assert 'phonenumbers' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)
