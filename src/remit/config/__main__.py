"""`python -m remit.config` writes the page of all settings."""

import sys

from remit.config.reference import reference

sys.stdout.write(reference())
