"""What every table is declared on."""

from typing import Final

from sqlalchemy import BigInteger, Integer, MetaData

metadata: Final = MetaData()

BIG: Final = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits; SQLite counts positions by itself only in a column that is spelt INTEGER."""
