"""The protos to compile and where their imports come from; never writes anything.

Imported protos are not kept in this repository: `google/type` and its like come from the installed
`googleapis-common-protos`, `google/protobuf` from `grpcio-tools`. Both are pinned with hashes.
"""

import hashlib
import re
from dataclasses import dataclass
from importlib.metadata import distribution, version
from importlib.resources import files
from pathlib import Path

from google.protobuf.descriptor_pb2 import FileDescriptorSet
from grpc_tools import protoc

from tools.generation.process import GenerationError

ROOT = Path(__file__).resolve().parents[2]
_SERVICE = re.compile(r"^service \w+", re.MULTILINE)
COMMON_PROTOS = "googleapis-common-protos"


@dataclass(frozen=True, slots=True)
class Sources:
    """A folder of protos, with the names that `import` statements use for the files in it."""

    root: Path
    """The folder that import names start from."""

    @property
    def names(self) -> tuple[str, ...]:
        """Import names of every proto of our own, sorted: `remit/v1/core.proto`."""
        return tuple(sorted(path.relative_to(self.root).as_posix() for path in self.root.rglob("*.proto")))

    @property
    def services(self) -> tuple[str, ...]:
        """The names of those that declare a service; only these have stubs."""
        return tuple(name for name in self.names if _SERVICE.search((self.root / name).read_text("utf-8")))

    @property
    def include(self) -> tuple[str, ...]:
        """Arguments that tell protoc where imports are; our own folder first."""
        return tuple(f"--proto_path={folder}" for folder in (self.root, *import_folders()))

    def digest(self) -> str:
        """SHA-256 over every name and content, so that any edit, addition or removal is seen."""
        total = hashlib.sha256()
        for name in self.names:
            content = hashlib.sha256((self.root / name).read_bytes()).hexdigest()
            total.update(f"{name} {content}\n".encode())
        return total.hexdigest()

    def describe(self, target: Path) -> FileDescriptorSet:
        """Compile to descriptors with comments and imports, kept in the file `target`.

        Raises:
            GenerationError: a proto does not compile; protoc has said why on standard error.
        """
        target.parent.mkdir(parents=True, exist_ok=True)
        compile_protos(self, "--include_imports", "--include_source_info", f"--descriptor_set_out={target}")
        return FileDescriptorSet.FromString(target.read_bytes())


def import_folders() -> tuple[Path, ...]:
    """Folders of installed packages that hold the protos which ours import."""
    common = Path(str(distribution(COMMON_PROTOS).locate_file("")))
    return common, Path(str(files("grpc_tools"))) / "_proto"


def compile_protos(sources: Sources, *arguments: str, names: tuple[str, ...] | None = None) -> None:
    """Run the protoc of grpcio-tools over our protos, or over `names`.

    Raises:
        GenerationError: it refused; it has said why on standard error.
    """
    if not sources.names:
        message = f"no protos in {sources.root}"
        raise GenerationError(message)
    status = protoc.main(["protoc", *sources.include, *arguments, *(names or sources.names)])
    if status != 0:
        message = f"protoc exited {status}"
        raise GenerationError(message)


def compiler_versions() -> dict[str, str]:
    """What reads the protos, whatever the language: package name to version."""
    return {name: version(name) for name in (COMMON_PROTOS, "grpcio-tools")}
