"""The guard against secrets in what tests print catches each way to show one, and names the test that did."""

import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).parents[2]

LEAKY = """
import logging, subprocess, sys, pytest
from remit.identity.api_key import new_key

KEY = new_key("live").secret

def test_printed():
    print(KEY.reveal())

def test_said_on_standard_error():
    print("key:", KEY.reveal(), file=sys.stderr)

def test_logged():
    logging.getLogger("any").warning("using %s", KEY.reveal())

def test_a_piece():
    print("key", KEY.reveal()[:-20])

@pytest.fixture
def untidy():
    yield
    print(KEY.reveal())

def test_in_a_fixture(untidy):
    pass

CHILD = "import sys; sys.stderr.write(sys.argv[1])"

def test_by_a_process_that_is_waited_for():
    subprocess.run([sys.executable, "-c", CHILD, KEY.reveal()], capture_output=True)

def test_by_a_process_with_a_log(tmp_path):
    with open(tmp_path / "log", "w") as log:
        subprocess.Popen([sys.executable, "-c", CHILD, KEY.reveal()], stderr=log).wait()

def test_a_token():
    print("eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ1c2VyOmFubiJ9.c2lnbmF0dXJlLW9mLWEtdG9rZW4")

def test_clean_tells_of_a_secret_without_showing_it():
    print(KEY, repr(KEY), f"{KEY}", KEY.reveal()[-4:], "remit_live_…")
    subprocess.run([sys.executable, "-c", "print('remit_live_' + 'x' * 38)"], capture_output=True)
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says of the tests above."""
    folder = tmp_path_factory.mktemp("leaky")
    (folder / "test_leaky.py").write_text(dedent(LEAKY))
    paths = os.pathsep.join(str(ROOT / path) for path in (".", "src", "generated/python"))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.secrecy",
        "-p",
        "no:cacheprovider",
        "-rA",
        "--tb=short",
    ]
    done = subprocess.run(
        [*command, "--rootdir", str(folder), str(folder)],
        env={**os.environ, "PYTHONPATH": paths},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=50,
    )
    return done.stdout


def test_each_way_to_show_a_secret_fails_its_test(told: str) -> None:
    tests = set(re.findall(r"def (test_\w+)", LEAKY))
    caught = set(re.findall(r"^ERROR test_leaky.py::(\w+)", told, re.MULTILINE))
    clean = {name for name in tests if name.startswith("test_clean")}
    assert caught == tests - clean, told
    assert clean
