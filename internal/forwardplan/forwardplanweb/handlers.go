// Package forwardplanweb serves the pages of the forward plan, and its calendar.
package forwardplanweb

import (
	"context"
	"embed"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/forwardplan"
	"github.com/folkmoot/folkmoot/internal/icalendar"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers serves the pages of the forward plan.
type Handlers struct {
	deps    *web.Deps
	service *forwardplan.Service
}

const (
	listPath     = "/forward-plan"
	calendarPath = "/forward-plan/calendar.ics"
)

// New returns the feature.
func New(deps *web.Deps, service *forwardplan.Service) feature.Feature {
	h := &Handlers{deps, service}
	return feature.Feature{
		Name: "forwardplan",
		AuditLabels: web.AuditLabels{
			Acts: map[string]string{
				"publish-forward-plan": locale.Key("Published an entry of the forward plan"),
				"set-call-in":          locale.Key("Changed the rules about notice and call-in"),
			},
			Kinds: map[string]string{"forward-plan": locale.Key("Forward plan entry")},
		},
		Routes: []site.Route{
			{Method: http.MethodGet, Pattern: listPath, Needs: actor.Public, Handler: h.list},
			{Method: http.MethodGet, Pattern: calendarPath, Needs: actor.Public, Handler: h.calendar},
			{Method: http.MethodGet, Pattern: listPath + "/{ref}", Needs: actor.Public, Handler: h.show},
		},
		Examples:    []site.GalleryItem{listPage, showPage},
		Definitions: service.Definitions(),
		Records:     service.Records(),
		Lists:       memberLists,
		Leaves:      []feature.LeafKind{{Kind: "publication", Open: forwardplan.EachLeaf}},
	}
}

type listItem struct {
	Title          page.UserText
	Maker, Meeting string
	Key, Decided   bool
}

type listView struct {
	Items    []listItem
	Pages    page.Pagination
	Calendar string
	Rules    rulesView
}

// rulesView is how a decision can be called in; Days is 0 if it cannot.
type rulesView struct {
	Days                       int64
	Time, Callers, Basis, Lang string
}

var exampleItem = listItem{page.UserText{Text: "Lighting in parks", Href: "/forward-plan/lighting"}, "Cabinet",
	"6 July 2026", true, false}

var listPage = page.New(files, "templates/list.html", listView{Calendar: calendarPath},
	listView{
		Items: []listItem{exampleItem, {page.UserText{Text: "Parking", Href: "/forward-plan/parking"}, "Cabinet",
			"1 June 2026", false, true}},
		Pages: page.Pagination{Next: "/forward-plan?page=12"}, Calendar: calendarPath,
		Rules: rulesView{5, "12:00", "Any three councillors", "Part 4 of the constitution", "en"},
	})

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	ctx, printer := r.Context(), h.deps.PagePrinter(r)
	var view listView
	err := h.deps.DB.View(ctx, func(tx *db.Tx) error {
		found, err := forwardplan.List(ctx, tx, r.FormValue(page.CursorName), forwardplan.PageSize)
		if err != nil {
			return err
		}
		view = listView{Pages: page.Neighbours(listPath, nil, found.Previous, found.Next), Calendar: calendarPath}
		for _, e := range found.Items {
			view.Items = append(view.Items, listItem{
				page.UserText{Text: e.Title, Href: forwardplan.Path(e.Ref), Lang: printer.LangOrCouncil(e.Language)},
				e.Maker, printer.Date(e.Meeting), e.Key, e.Decision != "",
			})
		}
		rules, err := forwardplan.GetRules(ctx, tx)
		if err == nil {
			view.Rules = newRulesView(printer, rules)
		}
		return err
	})
	if err != nil {
		return err
	}
	return listPage.Write(w, r, http.StatusOK, view)
}

func newRulesView(printer web.PagePrinter, r *forwardplan.Rules) rulesView {
	return rulesView{r.CallInDays, r.CallInTime, r.Callers, r.Basis, printer.LangOrCouncil("")}
}

// mostInCalendar is how many coming decisions the calendar has.
const mostInCalendar = 200

// calendar serves the coming decisions as a calendar file.
func (h *Handlers) calendar(w http.ResponseWriter, r *http.Request) error {
	ctx, base := r.Context(), h.deps.SiteURL(r)
	cal := &icalendar.Calendar{}
	err := h.deps.DB.View(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		cal.Stamp = now
		coming, err := forwardplan.Coming(ctx, tx, now, mostInCalendar)
		for _, e := range coming {
			cal.AddDay("forward-plan-"+e.Ref, e.Title+" ("+e.Maker+")", base+forwardplan.Path(e.Ref), e.Meeting)
		}
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", icalendar.ContentType)
	_, err = w.Write([]byte(cal.String()))
	return err
}

type showView struct {
	listItem
	Lang, Invented                           string
	Members                                  []string
	About, Others, Copies, Closed            string
	Since                                    string
	ClearDays                                int64
	Notice, Reason, Agreed, NoticeOn         string // of less notice
	Documents                                []documentView
	Consultation, Decision                   page.UserText
	Announced, CallInEnds, CallInTime, Takes string
	Rules                                    rulesView
	Corrected                                bool
	Entries                                  []page.Link // in the public record, of all editions
}

type documentView struct {
	Title     page.UserText
	Version   int64
	Published string
}

var showPage = page.New(files, "templates/show.html",
	showView{
		listItem: exampleItem, Lang: "en", Invented: "this entry", Members: []string{"The Leader", "The Deputy Leader"},
		About: "Where lights are installed.", Others: "Ask the parks team.", Copies: "County Hall",
		Since: "1 June 2026", ClearDays: 34,
		Documents: []documentView{{page.UserText{Text: "Lighting in parks", Href: "/reports/lighting/versions/2"},
			2, "1 June 2026"}},
		Consultation: page.UserText{Text: "Parks", Href: "/consultations/parks"},
		Entries:      []page.Link{{Text: "Entry 1,201 in the public record", Href: "/record?part=1&before=1201#entry-1201"}},
	},
	showView{
		listItem: exampleItem, Lang: "en", About: "Where lights are installed.", Copies: "County Hall",
		Since: "1 July 2026", ClearDays: 4,
		Closed: "It is about a contract.", Notice: "Less notice: general exception", Reason: "The contract ends.",
		Agreed: "The chair of the scrutiny committee", NoticeOn: "30 June 2026", Corrected: true,
		Decision: page.UserText{Text: "Lighting in parks", Href: "/decisions/lighting"}, Announced: "7 July 2026",
		CallInEnds: "14 July 2026",
		CallInTime: "12:00", Takes: "15 July 2026", Rules: rulesView{5, "12:00", "Any three councillors",
			"Part 4 of the constitution", "en"},
	},
)

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	ctx, printer := r.Context(), h.deps.PagePrinter(r)
	var view showView
	err := h.deps.DB.View(ctx, func(tx *db.Tx) error {
		e, err := forwardplan.Get(ctx, tx, r.PathValue("ref"))
		if err != nil {
			return err
		}
		rules, err := forwardplan.GetRules(ctx, tx)
		if err != nil {
			return err
		}
		view = newShowView(printer, e, rules)
		if err := h.addLinks(ctx, tx, printer, &view, e); err != nil {
			return err
		}
		view.Entries, err = h.deps.RecordEntries(ctx, tx, printer.Printer, e.Leaf().Subject)
		return err
	})
	if err != nil {
		return err
	}
	return showPage.Write(w, r, http.StatusOK, view)
}

func newShowView(printer web.PagePrinter, e *forwardplan.Entry, rules *forwardplan.Rules) showView {
	v := showView{
		listItem: listItem{page.UserText{Text: e.Title}, e.Maker, printer.Date(e.Meeting), e.Key, e.Decision != ""},
		Lang:     printer.LangOrCouncil(e.Language), Invented: e.Invented, Members: e.Members,
		About: e.About, Others: e.Others, Copies: e.Copies, Closed: e.Closed,
		Since: printer.Date(e.Since), ClearDays: forwardplan.ClearDays(e.Since, e.Meeting),
		Announced: printer.Date(e.Announced), Rules: newRulesView(printer, rules), Corrected: e.Edition > 1,
	}
	if e.Notice != forwardplan.Full {
		v.Notice, v.Reason, v.Agreed, v.NoticeOn = e.Notice.Label().In(printer.Printer), e.Reason, e.Agreed,
			printer.Date(e.NoticeOn)
	}
	day := func(at time.Time) string { return printer.Date(at) }
	if e.Notice != forwardplan.Urgent {
		v.CallInEnds, v.CallInTime = day(rules.CallInEnds(e.Announced)), rules.CallInTime
	}
	v.Takes = day(rules.TakesEffect(e))
	return v
}

// addLinks adds the documents, the consultation and the decision of e.
func (h *Handlers) addLinks(ctx context.Context, tx *db.Tx, printer web.PagePrinter, v *showView, e *forwardplan.Entry) error {
	text := func(title, href, lang string) page.UserText {
		return page.UserText{Text: title, Href: href, Lang: printer.LangOrCouncil(lang)}
	}
	for _, key := range e.Reports {
		p, err := h.service.Decisions.PaperVersion(ctx, tx, key)
		if err != nil {
			return err
		}
		v.Documents = append(v.Documents, documentView{text(p.Title, p.Path, p.Language), p.Number, printer.Date(p.Published)})
	}
	for _, key := range e.Impact {
		a, err := h.service.Decisions.AssessmentVersion(ctx, tx, key)
		if err != nil {
			return err
		}
		v.Documents = append(v.Documents, documentView{text(a.Title, a.Path, a.Language), a.Number, printer.Date(a.Published)})
	}
	if e.Consults != "" {
		c, err := consult.Get(ctx, tx, e.Consults)
		if err != nil {
			return err
		}
		v.Consultation = text(c.Title, "/consultations/"+c.Slug, c.Language)
	}
	if e.Decision != "" {
		d, err := decision.Get(ctx, tx, e.Decision)
		if err != nil {
			return err
		}
		v.Decision = text(d.Title, "/decisions/"+d.Ref, d.Language)
	}
	return nil
}
