"""The command behind `make bench`: Remit beside an empty echo, beside itself, and beside others, in one run.

Servers share one core; load and databases have the other. Shows each comparison as soon as it is there.
"""

import argparse
import json
import logging
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

import structlog
from rich.console import Console
from rich.status import Status

from tools.bench import load, machine, profile, report
from tools.bench.plan import QUICK, WHOLE, Plan
from tools.bench.process import ROOT, SCRATCH, BenchError, NotHereError
from tools.bench.report import Outcome, Report
from tools.bench.scenarios import SCENARIOS, Scenario, beside_commit
from tools.bench.source import TREE
from tools.bench.stage import Stage, stage

RECORD: Final = ROOT / "docs/BENCHMARKS.md"
SHARED: Final = "Servers and load share one core: throughput and latency say little, CPU a call still does."
PROFILE: Final = SCRATCH / "profile.txt"


def main(arguments: Sequence[str]) -> int:
    """Carry out one command line; the exit code: 1 when something could not be measured."""
    told = _told(arguments)
    aside = Console(stderr=True)
    shown = Console(width=None if sys.stdout.isatty() else report.WIDTH)
    # What the tenant's makers log is of no interest, and standard output belongs to the report.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    notes = []
    if missing := load.build():
        notes.append(f"The load runs in Python, and costs as much as a server: {missing}.")
    plan = QUICK if told.quick else WHOLE
    if told.profile:
        return _profile(plan, aside, told=told)
    known = beside_commit(told.beside) if told.beside else SCENARIOS
    chosen = [scenario for scenario in known if not told.only or scenario.name in told.only]
    each = (lambda _: None) if told.json else _shower(shown)
    found = run(chosen, plan, aside=aside, each=each, settings=dict(told.settings))
    command = " ".join(["make bench", *([f'ARGS="{" ".join(arguments)}"'] if arguments else [])])
    found = replace(found, command=command, notes=[*notes, *found.notes])
    if told.record:
        report.record(found, RECORD)
    if told.json:
        sys.stdout.write(json.dumps(report.as_json(found), indent=2) + "\n")
    else:
        report.conclude(found, shown)
    return int(any(outcome.failed for outcome in found.outcomes))


def run(
    chosen: Sequence[Scenario],
    plan: Plan,
    *,
    aside: Console,
    each: Callable[[Outcome], None],
    settings: Mapping[str, str],
) -> Report:
    """Play scenarios in order.

    Args:
        chosen: which.
        plan: how much of each.
        aside: where progress is shown.
        each: hears of each scenario when it is done.
        settings: the environment of every server of Remit.
    """
    began = time.monotonic()
    outcomes = []
    with aside.status("") as status, stage(plan, settings) as on:
        facts = machine.facts(on.folder)
        for number, scenario in enumerate(chosen, 1):
            place = f"[bold]{scenario.name}[/bold] ({number} of {len(chosen)})"
            on.tell = partial(_tell, status, place)
            outcomes.append(_play(scenario, on))
            each(outcomes[-1])
            aside.print(f"[dim]{scenario.name}: {outcomes[-1].seconds:.0f} s[/dim]", highlight=False)
    notes = [] if on.core is not None else [SHARED]
    return Report("", facts, notes, outcomes, time.monotonic() - began)


def _tell(
    status: Status, place: str, /, text: str
) -> None:  # foreign signature: functools.partial fills the first two
    status.update(f"{place}  {text}")


def _play(scenario: Scenario, on: Stage) -> Outcome:
    began = time.monotonic()
    try:
        tables = scenario.play(on)
    except NotHereError as reason:
        return Outcome(scenario.name, time.monotonic() - began, skipped=str(reason))
    except BenchError as reason:
        return Outcome(scenario.name, time.monotonic() - began, failed=str(reason))
    return Outcome(scenario.name, time.monotonic() - began, tables)


def _shower(console: Console) -> Callable[[Outcome], None]:
    return lambda outcome: report.show(outcome, console)


def _profile(plan: Plan, aside: Console, *, told: argparse.Namespace) -> int:
    try:
        with aside.status("profiling"), stage(plan, dict(told.settings)) as on:
            text = profile.explain(on, production=told.only == ["production"])
    except BenchError as error:
        aside.print(error, style="red", markup=False)
        return 1
    PROFILE.write_text(text, "utf-8")
    sys.stdout.write(text)
    return 0


def _told(arguments: Sequence[str]) -> argparse.Namespace:
    listed = "\n".join(f"  {scenario.name:12}{scenario.what}" for scenario in SCENARIOS)
    parser = argparse.ArgumentParser(
        prog='make bench ARGS="…"',
        usage="%(prog)s",
        description="Measure Remit on this machine, each figure beside what it is compared with.",
        epilog=f"scenarios:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="some three minutes, and less certain")
    parser.add_argument(
        "--only",
        action="append",
        metavar="NAME",
        choices=[scenario.name for scenario in SCENARIOS],
        help="this scenario alone; may be repeated",
    )
    parser.add_argument(
        "--beside",
        metavar="COMMIT",
        help="compare this tree's server with that of a commit instead: on SQLite and on Postgres, or --only one of them",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="settings",
        metavar="NAME=VALUE",
        type=_setting,
        help="run each server of Remit with this in its environment, where it knows it; may be repeated",
    )
    parser.add_argument("--json", action="store_true", help="print JSON alone")
    parser.add_argument("--record", action="store_true", help=f"also write {RECORD.relative_to(ROOT)}")
    parser.add_argument(
        "--profile",
        action="store_true",
        help="say where the server's time goes instead, embedded or with --only production",
    )
    told = parser.parse_args(arguments)
    _require_sense(told, parser)
    return told


def _require_sense(told: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """End the program where options contradict each other."""
    if told.record and (told.only or told.beside or told.settings):
        parser.error(
            "--record writes the whole table, of Remit by default: leave out --only, --beside and --set"
        )
    if told.beside and told.profile:
        parser.error("--profile looks at this tree alone: leave out --beside")
    both = [scenario.name for scenario in beside_commit("")]
    if told.beside and not set(told.only or both) <= set(both):
        parser.error(f"--beside compares {' and '.join(both)} alone")


def _setting(text: str) -> tuple[str, str]:
    """Take `NAME=VALUE` apart; argparse shows the sentence of a refusal."""
    name, equals, value = text.partition("=")
    if not equals or name not in TREE.settings:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE with a setting of docs/CONFIG.md")
    return name, value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
