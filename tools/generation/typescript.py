"""Writes `generated/typescript`: messages and services for protobuf-es, which Connect clients take.

The npm registry has no package for `google/type` and `google/rpc` in protobuf-es, so those that ours import
are written too.
"""

import json
import shutil
from pathlib import Path

from tools.generation.process import run
from tools.generation.sources import ROOT, Sources, compile_protos, compiler_versions

NAME = "typescript"
KEPT = ("package.json", "package-lock.json", "tsconfig.json", ".npmrc")
"""Files of the package that are written by hand."""

PINS = ROOT / "tools" / "typescript"
PLUGINS = ROOT / ".cache" / "tools" / "typescript"


def tools() -> dict[str, str]:
    """Name and version of each tool that shapes the output, as `tools/typescript/package.json` pins them."""
    pinned: dict[str, str] = json.loads((PINS / "package.json").read_text("utf-8"))["dependencies"]
    return {**compiler_versions(), **pinned}


def present() -> bool:
    """Whether Node.js and npm are on this machine; the plugin is then installed from the lock file."""
    return shutil.which("node") is not None and shutil.which("npm") is not None


def write(sources: Sources, target: Path) -> None:
    """Write the package's generated part into the folder `target`."""
    _install()
    folder = target / "src"
    folder.mkdir(parents=True, exist_ok=True)
    compile_protos(
        sources,
        f"--plugin=protoc-gen-es={PLUGINS / 'node_modules' / '.bin' / 'protoc-gen-es'}",
        f"--es_out=target=ts,import_extension=js:{folder}",
        names=(*sources.names, *_imported(sources)),
    )


def _install() -> None:
    PLUGINS.mkdir(parents=True, exist_ok=True)
    lock = (PINS / "package-lock.json").read_bytes()
    installed = PLUGINS / "package-lock.json"
    if (PLUGINS / "node_modules").exists() and installed.exists() and installed.read_bytes() == lock:
        return
    for name in ("package.json", ".npmrc"):
        shutil.copyfile(PINS / name, PLUGINS / name)
    installed.write_bytes(lock)
    run(["npm", "ci", "--no-audit", "--no-fund"], cwd=PLUGINS)


def _imported(sources: Sources) -> tuple[str, ...]:
    """Import names of the protos that ours need and that protobuf-es does not ship."""
    described = sources.describe(ROOT / ".cache" / "protos" / "typescript.binpb")
    names = {file.name for file in described.file} - set(sources.names)
    return tuple(sorted(name for name in names if not name.startswith("google/protobuf/")))
