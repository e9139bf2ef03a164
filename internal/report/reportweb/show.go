package reportweb

import (
	"context"
	"net/http"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/report"
	"github.com/folkmoot/folkmoot/internal/web"
)

type showView struct {
	listItem
	Lang                           string // of the report's texts
	Contact, Invented              string
	Areas                          []string
	Recommendations                []point
	Purpose, Reasons, Timetable    string // Markdown, as the others below
	Previous, Background           string
	Equality, Legal, Finance, Risk string
	Consultation                   page.UserText
	Findings                       decision.Prose
	Issues                         []issueView
	Unanswered                     int
	Options                        []optionView
	Assessments                    []assessmentView
	Papers                         []page.UserText
	Latest                         page.Link // if this is an earlier version
	Versions                       []page.Link
	Entry                          page.Link // in the public record
	Downloads                      []page.Link
}

// Contents returns the links to the sections of the page.
func (v showView) Contents() []page.Link {
	all := []page.Link{{Text: locale.Key("Recommendations"), Href: "#recommendations"}}
	if v.HasSaid() {
		all = append(all, page.Link{Text: locale.Key("What people said and what is proposed"), Href: "#said"})
	}
	return append(all,
		page.Link{Text: locale.Key("Options"), Href: "#options"},
		page.Link{Text: locale.Key("Equality and human rights"), Href: "#equality"},
		page.Link{Text: locale.Key("Legal, financial and other implications"), Href: "#implications"},
	)
}

// HasSaid reports whether there is something that people said.
func (v showView) HasSaid() bool {
	return v.Consultation.Text != "" || len(v.Issues) > 0 || len(v.Findings) > 0
}

// issueView is what people said beside what is proposed because of it.
type issueView struct {
	Ref, Lang, Href                   string
	Issue, RaisedBy, Response, Change decision.Prose
	Changed, Answered                 bool
	Owner, Due                        string // who will answer by when
	Amendments                        []amendmentView
}

type amendmentView struct {
	Where  string
	Pieces []edit.Piece
}

type point struct{ Letter, Text string }

type optionView struct{ Option, Role, Colour, Effect, Cost, Why string }

type assessmentView struct {
	Title     page.UserText
	Published string
	Digest    []string
}

var exampleReport = showView{
	listItem: exampleItem, Lang: "en", Contact: "Parks team, parks@example.org", Invented: "this report",
	Areas: []string{"North", "South"},
	Recommendations: []point{{"a", "That the outcome of the consultation be noted."}, {"b",
		"That the plan be adopted as amended."}},
	Purpose: "To decide where lights are installed.", Reasons: "Most people asked for lights.",
	Timetable: "Work starts in *September*.",
	Previous:  "The Cabinet approved the consultation in March.", Background: "Half of the paths have no lights.",
	Equality: "Lights help women and older people most.", Legal: "There are none.",
	Finance: "The cost is in the budget.", Risk: "Costs may rise.",
	Consultation: page.UserText{Text: "Parks", Href: "/consultations/parks"}, Findings: decision.Plain("People want lights."), Unanswered: 1,
	Issues: []issueView{
		{Ref: "dark", Href: "/consultations/parks/key-issues#issue-dark", Issue: decision.Plain("The paths are dark."),
			RaisedBy: decision.Plain("Women"),
			Response: decision.Plain("We agree."), Change: decision.Plain("Lights come first."), Changed: true, Answered: true,
			Amendments: []amendmentView{{"Paragraph 12", []edit.Piece{{Text: "Lights in the "}, {Text: "third", Removed: true},
				{Text: "first", Added: true}, {Text: " year"}}}}},
		{Ref: "dogs", Href: "/consultations/parks/key-issues#issue-dogs", Issue: decision.Plain("Dogs should be on leads."),
			RaisedBy: decision.Plain("Parents"),
			Response: decision.Plain("Opinions were divided."), Change: decision.Plain("A by-law covers this."), Answered: true},
		{Ref: "mud", Href: "/consultations/parks/key-issues#issue-mud", Issue: decision.Plain("The paths are muddy."),
			RaisedBy: decision.Plain("Walkers"),
			Owner:    "Head of parks", Due: "1 August 2026"},
	},
	Options: []optionView{{"Lights on the main paths", "Recommended", "green", "Most people feel safer.", "£40,000",
		"It helps most people."},
		{"Leave the paths as they are", "Do nothing", "grey", "The paths stay dark.", "", ""}},
	Assessments: []assessmentView{{page.UserText{Text: "Lighting in parks", Href: "/assessments/lighting/2"},
		"version 2, 20 June 2026",
		[]string{"Adverse impact on disability, size small: Lamp posts narrow one path."}}},
	Papers: []page.UserText{{Text: "Survey", Href: "https://example.org/survey"}, {Text: "Letter from the parish council"}},
	Versions: []page.Link{{Text: "version 2, 28 June 2026", Href: "/reports/lighting/versions/2"},
		{Text: "version 1, 20 June 2026"}},
	Entry:     page.Link{Text: "Entry 1,201 in the public record", Href: "/record?part=1&before=1201#entry-1201"},
	Downloads: web.ExampleDownloads("/reports/lighting/versions/2"),
}

var showPage = page.New(files, "templates/show.html", exampleReport,
	showView{listItem: exampleItem, Recommendations: []point{{"a", "That the report be noted."}}, Purpose: "To note progress.",
		Latest: page.Link{Text: "version 2, 28 June 2026", Href: "/reports/lighting"}})

func (h *Handlers) showLatest(w http.ResponseWriter, r *http.Request) error { return h.show(w, r, 0) }

func (h *Handlers) showVersion(w http.ResponseWriter, r *http.Request) error {
	number, err := strconv.ParseInt(r.PathValue("version"), 10, 64)
	if err != nil || number < 1 {
		return notFound()
	}
	return h.show(w, r, number)
}

// show shows a version of a report, or its latest if number is 0.
func (h *Handlers) show(w http.ResponseWriter, r *http.Request, number int64) error {
	ctx, ref, printer := r.Context(), r.PathValue("ref"), h.deps.PagePrinter(r)
	var view showView
	err := h.deps.DB.View(ctx, func(tx *db.Tx) error {
		versions, err := report.Versions(ctx, tx, ref)
		if err != nil {
			return err
		}
		var x *report.Report
		for _, v := range versions {
			if v.Edition == number || number == 0 && x == nil {
				x = v
			}
		}
		if x == nil {
			return notFound()
		}
		if view, err = h.newShowView(ctx, tx, printer, x); err != nil {
			return err
		}
		for _, v := range versions {
			link := page.Link{Text: newListItem(printer, v, "").Version, Href: report.VersionPath(ref, v.Edition)}
			if v.Edition > x.Edition {
				view.Latest = page.Link{Text: newListItem(printer, versions[0], "").Version, Href: report.Path(ref)}
			}
			if v.Edition == x.Edition {
				link.Href = ""
			}
			view.Versions = append(view.Versions, link)
		}
		if view.Entry, err = h.deps.RecordEntry(ctx, tx, printer.Printer, x.Leaf()); err != nil {
			return err
		}
		view.Downloads = h.deps.Downloads(r, report.VersionPath(ref, x.Edition))
		return nil
	})
	if err != nil {
		return err
	}
	return showPage.Write(w, r, http.StatusOK, view)
}

func (h *Handlers) newShowView(ctx context.Context, tx *db.Tx, printer web.PagePrinter, x *report.Report) (v showView, err error) {
	lang := printer.LangOrCouncil(x.Language)
	v = showView{
		listItem: newListItem(printer, x, report.Path(x.Ref)), Lang: lang, Contact: x.Contact, Invented: x.Invented, Areas: x.Areas,
		Purpose: x.Purpose, Reasons: x.Reasons, Timetable: x.Timetable, Previous: x.Previous,
		Background: x.Background, Equality: x.Equality, Legal: x.Legal, Finance: x.Finance, Risk: x.Risk,
	}
	for i, text := range x.Recommendations {
		v.Recommendations = append(v.Recommendations, point{web.Letter(i), text})
	}
	for _, o := range x.Options {
		colour := map[report.Role]string{report.Recommended: "green", report.Discarded: "yellow"}[o.Role]
		if colour == "" {
			colour = "grey"
		}
		v.Options = append(v.Options, optionView{o.Option, o.Role.Label().In(printer.Printer), colour, o.Effect, o.Cost, o.Why})
	}
	for _, p := range x.Papers {
		v.Papers = append(v.Papers, page.UserText{Text: p.Title, Href: p.Address, Lang: lang})
	}
	for _, key := range x.Assessments {
		a, err := h.service.Decisions.AssessmentVersion(ctx, tx, key)
		if err != nil {
			return v, err
		}
		view := assessmentView{Title: page.UserText{Text: a.Title, Href: a.Path, Lang: printer.LangOrCouncil(a.Language)},
			Published: printer.Say("version %d, %s", a.Number, printer.Date(a.Published))}
		for _, said := range a.Digest {
			view.Digest = append(view.Digest, said.In(printer.Printer))
		}
		v.Assessments = append(v.Assessments, view)
	}
	if v.Findings, err = h.service.Decisions.Expand(ctx, tx, x.Findings); err != nil {
		return v, err
	}
	if x.Consultation != "" {
		c, err := consult.Get(ctx, tx, x.Consultation)
		if err != nil {
			return v, err
		}
		v.Consultation = page.UserText{Text: c.Title, Href: "/consultations/" + c.Slug, Lang: printer.LangOrCouncil(c.Language)}
	}
	return v, h.addIssues(ctx, tx, printer, &v, x)
}

// addIssues adds the key issues that x considers, each with its amendments.
func (h *Handlers) addIssues(ctx context.Context, tx *db.Tx, printer web.PagePrinter, v *showView, x *report.Report) error {
	amendments := map[string][]amendmentView{}
	for _, a := range x.Amendments {
		amendments[a.Issue] = append(amendments[a.Issue], amendmentView{a.Where, edit.CompareWords(a.Before, a.After)})
	}
	var issues []decision.Issue
	for _, said := range x.Said {
		issues = append(issues, said.Issue)
	}
	rendered, err := h.service.Decisions.RenderIssues(ctx, tx, issues)
	for n, i := range rendered {
		view := issueView{
			Ref: i.Ref, Lang: printer.LangOrCouncil(x.Said[n].Lang), Href: x.Said[n].Link, Issue: i.Text, RaisedBy: i.RaisedBy,
			Response: i.Response, Change: i.Changed, Changed: true, Answered: i.Answered(), Amendments: amendments[i.Ref],
		}
		if len(i.Changed) == 0 {
			view.Change, view.Changed = i.NoChange, false
		}
		if !view.Answered {
			view.Owner, view.Due = i.Owner, printer.Date(i.Due)
			v.Unanswered++
		}
		v.Issues = append(v.Issues, view)
	}
	return err
}
