"""Guardrails: compiled when they are written, so that one that cannot work is refused and never stored."""

from collections.abc import Callable

from remit.administration.editor import Editor, Written
from remit.administration.field import under
from remit.administration.unit import Unit
from remit.errors import InvalidFieldError
from remit.policy.condition import compile_condition
from remit.policy.model import ApprovalRule, Guardrail, GuardrailEffect
from remit.policy.pattern import compile_action, compile_resource


async def create_guardrail(editor: Editor, guardrail: Guardrail) -> Written[Guardrail]:
    """Create a guardrail.

    Raises:
        AlreadyExistsError: when the id is taken.
        DocumentInvalidError: at `guardrail.condition…`, when its condition does not compile.
        InvalidFieldError: when a pattern is not of its form, or an approval rule stands where none is asked.
    """
    return await editor.create(guardrail, _check)


async def update_guardrail(
    editor: Editor, identity: str, *, etag: str, change: Callable[[Guardrail], Guardrail]
) -> Written[Guardrail]:
    """Change a guardrail; raises as `create_guardrail`."""
    return await editor.update(Guardrail, identity, etag=etag, change=change, check=_check)


async def delete_guardrail(editor: Editor, identity: str, *, etag: str) -> Written[Guardrail]:
    """Remove a guardrail."""
    return await editor.delete(Guardrail, identity, etag=etag)


def _check(_: Unit, guardrail: Guardrail) -> None:
    with under("guardrail"):
        check_guardrail(guardrail)


def check_guardrail(guardrail: Guardrail) -> None:
    """Refuse a guardrail that is not of its form.

    Raises:
        DocumentInvalidError: at `condition…`.
        InvalidFieldError: at the field.
    """
    for place, pattern in enumerate(guardrail.actions):
        compile_action(pattern, f"actions[{place}]")
    for place, pattern in enumerate(guardrail.resources):
        compile_resource(pattern, f"resources[{place}]")
    compile_condition(guardrail.condition)
    if guardrail.effect is not GuardrailEffect.REQUIRE_APPROVAL and guardrail.approval != ApprovalRule():
        message = f"a rule of approval stands only with REQUIRE_APPROVAL, not with {guardrail.effect}"
        raise InvalidFieldError(message, field="approval")
