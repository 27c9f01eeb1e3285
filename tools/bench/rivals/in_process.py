"""Times pycasbin and cedarpy on Remit's question, within this process. Run as a file, by a Python that has them.

Prints one JSON object: CPU seconds a decision, by name. The policies mean what the scene's role and guardrail mean.
Each is prepared as its documents advise: what can be parsed before is parsed before. Imports nothing of ours.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import casbin  # type: ignore[import-not-found]  # only there is it installed
import cedarpy  # type: ignore[import-not-found]  # likewise

MODEL = """\
[request_definition]
r = sub, obj, act, hour
[policy_definition]
p = sub, obj, act, before, eft
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = g(r.sub, p.sub) && keyMatch(r.obj, p.obj) && keyMatch(r.act, p.act) && r.hour < p.before
"""
RULES = """\
p, researcher, model:openai/*, model:call, 24, allow
p, researcher, tool:web-*, tool:*, 24, allow
p, researcher, *, budget:get, 24, allow
p, anyone, *, tool:execute, 06, deny
"""
AGENTS = 16
CEDAR = """\
permit (principal in Role::"researcher", action == Action::"model:call", resource)
  when { resource.name like "openai/*" };
permit (principal in Role::"researcher", action in Action::"tool", resource)
  when { resource.name like "web-*" };
permit (principal in Role::"researcher", action == Action::"budget:get", resource);
forbid (principal, action == Action::"tool:execute", resource) when { context.hour < 6 };
"""
FURTHER = """\
permit (principal in Role::"role-{0}", action in Action::"tool", resource) when {{ resource.name like "area-{0}-*" }};
"""
MANY = 1_000


def timed(ask: Callable[[], bool], seconds: float) -> float:
    """Return the CPU seconds of one decision, all of which must allow."""
    calls = 0
    began, end = time.process_time(), time.perf_counter() + seconds
    while time.perf_counter() < end:
        for _ in range(20):
            if not ask():
                raise SystemExit("not allowed")
        calls += 20
    return (time.process_time() - began) / calls


def casbin_asks() -> Callable[[], bool]:
    """Return what asks pycasbin."""
    bound = "".join(
        f"g, agent:bench-{n}, {role}\n" for n in range(AGENTS) for role in ("researcher", "anyone")
    )
    with TemporaryDirectory() as folder:
        model, rules = Path(folder, "model.conf"), Path(folder, "rules.csv")
        model.write_text(MODEL)
        rules.write_text(RULES + bound)
        enforcer = casbin.Enforcer(str(model), str(rules))

    def ask() -> bool:
        return bool(enforcer.enforce("agent:bench-0", "model:openai/gpt-4o", "model:call", "12"))

    return ask


def cedar_asks(further: int) -> Callable[[], bool]:
    """Return what asks cedarpy, with so many policies that do not concern the question."""
    text = CEDAR + "".join(FURTHER.format(number) for number in range(further))
    policies = cedarpy.PolicySet.from_str(text)
    role = {"type": "Role", "id": "researcher"}
    tool = {"type": "Action", "id": "tool"}
    people = [entity("Agent", f"bench-{n}", parents=[role]) for n in range(AGENTS)]
    actions = [entity("Action", "tool:execute", parents=[tool]), entity("Action", "model:call")]
    model = entity("Model", "openai/gpt-4o", attrs={"name": "openai/gpt-4o"})
    entities = cedarpy.Entities.from_json_str(json.dumps([*people, *actions, model]))
    question = {
        "principal": 'Agent::"bench-0"',
        "action": 'Action::"model:call"',
        "resource": 'Model::"openai/gpt-4o"',
        "context": {"hour": 12},
    }

    def ask() -> bool:
        return bool(cedarpy.is_authorized(question, policies, entities).allowed)

    return ask


def entity(kind: str, name: str, **more: object) -> dict[str, object]:
    """Return an entity as Cedar's JSON has it."""
    return {"uid": {"type": kind, "id": name}, "attrs": {}, "parents": [], **more}


def main(seconds: float) -> None:
    """Time each for so long."""
    asked = {"casbin": casbin_asks(), "cedar": cedar_asks(0), "cedar_many": cedar_asks(MANY - 4)}
    found = {}
    for name, ask in asked.items():
        timed(ask, min(0.2, seconds))
        found[name] = timed(ask, seconds)
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(float(sys.argv[1]))
