"""Settings: validated whole, in sentences that name the variable, never showing a secret."""

from pathlib import Path

import pytest

from remit.config import ConfigError, load, split_address
from remit.config.reference import reference

PAGE = Path(__file__).parents[2] / "docs" / "CONFIG.md"


def test_without_settings_it_listens_on_loopback() -> None:
    config = load()
    assert config.listen == "127.0.0.1:7448"
    assert config.data_dir == Path("remit-data")
    assert not config.tls
    assert not config.exposed


def test_the_environment_is_read_and_options_go_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REMIT_LOG_LEVEL", "error")
    monkeypatch.setenv("REMIT_DRAIN_SECONDS", "3")
    config = load(log_level="debug")
    assert (config.log_level, config.drain_seconds) == ("debug", 3.0)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"listen": "0.0.0.0:7448"}, "without TLS would show credentials"),
        ({"listen": "[::]:7448"}, "without TLS would show credentials"),
        ({"listen": "7448"}, "REMIT_LISTEN must be an address and a port"),
        ({"listen": "::1:7448"}, "REMIT_LISTEN must be an address and a port"),
        ({"listen": "127.0.0.1:65536"}, "REMIT_LISTEN must be an address and a port"),
        ({"tls_certificate": "a.pem"}, "belong together"),
        ({"tls_client_ca": "a.pem"}, "REMIT_TLS_CLIENT_CA needs"),
        ({"smtp_url": "smtp://mail.example"}, "needs REMIT_SMTP_FROM"),
        (
            {"smtp_url": "http://remit:hunter2@y", "smtp_from": "r@y.example"},
            "REMIT_SMTP_URL must be smtp://",
        ),
        ({"smtp_url": "smtp://remit:hunter2@", "smtp_from": "r@y.example"}, "REMIT_SMTP_URL must be smtp://"),
        (
            {"database_url": "mysql://x:hunter2@y/z"},
            "REMIT_DATABASE_URL must be postgresql://",
        ),
        ({"redis_url": "http://:hunter2@y"}, "REMIT_REDIS_URL must begin with redis://"),
        ({"redis_url": "redis://:hunter2@"}, "REMIT_REDIS_URL must begin with redis://"),
        ({"redis_timeout_seconds": 0}, "REMIT_REDIS_TIMEOUT_SECONDS"),
        ({"master_key": "hunter2"}, "REMIT_MASTER_KEY must have at least 32 characters"),
        ({"max_batch_items": 1_001}, "REMIT_MAX_BATCH_ITEMS"),
        ({"environment": "Live_1"}, "REMIT_ENVIRONMENT"),
        ({"nonsense": 1}, "REMIT_NONSENSE"),
    ],
)
def test_a_wrong_setting_is_refused_in_a_sentence(settings: dict[str, object], sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(**settings)
    assert sentence in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "redis://127.0.0.1",
        "rediss://ann:hunter2@redis.internal:6380/2?ssl_ca_certs=/etc/ca.pem",
        "redis+sentinel://a:26379,b:26379/main/1",
        "redis+cluster://:hunter2@[::1]:7000,b:7001",
    ],
)
def test_redis_may_be_one_server_or_many(url: str) -> None:
    config = load(redis_url=url)
    assert config.redis_url is not None
    assert config.redis_url.get_secret_value() == url
    assert "hunter2" not in repr(config) + str(config.describe())


def test_an_empty_redis_url_means_none() -> None:
    assert load(redis_url="").redis_url is None


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        load(listen="x", drain_seconds=-1)
    assert len(str(caught.value).splitlines()) == 2


def test_beyond_loopback_needs_tls_or_the_flag() -> None:
    assert load(listen="0.0.0.0:1", insecure=True).exposed
    assert not load(listen="0.0.0.0:1", tls_certificate="a.pem", tls_key="b.pem").exposed
    assert not load(listen="[::1]:1").exposed
    assert not load(listen="localhost:1").exposed


def test_the_event_loop_speaks_http2_where_only_this_machine_connects_or_where_it_is_told_to() -> None:
    pair = {"tls_certificate": "a.pem", "tls_key": "b.pem"}
    assert load(listen="127.0.0.1:1").on_event_loop
    assert not load(listen="127.0.0.1:1", http2="grpc").on_event_loop
    assert not load(listen="127.0.0.1:1", **pair).on_event_loop
    assert not load(listen="0.0.0.0:1", **pair).on_event_loop
    assert load(listen="0.0.0.0:1", http2="loop", **pair).on_event_loop


def test_a_misspelt_variable_is_refused_and_a_strange_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REMIT_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("REMIT_PORT", "tcp://10.0.0.1:7448")
    load()
    monkeypatch.setenv("REMIT_TLS_CERTIFCATE", "a.pem")
    with pytest.raises(ConfigError, match="did you mean REMIT_TLS_CERTIFICATE"):
        load()


def test_a_description_shows_no_secret() -> None:
    config = load(master_key="hunter2" * 10)
    described = {name: value for name, value, _ in config.describe()}
    assert described["REMIT_MASTER_KEY"] == "(set)"
    assert described["REMIT_DATABASE_URL"] == "(absent)"
    assert described["REMIT_INSECURE"] == "false"
    assert "hunter2" not in repr(config) + str(described)


def test_every_setting_says_what_it_means() -> None:
    assert all(meaning.endswith(".") for _, _, meaning in load().describe())


def test_the_reference_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == reference(), "write it anew: python -m remit.config > docs/CONFIG.md"


def test_an_address_is_split() -> None:
    assert split_address("[::1]:80") == ("::1", "80")
    assert split_address("localhost:0") == ("localhost", "0")
    assert split_address("nothing") == ("", "")
