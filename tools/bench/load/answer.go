package main

import (
	"google.golang.org/protobuf/encoding/protowire"
)

// allow is the number of EFFECT_ALLOW.
const allow = 1

// reader takes an answer apart as far as needed: the ids of its decisions, and what is wrong with it, if anything.
type reader func(answer []byte) (decisions []string, problem string)

// readers knows every method that can be measured: an answer that refuses is no answer to measure.
var readers = map[string]reader{
	"/remit.v1.PolicyDecisionService/Authorize":      readDecision,
	"/remit.v1.PolicyDecisionService/BatchAuthorize": readBatch,
	"/remit.v1.PolicyDecisionService/RecordUsage":    readReceipts,
	"/remit.v1.IdentityService/WhoAmI":               readCaller,
	"/cerbos.svc.v1.CerbosService/CheckResources":    readChecks,
}

// readDecision reads an AuthorizeResponse: decision_id = 1, effect = 2.
func readDecision(answer []byte) ([]string, string) {
	decision, effect := "", uint64(0)
	sound := fields(answer, func(number protowire.Number, value []byte, varint uint64) {
		switch number {
		case 1:
			decision = string(value)
		case 2:
			effect = varint
		}
	})
	if !sound || effect != allow || decision == "" {
		return nil, "not allowed"
	}
	return []string{decision}, ""
}

// readBatch reads a BatchAuthorizeResponse: results = 1, of which response = 1, error = 2.
func readBatch(answer []byte) ([]string, string) {
	decisions, problem := []string{}, ""
	sound := fields(answer, func(_ protowire.Number, result []byte, _ uint64) {
		fields(result, func(number protowire.Number, response []byte, _ uint64) {
			found, wrong := readDecision(response)
			if number != 1 || wrong != "" {
				problem = "an item is not allowed"
			}
			decisions = append(decisions, found...)
		})
	})
	if !sound || len(decisions) == 0 {
		return nil, "no answers"
	}
	return decisions, problem
}

// readReceipts reads a RecordUsageResponse: results = 1, of which receipt = 1, error = 2; disposition = 2 of a receipt.
func readReceipts(answer []byte) ([]string, string) {
	records, problem := 0, ""
	sound := fields(answer, func(_ protowire.Number, result []byte, _ uint64) {
		fields(result, func(number protowire.Number, receipt []byte, _ uint64) {
			disposition := uint64(0)
			fields(receipt, func(field protowire.Number, _ []byte, varint uint64) {
				if field == 2 {
					disposition = varint
				}
			})
			if number != 1 || disposition != 1 {
				problem = "a record is not recorded"
			}
			records++
		})
	})
	if !sound || records == 0 {
		return nil, "no receipts"
	}
	return nil, problem
}

// readCaller reads a WhoAmIResponse: tenant_id = 1.
func readCaller(answer []byte) ([]string, string) {
	tenant := ""
	sound := fields(answer, func(number protowire.Number, value []byte, _ uint64) {
		if number == 1 {
			tenant = string(value)
		}
	})
	if !sound || tenant == "" {
		return nil, "nobody"
	}
	return nil, ""
}

// readChecks reads Cerbos' CheckResourcesResponse: results = 2, of which actions = 2, a map to effects of which 1 allows.
func readChecks(answer []byte) ([]string, string) {
	checks, problem := 0, ""
	sound := fields(answer, func(number protowire.Number, result []byte, _ uint64) {
		if number != 2 {
			return
		}
		fields(result, func(field protowire.Number, action []byte, _ uint64) {
			if field != 2 {
				return
			}
			effect := uint64(0)
			fields(action, func(part protowire.Number, _ []byte, varint uint64) {
				if part == 2 {
					effect = varint
				}
			})
			if effect != 1 {
				problem = "a check is not allowed"
			}
			checks++
		})
	})
	if !sound || checks == 0 {
		return nil, "no checks"
	}
	return nil, problem
}

// fields calls see for each field of a message; false when it is none.
func fields(message []byte, see func(number protowire.Number, value []byte, varint uint64)) bool {
	for len(message) > 0 {
		number, kind, width := protowire.ConsumeTag(message)
		if width < 0 {
			return false
		}
		message = message[width:]
		switch kind {
		case protowire.BytesType:
			value, size := protowire.ConsumeBytes(message)
			if size < 0 {
				return false
			}
			see(number, value, 0)
			message = message[size:]
		case protowire.VarintType:
			value, size := protowire.ConsumeVarint(message)
			if size < 0 {
				return false
			}
			see(number, nil, value)
			message = message[size:]
		default:
			size := protowire.ConsumeFieldValue(number, kind, message)
			if size < 0 {
				return false
			}
			message = message[size:]
		}
	}
	return true
}
