"""A terminal for tests of the command."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.conftest import OwnTenant


@pytest.fixture
def terminal(tenant: OwnTenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in an empty folder, as the administrator of the test's own tenant."""
    monkeypatch.chdir(tmp_path)
    return Terminal(tenant.client.transport.settings.address, tenant.key)


@pytest.fixture
def furnished(terminal: Terminal) -> Terminal:
    """The same, in a tenant with `user:ann`, a role and an agent that holds it."""
    terminal.must("remit role create researcher --allow tool:execute@tool:*")
    terminal.must("remit subject create agent:researcher-7 --role researcher --owner user:ann")
    return terminal
