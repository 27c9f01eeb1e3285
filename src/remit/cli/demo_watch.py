"""The demo's watcher: follows the timeline on its own connection, is cut, goes on from its cursor."""

import queue
import threading
from dataclasses import dataclass, field
from typing import Final

from remit.client import CallError, Client
from remit.client import messages as m

WAIT_SECONDS: Final = 10.0


@dataclass(slots=True)
class Watcher:
    """One connection that follows a run. Start it, cut it, start another with its cursor."""

    address: str
    key: str
    run_id: str
    cursor: str = ""
    """Where it has come to; what it begins after when it starts."""
    events: list[m.StreamTimelineResponse] = field(default_factory=list)
    """Everything that came over this connection."""
    _client: Client | None = None
    _thread: threading.Thread | None = None
    _arrived: "queue.SimpleQueue[m.StreamTimelineResponse | None]" = field(default_factory=queue.SimpleQueue)

    def start(self) -> None:
        """Begin to follow, in a thread of its own."""
        self._client = Client.connect(self.address, self.key)
        self._thread = threading.Thread(target=self._follow, args=(self._client,), daemon=True)
        self._thread.start()

    def wait_for(self, count: int) -> bool:
        """Wait until so many events have come in all; tells whether they did."""
        while len(self.events) < count:
            try:
                event = self._arrived.get(timeout=WAIT_SECONDS)
            except queue.Empty:
                return False
            if event is None:
                return len(self.events) >= count
        return True

    def wait_for_end(self) -> bool:
        """Wait until the stream has ended by itself; tells whether it did."""
        while True:
            try:
                if self._arrived.get(timeout=WAIT_SECONDS) is None:
                    return True
            except queue.Empty:
                return False

    def cut(self) -> None:
        """Tear the connection."""
        if self._client is not None and self._thread is not None:
            self._client.close()
            self._thread.join(WAIT_SECONDS)

    def steps(self) -> list[m.Step]:
        """Return the steps that came, in order."""
        return [event.step for event in self.events if event.WhichOneof("event") == "step"]

    def _follow(self, client: Client) -> None:
        request = m.StreamTimelineRequest(run_id=self.run_id, follow=True)
        if self.cursor:
            request.cursor = self.cursor
        try:
            for event in client.timeline.send(request):
                self.cursor = event.cursor
                self.events.append(event)
                self._arrived.put(event)
        except CallError:
            # Cut: what has come so far stays, and so does the cursor.
            pass
        finally:
            self._arrived.put(None)
