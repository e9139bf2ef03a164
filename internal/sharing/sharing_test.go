package sharing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// register is a register with the organisations a and b beside the council.
type register struct {
	*testing.T
	db      *db.DB
	service *Service
	kind    edit.Kind
}

var (
	lead   = actor.Actor{ID: "lead", Org: actor.CouncilOrg, Roles: []actor.Role{actor.Publisher}, Capabilities: actor.AllCapabilities}
	worker = actor.Actor{ID: "a-1", Org: "a", Roles: []actor.Role{actor.PartnerEditor},
		Capabilities: account.Capabilities(account.Partner, []actor.Role{actor.PartnerEditor})}
	stranger = actor.Actor{ID: "b-1", Org: "b", Capabilities: worker.Capabilities}
)

func each(t *testing.T, fn func(r *register)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &Service{DB: d}
		r := &register{t, d, s, s.Records()[0]}
		r.must(account.New(d, nil).EnsureCouncil(t.Context(), "The council"))
		r.update(func(tx *db.Tx) error {
			for _, id := range []string{"a", "b"} {
				if _, err := account.SavePartner(t.Context(), tx, account.Org{ID: id, Name: "Organisation " + id}); err != nil {
					return err
				}
			}
			return nil
		})
		fn(r)
	})
}

func (r *register) update(fn func(tx *db.Tx) error) {
	r.Helper()
	if err := r.db.Update(r.Context(), fn); err != nil {
		r.Fatal(err)
	}
}

// publish publishes the agreement flood for by with values changed, given in pairs.
func (r *register) publish(by actor.Actor, pairs ...string) error {
	v := r.decidedExample()
	v.SetRows("parties", []edit.Values{{"org": {actor.CouncilOrg}, "relation": {"joint"}}, {"org": {"a"}, "relation": {"processor"}}})
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return r.publishValues(by, v)
}

func (r *register) publishValues(by actor.Actor, v edit.Values) error {
	return r.db.Update(r.Context(), func(tx *db.Tx) error {
		return r.kind.Publish(r.Context(), &definition.Loading{Tx: tx, By: by}, "flood", v)
	})
}

func (r *register) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

// on returns the standing of the agreement flood on a day, and checks that InForce says the same.
func (r *register) on(day string) (s Standing) {
	r.Helper()
	at, err := time.Parse(time.DateOnly, day)
	r.must(err)
	r.must(r.db.View(r.Context(), func(tx *db.Tx) error {
		if s, err = StandingOf(r.Context(), tx, "flood", at); err != nil {
			return err
		}
		in, err := InForce(r.Context(), tx, "flood", at)
		if in != (s.State == InForceState) {
			r.Errorf("%s: in force %t, state %s", day, in, s.State)
		}
		return err
	}))
	return s
}

func (r *register) sign(version int64) {
	r.Helper()
	r.must(r.service.Sign(r.Context(), lead, "flood", version, "Director"))
	r.must(r.service.Sign(r.Context(), worker, "flood", version, "Chair"))
}

// An agreement is in force when it is decided and every organisation has signed its present terms, from its first to its last day.
// Other terms are signed and decided again. An overdue review does not end it, and is said.
func TestAgreementIsInForceOnceDecidedAndSignedByAll(t *testing.T) {
	each(t, func(r *register) {
		want := func(day string, state State, overdue bool, missing ...string) {
			r.Helper()
			if s := r.on(day); s.State != state || s.Overdue != overdue || !slices.Equal(s.Missing, missing) {
				r.Errorf("%s: %+v, want %s, overdue %t, missing %v", day, s, state, overdue, missing)
			}
		}
		r.must(r.publish(lead, "reasons", "", "role", "", "decided", ""))
		want("2026-05-01", Undecided, false, "council", "a")
		r.must(r.publish(lead))
		want("2026-05-01", Unsigned, false, "council", "a")
		r.must(r.service.Sign(r.Context(), worker, "flood", 1, "Chair"))
		want("2026-05-01", Unsigned, false, "council")
		r.must(r.service.Sign(r.Context(), lead, "flood", 1, "Director"))
		want("2026-03-31", Future, false)
		want("2026-04-01", InForceState, false)
		want("2027-04-01", InForceState, false)
		want("2027-04-02", InForceState, true)
		want("2036-03-31", InForceState, true)
		want("2036-04-01", Ended, false)

		review := r.decidedExample()
		review.SetRows("parties", []edit.Values{{"org": {"council"}, "relation": {"joint"}}, {"org": {"a"}, "relation": {"processor"}}})
		review.Set("next", "2028-04-01")
		r.must(r.publishValues(lead, review))
		want("2027-05-01", InForceState, false) // a review leaves the terms, and the signatures, as they are

		if err := r.publish(lead, "purpose", "Another."); err == nil || !strings.Contains(fmt.Sprint(err), "about the earlier terms") {
			r.Errorf("the old decision counts for new terms: %v", err)
		}
		r.must(r.publish(lead, "purpose", "Another.", "reasons", "Still needed."))
		want("2026-05-01", Unsigned, false, "council", "a")
		if err := r.service.Sign(r.Context(), worker, "flood", 1, "Chair"); !fault.Is(err, fault.Conflict) {
			r.Errorf("the earlier version is signed: %v", err)
		}
		r.sign(2)
		want("2026-05-01", InForceState, false)
		r.must(r.service.Withdraw(r.Context(), worker, "flood"))
		want("2026-05-01", Unsigned, false, "a")
		r.must(r.service.Sign(r.Context(), worker, "flood", 2, "Treasurer"))
		want("2026-05-01", InForceState, false)
	})
}

// An agreement that does not exist is an error and not “not in force”.
func TestUnknownAgreementIsNotFound(t *testing.T) {
	each(t, func(r *register) {
		r.must(r.db.View(r.Context(), func(tx *db.Tx) error {
			if _, err := InForce(r.Context(), tx, "flood", time.Now()); !fault.Is(err, fault.NotFound) {
				r.Errorf("unknown: %v", err)
			}
			return nil
		}))
	})
}

// Only the organisation that looks after the entry and the council change it, and only organisations of the agreement sign it.
func TestOnlyOrganisationsOfTheAgreementChangeAndSignIt(t *testing.T) {
	each(t, func(r *register) {
		if err := r.publish(worker); !fault.Is(err, fault.Forbidden) {
			r.Errorf("a begins an entry of the council: %v", err)
		}
		r.must(r.publish(worker, "lead", "a"))
		r.must(r.publish(lead, "lead", "a", "title", "A title of the council", "reasons", "As before."))
		if err := r.publish(stranger, "lead", "a"); !fault.Is(err, fault.Forbidden) {
			r.Errorf("b changes the entry of a: %v", err)
		}
		if err := r.publish(stranger, "lead", "b"); !fault.Is(err, fault.Forbidden) {
			r.Errorf("b takes the entry of a: %v", err)
		}
		reader := actor.Actor{ID: "reader", Org: "a", Capabilities: []actor.Capability{actor.Staff}}
		editor := actor.Actor{ID: "editor", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.Partnership}}
		for name, by := range map[string]actor.Actor{"b": stranger, "a reader of a": reader, "an editor of the council": editor} {
			if err := r.service.Sign(r.Context(), by, "flood", 2, "Chair"); !fault.Is(err, fault.Forbidden) {
				r.Errorf("%s signs: %v", name, err)
			}
			if err := r.service.Withdraw(r.Context(), by, "flood"); !fault.Is(err, fault.Forbidden) {
				r.Errorf("%s withdraws: %v", name, err)
			}
		}
		for _, role := range []string{" ", strings.Repeat("x", 101)} {
			if err := r.service.Sign(r.Context(), worker, "flood", 2, role); !fault.Is(err, fault.Invalid) {
				r.Errorf("signed as %q: %v", role, err)
			}
		}
	})
}

// Complaint 3 of users of neighbouring systems: an import says that fields are blank which are not. A complete agreement is accepted,
// and of an incomplete one each sentence is at the field that is missing and nowhere else.
func TestIncompleteAgreementsAreRefusedAtTheirFields(t *testing.T) {
	each(t, func(r *register) {
		for _, field := range []string{"title", "purpose", "necessity", "dpia-outcome", "officer-view", "frequency", "retention", "deletion",
			"security", "rights"} {
			var wrong definition.SettingErrors
			err := r.publish(lead, field, " ")
			if !errors.As(err, &wrong) || len(wrong) != 1 || fmt.Sprint(wrong[0].Path...) != field {
				r.Errorf("%s: %v", field, err)
			}
		}
		for want, pairs := range map[string][]string{
			"looks after the entry must be":      {"lead", "b"},
			"Choose the lawful basis":            {"basis", "none"},
			"gives the power or the duty":        {"power", ""},
			"impact assessment was done":         {"dpia", ""},
			"Enter the first day":                {"from", ""},
			"cannot be before the first":         {"until", "2026-03-31"},
			"date of the next review":            {"next", ""},
			"reasons for the decision":           {"reasons", ""},
			"role of who decided":                {"role", ""},
			"date of the decision. It cannot be": {"decided", "2999-01-01"},
		} {
			if err := r.publish(lead, pairs...); err == nil || !strings.Contains(fmt.Sprint(err), want) {
				r.Errorf("%q: %v", want, err)
			}
		}
		rows := func(field string, rows ...edit.Values) edit.Values {
			v := r.decidedExample()
			v.SetRows("parties", []edit.Values{{"org": {"council"}, "relation": {"joint"}}, {"org": {"a"}, "relation": {"joint"}}})
			v.Set("conditions", "")
			v.SetRows(field, rows)
			return v
		}
		council := edit.Values{"org": {"council"}, "relation": {"joint"}}
		for want, v := range map[string]edit.Values{
			"at least two organisations": rows("parties", council),
			"is there twice":             rows("parties", council, council),
			"There is no organisation":   rows("parties", council, edit.Values{"org": {"nothing"}, "relation": {"joint"}}),
			"organisation from the list": rows("parties", council, edit.Values{"org": {""}, "relation": {"joint"}}),
			"Choose separate controller": rows("parties", council, edit.Values{"org": {"a"}, "relation": {"friend"}}),
			"Add what is shared":         rows("data"),
			"what kind of data":          rows("data", edit.Values{"what": {"Names"}, "kind": {"secret"}}),
			"needs a further condition":  rows("data", edit.Values{"what": {"Health"}, "kind": {"special"}}),
			"cannot be in the future":    rows("reviews", edit.Values{"on": {"2999-01-01"}, "found": {"All well."}}),
		} {
			if err := r.publishValues(lead, v); err == nil || !strings.Contains(fmt.Sprint(err), want) {
				r.Errorf("%q: %v", want, err)
			}
		}
		r.must(r.publish(lead))
	})
}

// Complaint 2 of users of neighbouring systems: the formats of import and export differ. What is exported can be loaded again, here
// and in an empty installation, with its versions and signatures.
func TestExportedAgreementsCanBeLoadedAgain(t *testing.T) {
	var exported Definition
	export := func(r *register) (d Definition) {
		r.must(r.db.View(r.Context(), func(tx *db.Tx) error {
			files := map[string]any{}
			err := r.service.Definitions()[0].Export(r.Context(), tx, files)
			d = *files["data-sharing/data-sharing.yaml"].(*Definition)
			return err
		}))
		for i := range d.Agreements {
			d.Agreements[i].Updated = time.Time{}
		}
		return d
	}
	load := func(r *register, d Definition) {
		r.update(func(tx *db.Tx) error {
			return Define(context.Background(), &definition.Loading{Tx: tx, By: actor.System}, d)
		})
	}
	each(t, func(r *register) {
		r.must(r.publish(lead))
		r.sign(1)
		r.must(r.publish(lead, "purpose", "Another.", "reasons", "Still needed."))
		r.must(r.service.Sign(r.Context(), worker, "flood", 2, "Chair"))
		exported = export(r)
		load(r, exported)
		if again := export(r); db.JSON(again) != db.JSON(exported) || len(again.Agreements[0].Signed) != 3 {
			r.Errorf("loading again changes\n%+v\nto\n%+v", exported, again)
		}
	})
	each(t, func(r *register) {
		load(r, exported)
		again := export(r)
		if db.JSON(again) != db.JSON(exported) || again.Agreements[0].Version != 2 || len(again.Agreements[0].Signed) != 3 {
			r.Errorf("an empty installation has\n%+v\ninstead of\n%+v", again, exported)
		}
		if s := r.on("2026-05-01"); s.State != Unsigned || !slices.Equal(s.Missing, []string{"council"}) {
			r.Errorf("the signatures are %+v", s)
		}
	})
}

// What an organisation has to sign and to review is found, and nothing of others, nor what has ended.
func TestDueAgreementsAreFound(t *testing.T) {
	each(t, func(r *register) {
		r.must(r.publish(lead, "lead", "a"))
		find := func(org, keeper, day string) (found string) {
			at, err := time.Parse(time.DateOnly, day)
			r.must(err)
			r.must(r.db.View(r.Context(), func(tx *db.Tx) error {
				unsigned, err := ToSign(r.Context(), tx, org, at)
				if err != nil {
					return err
				}
				due, err := Due(r.Context(), tx, keeper, at, at)
				found = fmt.Sprintf("%d %d", len(unsigned), len(due))
				return err
			}))
			return found
		}
		for _, c := range []struct{ org, keeper, day, want string }{
			{"a", "a", "2027-03-31", "1 0"}, {"a", "a", "2027-04-01", "1 1"}, {"a", "b", "2027-04-01", "1 0"}, {"b", "", "2027-04-01", "0 1"},
			{"a", "a", "2036-04-01", "0 0"},
		} {
			if got := find(c.org, c.keeper, c.day); got != c.want {
				r.Errorf("%+v: %s", c, got)
			}
		}
		r.must(r.service.Sign(r.Context(), worker, "flood", 1, "Chair"))
		if got := find("a", "a", "2027-04-01"); got != "0 1" {
			r.Errorf("after signing: %s", got)
		}
	})
}

// decidedExample returns the example with a decision about its terms.
func (r *register) decidedExample() edit.Values {
	v := r.kind.Example.Clone()
	v.Set("reasons", "Lives are at risk.")
	v.Set("role", "Director of public health")
	v.Set("decided", "2026-03-01")
	return v
}
