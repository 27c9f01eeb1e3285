package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
)

// audience is a number of streams that follow what calls do.
type audience struct {
	wanted int
	ledger *tally
	live   sync.WaitGroup
	steps  sync.WaitGroup

	lock sync.Mutex
	sent map[string]time.Time
}

// watched opens as many streams as told, calls at a fixed rate once all are live, and counts the latency of each step at
// each watcher from when its call was sent. What a watcher misses or gets twice is a failure.
func watched(told options, sheets *sheets, line *line, ledger *tally) error {
	streams, err := readSheets(options{spec: told.watch})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	crowd := &audience{wanted: int(told.rate * told.seconds), ledger: ledger, sent: map[string]time.Time{}}
	crowd.steps.Add(crowd.wanted * told.watchers)
	crowd.live.Add(told.watchers)
	var followers sync.WaitGroup
	for number := range told.watchers {
		what, _ := streams.take()
		connection := line.connections[number%len(line.connections)]
		followers.Go(func() { crowd.follow(ctx, connection, what, told) })
	}
	grace := time.Duration(told.grace * float64(time.Second))
	if !soon(&crowd.live, grace) {
		ledger.note("not all watchers became live")
	} else {
		crowd.call(told, sheets, line)
		if !soon(&crowd.steps, grace) {
			ledger.note("a watcher did not see every step")
		}
	}
	cancel()
	followers.Wait()
	return nil
}

// call makes the calls whose steps are watched, each at its appointed time.
func (a *audience) call(told options, sheets *sheets, line *line) {
	started := time.Now()
	var group sync.WaitGroup
	for number := range a.wanted {
		time.Sleep(time.Until(started.Add(time.Duration(float64(number) / told.rate * float64(time.Second)))))
		what, ok := sheets.take()
		if !ok {
			break
		}
		group.Go(func() {
			own := newTally(told)
			a.lock.Lock()
			a.sent[what.step] = time.Now()
			a.lock.Unlock()
			line.call(number, what, own, time.Now())
			for why := range own.failures {
				a.ledger.note(why)
			}
		})
	}
	group.Wait()
}

// follow is one watcher.
func (a *audience) follow(ctx context.Context, connection *grpc.ClientConn, what sheet, told options) {
	own := newTally(told)
	defer a.ledger.merge(own)
	err := a.receive(ctx, connection, what, told, own)
	if err != nil && ctx.Err() == nil {
		own.fail(status.Code(err).String() + ": " + status.Convert(err).Message())
	}
}

// receive takes events until all steps were seen; a stream that ends before that is an error.
func (a *audience) receive(ctx context.Context, connection *grpc.ClientConn, what sheet, told options, own *tally) error {
	outgoing, cancel := context.WithCancel(what.header)
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	stream, err := connection.NewStream(outgoing, &grpc.StreamDesc{ServerStreams: true}, told.watchMethod)
	if err != nil {
		return err
	}
	if err := stream.SendMsg(&what.body); err != nil && err != io.EOF {
		return err
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	live := sync.OnceFunc(a.live.Done)
	for seen := map[string]bool{}; len(seen) < a.wanted; {
		var event []byte
		if err := stream.RecvMsg(&event); err != nil {
			return fmt.Errorf("a stream ended after %d steps: %w", len(seen), err)
		}
		step, isLive := readEvent(event)
		if isLive {
			live()
		}
		took, known := a.since(step)
		switch {
		case !known:
		case seen[step]:
			own.fail("a watcher saw a step twice")
		default:
			seen[step] = true
			own.pass(took, nil)
			a.steps.Done()
		}
	}
	return nil
}

// since returns how long ago a step was sent; false when it was not sent by this audience.
func (a *audience) since(step string) (time.Duration, bool) {
	now := time.Now()
	a.lock.Lock()
	defer a.lock.Unlock()
	sent, known := a.sent[step]
	return now.Sub(sent), known
}

// readEvent reads a StreamTimelineResponse: step = 2, whose id = 1; live = 5.
func readEvent(event []byte) (step string, live bool) {
	fields(event, func(number protowire.Number, value []byte, _ uint64) {
		switch number {
		case 2:
			fields(value, func(field protowire.Number, id []byte, _ uint64) {
				if field == 1 {
					step = string(id)
				}
			})
		case 5:
			live = true
		}
	})
	return step, live
}

// soon tells whether a group is done in time.
func soon(group *sync.WaitGroup, limit time.Duration) bool {
	done := make(chan struct{})
	go func() {
		group.Wait()
		close(done)
	}()
	select {
	case <-done:
		return true
	case <-time.After(limit):
		return false
	}
}
