"""What pyproject.toml asks for is what the lock files pin, with hashes."""

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.code import ROOT

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
BASE: list[str] = PROJECT["project"]["dependencies"]
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
GROUPS: dict[str, list[str | dict[str, str]]] = PROJECT["dependency-groups"]
DEV = [text for group in GROUPS.values() for text in group if isinstance(text, str)]


def test_every_requirement_is_pinned_within_its_range() -> None:
    assert _unmet("server.txt", [*BASE, *EXTRAS["server"], *EXTRAS["cli"]]) == []
    assert _unmet("dev.txt", [*BASE, *EXTRAS["server"], *EXTRAS["cli"], *DEV]) == []


def test_servers_run_what_was_tested() -> None:
    assert _pins("server.txt").items() <= _pins("dev.txt").items()


def test_the_client_installs_without_the_server() -> None:
    assert {Requirement(text).name for text in BASE} == {"googleapis-common-protos", "grpcio", "protobuf"}


def test_the_build_uses_what_is_pinned() -> None:
    assert _unmet("build.txt", PROJECT["build-system"]["requires"]) == []
    assert _pins("build.txt").items() <= _pins("dev.txt").items()


def _pins(name: str) -> dict[str, str]:
    """Package to version in one lock file; each has at least one hash, or pip would refuse it."""
    text = (ROOT / "requirements" / name).read_text("utf-8")
    return {canonicalize_name(package): version for package, version in PIN.findall(text)}


def _unmet(name: str, requirements: list[str]) -> list[str]:
    """Those requirements that the lock file misses or pins out of range."""
    pins = _pins(name)
    return [
        text
        for text in requirements
        for wanted in [Requirement(text)]
        if (pinned := pins.get(canonicalize_name(wanted.name))) is None
        or Version(pinned) not in wanted.specifier
    ]
