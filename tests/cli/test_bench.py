"""`remit bench trace`: what it reports is what the ledger says, and what anybody can compute."""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from remit.cli.trace import Totals, quantiles, read_trace
from remit.client import nanos
from tests.cli.terminal import Terminal
from tests.conftest import OwnTenant
from tests.effort import length

MODEL = "openai/gpt-4o-mini"
ROWS = [(4_808, 10), (3_180, 8), (110, 27), (7_447, 14), (34, 402), (0, 1), (1, 0), (1_001, 333)]
HEAD = "TIMESTAMP,ContextTokens,GeneratedTokens\n"

# Real calls are too many to keep here: 8,819 of a coding service (Azure LLM inference trace 2023, CC BY 4.0).
TRACE = Path(
    os.environ.get(
        "REMIT_TEST_TRACE",
        Path(__file__).resolve().parents[3] / "shared" / "data" / "azure_llm_inference_trace_code_2023.csv",
    )
)
REAL_CALLS = 2_000
"""Of them, where not all are wanted: nearly all unlike each other, each priced and rounded by itself."""


def trace_of(folder: Path, rows: list[tuple[int, int]]) -> Path:
    file = folder / "trace.csv"
    file.write_text(HEAD + "".join(f"2023-11-16 18:17:03.97,{given},{made}\n" for given, made in rows))
    return file


def independently(rows: list[tuple[int, int]], *, given: str, generated: str) -> int:
    """What the calls cost in nano-units, each rounded half to even, computed without Remit."""
    return sum(
        int(((Decimal(given) * a + Decimal(generated) * b) * 1_000).to_integral_value("ROUND_HALF_EVEN"))
        for a, b in rows
    )


def check(terminal: Terminal, tenant: OwnTenant, file: Path, rows: list[tuple[int, int]]) -> None:
    price = tenant.client.get_price(model={"provider": "openai", "model": "gpt-4o-mini"}).price.tokens  # type: ignore[arg-type]
    wanted = independently(rows, given=price.input, generated=price.output)
    said = terminal.ask(f"remit bench trace {file} --model {MODEL} --concurrency 32")
    assert said["calls"] == said["allowed"] == len(rows)
    assert said["denied"] == 0
    assert said["input_tokens"] == sum(a for a, _ in rows)
    assert said["output_tokens"] == sum(b for _, b in rows)
    assert said["cost_nanos"] == str(wanted)
    total = tenant.client.summarize_usage().total
    assert total.records == len(rows)
    assert nanos(total.cost) == wanted
    assert total.tokens.input_tokens + total.tokens.output_tokens == said["total_tokens"]


def test_the_ledger_equals_what_was_sent_to_the_nano_dollar(
    terminal: Terminal, tenant: OwnTenant, tmp_path: Path
) -> None:
    check(terminal, tenant, trace_of(tmp_path, ROWS), ROWS)


@pytest.mark.slow
@pytest.mark.skipif(
    not TRACE.is_file(), reason=f"no trace of real calls: REMIT_TEST_TRACE names none, nor is {TRACE} there"
)
def test_a_trace_of_real_calls(terminal: Terminal, tenant: OwnTenant, tmp_path: Path) -> None:
    rows = read_trace(TRACE, length(REAL_CALLS, 0))
    check(terminal, tenant, trace_of(tmp_path, rows), rows)


def test_refusals_are_counted_by_reason(furnished: Terminal, tmp_path: Path) -> None:
    furnished.must("remit budget create tiny --scope tenant --period day --limit '5000 tokens'")
    said = furnished.ask(f"remit bench trace {trace_of(tmp_path, ROWS)} --concurrency 1")
    assert said["denied"] == sum(said["denied_by_reason"].values()) > 0
    assert said["allowed"] + said["denied"] == said["calls"] == len(ROWS)
    assert said["total_tokens"] <= 5_000


def test_people_get_a_table(terminal: Terminal, tmp_path: Path) -> None:
    text = terminal.must(f"remit bench trace {trace_of(tmp_path, ROWS)} --limit 3").out
    assert "p99" in text
    assert "Authorize" in text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "must name"),
        ("a,b\n1,2\n", "must name"),
        (HEAD, "no calls"),
        (f"{HEAD}t,1,x\n", "line 2"),
        (f"{HEAD}t,1\n", "line 2"),
    ],
)
def test_what_is_no_trace_is_told(terminal: Terminal, tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "trace.csv"
    file.write_text(text)
    said = terminal.run(f"remit bench trace {file}")
    assert said.code == 2
    assert why in said.err


def test_quantiles_are_measured_values() -> None:
    seconds = [number / 1_000 for number in range(1, 101)]
    assert quantiles(seconds) == {"p50": 51.0, "p95": 96.0, "p99": 100.0, "most": 100.0}
    assert quantiles([0.002])["p50"] == 2.0
    assert json.dumps(Totals().plain())
