"""What must be true of storage after any history: counters explained row by row, evidence for every answer."""

from collections import Counter, defaultdict
from collections.abc import Iterable

import orjson

from remit.audit.leaf import leaf_hash
from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.promises.town import NANO, Town


def limits_of(budgets: Iterable[m.Budget]) -> dict[str, int]:
    """Return limits in nano-units by budget id."""
    return {one.budget_id: one.limit.money.units * NANO + one.limit.money.nanos for one in budgets}


def require_books_agree(town: Town, budgets: Iterable[m.Budget] = ()) -> None:
    """Every counter equals its ledger entries and open reservations; without overruns, none is beyond its limit."""
    held: Counter[tuple[str, str]] = Counter()
    for (holds,) in town.rows("SELECT holds FROM reservation WHERE tenant=? AND state='OPEN'"):
        for budget_id, bucket, _, amount in orjson.loads(holds):
            held[budget_id, bucket] += amount
    spent: Counter[tuple[str, str]] = Counter()
    entries = town.rows("SELECT cost, input_tokens + output_tokens, buckets FROM ledger WHERE tenant=?")
    for cost, tokens, buckets in entries:
        for budget_id, bucket, unit in orjson.loads(buckets):
            spent[budget_id, bucket] += cost if unit == "MONEY" else tokens
    limits = limits_of(budgets)
    counters = town.rows("SELECT budget_id, bucket, spent, held, opened FROM counter WHERE tenant=?")
    seen = set()
    for budget_id, bucket, is_spent, is_held, opened in counters:
        key = budget_id, bucket
        seen.add(key)
        assert (is_spent, is_held) == (opened + spent[key], held[key]), key
        assert is_spent + is_held <= limits.get(budget_id, is_spent + is_held), key
    assert {key for key, amount in (held + spent).items() if amount} <= seen


def require_evidence(town: Town, answers: Iterable[pb.AuthorizeResponse]) -> None:
    """Every answer is in the log as it was given, and so is the reservation that it names."""
    found = town.rows("SELECT id, body, hash FROM audit_entry WHERE tenant=? AND kind='decision'")
    logged = {name: (body, digest) for name, body, digest in found}
    kept = {row[0] for row in town.rows("SELECT id FROM reservation WHERE tenant=?")}
    for answer in answers:
        body, digest = logged[answer.decision_id]
        assert answer.leaf_hash == digest == leaf_hash(body)
        assert orjson.loads(body)["answer"]["effect"] == answer.effect
        if answer.HasField("reservation"):
            assert answer.reservation.reservation_id in kept


def require_one_decision_for_each(town: Town, asked: Iterable[tuple[str, str]]) -> None:
    """Each question, by (agent, request id), was decided once, and nothing else was."""
    bodies = [
        orjson.loads(body)
        for (body,) in town.rows("SELECT body FROM audit_entry WHERE tenant=? AND kind='decision'")
    ]
    decided = Counter((told["subject"], told["request_id"]) for told in bodies)
    assert set(decided.values()) <= {1}
    assert set(decided) == {(f"agent:{agent}", request_id) for agent, request_id in asked}


def require_dense_runs(town: Town) -> None:
    """The steps of every run are numbered without gap or duplicate."""
    sequences: defaultdict[str, list[int]] = defaultdict(list)
    for run_id, sequence in town.rows("SELECT run_id, sequence FROM step WHERE tenant=? AND sequence > 0"):
        sequences[run_id].append(sequence)
    for run_id, found in sequences.items():
        assert sorted(found) == list(range(1, len(found) + 1)), run_id
