"""What is committed names no machine that it was made on and no registry that it was fetched from."""

import re
import subprocess

from tests.architecture.code import ROOT

REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("repo", "maven", "apache", "org"),
        ("repo1", "maven", "org"),
        ("proxy", "golang", "org"),
        ("sum", "golang", "org"),
        ("static", "crates", "io"),
        ("deb", "debian", "org"),
    )
)
MACHINE_PATHS = re.compile(r"(?<![\w.$}])/(?:root|work|home/\w+|Users/\w+)/\w")
NOT_TEXT = (".png", ".ico", ".woff2", ".gz", ".binpb")


def test_no_registry_host_is_named() -> None:
    found = [
        f"{name}:{number}: {host}"
        for name, number, line in _lines()
        for host in REGISTRIES
        if host in line.lower()
    ]
    assert not found, "\n".join(found)


def test_no_path_of_a_machine_is_named() -> None:
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, number, line in _lines()
        if MACHINE_PATHS.search(line)
    ]
    assert not found, "\n".join(found)


def _lines() -> list[tuple[str, int, str]]:
    """Name, number and text of each line of each file that is, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    names = [name for name in listed.stdout.split("\0") if name and not name.endswith(NOT_TEXT)]
    paths = [(name, ROOT / name) for name in names if not name.startswith("generated/java/src/")]
    return [
        (name, number, line)
        for name, path in paths
        if path.is_file()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
    ]
