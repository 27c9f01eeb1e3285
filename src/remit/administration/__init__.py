"""What operators change: one file per noun.

Each change with its audit entry and revision in one unit of work. It never decides an action; that is
`remit.decision`.
"""
