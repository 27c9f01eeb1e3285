package main

import (
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// tally is what calls came to.
type tally struct {
	lock      sync.Mutex
	latencies []time.Duration
	failures  map[string]int
	decisions []string
	keeps     bool
}

func newTally(told options) *tally {
	return &tally{failures: map[string]int{}, keeps: told.keep != ""}
}

func (t *tally) pass(took time.Duration, decisions []string) {
	t.latencies = append(t.latencies, took)
	if t.keeps {
		t.decisions = append(t.decisions, decisions...)
	}
}

func (t *tally) fail(why string) { t.failures[why]++ }

// note is fail for a tally that several share.
func (t *tally) note(why string) {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.fail(why)
}

func (t *tally) merge(other *tally) {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.latencies = append(t.latencies, other.latencies...)
	t.decisions = append(t.decisions, other.decisions...)
	for why, count := range other.failures {
		t.failures[why] += count
	}
}

func (t *tally) result(seconds float64) result {
	slices.Sort(t.latencies)
	return result{
		Calls:    len(t.latencies),
		Failures: t.failures,
		Seconds:  seconds,
		P50:      t.quantile(0.5),
		P99:      t.quantile(0.99),
		Max:      t.quantile(1),
	}
}

// quantile returns the latency that this share of calls did not exceed, in microseconds.
func (t *tally) quantile(share float64) float64 {
	if len(t.latencies) == 0 {
		return 0
	}
	place := min(len(t.latencies)-1, int(share*float64(len(t.latencies))))
	return float64(t.latencies[place].Nanoseconds()) / 1e3
}

// save writes the decision ids that were kept, one a line.
func (t *tally) save(path string) error {
	if path == "" {
		return nil
	}
	return os.WriteFile(path, []byte(strings.Join(t.decisions, "\n")+"\n"), 0o600)
}
