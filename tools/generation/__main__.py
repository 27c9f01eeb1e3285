"""The command behind `make generate` and `make generated-check`.

`python -m tools.generation` writes all languages; with `--only python go` these, and leaves the others as
they are; with `--check` nothing, and it exits 1 when something is not current; with `--describe FILE` only
that file, the compiled descriptors with their comments, for buf.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.generation import record, tree
from tools.generation.languages import LANGUAGES, Language
from tools.generation.process import GenerationError
from tools.generation.sources import ROOT, Sources

SHOWN = 20
"""Differences that are printed for a language before the rest is only counted."""


def fresh(language: Language, sources: Sources) -> dict[str, bytes]:
    """The files that the tools write now, in memory."""
    with TemporaryDirectory() as scratch:
        language.write(sources, Path(scratch))
        return tree.read(Path(scratch), kept=())


def write(languages: Sequence[Language], sources: Sources, *, generated: Path) -> int:
    """Bring these languages up to date; 0, or 1 when a toolchain is missing (then nothing is written)."""
    missing = [language.NAME for language in languages if not language.present()]
    if missing:
        names = " ".join(language.NAME for language in languages if language.NAME not in missing)
        _say(f"no toolchain on this machine for: {', '.join(missing)}. The others: --only {names}")
        return 1
    entries = record.load(generated)
    for language in languages:
        files = fresh(language, sources)
        tree.replace(generated / language.NAME, files, kept=language.KEPT)
        entries[language.NAME] = record.entry(language, sources, generated=generated)
        record.save(generated, entries)
        _say(f"{language.NAME}: {len(files)} files")
    return 0


def check(languages: Sequence[Language], sources: Sources, *, generated: Path) -> int:
    """Say for each language whether it is current, and how that is known; 1 when any is not."""
    failed = False
    for language in languages:
        found = record.stale(language, sources, generated=generated)
        how = "digests only, no toolchain on this machine"
        if language.present():
            committed = tree.read(generated / language.NAME, kept=language.KEPT)
            found += tree.differences(committed, fresh(language, sources))
            how = "regenerated and compared byte for byte"
        _say(f"{language.NAME}: {'NOT CURRENT, run make generate' if found else 'current'} ({how})")
        for line in found[:SHOWN]:
            _say(f"  {line}")
        if len(found) > SHOWN:
            _say(f"  and {len(found) - SHOWN} more")
        failed = failed or bool(found)
    return 1 if failed else 0


def main(arguments: Sequence[str]) -> int:
    """Carry out one command line; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.generation", description="Write generated/ from protos/."
    )
    names = [language.NAME for language in LANGUAGES]
    parser.add_argument(
        "--only", nargs="+", choices=names, default=names, help="languages; all when not given"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 when something is not current"
    )
    parser.add_argument("--describe", type=Path, metavar="FILE", help="only compile the protos, to this file")
    parser.add_argument("--protos", type=Path, default=ROOT / "protos", help="folder of the protos")
    options = parser.parse_args(arguments)
    sources = Sources(options.protos)
    chosen = [language for language in LANGUAGES if language.NAME in options.only]
    act = check if options.check else write
    try:
        if options.describe is not None:
            sources.describe(options.describe)
            return 0
        return act(chosen, sources, generated=ROOT / "generated")
    except GenerationError as error:
        _say(str(error))
        return 1


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
