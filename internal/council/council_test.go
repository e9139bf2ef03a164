package council

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

func profile() Profile {
	day := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	return Profile{
		Name: "Example County Council", Area: "Exampleshire", Service: "Have your say", Contact: Contact{Email: "equality@example.org"},
		Demonstration: true, Invented: []string{"the responses", "the updates", "the decisions"},
		Accessibility: Accessibility{
			Scope:       "this site",
			Compliance:  FullyCompliant,
			Enforcement: Link{"EASS", "https://example.org"},
			Prepared:    day,
		},
		Privacy: Privacy{Controller: "Example County Council", LegalBasis: []string{"Public task."}, Reviewed: day},
	}
}

func TestDefineAndGet(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &Service{d}
		if _, err := s.Get(t.Context()); !fault.Is(err, fault.NotFound) {
			t.Errorf("before Define: %v", err)
		}
		want := profile()
		for range 2 {
			if err := s.Define(t.Context(), actor.System, want); err != nil {
				t.Fatal(err)
			}
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			entries, err := audit.List(t.Context(), tx, actor.System, audit.Filter{Act: "define-council"})
			if len(entries.Items) != 1 {
				t.Errorf("%d audit entries for one change", len(entries.Items))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Get(t.Context())
		if err != nil || !reflect.DeepEqual(*got, want) {
			t.Errorf("got %+v, %v", got, err)
		}
		editor := actor.Actor{Capabilities: []actor.Capability{actor.Draft}}
		if err := s.Define(t.Context(), editor, want); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an editor defines the council: %v", err)
		}
	})
}

func TestValidate(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*Profile)
		say   string
	}{
		{"a demonstration that does not list what is made up", func(p *Profile) { p.Invented = nil }, "invented"},
		{"no way to contact the council", func(p *Profile) { p.Contact = Contact{} }, "a way to contact"},
		{"no body for complaints", func(p *Profile) { p.Accessibility.Enforcement = Link{} }, "complaints"},
		{
			"partial compliance without a list of what does not comply",
			func(p *Profile) { p.Accessibility.Compliance = PartiallyCompliant },
			"non-compliance",
		},
		{"an invalid language", func(p *Profile) { p.Language = "Welsh, mostly" }, "language"},
		// Row C19 of docs/faults.md.
		{"a word as an email address", func(p *Profile) { p.Contact.Email = "buses" }, "email address like"},
		// Row C7 of docs/faults.md.
		{"a retention period of its own", func(p *Profile) { p.Privacy.Sharing = "We keep your data for six years." }, "how long data is kept"},
		// Row A15 of docs/faults.md.
		{
			"a promise about withdrawal of its own",
			func(p *Profile) {
				p.Privacy.LegalBasis[0] = "You can withdraw your response until we publish the results."
			},
			"when people can withdraw",
		},
		{"no legal basis", func(p *Profile) { p.Privacy.LegalBasis = nil }, "lawful bases"},
	} {
		p := profile()
		test.spoil(&p)
		if err := p.validate(); !strings.Contains(fault.Message(err), test.say) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

func TestInventedText(t *testing.T) {
	p := profile()
	if got, want := p.InventedText(), "the responses, the updates and the decisions"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Facts that the public notices leave out because they are empty are told to the operator, and so is a policy link that
// leads back to the notice.
//
// Row A16 of docs/faults.md.
func TestEmptyFactsAreReported(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		problems := func() (all []string) {
			err := d.View(t.Context(), func(tx *db.Tx) error {
				_, err := CheckFacts(t.Context(), tx, func(problem string) { all = append(all, problem) })
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		if got := problems(); len(got) > 0 {
			t.Errorf("without a council: %q", got)
		}
		p := profile()
		p.Privacy.Policy = Link{"Policy", "/privacy/"}
		for _, complete := range []bool{false, true} {
			if complete {
				p.Privacy.DataProtectionOfficer, p.Privacy.Sharing = "dpo@example.org", "No one."
				p.Privacy.Policy.Address, p.Privacy.Complaints = "https://example.org/policy", Link{"ICO", "https://ico.org.uk"}
				p.Accessibility.Formats, p.Accessibility.Method, p.Accessibility.Tester, p.Accessibility.ResponseDays = "Braille", "axe", "We", 5
			}
			if err := (&Service{d}).Define(t.Context(), actor.System, p); err != nil {
				t.Fatal(err)
			}
			got := strings.Join(problems(), "\n")
			for _, want := range []string{
				"privacy: officer", "privacy: sharing", "privacy: complaints", "accessibility: answer-days", "leads to the privacy notice",
			} {
				if strings.Contains(got, want) == complete {
					t.Errorf("complete %v, %s: %s", complete, want, got)
				}
			}
		}
		if got := problems(); len(got) > 0 {
			t.Errorf("of complete facts: %q", got)
		}
	})
}
