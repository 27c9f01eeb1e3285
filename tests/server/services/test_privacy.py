"""Finding and taking out personal data, in plain texts and JSON."""

import pytest

from remitpb.v1 import privacy_service_pb2 as pb
from tests.server.services.shop import Shop

TEXT = "write to ann@example.com or ann@example.com, pay 4111 1111 1111 1111"


async def redacted(
    shop: Shop, text: pb.PrivacyText, style: pb.RedactionStyle.ValueType = pb.REDACTION_STYLE_UNSPECIFIED
) -> pb.RedactedText:
    request = pb.RedactPersonalDataRequest(texts=[text], style=style)
    found: pb.RedactedText = (await shop.call("Privacy.RedactPersonalData", request)).results[0]
    return found


async def test_what_is_found_says_where_and_what(shop: Shop) -> None:
    request = pb.DetectPersonalDataRequest(texts=[pb.PrivacyText(text=TEXT), pb.PrivacyText(text="nothing")])
    first, second = (await shop.call("Privacy.DetectPersonalData", request)).results
    assert [(one.kind, TEXT[one.start : one.end]) for one in first.findings] == [
        (pb.PERSONAL_DATA_KIND_EMAIL_ADDRESS, "ann@example.com"),
        (pb.PERSONAL_DATA_KIND_EMAIL_ADDRESS, "ann@example.com"),
        (pb.PERSONAL_DATA_KIND_PAYMENT_CARD, "4111 1111 1111 1111"),
    ]
    assert not second.findings


@pytest.mark.parametrize(
    ("style", "wanted"),
    [
        (0, "write to [EMAIL_ADDRESS] or [EMAIL_ADDRESS], pay [PAYMENT_CARD]"),
        (
            pb.REDACTION_STYLE_NUMBERED_LABEL,
            "write to [EMAIL_ADDRESS_1] or [EMAIL_ADDRESS_1], pay [PAYMENT_CARD_1]",
        ),
        (pb.REDACTION_STYLE_MASK, f"write to {'*' * 15} or {'*' * 15}, pay {'*' * 19}"),
        (pb.REDACTION_STYLE_REMOVE, "write to  or , pay "),
    ],
)
async def test_something_else_stands_in_its_place(
    shop: Shop, style: pb.RedactionStyle.ValueType, wanted: str
) -> None:
    found = await redacted(shop, pb.PrivacyText(text=TEXT), style)
    assert (found.text.text, found.redacted_count) == (wanted, 3)


async def test_json_stays_json(shop: Shop) -> None:
    found = await redacted(shop, pb.PrivacyText(json='{"a": ["x", "ann@example.com"], "n": 5}'))
    assert found.text.json == '{"a":["x","[EMAIL_ADDRESS]"],"n":5}'
    assert found.findings[0].pointer == "/a/1"


async def test_only_what_is_wanted_is_taken_out(shop: Shop) -> None:
    wanted = pb.DetectionSettings(kinds=[pb.PERSONAL_DATA_KIND_PAYMENT_CARD])
    request = pb.RedactPersonalDataRequest(texts=[pb.PrivacyText(text=TEXT)], settings=wanted)
    found = (await shop.call("Privacy.RedactPersonalData", request)).results[0]
    assert found.text.text == "write to ann@example.com or ann@example.com, pay [PAYMENT_CARD]"
    surely = pb.DetectionSettings(min_confidence=pb.CONFIDENCE_HIGH)
    request = pb.RedactPersonalDataRequest(texts=[pb.PrivacyText(text=TEXT)], settings=surely)
    assert (await shop.call("Privacy.RedactPersonalData", request)).results[0].redacted_count == 1


async def test_what_cannot_be_found_yet_says_so(shop: Shop) -> None:
    for settings, field in (
        (pb.DetectionSettings(kinds=[pb.PERSONAL_DATA_KIND_PASSPORT]), "settings.kinds[0]"),
        (pb.DetectionSettings(region="FR"), "settings.region"),
    ):
        request = pb.DetectPersonalDataRequest(texts=[pb.PrivacyText(text="x")], settings=settings)
        assert await shop.refused("Privacy.DetectPersonalData", request) == ("NOT_IMPLEMENTED", field)
    broken = pb.DetectPersonalDataRequest(texts=[pb.PrivacyText(json="{")])
    assert await shop.refused("Privacy.DetectPersonalData", broken) == ("JSON_INVALID", "texts[0].json")
