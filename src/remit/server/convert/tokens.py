"""Counts of tokens on the wire."""

from remit.budget.model import TokenUsage
from remitpb.v1 import core_pb2 as core


def to_tokens(tokens: TokenUsage) -> core.TokenUsage:
    """Return tokens that were used, each kind by itself."""
    return core.TokenUsage(
        input_tokens=tokens.input,
        output_tokens=tokens.output,
        cache_read_tokens=tokens.cache_read,
        cache_write_tokens=tokens.cache_write,
        reasoning_tokens=tokens.reasoning,
        input_audio_tokens=tokens.input_audio,
        output_audio_tokens=tokens.output_audio,
        input_image_tokens=tokens.image,
    )
