"""API keys against real servers: what each bad one hears, what a narrow one may, from where, and when it was used."""

import re
import socket
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from remit.client import CallError, Client, Settings, entity
from remit.client import messages as m
from remit.identity.api_key import KEY_PATTERN, new_key
from tests.conftest import OwnTenant
from tests.running import RunningServer, running


def reason_of(call: Callable[[], object]) -> str:
    with pytest.raises(CallError) as refused:
        call()
    return refused.value.reason


def mistyped(secret: str) -> str:
    """The same but for one character in the middle."""
    place = len(secret) - 20
    other = "a" if secret[place] != "a" else "b"
    return secret[:place] + other + secret[place + 1 :]


class TestWhatABadKeyHears:
    @pytest.fixture
    def ask(self, server: RunningServer) -> Iterator[Callable[[str], str]]:
        opened: list[Client] = []

        def ask(key: str) -> str:
            opened.append(server.client(key, timeout=30))
            with pytest.raises(CallError) as refused:
                opened[-1].who_am_i()
            # Neither the key nor so much of it that it could be found by.
            assert key[-20:] not in f"{refused.value!r}{refused.value}{refused.value.metadata}"
            return refused.value.reason

        yield ask
        for client in opened:
            client.close()

    def test_a_typing_error_is_told_from_a_key_that_was_never_made(
        self, ask: Callable[[str], str], tenant: OwnTenant
    ) -> None:
        assert ask(mistyped(tenant.key)) == "CREDENTIAL_MALFORMED"
        assert ask(tenant.key[:-1]) == "CREDENTIAL_MALFORMED"
        assert ask(tenant.key + "A") == "CREDENTIAL_MALFORMED"
        assert ask(tenant.key.replace("remit_live", "remit_test")) == "CREDENTIAL_MALFORMED"
        assert ask(new_key("live").secret.reveal()) == "CREDENTIAL_UNKNOWN"

    def test_a_revoked_one_is_told_from_both(self, ask: Callable[[str], str], tenant: OwnTenant) -> None:
        made = tenant.client.create_api_key()
        tenant.client.revoke_api_key(key_id=made.api_key.key_id)
        assert ask(made.secret) == "CREDENTIAL_REVOKED"
        assert ask(mistyped(made.secret)) == "CREDENTIAL_MALFORMED"


def test_the_published_pattern_finds_every_key_and_is_told_by_the_server(tenant: OwnTenant) -> None:
    pattern = tenant.client.get_server_info().api_key_pattern
    assert pattern == KEY_PATTERN
    made = tenant.client.create_api_key()
    leaked = f'config = {{"key": "{made.secret}", "other": "remit_live_short"}}'
    assert re.findall(pattern, leaked) == [made.secret]


class TestAKeyThatIsNarrowerThanItsOwner:
    @pytest.fixture
    def narrow(self, server: RunningServer, tenant: OwnTenant) -> Iterator[Callable[..., Client]]:
        opened: list[Client] = []

        def make(*scopes: str) -> Client:
            made = tenant.client.create_api_key(scopes=scopes)
            opened.append(server.client(made.secret, timeout=30))
            return opened[-1]

        yield make
        for client in opened:
            client.close()

    def test_on_the_data_plane(self, narrow: Callable[..., Client]) -> None:
        def authorize(client: Client) -> object:
            return client.authorize(action="tool:execute", resource=entity("tool:web-search"), dry_run=True)

        # Both the call and the act that it asks about must be within what the key is limited to.
        assert authorize(narrow("decision:authorize", "tool:execute"))
        assert authorize(narrow("*:*"))
        for other in (["decision:authorize"], ["tool:*"], ["usage:record"], ["decision:read", "tool:*"]):
            client = narrow(*other)
            assert reason_of(partial(authorize, client)) == "CREDENTIAL_SCOPE"
        reporter = narrow("usage:*")
        assert reason_of(lambda: reporter.check_budget(subject=entity("user:ann"))) == "CREDENTIAL_SCOPE"
        assert reason_of(reporter.list_reservations) == "CREDENTIAL_SCOPE"

    def test_on_the_control_plane(self, narrow: Callable[..., Client]) -> None:
        reader = narrow("role:list", "role:get")
        assert reader.list_roles().roles
        assert reason_of(lambda: reader.delete_role(role_id="viewer")) == "CREDENTIAL_SCOPE"
        assert reason_of(reader.list_api_keys) == "CREDENTIAL_SCOPE"
        assert reason_of(reader.create_api_key) == "CREDENTIAL_SCOPE"
        # Anybody may ask who they are, and sees what they are limited to.
        assert sorted(reader.who_am_i().scopes) == ["role:get", "role:list"]

    def test_a_scope_gives_nothing_that_the_owner_lacks(
        self, server: RunningServer, tenant: OwnTenant
    ) -> None:
        tenant.client.create_subject(subject=m.Subject(entity=entity("agent:poor")))
        made = tenant.client.create_api_key(owner=entity("agent:poor"), scopes=["*:*"])
        with server.client(made.secret, timeout=30) as poor:
            assert reason_of(poor.list_roles) == "PERMISSION_MISSING"


class TestWhenAKeyWasUsed:
    def test_it_is_known_after_a_restart(self, tmp_path: Path) -> None:
        with running(tmp_path / "data") as server:
            with server.client(timeout=30) as admin:
                made = admin.create_api_key(name="ci")
                assert not used(admin, made.api_key.key_id)
            with server.client(made.secret, timeout=30) as ci:
                ci.who_am_i()
            server.restart()
            with server.client(timeout=30) as admin:
                assert used(admin, made.api_key.key_id)


def used(admin: Client, key_id: str) -> int:
    """The instant, in whole seconds, at which a list says that a key was last used; 0: never."""
    (found,) = [key for key in admin.list_api_keys().api_keys if key.key_id == key_id]
    return int(found.last_used_at.seconds)


def binds(address: str) -> bool:
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True


needs_ipv6 = pytest.mark.skipif(not binds("::1"), reason="this machine has no IPv6")


class TestNetworks:
    @staticmethod
    def may_call(server: RunningServer, host: str, *networks: str) -> bool:
        """Tell whether a key limited to networks is good when its holder comes over `host`."""
        address = f"{host}:{server.address.rpartition(':')[2]}"
        patient = Settings("", timeout=30)
        with Client.connect(address, server.key, settings=patient) as admin:
            secret = admin.create_api_key(allowed_networks=networks).secret
        with Client.connect(address, secret, settings=patient) as client:
            try:
                client.who_am_i()
            except CallError as refused:
                assert refused.reason == "CREDENTIAL_NETWORK"
                return False
            return True

    def test_over_ipv4(self, server: RunningServer) -> None:
        assert self.may_call(server, "127.0.0.1", "127.0.0.0/8")
        assert self.may_call(server, "127.0.0.1", "::ffff:127.0.0.0/104")
        assert self.may_call(server, "127.0.0.1", "10.0.0.0/8", "127.0.0.1")
        assert not self.may_call(server, "127.0.0.1", "10.0.0.0/8", "::/0")

    @needs_ipv6
    def test_over_ipv6(self, tmp_path: Path) -> None:
        server = RunningServer(tmp_path / "data", address="[::1]:0").start()
        try:
            assert self.may_call(server, "[::1]", "::1")
            assert self.may_call(server, "[::1]", "10.0.0.0/8", "::/64")
            assert not self.may_call(server, "[::1]", "0.0.0.0/0")
            assert not self.may_call(server, "[::1]", "2001:db8::/32")
        finally:
            server.stop()

    @needs_ipv6
    def test_over_ipv4_on_a_socket_of_ipv6(self, tmp_path: Path) -> None:
        # Still loopback, though spelt as IPv6; however gRPC spells the callers' addresses, they are IPv4.
        server = RunningServer(
            tmp_path / "data", environment={"REMIT_INSECURE": "true"}, address="[::ffff:127.0.0.1]:0"
        ).start()
        try:
            assert self.may_call(server, "127.0.0.1", "127.0.0.0/8")
            assert self.may_call(server, "127.0.0.1", "::ffff:127.0.0.1")
            assert not self.may_call(server, "127.0.0.1", "::/0")
            assert not self.may_call(server, "127.0.0.1", "10.0.0.0/8")
        finally:
            server.stop()
