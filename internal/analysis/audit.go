package analysis

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
)

// Audit holds every release of consultation against the record and against the
// responses, and tells report every place that differs:
//
//   - the frozen bytes are those that the record has a leaf of, and every leaf
//     has its release;
//   - counted, withdrawn and excluded add up to the receipts that were issued,
//     and are what the list of every response says;
//   - every response that the latest release lists is still there, and is what
//     the release says, or was withdrawn since;
//   - the latest release tells of as many letters, petitions and events as there
//     are, and of what is decided about like responses;
//   - computed again from the responses, the latest release is the same byte
//     for byte. After a withdrawal this cannot be done any more, because the
//     answers that were counted are gone.
func Audit(ctx context.Context, tx *db.Tx, consultation string, report func(string)) error {
	all, err := db.All(
		ctx,
		tx,
		scanUnparsed,
		`SELECT `+releaseColumns+` FROM analysis_release WHERE consultation = $1 ORDER BY number`,
		consultation,
	)
	if err != nil {
		return err
	}
	leaves, err := record.EntriesBySubject(ctx, tx, consultation, "tally")
	if err != nil {
		return err
	}
	if len(leaves) != len(all) {
		report(fmt.Sprintf("table analysis_release: %s has %d releases and the record %d", consultation, len(all), len(leaves)))
	}
	var last *StoredRelease
	for i, f := range all {
		where := fmt.Sprintf("table analysis_release, %s release %d: ", consultation, i+1)
		if _, err := findEntry(ctx, tx, consultation, f.Bytes); fault.Is(err, fault.NotFound) {
			report(where + "the bytes are not those that were published")
			continue
		} else if err != nil {
			return err
		}
		if f.Release, err = unmarshalRelease(f.Bytes); err != nil {
			report(where + err.Error())
			continue
		}
		if r := f.Responses; r.Counted+r.Withdrawn+r.Excluded != r.Receipts || r.Receipts != int64(len(f.Statuses)) {
			report(where + "the responses do not add up to the receipts")
		}
		if f.Responses != f.countStatuses() {
			report(where + "the list of what became of every response says something else than the sums")
		}
		last = f
	}
	if last == nil {
		return nil
	}
	return auditLatest(ctx, tx, last, report)
}

func auditLatest(ctx context.Context, tx *db.Tx, last *StoredRelease, report func(string)) error {
	c, err := consult.Get(ctx, tx, last.Consultation)
	if err != nil {
		return err
	}
	now, err := countResults(ctx, tx, c, last.Release)
	if err != nil {
		return err
	}
	d := compare(last.Release, now)
	if d.otherData {
		report(
			fmt.Sprintf(
				"table analysis_release, %s release %d: the letters, petitions and events, or what was decided about like responses, are not what it says they are; a new release is due",
				last.Consultation,
				last.Number,
			),
		)
	}
	if d.changed > 0 {
		report(
			fmt.Sprintf(
				"table analysis_release, %s release %d: %d responses are not what it says they are; a new release is due",
				last.Consultation,
				last.Number,
				d.changed,
			),
		)
	}
	if !d.unchanged() || d.withdrawn > 0 {
		return nil
	}
	if err := auditExcluded(ctx, tx, last, now, report); err != nil {
		return err
	}
	again, err := now.buildRelease(last.Consultation, last.Number, last.Reason).marshal()
	if err == nil && !bytes.Equal(again, last.Bytes) {
		report(
			fmt.Sprintf(
				"table analysis_release, %s release %d: computed again from the responses it is not the same",
				last.Consultation,
				last.Number,
			),
		)
	}
	return err
}

// countStatuses adds up the list of what became of every response.
func (r *Release) countStatuses() (sum ResponseCounts) {
	for _, s := range r.Statuses {
		sum.Receipts++
		switch state, _, _ := strings.Cut(s.Status, ":"); intake.ResponseState(state) {
		case intake.Counted:
			sum.Counted++
		case intake.Withdrawn:
			sum.Withdrawn++
		case intake.Excluded:
			sum.Excluded++
		}
	}
	return sum
}
