"""Fills a database for the tests of plans: much of everything, of one tenant among others as large."""

from typing import Final

from remit.audit.proof import Frontier
from remit.clock import DAY, HOUR
from remit.storage.grain import SPANS
from remit.storage.partition import Month
from tests.decision.house import NOON, TENANT

ROWS: Final = 100_000
MANY: Final = 1_000
"""Rows of a table beyond which it is read by index alone; of fewer Postgres rightly reads all. Also the most that may be
read in vain."""
FIRST: Final = Month(2026, 10).starts_at

SIZE: Final = 1 << 40
"""Of each tree, beyond all leaves that are there."""
_EDGE: Final = Frontier(SIZE, (bytes(32),)).to_bytes()
_AT: Final = f"({FIRST} + n::bigint * {(NOON - FIRST) // ROWS})"
_SUBJECT: Final = "'agent:a' || n % 500"
_RUN: Final = "'run-' || n % 800"
FILL: Final = (
    f"""INSERT INTO audit_entry SELECT n, 'dec_' || lpad(to_hex({_AT} / 1000), 12, '0') || n,
     't' || n % 20, {_AT}, 'decision', {_SUBJECT},
     {_SUBJECT}, 'tool:execute', 'tool:x', 1 + n % 3, '', CASE n % 50 WHEN 0 THEN 'bud' ELSE '' END, {_RUN},
     '{{"session_id":"s","request_id":"q"}}', sha256(n::text::bytea) FROM generate_series(1, {ROWS}) n""",
    """INSERT INTO tree_leaf SELECT tenant, position / 20, id, hash, at FROM audit_entry""",
    f"""INSERT INTO tree_head SELECT 't' || t, {SIZE}, {ROWS} - 5000, '\\x{_EDGE.hex()}', '', 0
     FROM generate_series(0, 19) t""",
    f"""INSERT INTO step SELECT n, 't' || n % 20, {_RUN}, n / 800 + 1, n / 800 + 1, 'step_' || n, {_SUBJECT}, 'TOOL_CALL',
     'SUCCEEDED', {_AT}, '{{"step_id":"s","kind":"TOOL_CALL","name":"x","status":"SUCCEEDED"}}'
     FROM generate_series(1, {ROWS}) n""",
    """INSERT INTO run_head SELECT 't' || t, 'run-' || n, 100, 100, 0
     FROM generate_series(0, 799) n, generate_series(0, 19) t""",
    f"""INSERT INTO ledger SELECT n, 'usg_' || lpad(n::text, 12, '0'), 't' || n % 20, 'u' || n, 'res_' || n, {_SUBJECT}, '',
     'ses_' || n % 900, {_RUN}, '', '', 'SUCCESS', 'm', 1, 1, '{{}}', 5, 'p', 0, '', {_AT}, {_AT}, '{{}}', '[]'
     FROM generate_series(1, {ROWS}) n""",
    *(f"""INSERT INTO rollup SELECT 't' || n % 20, {span}, {_AT} - {_AT} % {span}, {_SUBJECT}, '', 'm', '', 'SUCCESS',
     min({_AT}), count(*), count(*), 0, 0, 0, sum(5), sum(1), sum(1), 0, 0, 0, 0, 0, 0 FROM generate_series(1, {ROWS}) n
     GROUP BY 1, 2, 3, 4""" for span in SPANS),
    """INSERT INTO rollup_head SELECT tenant, max(position) - 500 FROM ledger GROUP BY tenant""",
    f"""INSERT INTO reservation SELECT 'res_' || n, 't' || n % 20, {_SUBJECT}, {_SUBJECT}, '', '', {_RUN}, 'tool:execute',
     CASE WHEN n % 200 < 2 THEN 'OPEN' ELSE 'SETTLED' END, 5, 5, 'm', 'p', {_AT}, {_AT} + {HOUR}, NULL, '[]', '[]'
     FROM generate_series(1, {ROWS}) n""",
    f"""INSERT INTO counter SELECT 't' || n % 20, 'bud_' || n % 300, 'b' || n, 1, 1, 0 FROM generate_series(1, {ROWS}) n""",
    f"""INSERT INTO idempotency SELECT 't' || n % 20, {_SUBJECT}, 'Authorize', 'q' || n, 'd', 'dec_' || n
     FROM generate_series(1, {ROWS}) n""",
    f"""INSERT INTO entity SELECT 't' || n % 20, (ARRAY['manifest', 'subject', 'approval', 'run', 'session'])[1 + n % 5],
     'e' || n, {_SUBJECT}, 'ACTIVE', n / 20 + 1, NULL FROM generate_series(1, {ROWS}) n""",
    f"""INSERT INTO entity SELECT 't' || n % 20, 'api_key', lpad(to_hex(n * 7919 % 1000003), 64, '0'), {_SUBJECT}, '',
     n / 20 + 1, '{{"id":"h' || n || '","key_id":"key_' || lpad(n::text, 9, '0') || '","owner":"agent:a"}}'
     FROM generate_series(1, {ROWS}) n""",
    f"""INSERT INTO approval_use SELECT 'apr_' || n, 1, 'dec_' || n FROM generate_series(1, {ROWS}) n""",
    f"""INSERT INTO asked_act SELECT 'dec_' || n, 't' || n % 20, '{{}}' FROM generate_series(1, {ROWS}) n""",
    f"""INSERT INTO person SELECT 't' || n % 20, 'user:' || n, 'per_' || n, NULL FROM generate_series(1, {ROWS}) n""",
    f"""INSERT INTO alert SELECT 't' || n % 20, 'bud_' || n % 300, 'b' || n, 100, 'alt_' || lpad(n::text, 12, '0'), {_AT},
     '[{{"budget_id":"b","bucket":"b","scope_type":"agent","period":"DAY","unit":"MONEY","limit":1,"starts_at":null,'
     || '"ends_at":null,"thresholds":[]}},1,0]', '[]' FROM generate_series(1, {ROWS}) n""",
    f"""INSERT INTO outbox SELECT 'msg_' || n, 't' || n % 20, 'webhook', 'h' || n % 40, '{{}}', {_AT}, 1,
     CASE n % 1000 WHEN 0 THEN {_AT} ELSE {NOON} + {DAY} + n END, CASE n % 1000 WHEN 0 THEN 'WAITING' ELSE 'DELIVERED' END,
     '' FROM generate_series(1, {ROWS}) n""",
    f"""INSERT INTO api_key_place SELECT 'h' || n, 't1' FROM generate_series(1, {ROWS}) n""",
    # What statistics are about is one company among others, as large as they are.
    *(f"UPDATE {table} SET tenant = '{TENANT}' WHERE tenant = 't1'" for table in (
        "audit_entry", "tree_leaf", "tree_head", "step", "run_head", "ledger", "rollup", "rollup_head", "reservation",
        "counter", "idempotency", "asked_act", "person", "entity", "alert",
    )),
    "VACUUM ANALYZE",
)  # fmt: skip
