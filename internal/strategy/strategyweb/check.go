package strategyweb

import (
	"context"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

// checkView lists what could be better in the objectives and actions of a strategy.
type checkView struct {
	page.StaffView
	Back     page.Link
	Title    string
	Lang     string // of the strategy's texts
	Parts    []checkedPart
	Contents []page.Link
}

// checkedPart are the objectives, or the actions.
type checkedPart struct {
	ID, Title string
	Count     string // "3 of 8 could be better"
	Records   []checkedRecord
}

// checkedRecord is a record in which something could be better, with the fields.
type checkedRecord struct {
	Record   page.UserText
	Findings []page.Link
}

var checkPage = page.New(files, "templates/check.html",
	checkView{Back: page.Link{Text: "Equality strategy", Href: "/staff/strategies/equality"}, Title: "Equality strategy",
		Contents: []page.Link{{Text: "Objectives", Href: "#objectives"}},
		Parts: []checkedPart{
			{ID: "objectives", Title: "Objectives", Count: "1 of 2 could be better", Records: []checkedRecord{{
				Record:   page.UserText{Text: "Staff feel valued", Href: "/staff/objectives/valued", Lang: "en"},
				Findings: []page.Link{{Text: "Enter the baseline: the value before the work begins.", Href: "/staff/objectives/valued/edit#baseline"}},
			}}},
			{ID: "actions", Title: "Actions", Count: "0 of 3 could be better"},
		}})

func (h *Handlers) check(w http.ResponseWriter, r *http.Request) error {
	ctx, p, slug := r.Context(), h.deps.PagePrinter(r), r.PathValue("slug")
	var s *strategy.Strategy
	var actions []*action.Action
	continued := map[string]bool{} // actions that another one carries forward
	err := h.deps.DB.View(ctx, func(tx *db.Tx) (err error) {
		if s, err = strategy.Get(ctx, tx, slug); err != nil {
			return err
		}
		var refs []string
		for _, o := range s.Objectives() {
			refs = append(refs, o.Ref)
		}
		if actions, err = action.ForObjectives(ctx, tx, refs...); err != nil {
			return err
		}
		return findContinued(ctx, tx, actions, continued)
	})
	if err != nil {
		return err
	}
	v := checkView{Back: page.Link{Text: s.Title, Href: strategy.RecordsPath + "/" + slug}, Title: s.Title, Lang: p.LangOrCouncil(s.Language)}
	objectives := newPart(p, "objectives", p.Say("Objectives"), v.Lang, strategy.ObjectiveKind())
	for _, o := range s.Objectives() {
		objectives.add(o.Ref, o.Title, o.Check())
	}
	plan := newPart(p, "actions", p.Say("Actions"), v.Lang, action.Kind())
	for _, a := range actions {
		found := a.Check()
		if a.Status() == action.CarriedForward && !continued[a.Ref] {
			found.Add(fault.New(fault.Invalid, "This was carried forward, but no action of a later plan says that it continues it."))
		}
		plan.add(a.Ref, a.What, found)
	}
	for _, part := range []*partBuilder{objectives, plan} {
		v.Parts = append(v.Parts, part.done())
		v.Contents = append(v.Contents, page.Link{Text: part.Title, Href: "#" + part.ID})
	}
	return checkPage.Write(w, r, http.StatusOK, v)
}

// findContinued sets which of actions that were carried forward another one continues.
func findContinued(ctx context.Context, tx *db.Tx, actions []*action.Action, continued map[string]bool) error {
	for _, a := range actions {
		if a.Status() != action.CarriedForward {
			continue
		}
		later, err := action.ContinuedBy(ctx, tx, a.Ref)
		if err != nil {
			return err
		}
		continued[a.Ref] = len(later) > 0
	}
	return nil
}

type partBuilder struct {
	checkedPart
	p     web.PagePrinter
	kind  edit.Kind
	lang  string
	total int64
}

func newPart(p web.PagePrinter, id, title, lang string, kind edit.Kind) *partBuilder {
	return &partBuilder{checkedPart: checkedPart{ID: id, Title: title}, p: p, kind: kind, lang: lang}
}

// add adds a record with what could be better in it.
func (b *partBuilder) add(ref, title string, found definition.SettingErrors) {
	b.total++
	if len(found) == 0 {
		return
	}
	path := b.kind.RecordPath(ref)
	one := checkedRecord{Record: page.UserText{Text: title, Href: path, Lang: b.lang}}
	for _, m := range b.kind.At(found) {
		at := m.Field
		if f := b.kind.Field(m.Field); f != nil && f.Kind == edit.Date {
			at += "-day"
		}
		one.Findings = append(one.Findings, page.Link{Text: page.ErrorMessageIn(b.p.Printer, m.Err), Href: path + "/edit#" + at})
	}
	b.Records = append(b.Records, one)
}

func (b *partBuilder) done() checkedPart {
	b.Count = b.p.Count(b.total, "%[2]d of %[1]d could be better", "%[2]d of %[1]d could be better", int64(len(b.Records)))
	return b.checkedPart
}
