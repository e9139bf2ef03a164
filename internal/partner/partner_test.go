package partner

import (
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

// register is a register with organisations a, b and c.
type register struct {
	*testing.T
	db      *db.DB
	service *Service
	edit    *edit.Service
	kind    *edit.Kind
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
		r := &register{t, d, s, &edit.Service{DB: d}, &s.Records()[0]}
		r.update(func(tx *db.Tx) error {
			for _, id := range []string{"a", "b", "c"} {
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

// define defines partners, and returns the messages of what is wrong.
func (r *register) define(all ...Partner) (wrong string) {
	r.Helper()
	err := r.db.Update(r.Context(), func(tx *db.Tx) error {
		return definePartners(r.Context(), &definition.Loading{Tx: tx, By: actor.System}, Definition{Partners: all})
	})
	if err != nil && !fault.Is(err, fault.Invalid) {
		r.Fatal(err)
	}
	if err != nil {
		wrong = err.Error()
	}
	return wrong
}

func (r *register) get(id string) (p *Partner) {
	r.Helper()
	r.update(func(tx *db.Tx) (err error) { p, err = Get(r.Context(), tx, id); return err })
	return p
}

func entry(id string, numbers ...Identifier) Partner {
	return Partner{ID: id, Kind: "voluntary", Purpose: "It helps.", Identifiers: numbers}
}

// Complaint 11 of users of neighbouring systems: one organisation appears five times, once with the charity number under the
// code of companies, and the name of a branch replaces that of the national body.
func TestOneOrganisationHasOneEntryAndItsOwnNumbers(t *testing.T) {
	each(t, func(r *register) {
		if wrong := r.define(entry("a", Identifier{"GB-CHC", "1234567"}, Identifier{"GB-COH", " 01234567"})); wrong != "" {
			r.Fatal(wrong)
		}
		if got := r.get("a").Identifiers[1].OrgID(); got != "GB-COH-01234567" {
			r.Errorf("the leading zero is lost: %s", got)
		}
		branch := entry("b", Identifier{"GB-CHC", "1234567"})
		for want, p := range map[string]Partner{
			"Another partner has this number":      branch,
			"is not a number of this register":     entry("b", Identifier{"GB-COH", "1234567"}),
			"There is no register with the code":   entry("b", Identifier{"GB-XYZ", "1234567"}),
			"This number is there twice":           entry("b", Identifier{"GB-NHS", "QQ1"}, Identifier{"GB-NHS", "QQ1"}),
			"cannot be part of itself":             {ID: "b", Kind: "voluntary", Purpose: "x", PartOf: "b"},
			"Choose the main organisation":         {ID: "b", Kind: "voluntary", Purpose: "x", PartOf: actor.CouncilOrg},
			"without a registration has no":        {ID: "b", Kind: "group", Purpose: "x", Identifiers: []Identifier{{"GB-NHS", "QQ1"}}},
			"Choose what kind of organisation":     {ID: "b", Purpose: "x"},
			"There is no organisation \"nowhere\"": entry("nowhere"),
		} {
			if wrong := r.define(p); !strings.Contains(wrong, want) {
				r.Errorf("%q instead of %q", wrong, want)
			}
		}
		branch.PartOf = "a"
		if wrong := r.define(branch); !strings.Contains(wrong, "A branch does not have it") {
			r.Errorf("a branch has the number of its organisation: %s", wrong)
		}
		branch.Identifiers = nil
		if wrong := r.define(branch, entry("c", Identifier{"GB-NHS", "234567"}), entry("a", Identifier{"GB-CHC", "234567"})); wrong != "" {
			r.Fatal(wrong)
		}
		r.update(func(tx *db.Tx) error {
			pairs, err := SameNumbers(r.Context(), tx)
			if err == nil && !slices.Equal(pairs, []Pair{{"a", "c", "234567"}}) {
				r.Errorf("the same digits at two partners: %v", pairs)
			}
			found, e := Find(r.Context(), tx, Query{PartOf: "a"}, "", 10)
			if e == nil && (len(found.Items) != 1 || found.Items[0].Name != "Organisation b") {
				r.Errorf("branches: %v", found.Items)
			}
			return errorOf(err, e)
		})
	})
	v := edit.Values{}
	v.SetRows("identifiers", []edit.Values{{"scheme": {"GB-CHC"}, "number": {"1234567"}}, {"scheme": {"GB-COH"}, "number": {"0123 4567"}},
		{"scheme": {"GB-NHS"}, "number": {"QQ1"}}})
	if advice := advise(v); len(advice) != 1 || advice[0].Path[1] != 1 {
		t.Errorf("the same digits under two schemes: %v", advice)
	}
}

func errorOf(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *register) principles(version int64, means string) {
	r.Helper()
	r.update(func(tx *db.Tx) error {
		return definePrinciples(r.Context(), &definition.Loading{Tx: tx, By: actor.System}, PrinciplesDefinition{[]Principles{{
			Version: version, Published: time.Date(2026, 1, int(version), 0, 0, 0, 0, time.UTC), Introduction: "We work together.",
			Principles: []Principle{{Name: "Equality", Means: means}}}}})
	})
}

func (r *register) standing(version int64) (signed []Signature) {
	r.Helper()
	r.update(func(tx *db.Tx) error {
		s, err := StandingOf(r.Context(), tx, version)
		signed = s.Signed
		return err
	})
	return signed
}

// Complaint 8 of users of neighbouring systems: an agreement cannot be signed in the tool, and a changed text needs another
// acceptance.
func TestChangedPrinciplesAreSignedAgain(t *testing.T) {
	each(t, func(r *register) {
		r.define(entry("a"), entry("b"))
		r.principles(1, "We ask who gains.")
		r.principles(1, "We ask who gains.") // the same again
		if err := r.service.Sign(r.Context(), lead, 1, "Chair"); !fault.Is(err, fault.Forbidden) {
			r.Errorf("the council signs for a partner: %v", err)
		}
		viewer := actor.Actor{ID: "v", Org: "a", Capabilities: []actor.Capability{actor.Staff}}
		if err := r.service.Sign(r.Context(), viewer, 1, "Chair"); !fault.Is(err, fault.Forbidden) {
			r.Errorf("a person who does not represent the partner signs: %v", err)
		}
		if err := r.service.Sign(r.Context(), worker, 1, "  "); !fault.Is(err, fault.Invalid) {
			r.Errorf("signed without a role: %v", err)
		}
		if err := r.service.Sign(r.Context(), worker, 1, " Chair  of trustees"); err != nil {
			r.Fatal(err)
		}
		if got := r.standing(1); len(got) != 1 || got[0].Partner != "a" || got[0].Role != "Chair of trustees" || got[0].Name != "Organisation a" {
			r.Errorf("signed: %v", got)
		}
		r.principles(2, "We ask who gains and who does not.")
		if got := r.standing(2); len(got) != 0 {
			r.Errorf("the new version counts as signed: %v", got)
		}
		if err := r.service.Sign(r.Context(), worker, 1, "Chair"); !fault.Is(err, fault.Conflict) {
			r.Errorf("an earlier version is signed: %v", err)
		}
		if err := r.service.Sign(r.Context(), worker, 2, "Chair"); err != nil || len(r.standing(2)) != 1 || len(r.standing(1)) != 1 {
			r.Errorf("both versions are not signed: %v", err)
		}
		if err := r.service.Withdraw(r.Context(), worker, 2); err != nil || len(r.standing(2)) != 0 {
			r.Errorf("the signature is not withdrawn: %v", err)
		}
		if err := r.service.Sign(r.Context(), worker, 2, "Chair"); err != nil || len(r.standing(2)) != 1 {
			r.Errorf("it is not signed again: %v", err)
		}
		err := r.db.Update(r.Context(), func(tx *db.Tx) error {
			return definePrinciples(r.Context(), &definition.Loading{Tx: tx, By: actor.System}, PrinciplesDefinition{[]Principles{{Version: 1,
				Published: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Introduction: "x",
				Principles: []Principle{{Name: "Equality", Means: "Changed."}}}}})
		})
		if !fault.Is(err, fault.Invalid) {
			r.Errorf("a published version is changed: %v", err)
		}
	})
}

// propose lets worker change the entry of a.
func (r *register) propose(purpose string) *edit.Copy {
	r.Helper()
	c, err := r.edit.Get(r.Context(), worker, r.kind, "a")
	if err != nil {
		r.Fatal(err)
	}
	v := c.Values.Clone()
	v.Set("purpose", purpose)
	v.Set("risks", "Written by the partner")
	if c, err = r.edit.SaveDraft(r.Context(), worker, r.kind, "a", edit.Save{Version: c.Version, Seen: c.Seen(), Values: v}); err != nil {
		r.Fatal(err)
	}
	return c
}

// A partner writes its own entry. The council sees the changes once they are submitted, and approves them; another partner
// sees what is published and nothing else.
func TestPartnerProposesAndTheCouncilApproves(t *testing.T) {
	each(t, func(r *register) {
		another := edit.Save{Values: edit.Values{"name": {"X"}}}
		if _, err := r.edit.Start(r.Context(), worker, r.kind, db.NewID(), another); !fault.Is(err, fault.Forbidden) {
			r.Errorf("a partner adds a partner: %v", err)
		}
		r.define(entry("a"), entry("b"))
		c := r.propose("SECRET")
		if got := c.Values.Text("risks"); got != "" {
			r.Errorf("a partner writes what is for the council: %s", got)
		}
		seen, err := r.edit.Get(r.Context(), lead, r.kind, "a")
		if err != nil || !seen.Held || strings.Contains(db.JSON(seen), "SECRET") {
			r.Errorf("the council sees a draft of the partner: %v %v", seen, err)
		}
		over := edit.Save{Version: seen.Version, Seen: seen.Seen(), Values: seen.Values}
		if _, err := r.edit.SaveDraft(r.Context(), lead, r.kind, "a", over); !fault.Is(err, fault.Conflict) {
			r.Errorf("the council changes an entry that the partner is changing: %v", err)
		}
		history, _, err := r.edit.History(r.Context(), seen, "")
		if err != nil || len(history.Items) != 0 {
			r.Errorf("the council sees the history of a draft: %v", err)
		}
		for _, act := range []func() error{
			func() error { _, err := r.edit.Get(r.Context(), stranger, r.kind, "a"); return err },
			func() error { _, err := r.edit.Submit(r.Context(), stranger, r.kind, "a", c.Version); return err },
		} {
			if err := act(); !fault.Is(err, fault.NotFound) {
				r.Errorf("another partner learns of a draft: %v", err)
			}
		}
		if c, err = r.edit.Submit(r.Context(), worker, r.kind, "a", c.Version); err != nil {
			r.Fatal(err)
		}
		if _, err := r.edit.Get(r.Context(), stranger, r.kind, "a"); !fault.Is(err, fault.NotFound) {
			r.Errorf("another partner sees what was submitted: %v", err)
		}
		pending, err := r.edit.Pending(r.Context(), lead, r.kind, "", "")
		if err != nil || len(pending.Items) != 1 {
			r.Errorf("the council does not see what was submitted: %v", err)
		}
		r.update(func(tx *db.Tx) error {
			waiting, err := r.edit.Waiting(r.Context(), tx, lead, []edit.Kind{*r.kind})
			if err == nil && len(waiting) != 1 {
				r.Errorf("%d proposals wait for the council", len(waiting))
			}
			return err
		})
		everything := worker
		everything.ID, everything.Capabilities = "a-2", actor.AllCapabilities
		if _, err := r.edit.ApproveAndPublish(r.Context(), everything, r.kind, "a", c.Version); !fault.Is(err, fault.Forbidden) {
			r.Errorf("a partner approves its own entry: %v", err)
		}
		if _, err := r.edit.ApproveAndPublish(r.Context(), lead, r.kind, "a", c.Version); err != nil {
			r.Fatal(err)
		}
		if got := r.get("a"); got.Purpose != "SECRET" || got.Kind != "voluntary" {
			r.Errorf("the entry is %v", got)
		}
	})
}

// Complaint 9 of users of neighbouring systems: a group is public, and its decisions are hidden. Complaint 7: trust that was
// given disappears when the giver leaves.
func TestDecisionsAndSignaturesStayWhenThePersonHasGone(t *testing.T) {
	each(t, func(r *register) {
		r.define(entry("a"))
		r.principles(1, "We ask who gains.")
		if err := r.service.Sign(r.Context(), worker, 1, "Chair"); err != nil {
			r.Fatal(err)
		}
		c := r.propose("It helps more.")
		c, err := r.edit.Submit(r.Context(), worker, r.kind, "a", c.Version)
		if err != nil {
			r.Fatal(err)
		}
		if _, err := r.edit.ApproveAndPublish(r.Context(), lead, r.kind, "a", c.Version); err != nil {
			r.Fatal(err)
		}
		// Neither lead nor worker has an account: what is read does not ask for one.
		r.update(func(tx *db.Tx) error {
			found, err := Decisions(r.Context(), tx, "a", "", 10)
			if err != nil {
				return err
			}
			var said []string
			for _, d := range found.Items {
				said = append(said, string(d.Act)+" "+d.Org+" "+string(d.Roles[0]))
			}
			slices.Sort(said)
			want := []string{"approve council publisher", "publish council publisher", "submit a partner-editor"}
			if !slices.Equal(said, want) {
				r.Errorf("decided: %v", said)
			}
			d, ok, err := LastApproval(r.Context(), tx, "a")
			if err == nil && (!ok || d.Roles[0] != actor.Publisher) {
				r.Errorf("approved by %v", d)
			}
			return err
		})
		if got := r.standing(1); len(got) != 1 || got[0].Role != "Chair" {
			r.Errorf("signed: %v", got)
		}
	})
}
