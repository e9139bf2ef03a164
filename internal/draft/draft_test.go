package draft

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

var (
	mayDraft       = []actor.Capability{actor.Staff, actor.Draft}
	officer        = actor.Actor{ID: "u1", Org: actor.CouncilOrg, Capabilities: mayDraft}
	otherOfficer   = actor.Actor{ID: "u2", Org: actor.CouncilOrg, Capabilities: mayDraft}
	partnerOfficer = actor.Actor{ID: "u3", Org: "partner", Capabilities: mayDraft}
	reader         = actor.Actor{ID: "u4", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff}}
)

func newService(t *testing.T, d *db.DB) *Service {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "consult.example.org"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	samePerson := func(context.Context, *db.Tx, string) (bool, error) { return true, nil }
	return &Service{DB: d, Consults: &consult.Service{DB: d, Log: log},
		Edit: &edit.Service{DB: d, Log: log, SamePersonMayApprove: samePerson}}
}

func startDraft(t *testing.T, s *Service, begin StartOptions) consult.Slug {
	t.Helper()
	slug, err := s.Start(t.Context(), officer, begin)
	if err != nil {
		t.Fatal(err)
	}
	return slug
}

// versionOf returns the version of the draft of slug.
func versionOf(t *testing.T, s *Service, slug consult.Slug) Version {
	t.Helper()
	d, err := s.Get(t.Context(), officer, slug)
	if err != nil {
		t.Fatal(err)
	}
	return d.Version
}

func setTitle(title string) func(*consult.Definition) error {
	return func(def *consult.Definition) error { def.Title = title; return nil }
}

func TestStartFromEachSource(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		s.ParseDefinition = func(_ context.Context, file []byte) (consult.Definition, error) {
			if string(file) != "good" {
				return consult.Definition{}, fault.New(fault.Invalid, "No.")
			}
			return consult.Definition{
				Slug: "the-market", Title: "The market", Type: consult.Survey, Published: true, Org: "partner",
			}, nil
		}
		for _, test := range []struct {
			name  string
			start StartOptions
			slug  string
			kind  consult.Type
			pages int
		}{
			{"blank", StartOptions{Title: "Café & park: what’s next?"}, "cafe-park-whats-next", consult.Engagement, 0},
			{"blank, with a slug that is taken", StartOptions{Title: "Cafe park whats next"}, "cafe-park-whats-next-2", consult.Engagement, 0},
			{
				"title that begins with a number", StartOptions{Title: "2030 vision", Type: consult.Survey},
				"consultation-2030-vision", consult.Survey, 0,
			},
			{"template", StartOptions{Title: "Our budget", Template: "budget"}, "our-budget", consult.Formal, 6},
			{"copy", StartOptions{Title: "Next budget", CopyFrom: "our-budget"}, "next-budget", consult.Formal, 6},
			{"definition file", StartOptions{File: []byte("good")}, "the-market", consult.Survey, 0},
			{"title without Latin letters", StartOptions{Title: "ગુજરાતી"}, "consultation", consult.Engagement, 0},
		} {
			slug, err := s.Start(t.Context(), officer, test.start)
			if err != nil || slug != test.slug {
				t.Errorf("%s: %q, %v", test.name, slug, err)
				continue
			}
			got, err := s.Get(t.Context(), officer, slug)
			if err != nil || got.Definition.Type != test.kind || got.Org != actor.CouncilOrg || got.Definition.Published ||
				got.Version.Number() != 1 || got.Published() {
				t.Errorf("%s: %+v, %v", test.name, got, err)
				continue
			}
			if len(got.Definition.Forms) > 0 && len(got.Definition.Forms[0].Pages) != test.pages {
				t.Errorf("%s: %d pages", test.name, len(got.Definition.Forms[0].Pages))
			}
			if len(got.Definition.Forms) > 0 && got.Definition.Forms[0].Title != got.Definition.Title {
				t.Errorf("%s: the questionnaire is called %q", test.name, got.Definition.Forms[0].Title)
			}
		}
		for _, bad := range []StartOptions{
			{}, {Title: "X", Template: "none"}, {Title: "X", CopyFrom: "nowhere"}, {File: []byte("bad")},
		} {
			if _, err := s.Start(t.Context(), officer, bad); !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.NotFound) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
	})
}

func TestResubmittedFormStartsOneDraft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		slugs := make([]consult.Slug, 8)
		errs := make([]error, len(slugs))
		var wg sync.WaitGroup
		for i := range slugs {
			wg.Go(func() {
				slugs[i], errs[i] = s.Start(t.Context(), officer, StartOptions{Title: "The park", FormKey: "k1"})
			})
		}
		wg.Wait()
		for i := range slugs {
			if errs[i] != nil || slugs[i] != "the-park" {
				t.Errorf("%q, %v", slugs[i], errs[i])
			}
		}
		for _, begin := range []StartOptions{{Title: "The park", FormKey: "k2"}, {Title: "The park"}, {Title: "The park"}} {
			startDraft(t, s, begin)
		}
		slug, err := s.Start(t.Context(), otherOfficer, StartOptions{Title: "The park", FormKey: "k1"})
		if err != nil || slug != "the-park-5" {
			t.Errorf("another officer with the same form key: %q, %v", slug, err)
		}
	})
}

func TestCopyDropsDatesAndLinksOfOriginal(t *testing.T) {
	first := consult.Definition{
		Slug:       "a",
		Opens:      "2026-01-01",
		Closes:     "2026-02-01 23:59",
		Monitoring: &consult.Monitoring{Wording: "2021-03-21", Purpose: "p"},
		Register:   &consult.RegisterEntry{Outcome: "x"},
		Text:       consult.Text{Feedback: "2026-03-01", Follows: "z", Why: "w"},
	}
	got := resetForCopy(first)
	if got.Opens+got.Closes+got.Feedback+got.Follows != "" || got.Register != nil || got.Monitoring.Wording != "" {
		t.Errorf("the copy has what belongs to the original only: %+v", got)
	}
	if got.Why != "w" || got.Monitoring.Purpose != "p" || first.Monitoring.Wording == "" {
		t.Error("the copy lost a text or purpose, or the original changed")
	}
}

func TestDraftsAreVisibleToOwnOrganisationOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		slug := startDraft(t, s, StartOptions{Title: "The park"})
		const allowed = fault.Internal // the zero kind
		for name, test := range map[string]struct {
			by   actor.Actor
			want fault.Kind
		}{
			"colleague":                    {otherOfficer, allowed},
			"officer of a partner":         {partnerOfficer, fault.NotFound},
			"officer who may not draft":    {reader, fault.Forbidden},
			"visitor who is not signed in": {actor.Actor{}, fault.Forbidden},
		} {
			_, got := s.Get(t.Context(), test.by, slug)
			_, changed := s.Change(t.Context(), test.by, slug, "1", setTitle("The park"))
			for what, err := range map[string]error{"read": got, "change": changed} {
				if fault.KindOf(err) != test.want || (err == nil) != (test.want == allowed) {
					t.Errorf("%s: %s: %v", name, what, err)
				}
			}
			if test.want != allowed {
				if err := s.Delete(t.Context(), test.by, slug, "1"); !fault.Is(err, test.want) {
					t.Errorf("%s: delete: %v", name, err)
				}
				if _, err := s.Start(t.Context(), test.by, StartOptions{Title: "X", CopyFrom: slug}); !fault.Is(err, test.want) {
					t.Errorf("%s: copy: %v", name, err)
				}
			}
		}
		if all, err := s.Latest(t.Context(), partnerOfficer); err != nil || len(all) != 0 {
			t.Errorf("the partner sees %v, %v", all, err)
		}
		if _, err := s.Get(t.Context(), officer, "no\x00where"); !fault.Is(err, fault.NotFound) {
			t.Errorf("invalid slug: %v", err)
		}
	})
}

func TestConcurrentSavesOneWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		slug := startDraft(t, s, StartOptions{Title: "The park"})
		const savers, versions = 16, 3
		for version := int64(1); version <= versions; version++ {
			var wg sync.WaitGroup
			errs := make([]error, savers)
			for i := range savers {
				wg.Go(func() {
					_, errs[i] = s.Change(t.Context(), officer, slug, newVersion(version, nil), setTitle(fmt.Sprintf("Version %d by %d", version, i)))
				})
			}
			wg.Wait()
			won := -1
			for i, err := range errs {
				switch {
				case err == nil && won >= 0:
					t.Fatalf("version %d: saves %d and %d both succeeded", version, won, i)
				case err == nil:
					won = i
				case AsConflict(err) == nil || !fault.Is(err, fault.Conflict):
					t.Fatalf("version %d, save %d: %v", version, i, err)
				}
			}
			if won < 0 {
				t.Fatalf("version %d: no save succeeded", version)
			}
			want := fmt.Sprintf("Version %d by %d", version, won)
			for i, err := range errs {
				conflict := AsConflict(err)
				if conflict == nil {
					continue
				}
				if current := conflict.Current; current.Definition.Title != want || current.Version.Number() != version+1 || conflict.Base == nil {
					t.Errorf("version %d: save %d gets %q, version %s", version, i, current.Definition.Title, current.Version)
				}
			}
		}
	})
}

func TestConflictErrorCarriesCurrentAndBase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		slug := startDraft(t, s, StartOptions{Title: "The park"})
		if _, err := s.Change(t.Context(), otherOfficer, slug, "1", setTitle("Our park")); err != nil {
			t.Fatal(err)
		}
		_, err := s.Change(t.Context(), officer, slug, "1", setTitle("My park"))
		conflict := AsConflict(err)
		if conflict == nil || conflict.Current.Definition.Title != "Our park" || conflict.Current.ChangedBy != otherOfficer.ID ||
			conflict.Base.Title != "The park" {
			t.Fatalf("%+v, %v", conflict, err)
		}
		same, err := s.Change(t.Context(), officer, slug, "2", setTitle("Our park"))
		if err != nil || same.Version.Number() != 2 || same.ChangedBy != otherOfficer.ID {
			t.Errorf("a change of nothing made version %s, %v", same.Version, err)
		}
	})
}

func errOf[T any](_ T, err error) error { return err }

func TestPublishedConsultationIsChangedInDraft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		d.SetClock(func() time.Time { return now })
		def := consult.Definition{
			Slug:      "park",
			Title:     "The park",
			Type:      consult.Survey,
			Opens:     "2026-03-02",
			Closes:    "2026-05-01 23:59",
			Published: true,
			Text:      consult.Text{Summary: "s", Next: "n", Contact: consult.Contact{Email: "park@example.org"}},
			Forms: []survey.Form{
				{
					ID:      "f",
					Title:   "T",
					Lang:    "en",
					Edition: "standard",
					Pages:   []survey.Page{{ID: "p", Questions: []survey.Question{{ID: "q", Kind: survey.LongText, Text: "What?"}}}},
				},
			},
		}
		if err := s.Consults.Define(t.Context(), actor.System, def); err != nil {
			t.Fatal(err)
		}
		got, err := s.Get(t.Context(), officer, "park")
		if err != nil || got.Version.Number() != 0 || !got.Published() || got.HasChanges() {
			t.Fatalf("%+v, %v", got, err)
		}
		start := got.Version
		got, err = s.Change(t.Context(), officer, "park", start, setTitle("Our park"))
		if err != nil || got.Version.Number() != 1 || !got.HasChanges() || got.StartedBy != officer.ID {
			t.Fatalf("%+v, %v", got, err)
		}
		conflict := AsConflict(errOf(s.Change(t.Context(), otherOfficer, "park", start, setTitle("Your park"))))
		if conflict == nil || conflict.Base == nil || conflict.Base.Title != "The park" {
			t.Errorf("conflict for an officer who changed the published version: %+v", conflict)
		}
		if c, err := s.Consults.Get(t.Context(), "park"); err != nil || c.Title != "The park" {
			t.Errorf("the published title is %q, %v", c.Title, err)
		}
		all, err := s.Latest(t.Context(), officer)
		if err != nil || len(all) != 1 || !all[0].HasDraft || all[0].State != consult.Forthcoming || all[0].Title != "Our park" {
			t.Errorf("%+v, %v", all, err)
		}
		if err := s.Delete(t.Context(), otherOfficer, "park", start); AsConflict(err) == nil {
			t.Errorf("a draft that the officer has not seen was deleted: %v", err)
		}
		if err := s.Delete(t.Context(), officer, "park", got.Version); err != nil {
			t.Fatal(err)
		}
		if got, err = s.Get(t.Context(), officer, "park"); err != nil || got.Started() || got.Definition.Title != "The park" {
			t.Errorf("after the draft was deleted: %+v, %v", got, err)
		}
		acts, err := auditActions(t, d)
		if err != nil || !slices.Equal(acts, []string{"publish-consultation", "save-record", "delete-draft"}) {
			t.Errorf("audit log: %v, %v", acts, err)
		}
	})
}

func auditActions(t *testing.T, d *db.DB) (acts []string, err error) {
	err = d.View(t.Context(), func(tx *db.Tx) error {
		acts, err = db.All(t.Context(), tx, db.Text, `SELECT act FROM audit_entry WHERE kind = 'consultation' ORDER BY number`)
		return err
	})
	return acts, err
}

func TestSearchByTitleIgnoresWordOrder(t *testing.T) {
	for query, want := range map[string]int{"": 2, "spring park": 1, "PARK": 1, "park libraries": 0} {
		got := 0
		for _, title := range []string{"The Park in spring", "Libraries"} {
			q := ListQuery{Title: query}
			if q.selects(&ListItem{Title: title}) {
				got++
			}
		}
		if got != want {
			t.Errorf("%q finds %d items, want %d", query, got, want)
		}
	}
}
