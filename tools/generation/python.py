"""Writes `generated/python`: messages, stubs and their types, under the import root `remitpb`.

A proto package `remit.v1` would collide with `src/remit` on import, so only the Python import root changes;
names in descriptors, and so on the wire, stay `remit.v1`.
"""

import re
import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.generation.sources import Sources, compile_protos, compiler_versions

NAME = "python"
KEPT = ("remitpb/__init__.py", "remitpb/py.typed")
"""Files of the package that are written by hand."""

_IMPORT = re.compile(r"^(from|import) remit\.v1\b", re.MULTILINE)
_MODULE = re.compile(r"'remit\.v1\.(\w+_pb2)'")


def tools() -> dict[str, str]:
    """Name and version of each tool that shapes the output."""
    return {**compiler_versions(), "mypy-protobuf": version("mypy-protobuf")}


def present() -> bool:
    """Whether the tools are on this machine: always, they are Python packages."""
    return True


def write(sources: Sources, target: Path) -> None:
    """Write the package's generated part into the folder `target`."""
    scripts = Path(sys.executable).parent
    with TemporaryDirectory() as scratch:
        compile_protos(
            sources,
            f"--plugin=protoc-gen-mypy={scripts / 'protoc-gen-mypy'}",
            f"--python_out={scratch}",
            f"--mypy_out=quiet:{scratch}",
        )
        compile_protos(
            sources,
            f"--plugin=protoc-gen-mypy_grpc={scripts / 'protoc-gen-mypy_grpc'}",
            f"--grpc_python_out={scratch}",
            f"--mypy_grpc_out=quiet:{scratch}",
            names=sources.services,
        )
        package = target / "remitpb" / "v1"
        package.mkdir(parents=True, exist_ok=True)
        for path in sorted(Path(scratch, "remit", "v1").glob("*.py*")):
            (package / path.name).write_text(_reroot(path.read_text("utf-8")), "utf-8")
    (package / "__init__.py").write_text(
        '"""The contract `remit.v1`; written by `make generate`, never by hand."""\n', "utf-8"
    )


def _reroot(text: str) -> str:
    text = _IMPORT.sub(r"\1 remitpb.v1", text)
    return _MODULE.sub(r"'remitpb.v1.\1'", text)
