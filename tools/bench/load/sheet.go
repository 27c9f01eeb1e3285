package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"

	"google.golang.org/grpc/metadata"
)

// ownMark stands in a body wherever an id of the call's own belongs, and is replaced by as many hexadecimal digits.
const ownMark = "@@@@@@@@@@@@@@@@"

// decisionMark stands in a body wherever the id of an earlier decision belongs.
const decisionMark = "dec_@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@"

// blank is one body with the places that are filled in for each call.
type blank struct {
	body      []byte
	header    context.Context
	own       []int
	decisions []int
}

// stepMark stands before an id of the call's own that names the step which the call writes.
const stepMark = "step-"

// sheet is one call ready to be sent.
type sheet struct {
	body   []byte
	header context.Context
	step   string
}

// sheets hands out calls, each with fresh ids, the bodies in turn.
type sheets struct {
	blanks    []blank
	decisions []string
	first     uint64
	most      uint64
	taken     atomic.Uint64
}

// readSheets reads a JSON list of {"authorization": "Bearer …", "body": base64 of the message}.
func readSheets(told options) (*sheets, error) {
	text, err := os.ReadFile(told.spec)
	if err != nil {
		return nil, err
	}
	var listed []struct{ Authorization, Body string }
	if err := json.Unmarshal(text, &listed); err != nil {
		return nil, fmt.Errorf("%s: %w", told.spec, err)
	}
	if len(listed) == 0 {
		return nil, errors.New("nothing to send")
	}
	found := &sheets{first: told.first, most: uint64(told.calls)}
	for _, one := range listed {
		body, err := base64.StdEncoding.DecodeString(one.Body)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", told.spec, err)
		}
		found.blanks = append(found.blanks, newBlank(body, one.Authorization))
	}
	return found, found.readDecisions(told.ids)
}

func newBlank(body []byte, authorization string) blank {
	header := metadata.NewOutgoingContext(context.Background(), metadata.Pairs("authorization", authorization))
	decisions := places(body, decisionMark)
	masked := bytes.ReplaceAll(body, []byte(decisionMark), make([]byte, len(decisionMark)))
	return blank{body, header, places(masked, ownMark), decisions}
}

func places(body []byte, mark string) []int {
	found := []int{}
	for from := 0; ; {
		at := bytes.Index(body[from:], []byte(mark))
		if at < 0 {
			return found
		}
		found = append(found, from+at)
		from += at + len(mark)
	}
}

// readDecisions reads ids, one a line; calls end when they are used up.
func (s *sheets) readDecisions(path string) error {
	if path == "" {
		return nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	s.decisions = strings.Fields(string(text))
	most := uint64(len(s.decisions) / max(1, len(s.blanks[0].decisions)))
	if s.most == 0 || most < s.most {
		s.most = most
	}
	if s.most == 0 {
		return errors.New("fewer decision ids than one call needs")
	}
	return nil
}

// take returns the next call, or false when there is none left.
func (s *sheets) take() (sheet, bool) {
	number := s.taken.Add(1) - 1
	if s.most > 0 && number >= s.most {
		return sheet{}, false
	}
	from := &s.blanks[number%uint64(len(s.blanks))]
	body := bytes.Clone(from.body)
	step := ""
	for place, at := range from.own {
		copy(body[at:], fmt.Sprintf("%016x", s.first+number*uint64(len(from.own))+uint64(place)))
		if bytes.HasSuffix(body[:at], []byte(stepMark)) {
			step = string(body[at-len(stepMark) : at+len(ownMark)])
		}
	}
	for place, at := range from.decisions {
		copy(body[at:], s.decisions[number*uint64(len(from.decisions))+uint64(place)])
	}
	return sheet{body, from.header, step}, true
}

// next returns a number beyond all that were used for ids.
func (s *sheets) next() uint64 {
	return s.first + s.taken.Load()*uint64(max(1, len(s.blanks[0].own)))
}
