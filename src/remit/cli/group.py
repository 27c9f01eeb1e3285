"""`remit group …`: subjects to which roles are bound together."""

from remit.cli.circle import Circle, commands
from remit.client import messages as m

app = commands(Circle("group", m.Group), "operators")
