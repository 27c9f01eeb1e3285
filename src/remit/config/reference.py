"""Writes `docs/CONFIG.md` from the settings."""

from remit.config.settings import PREFIX, Config, shown


def reference() -> str:
    """Return the text of `docs/CONFIG.md`."""
    lines = [
        "# Settings",
        "",
        "Each is an environment variable; `remit serve` takes some as options, which go before. Written from",
        "`src/remit/config/settings.py` by `python -m remit.config`; a test proves that it is current.",
        "",
        "| Variable | Default | Meaning |",
        "|---|---|---|",
    ]
    for name, field in Config.model_fields.items():
        lines.append(f"| `{PREFIX}{name.upper()}` | `{shown(field.default)}` | {field.description} |")
    return "\n".join(lines) + "\n"
