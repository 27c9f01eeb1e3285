"""Who and what the demo is about: ids, the manifest, the clients of each role. Tells no story."""

import json
from base64 import b64decode, b64encode
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from remit.cli.demo_server import DemoServer
from remit.cli.demo_stage import Stage
from remit.client import Client, entity, model_call
from remit.client import messages as m
from remit.clock import SECOND, SystemClock

TENANT: Final = "acme"
AGENT: Final = "agent:researcher-7"
RUNTIME: Final = "service:runtime"
OFFICER: Final = "user:officer"
LARGE: Final = "openai/gpt-4o"
DEAR: Final = "anthropic/claude-sonnet-4-5"
"""Nothing stands in for it."""
SMALL: Final = "openai/gpt-4o-mini"
PAYMENT: Final = "tool:send-payment"

MANIFEST: Final = """\
# What the agent is for, at most. Signed over exactly these bytes.
apiVersion: remit/v1
kind: AgentManifest

agent: agent:researcher-7
name: Researcher 7
description: Searches the web, summarises what it finds, pays for reports.
version: 1.0.0
serial: 1

issued_at: {issued}
expires_at: {expires}

tools: [web-search, summarize, send-payment]
models:
  - anthropic/claude-sonnet-4-5
  - openai/gpt-4o
  - openai/gpt-4o-mini
data_classes: [public, internal]

max_cost_per_run:
  amount: "5"
  currency: USD

security_level: standard
"""


@dataclass(slots=True)
class Cast:
    """Everybody in the story, and what they hold."""

    stage: Stage
    server: DemoServer
    connections: ExitStack
    """Closes every client when the story ends."""
    operator: Client
    """Of the platform: makes tenants."""
    admin: Client = field(init=False)
    """`user:ann`, administrator of the tenant."""
    runtime: Client = field(init=False)
    """`service:runtime`, the program that runs agents: it asks before they act and reports after."""
    officer: Client = field(init=False)
    """`user:officer`, who may approve."""
    runtime_key: str = ""
    session_id: str = ""
    run_id: str = ""
    manifest_id: str = ""
    leaf_hashes: list[bytes] = field(default_factory=list)
    """Of every decision that was answered: evidence that nobody can take back."""

    def connect(self, key: str) -> Client:
        """Return a client with a key, closed when the story ends."""
        return self.connections.enter_context(Client.connect(self.server.address, key))

    def question(
        self,
        action: str,
        resource: str,
        *,
        estimate: m.Estimate | None = None,
        arguments: str = "",
        approval: str = "",
    ) -> m.AuthorizeRequest:
        """Return what the runtime asks before the agent acts in its run."""
        return m.AuthorizeRequest(
            subject=entity(AGENT),
            action=action,
            resource=entity(resource),
            estimate=estimate,
            arguments_json=arguments,
            session_id=self.session_id,
            run_id=self.run_id,
            approval_id=approval,
        )

    def decide(self, request: m.AuthorizeRequest, why: str) -> m.AuthorizeResponse:
        """Ask, show question and answer, and keep the evidence."""
        estimate = request.estimate
        shown = {"action": request.action, "resource": f"{request.resource.type}:{request.resource.id}"}
        if estimate.HasField("model_call"):
            call = estimate.model_call
            shown["estimate"] = (
                f"{call.model.model}, {call.input_tokens:,} in, at most {call.max_output_tokens:,} out"
            )
        if request.arguments_json:
            shown["arguments"] = request.arguments_json
        if request.approval_id:
            shown["approval"] = f"{request.approval_id[:12]}…"
        self.stage.say(f"[italic]{why}[/italic]")
        self.stage.ask("Authorize", **shown)
        answer = self.runtime.authorize.send(request)
        self.stage.decision(answer)
        if answer.leaf_hash:
            self.leaf_hashes.append(answer.leaf_hash)
        return answer


def manifest_document() -> bytes:
    """Return the agent's manifest, valid from now for a month."""
    now = datetime.fromtimestamp(SystemClock().now() // SECOND, UTC)
    later = now + timedelta(days=30)
    return MANIFEST.format(issued=_instant(now), expires=_instant(later)).encode()


def with_one_byte_changed(envelope: bytes) -> tuple[bytes, str]:
    """Return an envelope whose document has one byte changed, and what was changed."""
    opened = json.loads(envelope)
    document = bytearray(b64decode(opened["payload"]))
    place = document.index(b'amount: "5"') + len(b'amount: "')
    document[place] = ord("9")
    opened["payload"] = b64encode(document).decode()
    return json.dumps(opened).encode(), 'amount: "5" became amount: "9"'


def call_of(model: str, *, given: int, most: int) -> m.Estimate:
    """Return the estimate of a model call."""
    return model_call(model, input_tokens=given, max_output_tokens=most)


def _instant(value: datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")
