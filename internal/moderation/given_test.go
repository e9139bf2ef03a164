package moderation_test

import (
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

func given(variable, category string) tally.Filter {
	return tally.Filter{Variable: variable, Any: []tally.Group{{Category: category}}}
}

// A list has only the responses with the chosen answers, page by page, and never chooses by equality monitoring answers: what
// people wrote would be shown beside them.
func TestListOfResponsesWithAnAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		var want []string
		for i := range 70 {
			raw := survey.Raw{"use": {"no"}, "why": {"The grass."}, "consent": {"yes"}, "sex": {"female"}}
			if i%2 == 0 {
				raw["use"] = []string{"yes"}
			}
			key := h.Send(raw)
			if i%2 == 0 {
				want = append(want, key.ID())
			}
		}
		var found []string
		err := db.Each(func(at string) (db.Page[moderation.ListedResponse], error) {
			list, err := h.ListResponses(ctx, officer, "park", moderation.Query{Given: []tally.Filter{given("use", "yes")}, At: at})
			if list.Total != -1 && err == nil {
				t.Errorf("%d responses on all pages are known without reading them", list.Total)
			}
			return list.Page, err
		}, func(r moderation.ListedResponse) error { found = append(found, r.ID); return nil })
		if slices.Sort(want); err != nil || !slices.Equal(found, want) {
			t.Errorf("%d responses in the order %v, want %v: %v", len(found), found, want, err)
		}
		list, err := h.ListResponses(ctx, officer, "park", moderation.Query{Given: []tally.Filter{
			{Variable: "why", Any: []tally.Group{{State: survey.Skipped}}}}})
		if err != nil || len(list.Items) != 0 {
			t.Errorf("%d left the reason blank, want none: %v", len(list.Items), err)
		}
		if slices.ContainsFunc(list.Variables, func(v tally.Variable) bool { return v.Monitoring }) || len(list.Variables) == 0 {
			t.Errorf("can be filtered by %+v", list.Variables)
		}
		for _, refused := range []tally.Filter{given("sex", "female"), given("use", "sometimes"), given("other", "yes")} {
			q := moderation.Query{Given: []tally.Filter{refused}}
			if _, err := h.ListResponses(ctx, officer, "park", q); !fault.Is(err, fault.Invalid) {
				t.Errorf("by %+v: %v", refused, err)
			}
			one := moderation.ListedResponse{ResponseRow: intake.ResponseRow{ID: want[0], State: intake.Counted}}
			if _, err := h.FindNeighbours(ctx, officer, "park", q, one); !fault.Is(err, fault.Invalid) {
				t.Errorf("neighbours by %+v: %v", refused, err)
			}
		}
	})
}

// An officer goes through a list with letters from one item to the next, and back, in the order of the list.
func TestOfficersGoThroughAList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		for range 30 {
			h.Send(moderationtest.TextAnswer("The grass."))
		}
		for _, l := range []entry.Submission{
			{Kind: entry.Letter, Day: "2026-02-20", Title: "The bus", Summary: "The grass is high."},
			{Kind: entry.Event, Day: "2026-03-01", Title: "A walk", Summary: "Trees.", Attending: 12},
			{Kind: entry.Petition, Day: "2026-01-10", Title: "The gate", Summary: "Open it.", Claimed: 40, Checked: 30},
		} {
			l.Consultation, l.IdempotencyKey = "park", l.Title
			if err := h.Entry.SaveSubmission(ctx, officer, &l, ""); err != nil {
				t.Fatal(err)
			}
		}
		for name, q := range map[string]moderation.Query{
			"responses":                {},
			"by day":                   {Sort: "-received"},
			"with letters":             {Letters: true},
			"with letters, oldest":     {Letters: true, Sort: "-received"},
			"with letters, some words": {Letters: true, Search: "grass"},
			"flagged, none":            {Letters: true, Flagged: true},
			"counted, with letters":    {Letters: true, Filter: intake.Filter{State: intake.Counted}},
			"excluded, with letters":   {Letters: true, Filter: intake.Filter{State: intake.Excluded}},
		} {
			var all []moderation.ListedResponse
			if err := db.Each(func(at string) (db.Page[moderation.ListedResponse], error) {
				q := q
				q.At = at
				list, err := h.ListResponses(ctx, officer, "park", q)
				return list.Page, err
			}, func(r moderation.ListedResponse) error { all = append(all, r); return nil }); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			want := map[string]int{"responses": 30, "by day": 30, "with letters": 33, "with letters, oldest": 33, "with letters, some words": 31,
				"counted, with letters": 33}[name]
			if len(all) != want {
				t.Errorf("%s: %d in the list, want %d", name, len(all), want)
			}
			id := func(r *moderation.ListedResponse) string {
				switch {
				case r == nil:
					return ""
				case r.Letter != nil:
					return r.Letter.ID
				}
				return r.ID
			}
			for i := range all {
				var before, after string
				if i > 0 {
					before = id(&all[i-1])
				}
				if i+1 < len(all) {
					after = id(&all[i+1])
				}
				n, err := h.FindNeighbours(ctx, officer, "park", q, all[i])
				if err != nil || id(n.Previous) != before || id(n.Next) != after {
					t.Errorf("%s: number %d is between %q and %q, want %q and %q: %v", name, i, id(n.Previous), id(n.Next), before, after, err)
				}
			}
		}
		if _, err := h.FindNeighbours(ctx, moderationtest.Stranger, "park", moderation.Query{}, moderation.ListedResponse{}); !fault.Is(
			err, fault.NotFound) {
			t.Errorf("the officer of another organisation: %v", err)
		}
		if _, err := h.FindNeighbours(ctx, moderationtest.Drafter, "park", moderation.Query{}, moderation.ListedResponse{}); !fault.Is(
			err, fault.Forbidden) {
			t.Errorf("an officer who cannot read responses: %v", err)
		}
	})
}

// Letters that are read in the list are read for the audit log too, as responses are.
func TestReadingLettersInTheListIsLogged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		l := entry.Submission{Consultation: "park", Kind: entry.Letter, Day: "2026-02-20", Title: "The bus", IdempotencyKey: "1"}
		if err := h.Entry.SaveSubmission(ctx, officer, &l, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := h.ListResponses(ctx, officer, "park", moderation.Query{Letters: true, Answers: true}); err != nil {
			t.Fatal(err)
		}
		if err := d.View(ctx, func(tx *db.Tx) error {
			entries, err := audit.ListBySubject(ctx, tx, "submission", l.ID, "", 50)
			if !slices.ContainsFunc(entries.Items, func(e audit.Entry) bool { return e.Act == "read-submission" && e.ActorID == officer.ID }) {
				t.Errorf("the audit log has %+v", entries.Items)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// Selected responses are flagged in one step, each with an entry in the audit log. One that was withdrawn is left alone.
func TestManyResponsesAreFlaggedAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		var ids []string
		for range 4 {
			ids = append(ids, h.Send(moderationtest.TextAnswer("The grass.")).ID())
		}
		if err := h.Deleter.WithdrawOnBehalf(ctx, officer, "park", ids[3], "They showed their receipt."); err != nil {
			t.Fatal(err)
		}
		if n, err := h.FlagAll(ctx, officer, "park", ids, "not-genuine", ""); n != 3 || err != nil {
			t.Errorf("%d flagged: %v", n, err)
		}
		if n, err := h.FlagAll(ctx, officer, "park", ids[:1], "not-genuine", ""); n != 1 || err != nil {
			t.Errorf("again, %d flagged: %v", n, err)
		}
		list, err := h.ListResponses(ctx, officer, "park", moderation.Query{Flagged: true})
		if err != nil || len(list.Items) != 3 || slices.ContainsFunc(list.Items, func(r moderation.ListedResponse) bool { return r.Flags != 1 }) {
			t.Errorf("flagged are %+v: %v", list.Items, err)
		}
		for name, try := range map[string]func() error{
			"none selected": func() error { _, err := h.FlagAll(ctx, officer, "park", nil, "not-genuine", ""); return err },
			"no reason":     func() error { _, err := h.FlagAll(ctx, officer, "park", ids[:1], "", ""); return err },
			"without note":  func() error { _, err := h.FlagAll(ctx, officer, "park", ids[:1], "other", " "); return err },
			"too many": func() error {
				_, err := h.FlagAll(ctx, officer, "park", make([]string, moderation.MaxSelected+1), "not-genuine", "")
				return err
			},
		} {
			if err := try(); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := h.FlagAll(ctx, reader, "park", ids[:1], "not-genuine", ""); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a reader: %v", err)
		}
	})
}
