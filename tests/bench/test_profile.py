"""Profiles are added up by thread and function."""

import cProfile
from pathlib import Path

from tools.bench import profile


def test_samples_become_microseconds_of_their_thread() -> None:
    stacks = [
        "thread (11): MainThread;run (lib/python3.11/asyncio/runners.py:5);answer (a/src/remit/x.py:7) 3",
        "thread (11): MainThread;run (lib/python3.11/asyncio/runners.py:5) 1",
        "thread (12): writer;work (a/src/remit/y.py:1) 9",
    ]
    main, writer = profile.sampled(stacks, {11: 200.0, 12: 90.0}).split("=== thread (11)")[::-1]
    assert "   150.0 µs      3  remit/x.py:answer" in main
    assert "    50.0 µs      1  asyncio/runners.py:run" in main
    assert "   200.0 µs      4  asyncio/runners.py:run" in main
    assert "    90.0 µs      9  remit/y.py:work" in writer


def test_a_threads_cpu_is_what_it_used_meanwhile() -> None:
    before = {1: ("loop", 1.0, 0.5)}
    after = {1: ("loop", 1.2, 0.6), 2: ("writer", 0.4, 0.0)}
    used = profile.spent(before, after, calls=1_000)
    assert [thread for thread in used] == [2, 1]  # noqa: C416  the order is the point
    assert used[2][0] == "writer (user 400, kernel 0)"
    assert round(used[1][1]) == 300
    assert "700 µs in all, at 50 calls a second" in profile.threads(used, rate=50)


def test_counted_functions_are_shown_for_each_call(tmp_path: Path) -> None:
    for thread in ("loop", "writer"):
        counting = cProfile.Profile()
        counting.runcall(sorted, [3, 1, 2])
        counting.dump_stats(tmp_path / f"{thread}.prof")
    text = profile.counted(tmp_path, calls=2)
    assert text.count("0.50 times  ~:<built-in method builtins.sorted>") == 4
