"""What every table is declared on."""

from typing import Final

from sqlalchemy import BigInteger, Integer, MetaData, Text

metadata: Final = MetaData()

BIG: Final = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits; SQLite counts positions by itself only in a column that is spelt INTEGER."""

TEXT: Final = Text().with_variant(Text(collation="C"), "postgresql")
"""Text in the order of its bytes on both databases: pages go on where they ended, and locks have one order."""
