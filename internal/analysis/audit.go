package analysis

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
)

// Audit compares every release of a consultation with the public record and with
// the responses, and calls report for every difference. It checks that:
//
//   - each release has the bytes to which its leaf in the public record commits,
//     and each leaf has its release;
//   - checksum and reason in the database are those of the release;
//   - the list of statuses is the one that was counted, and counted, withdrawn and
//     excluded responses agree with it and add up to the receipts issued;
//   - every response in the latest release still exists and has the same status,
//     or was withdrawn since;
//   - the latest release has the current submissions and cluster decisions;
//   - recomputed from the responses, the latest release is the same byte for
//     byte. This is not possible after a withdrawal, because the answers that were
//     counted are deleted.
func Audit(ctx context.Context, tx *db.Tx, consultation string, report func(string)) error {
	heads, err := Heads(ctx, tx, consultation)
	if err != nil {
		return err
	}
	slices.Reverse(heads)
	leaves := 0
	if err := record.EachBySubject(ctx, tx, consultation, "tally", func(record.Entry) error {
		leaves++
		return nil
	}); err != nil {
		return err
	}
	if leaves != len(heads) {
		report(fmt.Sprintf("table analysis_release: %s has %d releases and the public record %d", consultation, len(heads), leaves))
	}
	var last *StoredRelease
	for _, head := range heads {
		f, err := auditRelease(ctx, tx, consultation, head, report)
		if err != nil {
			return err
		}
		if f != nil {
			last = f
		}
	}
	if last == nil {
		return nil
	}
	return auditLatest(ctx, tx, last, report)
}

// auditRelease checks one release by itself and returns it, or nil if it cannot be
// decoded or is not the one that was published.
func auditRelease(
	ctx context.Context, tx *db.Tx, consultation string, head Head, report func(string),
) (*StoredRelease, error) {
	prefix := fmt.Sprintf("table analysis_release, %s release %d: ", consultation, head.Number)
	f, err := getUnparsed(ctx, tx, consultation, head.Number)
	if err != nil {
		return nil, err
	}
	if _, err := findEntry(ctx, tx, consultation, f.Bytes); fault.Is(err, fault.NotFound) {
		report(prefix + "the bytes are not those that were published")
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if f.Release, err = unmarshalRelease(f.Bytes); err != nil {
		report(prefix + err.Error())
		return nil, nil
	}
	if f.Checksum != digest.Of(f.Bytes).Hex() || head.Reason != f.Reason {
		report(prefix + "the checksum or the reason is not that of the release")
	}
	list, err := rollBytes(ctx, tx, consultation, head.Number)
	if err != nil {
		return nil, err
	}
	statuses, err := unmarshalRoll(list)
	if err != nil || rollDigest(list) != f.Roll {
		report(prefix + "the list of statuses (roll) is not the one that was counted")
		return nil, nil
	}
	if r := f.Responses; r.Counted+r.Withdrawn+r.Excluded != r.Receipts || r != statuses.count() {
		report(prefix + "the numbers of responses do not add up, or do not match the list of statuses")
	}
	return f, nil
}

// auditLatest compares the latest release with the responses.
func auditLatest(ctx context.Context, tx *db.Tx, last *StoredRelease, report func(string)) error {
	prefix := fmt.Sprintf("table analysis_release, %s release %d: ", last.Consultation, last.Number)
	c, err := consult.Get(ctx, tx, last.Consultation)
	if err != nil {
		return err
	}
	now, err := countResults(ctx, tx, c, "", last.Release)
	if err != nil {
		return err
	}
	earlier, err := getEarlier(ctx, tx, last.Consultation, last.Number)
	if err != nil {
		return err
	}
	d := compare(&earlier, now)
	if d.otherData {
		report(prefix + "the letters, petitions and events, or the decisions about similar responses, have changed; " +
			"a new release is due")
	}
	if d.changed > 0 {
		report(fmt.Sprintf("%sthe status of responses has changed (%d); a new release is due", prefix, d.changed))
	}
	if !d.unchanged() || d.withdrawn > 0 {
		return nil
	}
	if err := auditExcluded(ctx, tx, last, now, report); err != nil {
		return err
	}
	again := now.buildRelease(last.Consultation, last.Number, last.Reason)
	again.Roll = last.Roll
	recomputed, err := again.marshal()
	if err == nil && !bytes.Equal(recomputed, last.Bytes) {
		report(prefix + "recomputed from the responses, it is not the same")
	}
	return err
}

// count counts the statuses in r.
func (r *roll) count() (sum ResponseCounts) {
	for _, e := range r.entries {
		sum.Receipts++
		switch state, _, _ := strings.Cut(r.names[e.status], ":"); intake.ResponseState(state) {
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
