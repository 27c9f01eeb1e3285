"""What the PRIVACY stage of a decision asks: may these arguments go on? Never returns what it found."""

from typing import Final

from remit.privacy.model import Inspection, Setting, Verdict

FIELD: Final = "arguments_json"

_PASSED: Final = Inspection(Verdict.PASS)


def inspect_arguments(text: str, setting: Setting) -> Inspection:
    """Return the verdict on the arguments of one action.

    OFF passes without a look. BLOCK refuses any finding. REDACT asks for the values at `paths` to be
    redacted, and refuses what cannot be: personal data in the name of a member, or in arguments that are not
    an object or a list.

    Args:
        text: the arguments as JSON text; empty means none.
        setting: what the tenant wants done.

    Raises:
        JsonInvalidError: when the text is not one acceptable JSON value (not with OFF, which does not read
            it).
    """
    if setting is Setting.OFF or not text:
        return _PASSED
    # Loaded on first use: the tables of phone numbers cost memory that a server without inspections never
    # pays.
    from remit.privacy.redact import redact_json  # noqa: PLC0415

    findings = redact_json(text, field=FIELD).findings
    if not findings:
        return _PASSED
    kinds = tuple(sorted({finding.kind for finding in findings}))
    if setting is Setting.BLOCK or any(finding.in_name or not finding.path for finding in findings):
        return Inspection(Verdict.BLOCK, kinds=kinds)
    return Inspection(Verdict.REDACT, tuple(dict.fromkeys(finding.path for finding in findings)), kinds)
