"""All settings, what each means and what it may be. A setting `name` comes from the variable `REMIT_NAME`."""

import re
from pathlib import Path
from typing import Any, Final, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from remit.config.address import is_issuer, is_loopback, split_address

PREFIX: Final = "REMIT_"
KIB: Final = 1024
MIB: Final = 1024 * KIB
DAY_SECONDS: Final = 86_400
MAX_PORT: Final = 65_535
MIN_MASTER_KEY_LENGTH: Final = 32
UNIX_PREFIX: Final = "unix:"
"""Begins the address of a Unix socket: `unix:/run/remit/ops.sock`."""
_REDIS_SCHEMES: Final = {
    f"{kind}{way}" for kind in ("redis", "rediss") for way in ("", "+sentinel", "+cluster")
}
_IS_SMTP: Final = re.compile(r"smtps?://([^\s/@]+@)?[^\s/@?#]+").fullmatch
_SHOWN_INSTEAD: Final = "(set)"
_ABSENT_SHOWN: Final = "(absent)"


class Config(BaseSettings):
    """What one server is told. Validated whole by `load`; unchangeable afterwards."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True
    )

    listen: str = Field(
        "127.0.0.1:7448",
        description="Where to listen, such as `0.0.0.0:7448` or `[::1]:7448`. Port 0: any free one.",
    )
    insecure: bool = Field(
        default=False,
        description="Allow listening beyond loopback without TLS: anyone in between can read credentials.",
    )
    tls_certificate: Path | None = Field(
        None,
        description="PEM file: certificate and chain. Absent: no TLS. Read again when it changes.",
    )
    tls_key: Path | None = Field(None, description="PEM file: the certificate's private key, not encrypted.")
    tls_client_ca: Path | None = Field(
        None,
        description="PEM file: who must have signed clients' certificates. Absent: none are asked for.",
    )
    http2: Literal["auto", "grpc", "loop"] = Field(
        "auto",
        description="What speaks HTTP/2: `grpc`, gRPC's own server; `loop`, the event loop itself with the parser zttp, at"
        " about half the CPU time of a call, and with 128 calls at once on one connection. `auto`: `loop` where only this"
        " machine can connect, else `grpc`, since zttp is young. Behind a proxy that forwards TCP: `grpc`.",
    )
    workers: int = Field(
        1,
        ge=1,
        le=256,
        description="Processes that serve the address together, one for each core. More than one need PostgreSQL and"
        " Redis, which they share.",
    )
    data_dir: Path = Field(
        Path("remit-data"), description="Folder of the embedded database and of the master key file."
    )
    database_url: SecretStr | None = Field(
        None,
        description="PostgreSQL 14 or later, `postgresql://user:password@host[:port]/database`; several hosts with"
        " `?target_session_attrs=read-write` follow a failover. PgBouncer in transaction mode is noticed by itself. Absent:"
        " SQLite in `data_dir`, for one process.",
    )
    redis_url: SecretStr | None = Field(
        None,
        description="Redis 7 or Valkey 7.2, or later: `redis://[user:password@]host[:port][/database]`; `rediss://` for"
        " TLS, with `?ssl_ca_certs=` and a path for an authority of one's own; `redis+sentinel://host:port,host:port/service`;"
        " `redis+cluster://host:port,host:port`. Absent: memory, for one process.",
    )
    redis_timeout_seconds: float = Field(
        1.0,
        ge=0.05,
        le=30,
        description="Seconds to wait for an answer of Redis, connecting included.",
    )
    master_key: SecretStr | None = Field(
        None,
        description="Secret of at least 32 characters, under which keys of persons and signatures are kept."
        " Absent: a file in `data_dir`, made at first start and readable by its owner alone.",
    )
    environment: str = Field(
        "live",
        pattern=r"^[a-z][a-z0-9]{0,15}$",
        description="Name of this installation, part of each API key: a key of another is seen at a glance.",
    )
    issuer: str = Field(
        "http://127.0.0.1:7448",
        description="Who issues this installation's tokens (`iss`), and where others find its keys: an https URL under which"
        " `/.well-known/` of `metrics_listen` is published. The same on all servers, and for good: tokens of another are"
        " refused. The default serves whoever verifies no token elsewhere; `http` for loopback alone.",
    )
    token_algorithm: Literal["EdDSA", "ES256", "RS256"] = Field(
        "EdDSA",
        description="By which tokens are signed; the others are for those who verify and do not know it. A change counts"
        " an hour later, once the new key is known everywhere.",
    )
    token_key_days: int = Field(
        30,
        ge=1,
        le=366,
        description="Days for which one key signs tokens. The next is published an hour before; each is kept until the last"
        " token that it signed has ended.",
    )
    trust_file: Path | None = Field(
        None,
        description="YAML file: sign-in providers, issuers of tokens and client certificates that tenants trust. Absent:"
        " none. Read at the start.",
    )
    outside_ca: Path | None = Field(
        None,
        description="PEM file: authorities, besides the machine's own, whose certificates those providers and issuers may"
        " show.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info",
        description="Least severe lines that are logged. Calls of the data plane that succeed are `debug`,"
        " since audit has them; all other calls are `info` or above.",
    )
    log_format: Literal["auto", "json", "text"] = Field(
        "auto",
        description="`json`: one object a line; `text`: for people; `auto`: text on a terminal, else JSON.",
    )
    drain_seconds: float = Field(
        25.0,
        ge=0,
        le=3_600,
        description="Seconds that calls under way get to finish after SIGTERM; Kubernetes kills after 30.",
    )
    max_message_bytes: int = Field(
        4 * MIB,
        ge=64 * KIB,
        le=64 * MIB,
        description="Bytes of one request: what gRPC clients take by default.",
    )
    max_batch_items: int = Field(
        1_000, ge=1, le=1_000, description="Items of one batch; they share one commit, which others wait for."
    )
    max_page_size: int = Field(
        1_000, ge=1, le=1_000, description="Elements of one page; more are cut, not refused."
    )
    max_watchers: int = Field(
        10_000, ge=1, le=1_000_000, description="Streams open at once in all; each holds a few tens of KiB."
    )
    max_watchers_per_tenant: int = Field(
        10_000, ge=1, le=1_000_000, description="Streams that one tenant may have open at once."
    )
    max_concurrent_calls: int = Field(
        4_096,
        ge=1,
        le=1_000_000,
        description="Calls under way at once, streams apart; more are refused (OVERLOADED), not queued.",
    )
    max_concurrent_calls_per_tenant: int = Field(
        2_048,
        ge=1,
        le=1_000_000,
        description="Of them, those of one tenant while others have some under way too, so that who floods the server"
        " leaves it to others. Alone a tenant has all but an eighth.",
    )
    max_streams_per_connection: int = Field(
        512,
        ge=1,
        le=1_000_000,
        description="Calls and streams open at once on one connection; its client keeps more waiting on its own side, where"
        " a flood costs nobody else, or hears UNAVAILABLE. Whoever follows more opens more connections.",
    )
    max_denials_per_minute: int = Field(
        600,
        ge=0,
        le=1_000_000,
        description="Denied requests about one subject by one principal, five minutes' worth at once, ten times as many"
        " by one principal in all; beyond it they are refused (TOO_MANY_REFUSALS) and recorded in sum. In each process."
        " 0: any number.",
    )
    max_failed_authentications_per_minute: int = Field(
        60,
        ge=0,
        le=1_000_000,
        description="Refused uses of one credential from one address (IPv6: /64), five minutes' worth at once, ten times"
        " as many from one address in all, beyond which unknown credentials are not even looked up, and of one principal's"
        " from anywhere; what is good is never refused for a principal's refusals. In each process. 0: any number.",
    )
    max_key_creations_per_minute: int = Field(
        300,
        ge=0,
        le=1_000_000,
        description="API keys, and tenants, that one caller may make, five minutes' worth at once; beyond it they are"
        " refused (TOO_MANY_CALLS). Shared by all servers that have one Redis. 0: any number.",
    )
    max_tokens_per_minute: int = Field(
        600,
        ge=0,
        le=1_000_000,
        description="Tokens that one caller may issue, or one address (IPv6: /64) refresh; as above. 0: any number.",
    )
    max_sign_ins_per_minute: int = Field(
        60,
        ge=0,
        le=1_000_000,
        description="Steps of signing in from one address (IPv6: /64), of which each sign-in has two; as above. 0: any"
        " number.",
    )
    max_approval_calls_per_minute: int = Field(
        600,
        ge=0,
        le=1_000_000,
        description="Approvals that one caller may ask for, decide or cancel; as above. 0: any number.",
    )
    max_exports_per_minute: int = Field(
        30,
        ge=0,
        le=1_000_000,
        description="Exports of audit entries, persons and policy that one caller may begin; as above. 0: any number.",
    )
    metrics_listen: str | None = Field(
        None,
        description="Where `/metrics`, `/healthz`, `/readyz` and `/.well-known/` are served over HTTP, such as"
        " `127.0.0.1:9464`, or `unix:/path`. Without credentials or encryption: let only who may read them reach it. Absent:"
        " nowhere.",
    )
    otlp_endpoint: str | None = Field(
        None,
        pattern=r"^https?://[^\s/@]+$",
        description="Collector of OpenTelemetry traces over gRPC, such as `http://127.0.0.1:4317` (`https://`:"
        " encrypted). Absent: none are made.",
    )
    trace_ratio: float = Field(
        0.1,
        ge=0,
        le=1,
        description="Part of the calls that are traced; a caller's `traceparent` says for its own calls.",
    )
    webhook_private: bool = Field(
        default=False,
        description="Whether webhooks of alerts may be on private addresses, and on this machine (`http://` there). For"
        " development and tests: whoever may write alert rules could otherwise reach what only this server should.",
    )
    smtp_url: SecretStr | None = Field(
        None,
        description="Mail server for alerts, `smtp://user:password@host:587` (by STARTTLS, without which nothing is sent"
        " but to this machine) or `smtps://…` (TLS at once). Absent: rules with e-mail addresses are refused.",
    )
    smtp_from: str | None = Field(
        None,
        pattern=r"^[^@\s<>]+@[^@\s<>]+$",
        description="Sender of mail; with REMIT_SMTP_URL, and required there.",
    )
    clock_offset_seconds: float = Field(
        0.0,
        ge=-3_650 * DAY_SECONDS,
        le=3_650 * DAY_SECONDS,
        description="Moves the server's clock. For tests only: on PostgreSQL, whose clock stays, half a second is as much"
        " as any server's may be off.",
    )

    @field_validator("listen")
    @classmethod
    def _listen_is_an_address(cls, value: str) -> str:
        host, port = split_address(value)
        if not host or not port.isascii() or not port.isdigit() or int(port) > MAX_PORT:
            raise ValueError("must be an address and a port, such as 127.0.0.1:7448")
        return value

    @field_validator("issuer")
    @classmethod
    def _issuer_is_a_url(cls, value: str) -> str:
        if not is_issuer(value):
            raise ValueError(
                "must be an https URL such as https://remit.example, without query, fragment, user or a / at its end;"
                " http for loopback alone"
            )
        return value

    @field_validator("metrics_listen", "otlp_endpoint", "smtp_url", "smtp_from", mode="before")
    @classmethod
    def _empty_is_absent(cls, value: str | None) -> str | None:
        return value or None

    @field_validator("metrics_listen")
    @classmethod
    def _metrics_listen_is_an_address(cls, value: str | None) -> str | None:
        if value is None or value.startswith(f"{UNIX_PREFIX}/"):
            return value
        host, port = split_address(value)
        if not host or not port.isascii() or not port.isdigit() or int(port) > MAX_PORT:
            raise ValueError("must be an address and a port, such as 127.0.0.1:9464, or unix: and a path")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis_url_is_one(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value():
            return None
        scheme, _, rest = value.get_secret_value().partition("://")
        if scheme not in _REDIS_SCHEMES or not rest.partition("/")[0].rpartition("@")[2]:
            raise ValueError(
                "must begin with redis://, rediss://, redis+sentinel:// or redis+cluster:// and name a host"
            )
        return value

    @field_validator("database_url")
    @classmethod
    def _database_url_is_one(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value():
            return None
        scheme, _, rest = value.get_secret_value().partition("://")
        if scheme not in {"postgresql", "postgres"} or not rest:
            raise ValueError("must be postgresql://user:password@host:port/database")
        return value

    @field_validator("master_key")
    @classmethod
    def _master_key_is_long(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < MIN_MASTER_KEY_LENGTH:
            raise ValueError(f"must have at least {MIN_MASTER_KEY_LENGTH} characters")
        return value

    @model_validator(mode="after")
    def _tls_is_whole(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("REMIT_TLS_CERTIFICATE and REMIT_TLS_KEY belong together; set both or neither")
        if self.tls_client_ca is not None and self.tls_certificate is None:
            raise ValueError("REMIT_TLS_CLIENT_CA needs REMIT_TLS_CERTIFICATE and REMIT_TLS_KEY")
        if self.exposed and not self.insecure:
            raise ValueError(
                f"listening on {self.listen} without TLS would show credentials to the network; set"
                " REMIT_TLS_CERTIFICATE and REMIT_TLS_KEY, or REMIT_INSECURE=true if something else encrypts"
            )
        return self

    @model_validator(mode="after")
    def _mail_is_whole(self) -> Self:
        if self.smtp_url is not None:
            if not _IS_SMTP(self.smtp_url.get_secret_value()):
                raise ValueError(
                    "REMIT_SMTP_URL must be smtp://user:password@host:587, or smtps:// with TLS at once"
                )
            if self.smtp_from is None:
                raise ValueError("REMIT_SMTP_URL needs REMIT_SMTP_FROM, the address that mail is from")
        return self

    @property
    def on_event_loop(self) -> bool:
        """Whether HTTP/2 is spoken on the event loop, rather than by gRPC's own server."""
        local = not self.tls and is_loopback(split_address(self.listen)[0])
        return self.http2 == "loop" or (self.http2 == "auto" and local)

    @property
    def tls(self) -> bool:
        """Whether connections are encrypted by this server."""
        return self.tls_certificate is not None

    @property
    def exposed(self) -> bool:
        """Whether it listens beyond loopback without TLS; `insecure` must then allow it."""
        return not self.tls and not is_loopback(split_address(self.listen)[0])

    @property
    def clock_offset(self) -> int:
        """The clock's offset in microseconds, as `SystemClock` takes it."""
        return round(self.clock_offset_seconds * 1_000_000)

    def settings(self) -> dict[str, Any]:
        """Return what was set, as `load` takes it and JSON holds it; secrets in the clear, for a worker's ears alone."""
        return {name: _plain(getattr(self, name)) for name in sorted(self.model_fields_set)}

    def describe(self) -> list[tuple[str, str, str]]:
        """Return each setting as (variable, value, meaning), in order; secrets are not shown."""
        return [
            (PREFIX + name.upper(), shown(getattr(self, name)), field.description or "")
            for name, field in type(self).model_fields.items()
        ]


def _plain(value: object) -> object:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return str(value) if isinstance(value, Path) else value


def shown(value: object) -> str:
    """Return a setting's value for people; of a secret only that it is set."""
    if value is None:
        return _ABSENT_SHOWN
    if isinstance(value, SecretStr):
        return _SHOWN_INSTEAD
    return str(value).lower() if isinstance(value, bool) else str(value)
