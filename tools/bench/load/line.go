package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
)

// mostBytes is the largest answer that is taken.
const mostBytes = 64 << 20

// window is how much a server may send ahead. Setting it keeps the client from measuring the line with pings, which the
// server would have to answer.
const window = 16 << 20

// line is a set of connections to one server.
type line struct {
	method      string
	read        reader
	connections []*grpc.ClientConn
}

func dial(told options) (*line, error) {
	read, known := readers[told.method]
	if !known {
		return nil, fmt.Errorf("nobody said what a good answer of %q is; see answer.go", told.method)
	}
	made := &line{method: told.method, read: read}
	targets := strings.Split(told.target, ",")
	for number := range told.connections {
		connection, err := grpc.NewClient(
			targets[number%len(targets)],
			grpc.WithTransportCredentials(insecure.NewCredentials()),
			grpc.WithDefaultCallOptions(grpc.ForceCodec(raw{}), grpc.MaxCallRecvMsgSize(mostBytes)),
			grpc.WithDisableServiceConfig(),
			grpc.WithInitialWindowSize(window),
			grpc.WithInitialConnWindowSize(window),
			grpc.WithUserAgent("load"),
		)
		if err != nil {
			return nil, errors.Join(err, made.close())
		}
		made.connections = append(made.connections, connection)
	}
	return made, nil
}

func (l *line) close() error {
	var problems []error
	for _, connection := range l.connections {
		problems = append(problems, connection.Close())
	}
	return errors.Join(problems...)
}

// call makes one call over the connection of this number and notes how it went; latency counts from since.
func (l *line) call(number int, what sheet, into *tally, since time.Time) {
	var answer []byte
	connection := l.connections[number%len(l.connections)]
	err := connection.Invoke(what.header, l.method, &what.body, &answer)
	took := time.Since(since)
	if err != nil {
		into.fail(status.Code(err).String() + ": " + status.Convert(err).Message())
		return
	}
	decisions, problem := l.read(answer)
	if problem != "" {
		into.fail(problem)
		return
	}
	into.pass(took, decisions)
}

// raw sends and receives messages as the bytes that they are.
type raw struct{}

func (raw) Marshal(message any) ([]byte, error) { return *message.(*[]byte), nil }

func (raw) Unmarshal(data []byte, message any) error {
	*message.(*[]byte) = data
	return nil
}

// Name is part of the content type; none means plain `application/grpc`.
func (raw) Name() string { return "" }
