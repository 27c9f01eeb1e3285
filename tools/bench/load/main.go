// Command load calls one unary method of a gRPC server as fast as it answers, or at a fixed rate, and prints what it saw
// as one JSON object.
//
// It sends bytes that somebody else built and parses nothing of an answer beyond what says that it is the one expected,
// so that it costs little beside the server. Each call carries ids of its own: otherwise a server that recognises
// repeats would be measured answering from memory. It knows nothing of what the calls mean to whoever compares them.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"sync"
	"syscall"
	"time"
)

// options are what one measurement is told.
type options struct {
	target      string
	method      string
	spec        string
	watch       string
	watchMethod string
	watchers    int
	grace       float64
	keep        string
	ids         string
	connections int
	callers     int
	rate        float64
	seconds     float64
	calls       int
	first       uint64
}

// result is what one measurement saw. Latencies are microseconds; absent ones are 0.
type result struct {
	Calls      int            `json:"calls"`
	Failures   map[string]int `json:"failures"`
	Seconds    float64        `json:"seconds"`
	P50        float64        `json:"p50_us"`
	P99        float64        `json:"p99_us"`
	Max        float64        `json:"max_us"`
	CPUSeconds float64        `json:"cpu_seconds"`
	Next       uint64         `json:"next"`
}

func main() {
	told := options{}
	flag.StringVar(&told.target, "target", "", "host:port; several are parted by commas and share the connections")
	flag.StringVar(&told.method, "method", "", "/package.Service/Method")
	flag.StringVar(&told.spec, "spec", "", "JSON file of what is sent; see sheet.go")
	flag.StringVar(&told.watch, "watch", "", "JSON file of what opens a stream; needs -rate and -watchers")
	flag.StringVar(&told.watchMethod, "watch-method", "", "/package.Service/Method of the streams")
	flag.IntVar(&told.watchers, "watchers", 0, "streams that follow what the calls do; latencies are theirs")
	flag.Float64Var(&told.grace, "grace", 20, "seconds that streams may take to open, and then to receive what was sent")
	flag.StringVar(&told.keep, "keep", "", "write the decision ids of the answers to this file")
	flag.StringVar(&told.ids, "ids", "", "take decision ids from this file; the measurement ends with them")
	flag.IntVar(&told.connections, "connections", 4, "connections that calls are spread over")
	flag.IntVar(&told.callers, "callers", 64, "calls under way at once; with -rate, at most")
	flag.Float64Var(&told.rate, "rate", 0, "calls a second, sent on time whatever the answers do; 0: as fast as answered")
	flag.Float64Var(&told.seconds, "seconds", 1, "how long to send")
	flag.IntVar(&told.calls, "calls", 0, "stop after so many calls; 0: by time alone")
	flag.Uint64Var(&told.first, "first", 0, "number of the first id; ids of one server must never be reused")
	flag.Parse()
	seen, err := run(told)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(seen)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(told options) (result, error) {
	sheets, err := readSheets(told)
	if err != nil {
		return result{}, err
	}
	line, err := dial(told)
	if err != nil {
		return result{}, err
	}
	defer line.close()
	ledger := &tally{failures: map[string]int{}}
	before, started := cpu(), time.Now()
	if told.watchers > 0 {
		if err := watched(told, sheets, line, ledger); err != nil {
			return result{}, err
		}
	} else if told.rate > 0 {
		onTime(told, sheets, line, ledger)
	} else {
		asAnswered(told, sheets, line, ledger)
	}
	seen := ledger.result(time.Since(started).Seconds())
	seen.CPUSeconds = cpu() - before
	seen.Next = sheets.next()
	return seen, ledger.save(told.keep)
}

// asAnswered keeps a fixed number of calls under way.
func asAnswered(told options, sheets *sheets, line *line, ledger *tally) {
	end := time.Now().Add(time.Duration(told.seconds * float64(time.Second)))
	var group sync.WaitGroup
	for caller := range told.callers {
		group.Go(func() {
			own := newTally(told)
			for time.Now().Before(end) {
				sheet, ok := sheets.take()
				if !ok {
					break
				}
				line.call(caller, sheet, own, time.Now())
			}
			ledger.merge(own)
		})
	}
	group.Wait()
}

// onTime sends each call at its appointed time and counts its latency from then, so that a server that falls behind
// cannot slow down the questions and so hide it.
func onTime(told options, sheets *sheets, line *line, ledger *tally) {
	wanted := int(told.rate * told.seconds)
	places := make(chan struct{}, told.callers)
	started := time.Now()
	var group sync.WaitGroup
	for number := range wanted {
		due := started.Add(time.Duration(float64(number) / told.rate * float64(time.Second)))
		time.Sleep(time.Until(due))
		sheet, ok := sheets.take()
		if !ok {
			break
		}
		places <- struct{}{}
		group.Go(func() {
			own := newTally(told)
			line.call(number, sheet, own, due)
			ledger.merge(own)
			<-places
		})
	}
	group.Wait()
}

// cpu returns the seconds that this process has used so far, in user and kernel.
func cpu() float64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return float64(used.Utime.Nano()+used.Stime.Nano()) / 1e9
}
