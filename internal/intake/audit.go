package intake

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

// recordedEvents is what the record says became of one response, in the order in which it
// was said.
type recordedEvents struct {
	received     bool
	stateChanges []string // excluded:…, restored…, withdrawn
	redactions   []string // redacted…, expired
}

// Audit recomputes every commitment of consultation from what is stored, and
// holds the responses against the leaves of the record: none without the other,
// and each withdrawal, exclusion, restoration and redaction said there. It tells
// report every place that differs.
func Audit(ctx context.Context, tx *db.Tx, consultation string, report func(string)) error {
	all, err := loadResponses(ctx, tx, consultation)
	if err != nil {
		return err
	}
	leaves, err := record.EntriesBySubject(ctx, tx, consultation, "")
	if err != nil {
		return err
	}
	tell, ties, apart, retained := map[[32]byte]*recordedEvents{}, map[[32]byte]int64{}, map[[32]byte]int64{}, map[string]bool{}
	for i := range all {
		tell[[32]byte(all[i].commitment)] = &recordedEvents{}
	}
	for _, e := range leaves {
		kind, _, _ := strings.Cut(e.Leaf.Kind, ":")
		switch kind {
		case "response", string(Withdrawn), string(Excluded), "restored", "redacted", "expired":
		case "redaction":
			if e.Leaf.Kind == kind {
				ties[e.Leaf.Commitment] = e.Index
			} else {
				apart[e.Leaf.Commitment] = e.Index
			}
			continue
		case "retention":
			retained[e.Leaf.Kind] = true
			continue
		default:
			continue
		}
		at := tell[e.Leaf.Commitment]
		if at == nil {
			report(
				fmt.Sprintf(
					"table record_leaf, entry %d says %q of a response to %s that the database does not have",
					e.Index,
					e.Leaf.Kind,
					consultation,
				),
			)
			continue
		}
		switch kind {
		case "response":
			at.received = true
		case "redacted", "expired":
			at.redactions = append(at.redactions, e.Leaf.Kind)
		default:
			at.stateChanges = append(at.stateChanges, e.Leaf.Kind)
		}
	}
	if err := auditRedactionLinks(ctx, tx, consultation, all, ties, report); err != nil {
		return err
	}
	for i := range all {
		s := &all[i]
		for _, say := range []string{s.checkCommitment(apart), s.compareWithRecord(tell[[32]byte(s.commitment)])} {
			if say != "" {
				report(fmt.Sprintf("table intake_response, response %s: %s", s.id, say))
			}
		}
		if s.monitoringDeleted && !retained["retention:monitoring"] {
			report(
				fmt.Sprintf(
					"table intake_response, response %s: its monitoring answers are deleted as if their time were up, and the record does not say so",
					s.id,
				),
			)
		}
	}
	return auditMonitoringRedactions(ctx, tx, consultation, apart, report)
}

// auditMonitoringRedactions holds the redactions of monitoring answers against the record. The
// leaves bear no commitment of a response, so only their number and what is left
// of each answer can be held against each other.
func auditMonitoringRedactions(ctx context.Context, tx *db.Tx, consultation string, apart map[[32]byte]int64, report func(string)) error {
	cuts, err := MonitoringRedactions(ctx, tx, consultation)
	if err != nil {
		return err
	}
	for _, cut := range cuts {
		var leaf [32]byte
		copy(leaf[:], cut.commitment)
		if _, ok := apart[leaf]; !ok {
			report(fmt.Sprintf("table intake_monitoring_redaction, line %s: the record does not say it", cut.DeletionID))
		}
		delete(apart, leaf)
	}
	for _, index := range apart {
		report(
			fmt.Sprintf(
				"table record_leaf, entry %d says that words were taken out of monitoring answers to %s, and the database does not",
				index,
				consultation,
			),
		)
	}
	return nil
}

// compareWithRecord says how what the record says differs from what the database has, or
// "".
func (s *storedResponse) compareWithRecord(at *recordedEvents) string {
	if !at.received {
		return "the record has no leaf of it"
	}
	// Last comes what it now is; before that it was left out and restored as
	// often as the row says.
	moves := slices.Clone(at.stateChanges)
	last := ""
	if n := len(moves); n > 0 {
		last = moves[n-1]
	}
	if s.state == Withdrawn {
		if last != string(Withdrawn) {
			return "it is withdrawn, and the record does not say so"
		}
		moves = moves[:len(moves)-1]
		if len(moves)%2 == 1 {
			moves = moves[:len(moves)-1] // it was left out of the count when it was withdrawn
		}
	}
	if s.state == Excluded {
		if want := numberedKind("excluded:"+s.reason, s.restoreCount+1); last != want {
			return fmt.Sprintf("the record should last say %q of it, and says %q", want, last)
		}
		moves = moves[:len(moves)-1]
	}
	if int64(len(moves)) != 2*s.restoreCount {
		return fmt.Sprintf(
			"the record does not say of it what the database has: it is %s and was restored %d times, and the record says %q",
			s.state,
			s.restoreCount,
			at.stateChanges,
		)
	}
	for i, kind := range moves {
		if i%2 == 0 && !strings.HasPrefix(kind, "excluded:") || i%2 == 1 && kind != numberedKind("restored", int64(i/2+1)) {
			return fmt.Sprintf("the record says %q of it where that cannot be", kind)
		}
	}
	var cuts []string
	for n := range s.redactionCount {
		cuts = append(cuts, numberedKind("redacted", n+1))
	}
	if s.textsDeleted {
		cuts = append(cuts, "expired")
	}
	slices.Sort(cuts)
	slices.Sort(at.redactions)
	if !slices.Equal(cuts, at.redactions) {
		return fmt.Sprintf("words were taken out of it %d times, and the record says %q", s.redactionCount, at.redactions)
	}
	return ""
}

// auditRedactionLinks holds each redaction against the leaf that ties what was left to
// what was committed to.
func auditRedactionLinks(
	ctx context.Context,
	tx *db.Tx,
	consultation string,
	all []storedResponse,
	ties map[[32]byte]int64,
	report func(string),
) error {
	cuts, err := redactionsByConsultation(ctx, tx, consultation)
	if err != nil {
		return err
	}
	byID := map[string]*storedResponse{}
	for i := range all {
		byID[all[i].id] = &all[i]
	}
	for _, cut := range cuts {
		s := byID[cut.ResponseID]
		if s == nil {
			continue
		}
		to := linkCommitment(s.commitment, cut.commitment)
		if _, ok := ties[to]; !ok {
			report(
				fmt.Sprintf(
					"table intake_redaction, line %s: the record does not tie what is left of response %s to what was committed to",
					cut.DeletionID,
					cut.ResponseID,
				),
			)
		}
		delete(ties, to)
		if cut.DeletionID == s.lastDeletionID && s.state != Withdrawn && string(cut.commitment) != string(s.redactedCommitment) {
			report(fmt.Sprintf("table intake_response, response %s: what is left is not what its last redaction left", s.id))
		}
	}
	for _, index := range ties {
		report(
			fmt.Sprintf("table record_leaf, entry %d ties a redaction to a response to %s, and the database has none such", index, consultation),
		)
	}
	return nil
}

// checkCommitment says what is wrong with s by itself, or "". In apart are the leaves that
// tie what is left of monitoring answers to what was.
func (s *storedResponse) checkCommitment(apart map[[32]byte]int64) string {
	if len(s.commitment) != sha256.Size {
		return "the commitment is not 32 bytes"
	}
	if s.state == Withdrawn {
		if s.answers != "" || s.salt != nil || s.monitoring != "" {
			return "it is withdrawn, and its answers are still there"
		}
		return ""
	}
	if len(s.salt) != 32 {
		return "the salt is not 32 bytes"
	}
	if (s.redactedCommitment != nil) != (s.redactionCount > 0 || s.textsDeleted) {
		return "it does not say whether words were taken out of it"
	}
	monitoring, say := s.checkMonitoring(apart)
	if say != "" {
		return say
	}
	want := s.commitment
	if s.redactedCommitment != nil {
		want = s.redactedCommitment
	}
	if got := receipt.Commit(receipt.CommitAnswers([32]byte(s.salt), []byte(s.answers)), monitoring); string(got[:]) != string(want) {
		return "the answers are not those that were committed to"
	}
	return ""
}

func (s *storedResponse) checkMonitoring(apart map[[32]byte]int64) (commitment [32]byte, say string) {
	if s.monitoringCommitment == nil {
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
	left := receipt.CommitMonitoring([32]byte(s.monitoringSalt), []byte(s.monitoring))
	if _, cut := apart[linkCommitment(commitment[:], left[:])]; left != commitment && !cut {
		return commitment, "the monitoring answers are not those that were committed to"
	}
	return commitment, ""
}
