"""What must last: the engine, the commit of a turn, tables and migrations.

The only room that knows SQL and database drivers; it implements Protocols that are declared below it and
decides nothing itself.
"""
