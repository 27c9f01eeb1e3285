"""A tenant with a tree of budgets (tenant > team > agent) with room for exactly so many acts, and who asks for them."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from google.protobuf.duration_pb2 import Duration

from remit.client import entity
from remit.client import messages as m
from tests.faults.site import Site
from tests.promises.town import Town, budget

EACH: Final = 100
"""Nano-units that one act holds."""
ROOM: Final = 150
"""Acts in all."""
TEAMS: Final = {"a": ("r0", "r1", "r2", "r3"), "b": ("r4", "r5", "r6", "r7")}
TEAM_ROOM: Final = {"a": 60, "b": 110}
AGENT_ROOM: Final = 25
TEAM_OF: Final = {agent: team for team, agents in TEAMS.items() for agent in agents}
BUDGETS: Final = (
    budget("tenant-month", ROOM * EACH),
    *(budget(f"team-{team}", room * EACH, m.SCOPE_TEAM, who=team) for team, room in TEAM_ROOM.items()),
    budget("each-agent", AGENT_ROOM * EACH, m.SCOPE_AGENT, m.PERIOD_WEEK),
    budget("tenant-total", (ROOM + 7) * EACH, m.SCOPE_TENANT, m.PERIOD_TOTAL),
)
WIDE: Final = m.RateWindow(limit=1_000_000, period=Duration(seconds=1))
"""Refuses nobody, but the backend of rates is asked."""


def plant(site: Site) -> Town:
    """Make the tenant, its agents, teams, budgets, and a limit of rate that refuses nobody."""
    town = site.town(len(TEAM_OF))
    with town.admin() as admin:
        for team, agents in TEAMS.items():
            members = [entity(f"agent:{agent}") for agent in agents]
            admin.create_team(team=m.Team(team_id=team), members=members)
        for one in BUDGETS:
            admin.create_budget(budget=one)
        limit = m.RateLimit(rate_limit_id="wide", scope=m.RATE_SCOPE_TENANT, windows=[WIDE])
        admin.create_rate_limit(rate_limit=limit)
    return town


@dataclass(slots=True)
class UnderWay:
    """Acts that some caller was allowed and has not given back: at most as many as storage has open, at any time."""

    acts: set[str] = field(default_factory=set)
    """Reservation ids."""
    by: Counter[str] = field(default_factory=Counter)
    """Acts of the whole tenant (``), of teams and of agents, by name."""

    def begin(self, agent: str, reservation_id: str) -> None:
        """Enter an act that was allowed, and see that there was room for it everywhere."""
        assert reservation_id not in self.acts, "one hold was given to two"
        self.acts.add(reservation_id)
        for place, room in (("", ROOM), (TEAM_OF[agent], TEAM_ROOM[TEAM_OF[agent]]), (agent, AGENT_ROOM)):
            self.by[place] += 1
            assert self.by[place] <= room, f"{place or 'the tenant'} has room for {room}"

    def end(self, agent: str, reservation_id: str) -> None:
        """Strike an act out; to be called before it is given back."""
        self.acts.remove(reservation_id)
        for place in ("", TEAM_OF[agent], agent):
            self.by[place] -= 1
