"""The scripts that Redis runs, by the digests under which it keeps them. Knows nothing of what they do."""

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class Script:
    """A text in Lua."""

    text: str
    sha: str
    """SHA-1 in hex: under that name Redis remembers it until it is restarted."""

    @staticmethod
    def load(*names: str) -> "Script":
        """Read files of `volatile/scripts` and make one script of them, in order."""
        folder = files("remit.volatile").joinpath("scripts")
        text = "\n".join(folder.joinpath(f"{name}.lua").read_text("utf-8") for name in names)
        return Script(text, hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest())


TAKE: Final = Script.load("leases", "take")
GIVE_BACK: Final = Script.load("leases", "give_back")
RELEASE: Final = Script.load("leases", "release")
EXTEND: Final = Script.load("leases", "extend")
