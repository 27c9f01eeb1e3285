"""A server loads what it needs, at once and without looking for garbage on the way."""

import gc
import subprocess
import sys

import pytest

from remit.server.loading import loading

SELDOM = ("alembic", "asyncpg", "authlib", "opentelemetry", "redis", "remit.outside.http", "sqlalchemy.orm")
"""What few servers need; those that do load it when they come to it."""


def test_a_server_on_sqlite_loads_neither_what_others_need_nor_migrations() -> None:
    program = f"import sys, remit.server.offer\nprint(*(name for name in {SELDOM} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_what_was_loaded_is_left_out_of_later_collections() -> None:
    program = (
        "import gc\n"
        "from remit.server.loading import loading\n"
        "with loading():\n"
        "    during = gc.isenabled()\n"
        "    import remit.server.offer\n"
        "print(during, gc.isenabled(), gc.get_freeze_count() > 50_000)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "True"]


def test_what_cannot_be_loaded_leaves_collections_as_they_were() -> None:
    with pytest.raises(ModuleNotFoundError), loading():
        raise ModuleNotFoundError
    assert gc.isenabled()
    gc.unfreeze()
