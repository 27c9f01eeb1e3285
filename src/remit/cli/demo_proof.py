"""Points 7 and 8 of the demo: a timeline without gap or duplicate, and an audit log that shows any change."""

import time
from pathlib import Path
from typing import Final

from rich.markup import escape

from remit.audit.verify import Evidence, Report, verify_export
from remit.cli.audit import export_log
from remit.cli.demo_acts import SEARCH
from remit.cli.demo_cast import SMALL, Cast, call_of
from remit.cli.demo_watch import Watcher
from remit.cli.timeline import event_line
from remit.client import CallError
from remit.client import messages as m

NOTARY_SECONDS: Final = 15.0
"""How long the tree may take to take in the last entries; it is about a second."""
_PAUSE: Final = 0.25


def timeline(cast: Cast, first: Watcher) -> None:
    """Point 7: what another connection saw, how it was cut, and how it went on."""
    stage = cast.stage
    stage.chapter(
        "Watched from elsewhere",
        "Another connection has followed the run since its first step. It was cut after point 5.",
    )
    for event in first.events:
        stage.console.print("  ", event_line(event, many=False))
    stage.say(f"  [red]✂ cut[/red] [dim]cursor {first.cursor[:24]}…[/dim]")
    second = Watcher(first.address, first.key, first.run_id, cursor=first.cursor)
    second.start()
    cast.decide(
        cast.question("tool:execute", SEARCH, estimate=call_of(SMALL, given=200, most=100)),
        "Meanwhile the run goes on.",
    )
    ended = cast.runtime.end_run(run_id=cast.run_id, state=m.RUN_STATE_SUCCEEDED).run
    stage.ask("StreamTimeline", run=cast.run_id, cursor="where it was cut")
    stage.expect("the resumed stream goes on to the end of the run", second.wait_for_end())
    for event in second.events:
        stage.console.print("  ", event_line(event, many=False))
    stage.breathe()
    seen = [*first.events, *second.events]
    cursors = [event.cursor for event in seen if event.WhichOneof("event") != "live"]
    stage.expect("no event came twice", len(cursors) == len(set(cursors)))
    sequences = sorted({step.sequence for watcher in (first, second) for step in watcher.steps()})
    # The run's beginning and end have places of their own, before the first step and after the last.
    dense = list(range(sequences[0], sequences[-1] + 1))
    whole = sequences == dense and sequences[-1] >= ended.last_sequence - 1
    stage.expect(f"no step is missing: {len(dense)} in a row, without a gap", whole)
    stage.expect("the last event is the end of the run", seen[-1].WhichOneof("event") == "run_ended")


def audit(cast: Cast) -> None:
    """Point 8: the log verifies offline; one byte changed, and verification names the entry."""
    stage = cast.stage
    stage.chapter(
        "Prove it",
        "Every decision, vote and change is a leaf of a Merkle tree (RFC 6962), checked without any server.",
    )
    file = cast.server.data_dir.parent / "audit.jsonl"
    report = exported(cast, file)
    stage.ask("ExportEntries", to=file.name, entries=report.entries, root=f"{report.root.hex()[:16]}…")
    stage.expect(f"{report.entries} entries verify offline", report.ok and report.entries > 0)
    stage.expect(f"all {len(cast.leaf_hashes)} decisions that were answered are among them", report.ok)
    forged, place = with_one_byte_flipped(file)
    stage.ask("verify", file=forged.name, changed=f"one byte of line {place + 2}")
    found = verified(forged, cast.leaf_hashes)
    for problem in found.problems:
        where = "" if problem.index is None else f"entry {problem.index} {problem.id}: "
        stage.say(f"  [red]✗[/red] {where}{escape(problem.what)}")
    named = [problem for problem in found.problems if problem.index == place]
    stage.expect("the change is found, and the entry is named", not found.ok and named)


def exported(cast: Cast, file: Path) -> Report:
    """Export the log once the tree holds every decision that was answered; returns what verification says."""
    for _ in range(int(NOTARY_SECONDS / _PAUSE)):
        try:
            export_log(cast.admin, file)
        except CallError as error:
            if error.reason != "NOT_FOUND":
                raise
        else:
            report = verified(file, cast.leaf_hashes)
            if report.ok:
                return report
        time.sleep(_PAUSE)
    return verified(file, cast.leaf_hashes)


def verified(file: Path, leaf_hashes: list[bytes]) -> Report:
    """Verify an export offline against what the answers carried."""
    with file.open("rb") as lines:
        return verify_export(lines, Evidence(leaf_hashes=leaf_hashes))


def with_one_byte_flipped(file: Path) -> tuple[Path, int]:
    """Write a copy with one bit of one entry's text flipped; returns it and the entry's index."""
    lines = file.read_bytes().split(b"\n")
    place = len(lines) // 2
    line = bytearray(lines[place + 1])
    at = line.index(b"tool:execute") if b"tool:execute" in line else line.index(b'"body"') + 20
    line[at] ^= 0x01
    lines[place + 1] = bytes(line)
    copy = file.with_name("audit-forged.jsonl")
    copy.write_bytes(b"\n".join(lines))
    return copy, place
