"""The four languages that stubs are written in; adding one is a module with these names and a line here."""

from pathlib import Path
from typing import Protocol

from tools.generation import go, java, python, typescript
from tools.generation.sources import Sources


class Language(Protocol):
    """What a module of this package offers to be one of the languages."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a module's constant
        """The folder under `generated/`."""
        ...

    @property
    def KEPT(self) -> tuple[str, ...]:  # noqa: N802 - a module's constant
        """Files in that folder that are written by hand."""
        ...

    def tools(self) -> dict[str, str]:
        """Name and version of each tool that shapes the output; readable without the tools."""
        ...

    def present(self) -> bool:
        """Whether the tools can run on this machine."""
        ...

    def write(self, sources: Sources, target: Path) -> None:
        """Write the generated part into `target`."""
        ...


LANGUAGES: tuple[Language, ...] = (python, go, typescript, java)
