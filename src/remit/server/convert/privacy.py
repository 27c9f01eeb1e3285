"""What is personal in texts, between the wire and the inside. Keeps nothing, and never logs a text."""

from collections.abc import Callable, Sequence
from typing import Final

import orjson

from remit.errors import NotImplementedHereError
from remit.privacy.model import DataKind, Finding, Span
from remitpb.v1 import privacy_service_pb2 as pb

KINDS: Final = {
    DataKind.EMAIL: pb.PERSONAL_DATA_KIND_EMAIL_ADDRESS,
    DataKind.PHONE: pb.PERSONAL_DATA_KIND_PHONE_NUMBER,
    DataKind.CARD: pb.PERSONAL_DATA_KIND_PAYMENT_CARD,
    DataKind.IBAN: pb.PERSONAL_DATA_KIND_BANK_ACCOUNT,
    DataKind.IP: pb.PERSONAL_DATA_KIND_IP_ADDRESS,
    DataKind.SECRET: pb.PERSONAL_DATA_KIND_CREDENTIAL,
}
_KIND_OF: Final = {number: kind for kind, number in KINDS.items()}
_NAME_OF: Final = {
    kind: pb.PersonalDataKind.Name(number).removeprefix("PERSONAL_DATA_KIND_")
    for kind, number in KINDS.items()
}
_CHECKED: Final = frozenset({DataKind.CARD, DataKind.IBAN})
"""Kinds whose findings have a right check digit besides their form."""

MOST_FINDINGS: Final = 1_000


def from_settings(settings: pb.DetectionSettings) -> frozenset[DataKind]:
    """Return which kinds are looked for.

    Raises:
        NotImplementedHereError: for a kind, a confidence or a region that this version does not know.
    """
    if settings.region:
        raise NotImplementedHereError(
            "settings.region: only numbers that say their country are found in this version",
            field="settings.region",
        )
    for place, kind in enumerate(settings.kinds):
        if kind not in _KIND_OF:
            field = f"settings.kinds[{place}]"
            raise NotImplementedHereError(f"{field}: this kind is not found in this version", field=field)
    wanted = frozenset(_KIND_OF[kind] for kind in settings.kinds) or frozenset(DataKind)
    return wanted & _CHECKED if settings.min_confidence == pb.CONFIDENCE_HIGH else wanted


def style_of(number: pb.RedactionStyle.ValueType) -> Callable[[str, Sequence[Span]], str]:
    """Return what puts something else in the place of personal data, within one call."""
    numbered: dict[tuple[DataKind, str], int] = {}

    def instead(kind: DataKind, found: str) -> str:
        match number:
            case pb.REDACTION_STYLE_NUMBERED_LABEL:
                same = [one for one in numbered if one[0] is kind]
                place = numbered.setdefault((kind, found), len(same) + 1)
                return f"[{_NAME_OF[kind]}_{place}]"
            case pb.REDACTION_STYLE_MASK:
                return "*" * len(found)
            case pb.REDACTION_STYLE_REMOVE:
                return ""
            case _:
                return f"[{_NAME_OF[kind]}]"

    def rewrite(text: str, spans: Sequence[Span]) -> str:
        parts: list[str] = []
        end = 0
        for span in spans:
            parts += (text[end : span.start], instead(span.kind, text[span.start : span.stop]))
            end = span.stop
        return "".join((*parts, text[end:]))

    return rewrite


def to_findings(found: Sequence[Finding]) -> list[pb.PersonalDataFinding]:
    """Return findings, at most 1,000."""
    return [
        pb.PersonalDataFinding(
            kind=KINDS[one.kind],
            start=one.span.start,
            end=one.span.stop,
            confidence=pb.CONFIDENCE_HIGH if one.kind in _CHECKED else pb.CONFIDENCE_MEDIUM,
            pointer=one.path,
        )
        for one in found[:MOST_FINDINGS]
    ]


def to_text(text: pb.PrivacyText, clean: object) -> pb.PrivacyText:
    """Return what is left of a text, of the same sort as the one given."""
    if text.WhichOneof("content") == "json":
        return pb.PrivacyText(json=orjson.dumps(clean).decode())
    return pb.PrivacyText(text=str(clean))
