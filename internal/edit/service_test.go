package edit

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

func person(id string, capabilities ...actor.Capability) actor.Actor {
	return actor.Actor{ID: id, Org: actor.CouncilOrg, Capabilities: append(capabilities, actor.EditRecords)}
}

// noteKind is a kind of record that published keeps in memory.
func noteKind(published map[string]Values) *Kind {
	return &Kind{
		Name: "note", Write: actor.EditRecords, Approve: actor.ApproveRecords,
		Fields: []Field{
			{Name: "title", Kind: Line, Label: "Title", Required: true},
			{Name: "cost", Kind: Number, Label: "Cost", Needs: actor.Decide},
			{Name: "parts", Kind: Rows, Label: "Parts", Setting: "pieces", Columns: []Field{
				{Name: "name", Kind: Line, Label: "Name", Required: true}, {Name: "day", Kind: Date, Label: "Day"},
			}},
		},
		Load: func(_ context.Context, _ *db.Tx, ref string) (Values, error) {
			if published[ref] == nil {
				return nil, fault.New(fault.NotFound, "There is no such note.")
			}
			return published[ref].Clone(), nil
		},
		Publish: func(_ context.Context, _ *definition.Loading, ref string, v Values) error {
			var wrong definition.SettingErrors
			for i, row := range v.Rows("parts") {
				if row.Text("name") == "bad" {
					wrong.Add(fault.New(fault.Invalid, "Use another name."), "pieces", i, "name")
				}
			}
			if wrong.Err() == nil {
				published[ref] = v.Clone()
			}
			return wrong.Err()
		},
	}
}

// What one person types is one version and one entry of the audit log; another person's typing, and typing much later,
// are others.
func TestTypingContinuesAVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := dbtest.Now
		d.SetClock(func() time.Time { return now })
		s, k := &Service{DB: d}, noteKind(map[string]Values{})
		c, err := s.Start(t.Context(), person("ann"), k, db.NewID(), Save{Values: Values{"title": {"A"}}, Auto: true})
		if err != nil {
			t.Fatal(err)
		}
		typed := func(by, title string, auto bool) {
			t.Helper()
			if c, err = s.SaveDraft(t.Context(), person(by), k, c.ID,
				Save{Version: c.Version, Seen: c.Seen(), Values: Values{"title": {title}}, Auto: auto}); err != nil {
				t.Fatal(err)
			}
		}
		typed("ann", "AB", true)
		typed("ann", "ABC", true)
		typed("ann", "ABCD", false)
		typed("ann", "ABCDE", true) // after a save by hand
		typed("bob", "ABCDEF", true)
		now = now.Add(time.Hour)
		typed("bob", "ABCDEFG", true)
		history, _, err := s.History(t.Context(), c, "")
		var got []string
		for _, v := range history.Items {
			got = append(got, v.By+" "+v.Values.Text("title"))
		}
		want := []string{"bob ABCDEFG", "bob ABCDEF", "ann ABCDE", "ann ABCD"}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
		err = d.View(t.Context(), func(tx *db.Tx) error {
			found, err := audit.List(t.Context(), tx, actor.System, audit.Filter{Act: "save-record"})
			if len(found.Items) != 5 { // the start, the save by hand, and three versions that began with typing
				t.Errorf("%d entries", len(found.Items))
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// A field that a person may not change keeps its value whatever they send, and mistakes of the declaration and of the
// feature lead to their fields and rows.
func TestFieldsAreGuardedAndMistakesLeadToThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		published := map[string]Values{"n": {"title": {"A note"}, "cost": {"5"}}}
		s, k := &Service{DB: d}, noteKind(published)
		v := Values{"cost": {"9"}}
		v.SetRows("parts", []Values{{"name": {"good"}, "day": {"2026-Feb-31"}}, {"day": {"2026-03-01"}}, {"name": {"bad"}}})
		start, err := s.Get(t.Context(), person("ann"), k, "n")
		if err != nil {
			t.Fatal(err)
		}
		c, err := s.SaveDraft(t.Context(), person("ann"), k, "n", Save{Seen: start.Seen(), Values: v})
		if err != nil || c.Values.Text("cost") != "5" {
			t.Fatalf("%v, %v", c, err)
		}
		places := func(err error) (all []string) {
			for _, m := range AsMistakes(err) {
				all = append(all, strings.Join([]string{m.Field, string(rune('0' + m.Row)), m.Column}, " "))
			}
			return all
		}
		_, err = s.Submit(t.Context(), person("ann"), k, "n", c.Version)
		if got := places(err); !reflect.DeepEqual(got, []string{"title / ", "parts 0 day", "parts 1 name"}) {
			t.Errorf("mistakes of the declaration: %q, %v", got, err)
		}
		v = Values{"title": {"A note"}, "cost": {"9"}}
		v.SetRows("parts", []Values{{"name": {"good"}}, {"name": {"bad"}}})
		c, err = s.SaveDraft(t.Context(), person("ann", actor.Decide), k, "n", Save{Version: c.Version, Seen: c.Seen(), Values: v})
		if err != nil || c.Values.Text("cost") != "9" {
			t.Fatalf("%v, %v", c, err)
		}
		_, err = s.Submit(t.Context(), person("ann"), k, "n", c.Version)
		if got := places(err); !reflect.DeepEqual(got, []string{"parts 1 name"}) {
			t.Errorf("mistakes of the feature: %q, %v", got, err)
		}
	})
}

// Where the council allows it, a person publishes what they wrote without another; without the capability they do not.
func TestSamePersonMayApproveWhereAllowed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		published := map[string]Values{}
		s, k := &Service{DB: d}, noteKind(published)
		s.SamePersonMayApprove = func(_ context.Context, _ *db.Tx, kind string) (bool, error) { return kind == "note", nil }
		c, err := s.Start(t.Context(), person("ann"), k, db.NewID(), Save{Values: Values{"title": {"Ümlaut & Co. – it’s"}}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Publish(t.Context(), person("ann"), k, c.ID, c.Version); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without the capability: %v", err)
		}
		c, err = s.Publish(t.Context(), person("ann", actor.ApproveRecords), k, c.ID, c.Version)
		if err != nil || c.Record != "umlaut-co-its" || published["umlaut-co-its"] == nil {
			t.Errorf("%+v, %v", c, err)
		}
	})
}

// Approvers are notified of what waits for them, and those who wrote it of the answer and of comments. No one is notified of
// what they did themselves.
func TestApprovalAndCommentsNotifyColleagues(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, k, ctx := &Service{DB: d}, noteKind(map[string]Values{}), t.Context()
		k.Path = "/staff/notes"
		writer, approver := person("writer"), person("approver", actor.ApproveRecords)
		values := Values{}
		values.Set("title", "A title")
		c, err := s.Start(ctx, writer, k, db.NewID(), Save{Values: values})
		must := func(next *Copy, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			c = next
		}
		must(c, err)
		must(s.Submit(ctx, writer, k, c.ID, c.Version))
		must(s.Return(ctx, approver, k, c.ID, c.Version, "More."))
		must(s.Submit(ctx, writer, k, c.ID, c.Version))
		must(s.Approve(ctx, approver, k, c.ID, c.Version))
		for _, by := range []actor.Actor{writer, approver} {
			if err := s.Comment(ctx, by, k, c.ID, db.NewID(), "A private remark."); err != nil {
				t.Fatal(err)
			}
		}
		want := []string{
			`approval-asked council {"Can":["records","approve"],"Except":["writer"]} A title /staff/notes/` + c.ID,
			`approval-returned council {"Can":["records"],"Only":["writer"]} A title /staff/notes/` + c.ID,
			`approval-asked council {"Can":["records","approve"],"Except":["writer"]} A title /staff/notes/` + c.ID,
			`approval-given council {"Can":["records"],"Only":["writer"]} A title /staff/notes/` + c.ID,
			`record-comment council {"Can":["records"],"Only":["approver"]} A title /staff/notes/` + c.ID,
			`record-comment council {"Can":["records"],"Only":["writer"]} A title /staff/notes/` + c.ID,
		}
		if err := d.View(ctx, func(tx *db.Tx) error {
			all, err := db.All(ctx, tx, func(r db.Row) (string, error) {
				var kind, org, audience, title, link string
				err := r.Scan(&kind, &org, &audience, &title, &link)
				return strings.Join([]string{kind, org, audience, title, link}, " "), err
			}, `SELECT kind, org, audience, title, link FROM staffnotice_event ORDER BY id`)
			slices.Sort(all)
			slices.Sort(want)
			if !slices.Equal(all, want) {
				t.Errorf("%s\nwant\n%s", strings.Join(all, "\n"), strings.Join(want, "\n"))
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	})
}

// A person who wrote no part of a record approves and publishes it in one step, of which nothing is kept if publishing
// fails. The one who wrote it may not, unless the council lets people approve what they wrote, and is notified of both.
func TestAnotherPersonApprovesAndPublishesInOneStep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k, ctx := noteKind(map[string]Values{}), t.Context()
		k.Path = "/staff/notes"
		s := &Service{DB: d, SamePersonMayApprove: func(context.Context, *db.Tx, string) (bool, error) { return false, nil }}
		writer, approver := person("writer", actor.ApproveRecords), person("approver", actor.ApproveRecords)
		values := Values{}
		values.Set("title", "A title")
		c, err := s.Start(ctx, writer, k, db.NewID(), Save{Values: values})
		if err == nil {
			c, err = s.Submit(ctx, writer, k, c.ID, c.Version)
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, by := range []actor.Actor{writer, person("colleague")} {
			if _, err := s.ApproveAndPublish(ctx, by, k, c.ID, c.Version); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s approves and publishes: %v", by.ID, err)
			}
		}
		publish := k.Publish
		k.Publish = func(context.Context, *definition.Loading, string, Values) error {
			return fault.New(fault.Invalid, "No.")
		}
		if _, err := s.ApproveAndPublish(ctx, approver, k, c.ID, c.Version); AsMistakes(err) == nil {
			t.Errorf("what cannot be published: %v", err)
		}
		if now, err := s.Get(ctx, writer, k, c.ID); err != nil || now.State != Submitted || now.Version != c.Version {
			t.Errorf("afterwards: %+v, %v", now, err)
		}
		k.Publish = publish
		done, err := s.ApproveAndPublish(ctx, approver, k, c.ID, c.Version)
		if err != nil || done.State != Published || done.ApprovedBy != approver.ID {
			t.Fatalf("%+v, %v", done, err)
		}
		err = d.View(ctx, func(tx *db.Tx) error {
			versions, err := listVersions(ctx, tx, done, "", 3)
			if err != nil {
				return err
			}
			var acts []Act
			for _, v := range versions.Items {
				acts = append(acts, v.Act)
			}
			if want := []Act{PublishAct, ApproveAct, SubmitAct}; !slices.Equal(acts, want) {
				t.Errorf("the history has %v, want %v", acts, want)
			}
			for _, q := range []struct{ of, query, want string }{
				{"audit log", `SELECT act FROM audit_entry WHERE actor = $1 ORDER BY number`, "approve-record publish-record"},
				{"notices", `SELECT kind FROM staffnotice_event WHERE audience LIKE '%"Only":["writer"]%' AND org <> $1`, givenAndPublishedNotice},
			} {
				all, err := db.All(ctx, tx, db.Text, q.query, approver.ID)
				if err != nil {
					return err
				}
				if got := strings.Join(all, " "); got != q.want {
					t.Errorf("%s: %s, want %s", q.of, got, q.want)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// What submitting a record would refuse is listed before, by the rules of its feature too; listing it changes nothing. An
// officer whom the council lets approve their own records approves and publishes in one step.
func TestWhatIsMissingIsListedBeforeSubmitting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ann := person("ann", actor.ApproveRecords)
		s := &Service{DB: d, SamePersonMayApprove: func(context.Context, *db.Tx, string) (bool, error) { return true, nil }}
		k := noteKind(map[string]Values{})
		v := Values{"title": {"Parks"}}
		v.SetRows("parts", []Values{{"name": {"bad"}}})
		c, err := s.Start(t.Context(), ann, k, db.NewID(), Save{Values: v})
		if err != nil {
			t.Fatal(err)
		}
		listed, err := s.Lacking(t.Context(), ann, k, c)
		if err != nil || len(listed) != 1 || listed[0].Field != "parts" || listed[0].Column != "name" {
			t.Fatalf("listed %+v, %v", listed, err)
		}
		_, err = s.Submit(t.Context(), ann, k, c.Address(), c.Version)
		if refused := AsMistakes(err); len(refused) != 1 || refused[0].Err.Error() != listed[0].Err.Error() {
			t.Errorf("refused %+v, listed %+v", refused, listed)
		}
		v.SetRows("parts", []Values{{"name": {"good"}}})
		if c, err = s.SaveDraft(t.Context(), ann, k, c.Address(), Save{Version: c.Version, Values: v}); err != nil {
			t.Fatal(err)
		}
		if listed, err := s.Lacking(t.Context(), ann, k, c); err != nil || len(listed) > 0 {
			t.Errorf("listed %+v, %v", listed, err)
		}
		if c, err = s.Submit(t.Context(), ann, k, c.Address(), c.Version); err != nil {
			t.Fatal(err)
		}
		if c, err = s.ApproveAndPublish(t.Context(), ann, k, c.Address(), c.Version); err != nil || c.State != Published {
			t.Errorf("%+v, %v", c, err)
		}
	})
}
