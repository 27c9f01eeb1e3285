"""`remit team …`: subjects that share budgets."""

from remit.cli.circle import Circle, commands
from remit.client import messages as m

app = commands(Circle("team", m.Team), "research")
