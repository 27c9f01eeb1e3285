"""`tools/once-more` tries again what may have been bad luck, and nothing else."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEADING = "==== failed beside others; once more, alone ===="
FIRST_TIME_ONLY = """
from pathlib import Path

def test_unlucky():
    seen = Path("seen")
    again = seen.exists()
    seen.touch()
    assert again
"""


@dataclass
class Project:
    """A project of one file of tests."""

    folder: Path

    def run(self, program: str, *options: str) -> "subprocess.CompletedProcess[str]":
        """Write the file and run it."""
        (self.folder / "test_it.py").write_text(program)
        command = [str(ROOT / "tools" / "once-more"), "trial", *options]
        return subprocess.run(
            command, cwd=self.folder, env={"PATH": "/usr/bin:/bin", "PYTHON": sys.executable},
            capture_output=True, text=True, check=False, timeout=50,
        )  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_what_passes_is_run_once(project: Project) -> None:
    done = project.run("def test_it():\n    print('ran')\n", "-s")
    assert (done.returncode, done.stdout.count("ran")) == (0, 1)
    assert HEADING not in done.stdout


@pytest.mark.parametrize("options", [(), ("--numprocesses", "2")], ids=["alone", "beside"])
def test_what_was_skipped_is_said_with_the_reason(project: Project, options: tuple[str, ...]) -> None:
    program = "import pytest\n@pytest.mark.parametrize('n', range(3))\ndef test_it(n): pytest.skip('no tool here')\n"
    done = project.run(program + "\ndef test_other(): pass\n", *options)
    assert done.returncode == 0
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("SKIPPED")]
    assert line.startswith("SKIPPED [3] test_it.py")
    assert line.endswith("no tool here")


@pytest.mark.parametrize("options", [(), ("--numprocesses", "2")], ids=["alone", "beside"])
def test_what_fails_the_first_time_only_passes_and_is_named(
    project: Project, options: tuple[str, ...]
) -> None:
    done = project.run(FIRST_TIME_ONLY + "\ndef test_other(): pass\n", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{HEADING}\ntest_it.py::test_unlucky\n" in done.stdout
    assert "==== passed alone; make these steady ====\ntest_it.py::test_unlucky\n" in done.stdout
    assert "1 passed" in done.stdout


def test_what_always_fails_fails_twice(project: Project) -> None:
    done = project.run(FIRST_TIME_ONLY + "\ndef test_wrong(): assert False\n")
    assert done.returncode == 1
    assert HEADING in done.stdout
    assert "1 failed, 1 passed" in done.stdout


def test_an_error_around_a_test_is_a_failure_too(project: Project) -> None:
    fixture = "import pytest\n@pytest.fixture\ndef broken():\n    yield\n    assert False\n"
    done = project.run(fixture + "def test_it(broken): pass\n")
    assert done.returncode == 1
    assert HEADING in done.stdout


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("import nothing_of_that_name\n", 2),
        ("", 5),
        ("def test_one(): assert False\n\ndef test_it():\n    import os\n    os._exit(1)\n", 1),
        ("def test_a(): assert False\n\ndef test_b(): raise KeyboardInterrupt\n", 2),
        ("import pytest\n@pytest.mark.parametrize('n', range(21))\ndef test_it(n): assert False\n", 1),
    ],
    ids=["cannot be collected", "nothing there", "ended in the middle", "interrupted", "too many"],
)
def test_nothing_else_is_tried_again(project: Project, program: str, code: int) -> None:
    done = project.run(program)
    assert done.returncode == code, done.stdout + done.stderr
    assert HEADING not in done.stdout


def test_a_file_that_cannot_be_collected_is_not_hidden_beside_others_either(project: Project) -> None:
    done = project.run("import nothing_of_that_name\n", "--numprocesses", "2")
    assert done.returncode != 0
    assert HEADING not in done.stdout


def test_what_an_earlier_run_left_is_not_asked_for(project: Project) -> None:
    assert project.run("def test_old(): assert False\n").returncode == 1
    done = project.run(FIRST_TIME_ONLY)
    assert done.returncode == 0
    assert "test_old" not in done.stdout


def test_what_is_not_there_the_second_time_has_not_passed(project: Project) -> None:
    program = (
        "import os, pytest\n@pytest.mark.parametrize('n', [str(os.getpid())])\ndef test_it(n): assert False\n"
    )
    done = project.run(program + "\n" + FIRST_TIME_ONLY)
    assert done.returncode != 0
    assert HEADING in done.stdout
