"""Writes `generated/go`: messages and gRPC stubs of the Go module that `go.mod` there names."""

import os
import re
import shutil
from pathlib import Path

from tools.generation.process import run
from tools.generation.sources import ROOT, Sources, compile_protos, compiler_versions

NAME = "go"
KEPT = ("go.mod", "go.sum")
"""Files of the module that are written by hand."""

MODULE = "github.com/remit-dev/remit/generated/go"
PINS = ROOT / "tools" / "go"
PLUGINS = ROOT / ".cache" / "tools" / "go"

_PIN = re.compile(r"^\s(google\.golang\.org/\S+) (v\S+)", re.MULTILINE)


def tools() -> dict[str, str]:
    """Name and version of each tool that shapes the output, as `tools/go/go.mod` pins them."""
    return {**compiler_versions(), **dict(_PIN.findall((PINS / "go.mod").read_text("utf-8")))}


def present() -> bool:
    """Whether the Go toolchain is on this machine; the plugins are then built from their pinned source."""
    return shutil.which("go") is not None


def write(sources: Sources, target: Path) -> None:
    """Write the module's generated part into the folder `target`."""
    run(["go", "install", "tool"], cwd=PINS, env={**os.environ, "GOBIN": str(PLUGINS)})
    target.mkdir(parents=True, exist_ok=True)
    compile_protos(
        sources,
        f"--plugin=protoc-gen-go={PLUGINS / 'protoc-gen-go'}",
        f"--plugin=protoc-gen-go-grpc={PLUGINS / 'protoc-gen-go-grpc'}",
        f"--go_out=module={MODULE}:{target}",
        f"--go-grpc_out=module={MODULE}:{target}",
    )
