package decisionweb

import (
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
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
	Release                                                              page.Link
	Consultation, Strategy, Source                                       page.UserText
	Issues                                                               []issueView
	Feedback                                                             *feedbackView

	chain page.Chain
}

// PageChain returns the chain that is shown below the header.
func (v showView) PageChain() page.Chain { return v.chain }

type decidedItem struct{ Letter, Text string }

type receivedView struct {
	Document      page.UserText
	Version, Date string
}

type issueView struct {
	Ref, Lang                         string
	Issue, RaisedBy, Response, Change decision.Prose
	Changed                           bool
	Document                          string
	Actions                           []page.UserText
}

var showPage = page.New(
	files,
	"templates/show.html",
	showView{Title: "Report on parks", Kind: "Report", Body: "Cabinet", Date: "1 June 2016"},
	showView{
		Title: "Libraries",
		Kind:  "Decision",
		Body:  "Cabinet",
		Date:  "19 September 2014",
		Gaps:  "The published decision does not give reasons.",
	},
	showView{
		Title: "Parks plan", Kind: "Decision", Body: "Cabinet", Date: "6 July 2016", Effective: "1 August 2016", Summary: "Lights first.", Invented: "this decision",
		Corrected: true, Reasons: "People *asked* for it.",
		Decided:  []decidedItem{{"a", "That the outcome of the consultation be noted."}, {"b", "That the plan be adopted."}},
		Rejected: []decision.Alternative{{Option: "Do nothing", Why: "The paths are not safe."}},
		Received: []receivedView{
			{page.UserText{Text: "Equality impact assessment", Href: "/documents/eia"}, "2", "20 June 2016"},
			{page.UserText{Text: "Letter"}, "", ""},
		},
		Consultation: page.UserText{
			Text: "Parks",
			Href: "/consultations/parks-2016",
		}, Release: page.Link{Text: "parks-2016#1", Href: "/consultations/parks-2016/results/1"},
		Strategy: page.UserText{
			Text: "Green county",
			Href: "/strategies/green",
		}, Source: page.UserText{Text: "Minutes", Href: "https://example.org/minutes"},
		Issues: []issueView{
			{
				"too-dark",
				"",
				decision.Prose{{{Text: "The paths are dark."}}},
				decision.Prose{{{Text: "Women"}}},
				decision.Prose{{{Text: "We agree."}}},
				decision.Prose{
					{{Text: "Lights come first."}},
				},
				true,
				"/strategies/green#adopted",
				[]page.UserText{{Text: "Add lights", Href: "/actions/lights"}},
			},
			{"dogs", "", decision.Prose{{{Text: "No dogs."}}}, decision.Prose{{{Text: "Parents"}}}, decision.Prose{{{Text: "We heard both sides."}}},
				decision.Prose{{{Text: "The by-law is enough."}}}, false, "", nil},
		},
		Feedback: &exampleFeedback,
	},
)

func (d *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	ctx, ref, speech := r.Context(), r.PathValue("ref"), d.host.PagePrinter(r)
	var view showView
	err := d.host.DB.View(ctx, func(tx *db.Tx) error {
		x, err := decision.Get(ctx, tx, ref)
		if err != nil {
			return err
		}
		view = newShowView(speech, x)
		if x.Consultation != "" {
			c, err := consult.Get(ctx, tx, x.Consultation)
			if err != nil {
				return err
			}
			view.Consultation = page.UserText{Text: c.Title, Href: "/consultations/" + c.Slug, Lang: speech.LangOrCouncil(c.Language)}
		}
		if x.Strategy != "" {
			s, err := strategy.Get(ctx, tx, x.Strategy)
			if err != nil {
				return err
			}
			view.Strategy = page.UserText{Text: s.Title, Href: "/strategies/" + s.Slug, Lang: speech.LangOrCouncil(s.Language)}
		}
		issues, err := d.Service.Issues(ctx, tx, x)
		if err != nil {
			return err
		}
		for _, i := range issues {
			view.Issues = append(view.Issues, newIssueView(speech, x, i))
		}
		if x.Feedback == nil {
			return nil
		}
		told, err := d.Service.RenderFeedback(ctx, tx, x.Feedback)
		if err != nil {
			return err
		}
		a := newFeedbackView(speech, told)
		view.Feedback = &a
		return nil
	})
	if err != nil {
		return err
	}
	view.chain = d.host.ChainFor(ctx, "decision", ref)
	return showPage.Write(w, r, http.StatusOK, view)
}

func newShowView(speech web.PagePrinter, x *decision.Decision) showView {
	lang := speech.LangOrCouncil(x.Language)
	v := showView{
		Lang: lang, Title: x.Title, Kind: x.Kind.Label().In(speech.Printer), Body: x.Body, Date: speech.Date(x.Date), Effective: speech.Date(x.Effective), Summary: x.Summary,
		Reasons: x.Reasons, Invented: x.Invented, Corrected: x.Edition > 1, Rejected: x.Rejected, Source: page.UserText{Text: x.Source.Name, Href: x.Source.Address, Lang: lang},
	}
	if x.Kind == decision.Outcome && x.Reasons == "" {
		v.Gaps = speech.Say("The published decision does not give reasons.")
	}
	for i, text := range x.Decided {
		v.Decided = append(v.Decided, decidedItem{alphaLabel(i), text})
	}
	for _, r := range x.Received {
		v.Received = append(v.Received, receivedView{page.UserText{Text: r.Title, Href: r.Address, Lang: lang}, r.Version, speech.Date(r.Date)})
	}
	if slug, number, ok := strings.Cut(x.Release, "#"); ok {
		v.Release = page.Link{Text: speech.Say("Results, release %s", number), Href: "/consultations/" + slug + "/results/" + number}
	}
	return v
}

// alphaLabel returns the label of list item i: a, b, …, z, aa, ab, …
func alphaLabel(i int) string {
	if i < 26 {
		return string(rune('a' + i))
	}
	return alphaLabel(i/26-1) + alphaLabel(i%26)
}

func newIssueView(speech web.PagePrinter, x *decision.Decision, l decision.RenderedIssue) issueView {
	v := issueView{l.Ref, speech.LangOrCouncil(x.Language), l.Text, l.RaisedBy, l.Response, l.Changed, true, l.Document, nil}
	if len(l.Changed) == 0 {
		v.Change, v.Changed = l.NoChange, false
	}
	for _, a := range l.LinkedActions {
		v.Actions = append(v.Actions, page.UserText{Text: a.What, Href: "/actions/" + a.Ref, Lang: speech.LangOrCouncil(a.Language)})
	}
	return v
}
