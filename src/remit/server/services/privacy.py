"""PrivacyService: finds personal data in texts and takes them out. Texts are neither kept nor logged.

Exporting and erasing a person come with a later version.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from remit.privacy.model import DataKind, Finding, Span
from remit.server.call import Call
from remit.server.convert.privacy import MOST_FINDINGS, from_settings, style_of, to_findings, to_text
from remitpb.v1 import privacy_service_pb2 as pb

Rewrite = Callable[[str, Sequence[Span]], str]


@dataclass(frozen=True, slots=True)
class _Cleaned:
    """One text after a look."""

    content: object
    """The text, or what its JSON says, without what was found."""
    findings: Sequence[Finding]


class PrivacyService:
    """Personal data in texts."""

    async def DetectPersonalData(
        self, request: pb.DetectPersonalDataRequest, _call: Call
    ) -> pb.DetectPersonalDataResponse:
        """Find personal data in texts."""
        found = await _look(request.texts, request.settings, style=pb.REDACTION_STYLE_LABEL)
        return pb.DetectPersonalDataResponse(
            results=[
                pb.TextFindings(
                    findings=to_findings(one.findings), truncated=len(one.findings) > MOST_FINDINGS
                )
                for one in found
            ]
        )

    async def RedactPersonalData(
        self, request: pb.RedactPersonalDataRequest, _call: Call
    ) -> pb.RedactPersonalDataResponse:
        """Find personal data in texts and take them out."""
        found = await _look(request.texts, request.settings, style=request.style)
        return pb.RedactPersonalDataResponse(
            results=[
                pb.RedactedText(
                    text=to_text(text, one.content),
                    findings=to_findings(one.findings),
                    redacted_count=len(one.findings),
                )
                for text, one in zip(request.texts, found, strict=True)
            ]
        )


async def _look(
    texts: Sequence[pb.PrivacyText], settings: pb.DetectionSettings, *, style: pb.RedactionStyle.ValueType
) -> list[_Cleaned]:
    kinds, rewrite = from_settings(settings), style_of(style)
    # Texts may be long; other calls go on meanwhile.
    return await asyncio.to_thread(
        lambda: [_cleaned(text, kinds, rewrite=rewrite, place=place) for place, text in enumerate(texts)]
    )


def _cleaned(text: pb.PrivacyText, kinds: frozenset[DataKind], *, rewrite: Rewrite, place: int) -> _Cleaned:
    # Loaded on first use: the tables of phone numbers cost memory that most servers never pay.
    from remit.privacy.detect import detect  # noqa: PLC0415
    from remit.privacy.document import Walk, parse  # noqa: PLC0415

    def wanted(spans: Sequence[Span]) -> list[Span]:
        return [span for span in spans if span.kind in kinds]

    if text.WhichOneof("content") == "text":
        spans = wanted(detect(text.text))
        return _Cleaned(rewrite(text.text, spans), [Finding(span.kind, "", span) for span in spans])
    field = f"texts[{place}].json"
    walk = Walk(lambda value, spans: rewrite(value, wanted(spans)), field)
    content = walk.value(parse(text.json, field))
    return _Cleaned(content, [one for one in walk.findings if one.span.kind in kinds])
