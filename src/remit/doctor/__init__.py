"""What is wrong with an installation, and what to do: looks at settings and backends, changes nothing, shows no secret."""

from remit.doctor.examine import examine
from remit.doctor.finding import Finding, Verdict

__all__ = ["Finding", "Verdict", "examine"]
