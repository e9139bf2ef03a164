package offer

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/skill"
)

// RecordsPath is where organisations edit what they offer and want.
const RecordsPath = "/staff/offers"

// Path returns the public address of an entry.
func Path(ref string) string { return "/offers/" + ref }

// Service publishes what organisations offer and want.
type Service struct{ DB *db.DB }

// Records returns the kinds of records that organisations edit in the browser: what they offer and want. An organisation can have
// only one person, so that people publish their own.
func (s *Service) Records() []edit.Kind {
	return []edit.Kind{{
		Name: "offer", Path: RecordsPath, Order: 46,
		One: "Offer or want", Many: "Offers and wants", AddLabel: "Add an offer or a want",
		Files: "offers/*.yaml", Within: "entries/*",
		About: "The skills, things and knowledge that your organisation offers to partners or wants from them.",
		Write: actor.Offer, Approve: actor.Offer, Agrees: edit.AgreesNothing, OwnApproval: true,
		Fields: fields(),
		Listed: edit.ListColumns{Ref: "ref", Title: "title", Date: "expires", DateLabel: "Shown until"},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, title, expires FROM offer_entry`, `org = $1`, q.Org)
		},
		Org: func(ctx context.Context, tx *db.Tx, ref string) (string, error) {
			e, err := Get(ctx, tx, ref)
			if err != nil {
				return "", err
			}
			return e.Org, nil
		},
		Load: edit.LoadBound(Get, (*Entry).form), Publish: s.publish, PublicPath: Path,
		Example: edit.Values{
			"title": {"Village hall on weekday evenings"}, "direction": {"offer"}, "skill": {"hall"}, "basis": {"lend"},
			"places": {"example-town"}, "communities": {"age"}, "quantity": {"6"}, "unit": {"hours-a-week"}, "from": {"2026-04-01"},
			"until": {"2026-12-31"}, "terms": {"Please leave it tidy."}, "expires": {"2026-12-31"}, "language": {"en"},
			"standard": {"https://example.org/skills/12"},
		},
	}}
}

func fields() []edit.Field {
	return []edit.Field{
		{Section: "What it is", Name: "title", Kind: edit.Line, Required: true, Label: "Title",
			Hint: "In one line, like “Village hall on weekday evenings”. The web address is made from it."},
		{Name: "direction", Kind: edit.Choice, Required: true, Label: "Offered or wanted", Options: edit.ChooseOf(Directions...)},
		{Name: "skill", Kind: edit.Pick, Required: true, Label: "Skill, asset or knowledge",
			Hint: "Choose the line of the list that comes closest.", Options: evidence.SkillOptions},
		{Name: "basis", Kind: edit.Choice, Required: true, Label: "On what basis", Options: edit.ChooseOf(Bases...)},
		{Name: "terms", Kind: edit.Text, Label: "Terms", Hint: "For example, what it costs, who can use it and what they have to bring."},
		{Name: "standard", Kind: edit.Line, Label: "Web address in a standard list",
			Hint: "Of the same skill in a list such as ESCO, if you know it.", Check: account.CheckSite},
		{Name: "language", Kind: edit.Language, Label: "Language of the texts", Hint: "Leave blank for the council’s own language."},
		{Section: "Places and communities", Name: "places", Kind: edit.Picks, Required: true, Label: "Places", Options: place.Options},
		{Name: "communities", Kind: edit.Choices, Label: "Communities it is for", Hint: "Leave blank if it is for everyone.",
			Options: evidence.CharacteristicOptions},
		{Name: "need", Kind: edit.Pick, Label: "Need for which it is wanted", Hint: "Leave blank for an offer.", Lookup: evidence.Lookup},
		{Section: "How much and when", Name: "quantity", Kind: edit.Number, Label: "Quantity", Width: 10},
		{Name: "unit", Kind: edit.Choice, Label: "Counted in", Options: edit.ChooseOf(skill.Units...)},
		{Name: "from", Kind: edit.Date, Label: "First day", Hint: "The day from which it is available or wanted."},
		{Name: "until", Kind: edit.Date, Label: "Last day", Hint: "Leave blank if there is none."},
		{Name: "expires", Kind: edit.Date, Required: true, Label: "Show it until",
			Hint: "After this day it is hidden, and partners cannot get in touch about it. To withdraw it, enter today’s date."},
	}
}

func (e *Entry) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("title", &e.Title), edit.BindCode("direction", &e.Direction), edit.BindLine("skill", &e.Skill),
		edit.BindCode("basis", &e.Basis), edit.BindText("terms", &e.Terms), edit.BindLine("standard", &e.Standard),
		edit.BindLine("language", &e.Language), edit.BindTexts("places", &e.Places), edit.BindTexts("communities", &e.Communities),
		edit.BindLine("need", &e.Need), edit.BindNumber("quantity", &e.Quantity), edit.BindCode("unit", &e.Unit),
		edit.BindDate("from", &e.From), edit.BindDate("until", &e.Until), edit.BindDate("expires", &e.Expires),
	}
}

// publish stores an entry of the organisation of l.By. What has expired already is refused.
func (s *Service) publish(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	e, err := Get(ctx, l.Tx, ref)
	if fault.Is(err, fault.NotFound) {
		e, err = &Entry{Ref: ref, Org: l.By.OwnOrg()}, nil
	}
	if err != nil {
		return err
	}
	if !l.By.May(actor.Offer) || !l.By.ActsFor(e.Org) {
		return fault.New(fault.Forbidden, "You do not have permission to change what this organisation offers and wants.")
	}
	now, err := l.Tx.Now(ctx)
	if err != nil {
		return err
	}
	e.form().Change(v)
	e.Updated = dayOf(now)
	var wrong definition.SettingErrors
	if !e.Expires.Before(earliest) && e.ExpiredOn(e.Updated) {
		wrong.Add(fault.New(fault.Invalid, "The last day on which it is shown must be today or later."), "expires")
	}
	wrong.Add(e.validate())
	wrong.Add(e.checkReferences(ctx, l.Tx))
	if err := wrong.Err(); err != nil {
		return err
	}
	return e.save(ctx, l.Tx)
}

// Definition is the contents of a file of offers and wants.
type Definition struct {
	Entries []Entry `yaml:"entries"`
}

// Define stores the entries of a file. Defining the same again changes nothing.
func Define(ctx context.Context, l *definition.Loading, d Definition) error {
	var wrong definition.SettingErrors
	for i := range d.Entries {
		wrong.Add(d.Entries[i].define(ctx, l), "entries", i)
	}
	return wrong.Err()
}

// Definitions returns the kinds of definition files of this feature: offers and wants. One that has expired can be loaded, so that
// a folder can be loaded again later.
func (s *Service) Definitions() []definition.Kind {
	entries := definition.FileKind[Definition]{
		One: "offer or want", Many: "offers and wants", Pattern: "offers/*.yaml",
		Count:  func(d Definition) int { return len(d.Entries) },
		Define: Define,
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			d := &Definition{}
			order, position := Sorts.In("title")
			err := db.ReadEach(ctx, tx, scan, position, order, func(e *Entry) error {
				d.Entries = append(d.Entries, *e)
				return nil
			}, selectEntries, "")
			if len(d.Entries) > 0 {
				files["offers/offers.yaml"] = d
			}
			return err
		},
	}
	return []definition.Kind{entries.Kind()}
}

// define stores e as a file has it, if that changes anything. Without a date of the last change, that is today.
func (e Entry) define(ctx context.Context, l *definition.Loading) error {
	if !l.By.May(actor.Offer) || !l.By.MayForAll(actor.EditRecords) {
		return fault.New(fault.Forbidden, "You do not have permission to load offers and wants. Ask an administrator for it.")
	}
	if e.Org == "" {
		e.Org = actor.CouncilOrg
	}
	stored, err := Get(ctx, l.Tx, e.Ref)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err == nil {
		if e.Updated.IsZero() {
			e.Updated = stored.Updated
		}
		e.Agreed = stored.Agreed
		if db.JSON(e) == db.JSON(stored) {
			return nil
		}
		if stored.Org != e.Org {
			return fault.Newf(fault.Invalid, "%q belongs to another organisation. Use another reference.", e.Ref)
		}
	} else if e.Updated.IsZero() {
		now, err := l.Tx.Now(ctx)
		if err != nil {
			return err
		}
		e.Updated = dayOf(now)
	}
	var wrong definition.SettingErrors
	wrong.Add(e.validate())
	wrong.Add(e.checkReferences(ctx, l.Tx))
	if err := wrong.Err(); err != nil {
		return err
	}
	if err := e.save(ctx, l.Tx); err != nil {
		return err
	}
	return audit.Append(ctx, l.Tx, l.By, "define-offer", "offer", e.Ref, "")
}

// ExpiresSoon is how many days before it expires an organisation is reminded of what it offers or wants.
const ExpiresSoon = 14

// expiringSoon returns the entries that are open and expire in the next ExpiresSoon days.
func expiringSoon(ctx context.Context, tx *db.Tx, now time.Time) (all []*Entry, err error) {
	order, position := Sorts.In("expires")
	return all, db.ReadEach(ctx, tx, scan, position, order, func(e *Entry) error {
		if e.Agreed == "" {
			all = append(all, e)
		}
		return nil
	}, selectEntries, `expires >= $1 AND expires <= $2`, db.Time(dayOf(now)), db.Time(dayOf(now).AddDate(0, 0, ExpiresSoon)))
}
