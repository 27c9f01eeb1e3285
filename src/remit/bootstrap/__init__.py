"""From settings to a running application: the only place that knows every room. Decides nothing itself."""

from remit.bootstrap.app import App, build
from remit.bootstrap.backends import DATABASE, embedded, migrate, open_backends, open_store, schema_state
from remit.bootstrap.opening import open_app
from remit.bootstrap.secret import MASTER_KEY, derive, known_secret, master_secret
from remit.bootstrap.trust import trust_of

__all__ = [
    "DATABASE",
    "MASTER_KEY",
    "App",
    "build",
    "derive",
    "embedded",
    "known_secret",
    "master_secret",
    "migrate",
    "open_app",
    "open_backends",
    "open_store",
    "schema_state",
    "trust_of",
]
