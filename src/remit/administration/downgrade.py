"""The model ladder: which cheaper model stands in for a dearer one. It never leads back to where it began."""

from remit.administration.editor import Editor, UnchangedError, Written
from remit.administration.unit import Unit, every
from remit.budget.model import Downgrade
from remit.errors import InvalidFieldError, NotFoundError


async def set_downgrade(editor: Editor, step: Downgrade) -> Written[Downgrade]:
    """Set one step, in place of an earlier one from the same model.

    Raises:
        InvalidFieldError: when the ladder would lead back to its beginning.
    """

    def work(unit: Unit) -> Downgrade:
        editor.claim(unit, Downgrade, identity=step.id)
        if unit.find(Downgrade, step.id) == step:
            raise UnchangedError(step)
        require_no_loop(unit, step)
        unit.put(step)
        return step

    return await editor.write("downgrade:set", f"downgrade:{step.id}", work=work)


async def delete_downgrade(editor: Editor, model: str) -> Written[Downgrade]:
    """Remove the step from a dearer model, `<provider>/<model>`.

    Raises:
        NotFoundError: when there is none.
    """
    try:
        return await editor.delete(Downgrade, model)
    except NotFoundError:
        message = f"no step of the ladder begins at {model!r}"
        raise NotFoundError(message, field="from") from None


def require_no_loop(unit: Unit, step: Downgrade) -> None:
    """Refuse a step by which a model would, over others, stand in for itself.

    Raises:
        InvalidFieldError: at `downgrade.to`.
    """
    steps = {one.id: one.to for one in every(unit, Downgrade)} | {step.id: step.to}
    model = step.to
    for _ in range(len(steps)):
        if model == step.id:
            message = f"the ladder would lead from {step.id} back to itself"
            raise InvalidFieldError(message, field="downgrade.to")
        model = steps.get(model, "")
