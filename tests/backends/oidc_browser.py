"""A browser for tests: `oidc_browser.py SUB URL` signs in as SUB at URL and goes where that leads, as a person would.

As SUB, `-` is somebody who refuses.
"""

import sys
from pathlib import Path
from urllib.parse import urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import httpx2

from tests.backends.oidc import Provider, brought_back


def refuse(provider: Provider, url: str) -> str:
    """Refuse, and return where that leads: this provider leaves the state out, which RFC 6749, 4.1.2.1, asks for."""
    state = urlencode({"state": brought_back(url)["state"]})
    return f"{provider.deny(url)}&{state}"


if __name__ == "__main__":
    sub, url = sys.argv[1:]
    provider = Provider(urlsplit(url).port or 0, process=None)  # type: ignore[arg-type]  # it runs elsewhere
    leads_to = refuse(provider, url) if sub == "-" else provider.location(url, sub)
    sys.stdout.write(httpx2.get(leads_to, trust_env=False, timeout=30).text)
