"""The wire: how gRPC reaches Remit. Translates, refuses the malformed, and never decides anything itself."""

from remit.config import restrict_tls

# Before any module here imports gRPC, which reads its cipher suites when it is loaded.
restrict_tls()
