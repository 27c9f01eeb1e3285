"""Writes `generated/java`: messages and gRPC stubs, as sources of the Maven project in that folder."""

import platform
import re
import shutil
from pathlib import Path

from tools.generation.process import GenerationError, run
from tools.generation.sources import COMMON_PROTOS, ROOT, Sources, compiler_versions

NAME = "java"
KEPT = ("pom.xml",)
"""Files of the project that are written by hand."""

PINS = ROOT / "tools" / "java"
PLUGINS = ROOT / ".cache" / "tools" / "java"
SOURCE_FOLDER = Path("src", "main", "java")

_PIN = re.compile(r"<(protoc|grpc)\.version>([^<]+)<")
_SYSTEMS = {"Linux": "linux", "Darwin": "osx"}
_MACHINES = {"x86_64": "x86_64", "AMD64": "x86_64", "aarch64": "aarch_64", "arm64": "aarch_64"}


def tools() -> dict[str, str]:
    """Name and version of each tool that shapes the output, as `tools/java/pom.xml` pins them."""
    pinned = dict(_PIN.findall((PINS / "pom.xml").read_text("utf-8")))
    return {
        COMMON_PROTOS: compiler_versions()[COMMON_PROTOS],
        "com.google.protobuf:protoc": pinned["protoc"],
        "io.grpc:protoc-gen-grpc-java": pinned["grpc"],
    }


def present() -> bool:
    """Whether a JDK and Maven are on this machine; the compilers are then copied by Maven."""
    return shutil.which("javac") is not None and shutil.which("mvn") is not None


def write(sources: Sources, target: Path) -> None:
    """Write the project's generated part into the folder `target`.

    Raises:
        GenerationError: nobody publishes the compilers for this kind of machine.
    """
    _install()
    folder = target / SOURCE_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    run(
        [
            PLUGINS / "protoc.exe",
            f"--plugin=protoc-gen-grpc-java={PLUGINS / 'protoc-gen-grpc-java.exe'}",
            *sources.include,
            f"--java_out={folder}",
            f"--grpc-java_out=@generated=omit:{folder}",
            *sources.names,
        ]
    )


def _install() -> None:
    stamp = PLUGINS / "pom.xml"
    pins = (PINS / "pom.xml").read_bytes()
    if stamp.exists() and stamp.read_bytes() == pins:
        return
    options = [f"-Dtools.directory={PLUGINS}", f"-Dtools.platform={_platform()}"]
    run(["mvn", "--quiet", "--batch-mode", "dependency:copy", *options], cwd=PINS)
    for executable in PLUGINS.glob("*.exe"):
        executable.chmod(0o755)
    stamp.write_bytes(pins)


def _platform() -> str:
    try:
        return f"{_SYSTEMS[platform.system()]}-{_MACHINES[platform.machine()]}"
    except KeyError as error:
        message = f"no compilers are published for {platform.system()} on {platform.machine()}"
        raise GenerationError(message) from error
