package intake

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

// LeafKinds are the kinds of leaf that Audit opens, without the colon and what follows it.
var LeafKinds = []string{"response", string(Withdrawn), string(Excluded), "restored", "redacted", "expired", "redaction", "retention"}

// recordedEvents are the entries of the record about one response, in their order.
type recordedEvents struct {
	received     bool
	stateChanges []string // kinds excluded:…, restored… and withdrawn
	redactions   []string // kinds redacted… and expired
}

// links are the commitments of redaction entries in the record, with the index of
// the entry. Each links the commitment before a redaction to the one after it.
type links map[[32]byte]int64

// Audit recomputes every commitment of a consultation from the stored answers and
// compares the responses with the entries of the record: each response must have
// its entry and each entry its response, and every withdrawal, exclusion,
// inclusion and redaction must be in both. It calls report for every difference.
func Audit(ctx context.Context, tx *db.Tx, consultation string, report func(string)) error {
	recorded := map[[32]byte]*recordedEvents{} // by commitment
	changed := map[[32]byte]*recordedEvents{}  // by the commitment of changeLeaf
	if err := eachStored(ctx, tx, consultation, func(s storedResponse) error {
		events := &recordedEvents{}
		recorded[[32]byte(s.commitment)] = events
		changed[s.changeLeaf("").Commitment] = events
		return nil
	}); err != nil {
		return err
	}
	answerLinks, monitoringLinks, retained := links{}, links{}, map[string]bool{}
	if err := record.EachBySubject(ctx, tx, consultation, "", func(e record.Entry) error {
		kind, _, _ := strings.Cut(e.Leaf.Kind, ":")
		switch kind {
		case "response", string(Withdrawn), string(Excluded), "restored", "redacted", "expired":
		case "redaction":
			if e.Leaf.Kind == kind {
				answerLinks[e.Leaf.Commitment] = e.Index
			} else { // redaction:monitoring
				monitoringLinks[e.Leaf.Commitment] = e.Index
			}
			return nil
		case "retention":
			retained[e.Leaf.Kind] = true
			return nil
		default:
			return nil
		}
		at := recorded[e.Leaf.Commitment]
		if kind != "response" {
			at = changed[e.Leaf.Commitment]
		}
		if at == nil {
			report(fmt.Sprintf("table record_leaf, entry %d: %q is about a response to %s that is not in the database",
				e.Index, e.Leaf.Kind, consultation))
			return nil
		}
		switch kind {
		case "response":
			at.received = true
		case "redacted", "expired":
			at.redactions = append(at.redactions, e.Leaf.Kind)
		default:
			at.stateChanges = append(at.stateChanges, e.Leaf.Kind)
		}
		return nil
	}); err != nil {
		return err
	}
	if err := eachChunk(ctx, tx, consultation, func(some []storedResponse) error {
		return auditRedactionLinks(ctx, tx, some, answerLinks, report)
	}); err != nil {
		return err
	}
	for _, index := range answerLinks {
		report(fmt.Sprintf("table record_leaf, entry %d: the database has no such redaction of a response to %s", index, consultation))
	}
	if err := eachStored(ctx, tx, consultation, func(s storedResponse) error {
		for _, problem := range []string{s.checkCommitment(monitoringLinks), s.compareWithRecord(recorded[[32]byte(s.commitment)])} {
			if problem != "" {
				report(fmt.Sprintf("table intake_response, response %s: %s", s.id, problem))
			}
		}
		if s.monitoringDeleted && !retained["retention:monitoring"] {
			report(fmt.Sprintf("table intake_response, response %s: its monitoring answers are marked as deleted "+
				"at the end of their retention period, but the record has no entry for that", s.id))
		}
		return nil
	}); err != nil {
		return err
	}
	return auditMonitoringRedactions(ctx, tx, consultation, monitoringLinks, report)
}

// eachChunk calls fn with every response to consultation, a number of them at a time.
func eachChunk(ctx context.Context, tx *db.Tx, consultation string, fn func([]storedResponse) error) error {
	var some []storedResponse
	if err := eachStored(ctx, tx, consultation, func(s storedResponse) error {
		if some = append(some, s); len(some) < rowsPerPage {
			return nil
		}
		defer func() { some = some[:0] }()
		return fn(some)
	}); err != nil || len(some) == 0 {
		return err
	}
	return fn(some)
}

// auditMonitoringRedactions compares the redactions of monitoring answers with the
// record. Their entries contain no commitment of a response, so the audit can only
// check that rows and entries match one to one.
func auditMonitoringRedactions(ctx context.Context, tx *db.Tx, consultation string, recorded links, report func(string)) error {
	if err := db.Each(func(at string) (db.Page[Redaction], error) {
		return ListMonitoringRedactions(ctx, tx, consultation, at, rowsPerPage)
	}, func(redaction Redaction) error {
		var commitment [32]byte
		copy(commitment[:], redaction.commitment)
		if _, ok := recorded[commitment]; !ok {
			report(fmt.Sprintf("table intake_monitoring_redaction, deletion %s: the record has no entry for it", redaction.DeletionID))
		}
		delete(recorded, commitment)
		return nil
	}); err != nil {
		return err
	}
	for _, index := range recorded {
		report(fmt.Sprintf("table record_leaf, entry %d: the database has no such redaction of monitoring answers to %s",
			index, consultation))
	}
	return nil
}

// compareWithRecord returns how s differs from the entries about it, or "".
func (s *storedResponse) compareWithRecord(at *recordedEvents) string {
	if !at.received {
		return "the record has no entry for it"
	}
	// The last change led to the present state. The changes before it are
	// restoreCount pairs of an exclusion and an inclusion.
	changes := slices.Clone(at.stateChanges)
	last := ""
	if n := len(changes); n > 0 {
		last = changes[n-1]
	}
	if s.state == Withdrawn {
		if last != string(Withdrawn) {
			return "it is withdrawn, but the record does not say so"
		}
		changes = changes[:len(changes)-1]
		if len(changes)%2 == 1 {
			changes = changes[:len(changes)-1] // it was excluded when it was withdrawn
		}
	}
	if s.state != Counted && s.state != Withdrawn && s.state != Excluded {
		return fmt.Sprintf("there is no state %q", s.state)
	}
	if s.state != Excluded && s.reason != "" {
		return "it has a reason for excluding it, but is not excluded"
	}
	if s.state == Excluded {
		if want := numberedKind("excluded:"+s.reason, s.restoreCount+1); last != want {
			return fmt.Sprintf("the last entry about it should be %q, but is %q", want, last)
		}
		changes = changes[:len(changes)-1]
	}
	if int64(len(changes)) != 2*s.restoreCount {
		return fmt.Sprintf("it is %s and was included again %d times, but the entries about it are %q",
			s.state, s.restoreCount, at.stateChanges)
	}
	for i, kind := range changes {
		if i%2 == 0 && !strings.HasPrefix(kind, "excluded:") || i%2 == 1 && kind != numberedKind("restored", int64(i/2+1)) {
			return fmt.Sprintf("the entry %q about it is out of order", kind)
		}
	}
	var want []string
	for n := range s.redactionCount {
		want = append(want, numberedKind("redacted", n+1))
	}
	if s.textsDeleted {
		want = append(want, "expired")
	}
	slices.Sort(want)
	slices.Sort(at.redactions)
	if !slices.Equal(want, at.redactions) {
		return fmt.Sprintf("it was redacted %d times, but the entries about that are %q", s.redactionCount, at.redactions)
	}
	return ""
}

// auditRedactionLinks compares the redactions of the answers of some responses with the
// entries that link the commitment of the remaining answers to the first one. It deletes
// these entries from recorded.
func auditRedactionLinks(
	ctx context.Context, tx *db.Tx, some []storedResponse, recorded links, report func(string),
) error {
	redactions, err := redactionsOf(ctx, tx, some)
	if err != nil {
		return err
	}
	byID := map[string]*storedResponse{}
	for i := range some {
		byID[some[i].id] = &some[i]
	}
	last := map[string]bool{} // ids of the responses whose last_deletion is one of their redactions
	for _, redaction := range redactions {
		s := byID[redaction.ResponseID]
		link := linkCommitment(s.commitment, redaction.commitment)
		if _, ok := recorded[link]; !ok {
			report(fmt.Sprintf("table intake_redaction, deletion %s: the record does not link the remaining answers of response %s "+
				"to the first commitment", redaction.DeletionID, redaction.ResponseID))
		}
		delete(recorded, link)
		last[s.id] = last[s.id] || redaction.DeletionID == s.lastDeletionID
		if redaction.DeletionID == s.lastDeletionID && s.state != Withdrawn && string(redaction.commitment) != string(s.redactedCommitment) {
			report(fmt.Sprintf("table intake_response, response %s: redacted_commitment is not that of its last redaction", s.id))
		}
	}
	for i := range some {
		if some[i].lastDeletionID != "" && !last[some[i].id] {
			report(fmt.Sprintf("table intake_response, response %s: last_deletion is not one of its redactions", some[i].id))
		}
	}
	return nil
}

// checkCommitment returns what is wrong with s itself, without regard to the
// record, or "". monitoringLinks are the redactions of monitoring answers in the
// record.
func (s *storedResponse) checkCommitment(monitoringLinks links) string {
	if len(s.commitment) != digest.Size {
		return "the commitment is not 32 bytes"
	}
	if s.state == Withdrawn {
		if s.answers != "" || s.salt != nil || s.monitoring != "" || s.monitoringCommitment != nil || s.redactedCommitment != nil {
			return "it is withdrawn, but its answers have not been deleted"
		}
		return s.checkDetails()
	}
	if len(s.salt) != 32 {
		return "the salt is not 32 bytes"
	}
	if (s.redactedCommitment != nil) != (s.redactionCount > 0 || s.textsDeleted) {
		return "redacted_commitment does not agree with redactions and texts_deleted"
	}
	monitoring, problem := s.checkMonitoring(monitoringLinks)
	if problem != "" {
		return problem
	}
	want := s.commitment
	if s.redactedCommitment != nil {
		if problem := s.checkDetails(); problem != "" {
			return problem
		}
		want = s.redactedCommitment
	} else if s.contentCommitment != nil {
		return "content_commitment is set, but its answers are as they were received"
	}
	content := receipt.CommitContent(receipt.CommitAnswers([32]byte(s.salt), []byte(s.answers)), monitoring)
	if got := receipt.Commit(content, s.details()); string(got[:]) != string(want) {
		return "the answers, form, edition, channel, day, withdrawal code or who entered it do not match the commitment"
	}
	return ""
}

// checkDetails compares form, edition, channel, day, withdrawal code and who entered
// a response that was redacted or withdrawn with its first commitment.
func (s *storedResponse) checkDetails() string {
	if len(s.contentCommitment) != digest.Size {
		return "content_commitment is not 32 bytes"
	}
	if got := receipt.Commit([32]byte(s.contentCommitment), s.details()); string(got[:]) != string(s.commitment) {
		return "form, edition, channel, day, withdrawal code or who entered it do not match the commitment"
	}
	return ""
}

// checkMonitoring returns the commitment to the monitoring answers as they were
// sent, and what is wrong with them, or "".
func (s *storedResponse) checkMonitoring(monitoringLinks links) (commitment [32]byte, problem string) {
	if s.monitoringCommitment == nil {
		if s.monitoringSalt != nil || s.monitoringDeleted {
			return commitment, "it has monitoring answers, but no commitment to them"
		}
		return commitment, ""
	}
	if len(s.monitoringCommitment) != 32 {
		return commitment, "the commitment to the monitoring answers is not 32 bytes"
	}
	commitment = [32]byte(s.monitoringCommitment)
	switch {
	case s.monitoringDeleted && s.monitoring == "" && s.monitoringSalt == nil:
		return commitment, ""
	case len(s.monitoringSalt) != 32:
		return commitment, "the monitoring answers or their salt are missing"
	}
	current := receipt.CommitMonitoring([32]byte(s.monitoringSalt), []byte(s.monitoring))
	if _, redacted := monitoringLinks[linkCommitment(commitment[:], current[:])]; current != commitment && !redacted {
		return commitment, "the monitoring answers do not match the commitment"
	}
	return commitment, ""
}
