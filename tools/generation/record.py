"""`generated/digests.json`: from which protos, by which tools and to which bytes each language was written.

It lets a machine without Go, Node.js or Java still see that those stubs are stale or were edited by hand.
"""

import json
from pathlib import Path

from tools.generation import tree
from tools.generation.languages import Language
from tools.generation.sources import Sources

NAME = "digests.json"

Entry = dict[str, str | dict[str, str]]


def entry(language: Language, sources: Sources, *, generated: Path) -> Entry:
    """What the record must say of `language` for the tree as it stands."""
    files = tree.read(generated / language.NAME, kept=language.KEPT)
    return {"protos": sources.digest(), "tools": language.tools(), "files": tree.digest(files)}


def load(generated: Path) -> dict[str, Entry]:
    """The record in the folder `generated`; empty when there is none yet."""
    path = generated / NAME
    if not path.exists():
        return {}
    loaded: dict[str, Entry] = json.loads(path.read_text("utf-8"))
    return loaded


def save(generated: Path, record: dict[str, Entry]) -> None:
    """Write the record, keys sorted."""
    text = json.dumps(record, indent=2, sort_keys=True) + "\n"
    (generated / NAME).write_text(text, "utf-8")


def stale(language: Language, sources: Sources, *, generated: Path) -> list[str]:
    """Why the stubs of `language` are not current as far as digests tell; empty when they are."""
    recorded = load(generated).get(language.NAME)
    if recorded is None:
        return ["never generated"]
    expected = entry(language, sources, generated=generated)
    reasons = {
        "protos": "the protos changed since",
        "tools": "written with other versions of the tools",
        "files": "the files were edited, added or removed by hand",
    }
    return [reason for key, reason in reasons.items() if recorded[key] != expected[key]]
