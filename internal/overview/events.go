package overview

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
)

// Event is something that happened to a consultation.
type Event struct {
	At     time.Time
	Act    string // an act of the audit log, or an act of the clock: see Opened and Closed
	By     string // id of the account; "" for the clock
	Reason string // given by the person; "" if none is asked for
}

// Acts of the clock, which the audit log does not have.
const (
	Opened = "opened"
	Closed = "closed"
)

// shownActs are the acts of the audit log that the page of a consultation lists. What staff read is
// left to those who read the audit log.
var shownActs = map[string]bool{
	"start-draft": true, "define-consultation": true, "publish-consultation": true, "amend-consultation": true,
	"extend-consultation": true, "close-early-consultation": true, "reopen-consultation": true,
	"withdraw-consultation": true, "report-consultation": true, "release-results": true, "publish-feedback": true,
	"import-responses": true, "delete-expired": true, "archive-consultation": true, "unarchive-consultation": true,
}

// withReason are those of shownActs whose reason was published and is a sentence.
var withReason = map[string]bool{
	"amend-consultation": true, "reopen-consultation": true, "withdraw-consultation": true, "release-results": true,
}

// eventsPerPage is the number of events on a page.
const eventsPerPage = 20

// listEvents returns the page of the events of a consultation at the cursor at, the latest first.
func listEvents(ctx context.Context, tx *db.Tx, slug, at string) (db.Page[Event], error) {
	found, err := db.Sift(at, eventsPerPage, db.Window{Rows: 200, Limit: 5000},
		func(at string, size int) (db.Page[audit.Entry], error) {
			return audit.ListBySubject(ctx, tx, "consultation", slug, at, size)
		}, func(rows []audit.Entry) ([]*Event, error) {
			chosen := make([]*Event, len(rows))
			for i, e := range rows {
				if !shownActs[e.Act] {
					continue
				}
				chosen[i] = &Event{At: e.At, Act: e.Act, By: e.ActorID}
				if withReason[e.Act] {
					chosen[i].Reason = e.Reason
				}
			}
			return chosen, nil
		})
	if err != nil {
		return found, err
	}
	clock, err := consult.ClockActs(ctx, tx, slug)
	if err != nil {
		return found, err
	}
	all := found.Items
	for _, a := range clock {
		// The acts of the clock belong to the page with the acts around them.
		newer := found.Previous == "" || len(found.Items) > 0 && !a.At.After(found.Items[0].At)
		older := found.Next == "" || len(found.Items) > 0 && !a.At.Before(found.Items[len(found.Items)-1].At)
		if newer && older {
			all = append(all, Event{At: a.At, Act: map[consult.ActKind]string{
				consult.ActOpened: Opened, consult.ActClosed: Closed}[a.Kind]})
		}
	}
	slices.SortStableFunc(all, func(a, b Event) int { return cmp.Compare(b.At.UnixNano(), a.At.UnixNano()) })
	return db.Paged(found, all), nil
}
