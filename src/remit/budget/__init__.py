"""What it may cost: prices, periods, holds and the ledger, in integer nano-units.

Pure arithmetic over values; it never uses a float for money, never reads storage, and knows no other
capability.
"""
