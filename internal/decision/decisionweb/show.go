package decisionweb

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/decision/issueview"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

type showView struct {
	Lang                                                                 string // of the decision's texts
	Title, Kind, Body, Date, Effective, Summary, Reasons, Gaps, Invented string
	Corrected                                                            bool
	Decided                                                              []decidedItem
	Rejected                                                             []decision.Alternative
	Received                                                             []receivedView
	Makers                                                               []string
	DueRegard                                                            *dueRegardView // nil for reports and approvals
	Release                                                              page.Link
	Consultation, Strategy, Source                                       page.UserText
	Issues                                                               []issueview.View
	Entries                                                              []page.Link // in the public record
	Related                                                              []page.Link // to other pages of the consultation
	Referrers                                                            []web.ReferrerGroup
	Feedback                                                             *feedbackView
	Downloads                                                            []page.Link

	chain page.Chain
}

// PageChain returns the chain that is shown below the header.
func (v showView) PageChain() page.Chain { return v.chain }

type decidedItem struct{ Letter, Text string }

// Contents returns the links to the parts of the page.
func (v showView) Contents() (all []page.Link) {
	add := func(there bool, text, id string) {
		if there {
			all = append(all, page.Link{Text: text, Href: "#" + id})
		}
	}
	add(len(v.Decided) > 0, locale.Key("What was decided"), "decided")
	add(v.Reasons != "", locale.Key("Why"), "reasons")
	add(len(v.Makers) > 0, locale.Key("Who decided"), "makers")
	add(len(v.Rejected) > 0, locale.Key("What else we considered"), "rejected")
	add(len(v.Issues) > 0, locale.Key("What people raised and how we responded"), "issues")
	add(v.DueRegard != nil, locale.Key("How equality was considered"), "due-regard")
	add(v.Feedback != nil, locale.Key("We asked, you said, we did"), "answer")
	add(true, locale.Key("Background"), "before")
	return all
}

type receivedView struct {
	Document      page.UserText
	Version, Date string
}

// dueRegardView is how those who decided considered equality.
type dueRegardView struct {
	Assessments []assessmentView
	Evidence    []regardView // nil if there is no record
}

// assessmentView is a version of an impact assessment that was received.
type assessmentView struct {
	Title           page.UserText
	Version         int64
	Published, Lead string // "26 days before the decision"
	Basis           bool   // the decision rests on it
}

type regardView struct{ Principle, Case, Evidence string }

// exampleReferrers are options that were compared.
var exampleReferrers = []web.ReferrerGroup{{ID: "options", Heading: "Options that were compared", Items: []web.ReferrerItem{
	{UserText: page.UserText{Text: "Library opening hours", Href: "/options/libraries"}, Fact: "Chosen: Shorter hours"}}}}

var showPage = page.New(
	page.WithParts(files, issueview.Files),
	"templates/show.html",
	showView{Title: "Report on parks", Kind: "Report", Body: "Cabinet", Date: "1 June 2016"},
	showView{
		Title: "Libraries",
		Kind:  "Decision",
		Body:  "Cabinet",
		Date:  "19 September 2014",
		Gaps:  "The published decision does not give reasons.",

		DueRegard: &dueRegardView{}, Downloads: web.ExampleDownloads("/decisions/libraries"),
	},
	showView{
		Title: "Parks plan", Kind: "Decision", Body: "Cabinet", Date: "6 July 2016", Effective: "1 August 2016",
		Summary: "Better lighting is our first priority.", Invented: "this decision",
		Corrected: true, Reasons: "Most respondents *asked* for it.",
		Decided:  []decidedItem{{"a", "That the outcome of the consultation be noted."}, {"b", "That the plan be adopted."}},
		Rejected: []decision.Alternative{{Option: "Do nothing", Why: "The paths are not safe."}},
		Received: []receivedView{
			{page.UserText{Text: "Equality impact assessment", Href: "/documents/eia"}, "2", "20 June 2016"},
			{page.UserText{Text: "Letter from the parish council"}, "", ""},
		},
		Makers:    []string{"The Leader of the Council", "The Cabinet member for parks"},
		Referrers: exampleReferrers, DueRegard: &dueRegardView{
			[]assessmentView{
				{page.UserText{Text: "Lighting in parks", Href: "/assessments/lighting/2"}, 2, "20 June 2016", "16 days before the decision", true},
				{page.UserText{Text: "Parking", Href: "/assessments/parking/1"}, 1, "6 July 2016", "on the day of the decision", false},
			},
			[]regardView{{"Those who decided knew about the duty", "R (Brown) [2008]", "The report quotes the duty in paragraph 4."}},
		},
		Consultation: page.UserText{Text: "Parks", Href: "/consultations/parks-2016"},
		Release:      page.Link{Text: "Results, release 1", Href: "/consultations/parks-2016/results/1"},
		Strategy:     page.UserText{Text: "Green county", Href: "/strategies/green"},
		Source:       page.UserText{Text: "Minutes", Href: "https://example.org/minutes"},
		Issues:       issueview.Examples(),
		Feedback:     &exampleFeedback,
		Entries:      []page.Link{{Text: "Entry 1,201 in the public record", Href: "/record?part=1&before=1201#entry-1201"}},
		Related:      []page.Link{{Text: "Published responses", Href: "/consultations/parks-2016/published-responses"}},
	},
)

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	ctx, ref, printer := r.Context(), r.PathValue("ref"), h.deps.PagePrinter(r)
	var view showView
	err := h.deps.DB.View(ctx, func(tx *db.Tx) error {
		d, err := decision.Get(ctx, tx, ref)
		if err != nil {
			return err
		}
		view = newShowView(printer, d)
		if d.Consultation != "" {
			c, err := consult.Get(ctx, tx, d.Consultation)
			if err != nil {
				return err
			}
			view.Consultation = page.UserText{Text: c.Title, Href: "/consultations/" + c.Slug, Lang: printer.LangOrCouncil(c.Language)}
		}
		if d.Strategy != "" {
			s, err := strategy.GetBrief(ctx, tx, d.Strategy)
			if err != nil {
				return err
			}
			view.Strategy = page.UserText{Text: s.Title, Href: "/strategies/" + s.Slug, Lang: printer.LangOrCouncil(s.Language)}
		}
		paper, err := h.Service.Paper(ctx, tx, d)
		if err != nil {
			return err
		}
		if paper.Path != "" {
			view.Received = append([]receivedView{{page.UserText{Text: paper.Title, Href: paper.Path, Lang: printer.LangOrCouncil(paper.Language)},
				strconv.FormatInt(paper.Number, 10), printer.Date(paper.Published)}}, view.Received...)
		}
		if view.DueRegard, err = h.dueRegard(ctx, tx, printer, d); err != nil {
			return err
		}
		issues, err := d.AllIssues(ctx, tx)
		if err != nil {
			return err
		}
		if view.Issues, err = issueview.New(ctx, tx, h.Service, printer, d.Consultation, issues); err != nil {
			return err
		}
		to := web.ReferrerQuery{Ref: ref, Name: d.Title}
		if view.Referrers, err = h.deps.FindReferrers(ctx, tx, printer, web.DecisionRecord, to); err != nil {
			return err
		}
		subjects, err := decision.Subjects(ctx, tx, ref)
		if err != nil {
			return err
		}
		if view.Entries, err = h.deps.RecordEntries(ctx, tx, printer.Printer, subjects...); err != nil {
			return err
		}
		if d.Feedback == nil {
			return nil
		}
		rendered, err := h.Service.RenderFeedback(ctx, tx, d.Feedback)
		if err != nil {
			return err
		}
		a := newFeedbackView(printer, rendered)
		view.Feedback = &a
		return nil
	})
	if err != nil {
		return err
	}
	view.chain = h.deps.ChainFor(ctx, "decision", ref)
	view.Downloads = h.deps.Downloads(r, r.URL.Path)
	if slug, ok := strings.CutPrefix(view.Consultation.Href, "/consultations/"); ok {
		view.Related = h.relatedLinks(r, slug, "")
	}
	return showPage.Write(w, r, http.StatusOK, view)
}

func newShowView(printer web.PagePrinter, d *decision.Decision) showView {
	lang := printer.LangOrCouncil(d.Language)
	v := showView{
		Lang: lang, Title: d.Title, Kind: d.Kind.Label().In(printer.Printer), Body: d.Body,
		Date: printer.Date(d.Date), Effective: printer.Date(d.Effective), Summary: d.Summary,
		Reasons: d.Reasons, Invented: d.Invented, Corrected: d.Edition > 1, Rejected: d.Rejected, Makers: d.Makers,
		Source: page.UserText{Text: d.Source.Name, Href: d.Source.Address, Lang: lang},
	}
	if d.Kind == decision.Outcome && d.Reasons == "" {
		v.Gaps = printer.Say("The published decision does not give reasons.")
	}
	for i, text := range d.Decided {
		v.Decided = append(v.Decided, decidedItem{web.Letter(i), text})
	}
	for _, r := range d.Received {
		v.Received = append(v.Received, receivedView{page.UserText{Text: r.Title, Href: r.Address, Lang: lang}, r.Version, printer.Date(r.Date)})
	}
	if slug, number, ok := strings.Cut(d.Release, "#"); ok {
		v.Release = page.Link{Text: printer.Say("Results, release %s", number), Href: "/consultations/" + slug + "/results/" + number}
	}
	return v
}
