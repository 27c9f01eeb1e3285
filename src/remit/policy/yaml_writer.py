"""Plain values to YAML that `yaml_reader` reads as the same values. Never writes an alias, anchor or tag."""

from decimal import Decimal
from typing import Final

import yaml

from remit.policy.number import write_decimal
from remit.policy.yaml_reader import resolve

WIDTH: Final = 110


def write_yaml(value: object) -> str:
    """Write dicts (in their order), lists, texts, ints, Decimals, bools and None."""
    return str(yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH))


class _Dumper(yaml.SafeDumper):
    """Quotes whatever our reader would take for another thing than text."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the library gives it
        """Write every value out, also the same one twice."""
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    try:
        plain = resolve(value) == value
    except ValueError:
        plain = False
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if plain else '"')


def _decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:float", write_decimal(value))


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _decimal)
