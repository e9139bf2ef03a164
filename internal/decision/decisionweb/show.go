package decisionweb

import (
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

type showView struct {
	Title, Kind, Body, Date, Effective, Summary, Reasons, Gaps, Invented string
	Corrected                                                            bool
	Decided                                                              []letteredView
	Rejected                                                             []decision.Alternative
	Received                                                             []receivedView
	Consultation, Release, Strategy, Source                              page.Link
	Issues                                                               []issueView
	Answer                                                               *answerView

	chain page.Chain
}

// PageChain is shown under the header of the page.
func (v showView) PageChain() page.Chain { return v.chain }

type letteredView struct{ Letter, Text string }

type receivedView struct {
	Document      page.Link
	Version, Date string
}

type issueView struct {
	Ref                            string
	Issue, RaisedBy, Reply, Change decision.Prose
	Changed                        bool
	Document                       string
	Actions                        []page.Link
}

var showPage = page.New(files, "templates/show.html",
	showView{Title: "Report on parks", Kind: "Report", Body: "Cabinet", Date: "1 June 2016"},
	showView{Title: "Libraries", Kind: "Decision", Body: "Cabinet", Date: "19 September 2014", Gaps: "The published decision gives no reasons here."},
	showView{
		Title: "Parks plan", Kind: "Decision", Body: "Cabinet", Date: "6 July 2016", Effective: "1 August 2016", Summary: "Lights first.", Invented: "this decision",
		Corrected: true, Reasons: "People *asked* for it.",
		Decided:      []letteredView{{"a", "That the outcome of the consultation be noted."}, {"b", "That the plan be adopted."}},
		Rejected:     []decision.Alternative{{Option: "Do nothing", Why: "The paths are not safe."}},
		Received:     []receivedView{{page.Link{Text: "Equality impact assessment", Href: "/documents/eia"}, "2", "20 June 2016"}, {page.Link{Text: "Letter"}, "", ""}},
		Consultation: page.Link{Text: "Parks", Href: "/consultations/parks-2016"}, Release: page.Link{Text: "parks-2016#1", Href: "/consultations/parks-2016/results/1"},
		Strategy: page.Link{Text: "Green county", Href: "/strategies/green"}, Source: page.Link{Text: "Minutes", Href: "https://example.org/minutes"},
		Issues: []issueView{
			{"too-dark", decision.Prose{{{Text: "The paths are dark."}}}, decision.Prose{{{Text: "Women"}}}, decision.Prose{{{Text: "We agree."}}},
				decision.Prose{{{Text: "Lights come first."}}}, true, "/strategies/green#adopted", []page.Link{{Text: "Add lights", Href: "/actions/lights"}}},
			{"dogs", decision.Prose{{{Text: "No dogs."}}}, decision.Prose{{{Text: "Parents"}}}, decision.Prose{{{Text: "We heard both sides."}}},
				decision.Prose{{{Text: "The by-law is enough."}}}, false, "", nil},
		},
		Answer: &exampleAnswer,
	},
)

func (d *Desk) show(w http.ResponseWriter, r *http.Request) error {
	ctx, ref := r.Context(), r.PathValue("ref")
	var view showView
	err := d.host.DB.View(ctx, func(tx *db.Tx) error {
		x, err := decision.Get(ctx, tx, ref)
		if err != nil {
			return err
		}
		view = shown(x)
		if x.Consultation != "" {
			c, err := consult.Get(ctx, tx, x.Consultation)
			if err != nil {
				return err
			}
			view.Consultation = page.Link{Text: c.Title, Href: "/consultations/" + c.Slug}
		}
		if x.Strategy != "" {
			s, err := strategy.Get(ctx, tx, x.Strategy)
			if err != nil {
				return err
			}
			view.Strategy = page.Link{Text: s.Title, Href: "/strategies/" + s.Slug}
		}
		issues, err := d.Service.Issues(ctx, tx, x)
		if err != nil {
			return err
		}
		for _, i := range issues {
			view.Issues = append(view.Issues, issue(i))
		}
		if x.Answer == nil {
			return nil
		}
		told, err := d.Service.Tell(ctx, tx, x.Answer)
		if err != nil {
			return err
		}
		a := answer(told)
		view.Answer = &a
		return nil
	})
	if err != nil {
		return err
	}
	view.chain = d.host.ChainFor(ctx, "decision", ref)
	return showPage.Write(w, r, http.StatusOK, view)
}

func shown(x *decision.Decision) showView {
	v := showView{
		Title: x.Title, Kind: x.Kind.Words(), Body: x.Body, Date: page.Date(x.Date), Effective: page.Date(x.Effective), Summary: x.Summary,
		Reasons: x.Reasons, Invented: x.Invented, Corrected: x.Edition > 1, Rejected: x.Rejected, Source: page.Link{Text: x.Source.Name, Href: x.Source.Address},
	}
	if x.Kind == decision.Outcome && x.Reasons == "" {
		v.Gaps = "The published decision gives no reasons here."
	}
	for i, text := range x.Decided {
		v.Decided = append(v.Decided, letteredView{letter(i), text})
	}
	for _, r := range x.Received {
		v.Received = append(v.Received, receivedView{page.Link{Text: r.Title, Href: r.Address}, r.Version, page.Date(r.Date)})
	}
	if slug, number, ok := strings.Cut(x.Release, "#"); ok {
		v.Release = page.Link{Text: "Results, release " + number, Href: "/consultations/" + slug + "/results/" + number}
	}
	return v
}

// letter is a, b, …, z, aa, ab, …
func letter(i int) string {
	if i < 26 {
		return string(rune('a' + i))
	}
	return letter(i/26-1) + letter(i%26)
}

func issue(l decision.Logged) issueView {
	v := issueView{l.Ref, l.Raised, l.By, l.Reply, l.Changed, true, l.Document, nil}
	if len(l.Changed) == 0 {
		v.Change, v.Changed = l.Kept, false
	}
	for _, a := range l.Work {
		v.Actions = append(v.Actions, page.Link{Text: a.What, Href: "/actions/" + a.Ref})
	}
	return v
}
