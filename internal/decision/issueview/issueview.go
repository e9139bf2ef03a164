// Package issueview shows key issues with the answers of the council: on pages of decisions and consultations, and in the
// consultation report.
package issueview

import (
	"context"
	"embed"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Files has the template "issues", a table of []View, for page.WithParts.
//
//go:embed templates/parts/*.html
var Files embed.FS

type View struct {
	Ref, Lang                         string
	Issue, RaisedBy, Response, Change decision.Prose
	Changed                           bool
	Document                          string
	Words                             string // the changed words, in the language of the strategy
	Actions                           []page.UserText
	Questions                         []page.UserText // whose answers raised it
	Sources                           []string        // where it was raised
	Owner, Due, DueLabel              string          // who will answer by when; "" if there is an answer
	Late                              bool
}

// Examples returns an issue that changed something, one that did not and one without an answer.
func Examples() []View {
	return []View{
		{
			Ref: "too-dark", Issue: decision.Plain("The paths are dark."), RaisedBy: decision.Plain("Women"), Response: decision.Plain("We agree."),
			Change: decision.Plain("We moved lighting to the first year of the plan."), Changed: true, Document: "/strategies/green#change-too-dark",
			Words:     "lights on the main paths in the first year",
			Actions:   []page.UserText{{Text: "Install lights on the main paths", Href: "/actions/lights"}},
			Questions: []page.UserText{{Text: "What would you change?", Href: "/consultations/parks-2016/results#q-change"}},
		},
		{
			Ref: "dogs", Issue: decision.Plain("Dogs should be on leads."), RaisedBy: decision.Plain("Parents"),
			Response: decision.Plain("Opinions were divided."),
			Change:   decision.Plain("The existing by-law already covers this."), Sources: []string{"Letters", "Events"},
		},
		{
			Ref: "benches", Issue: decision.Plain("There are no benches."), RaisedBy: decision.Plain("Older people"),
			Owner: "Head of parks", Due: "1 July 2016",
			DueLabel: "12 days overdue", Late: true,
		},
	}
}

// New returns the key issues of a decision or of the log of a consultation, for the page.
func New(
	ctx context.Context, tx *db.Tx, service *decision.Service, printer web.PagePrinter, consultation string, issues []decision.Issue,
) (all []View, err error) {
	rendered, err := service.RenderIssues(ctx, tx, issues)
	if err != nil {
		return nil, err
	}
	questions, err := questionTexts(ctx, tx, consultation, issues)
	if err != nil {
		return nil, err
	}
	now, err := tx.Now(ctx)
	for _, i := range rendered {
		all = append(all, newIssueView(printer, i, questions, now))
	}
	return all, err
}

// questionTexts returns the questions of a consultation that issues name, by their ids.
func questionTexts(ctx context.Context, tx *db.Tx, consultation string, issues []decision.Issue) (map[string]page.UserText, error) {
	texts := map[string]page.UserText{}
	if !slices.ContainsFunc(issues, func(i decision.Issue) bool { return len(i.Questions) > 0 }) {
		return texts, nil
	}
	refs, err := consult.Forms(ctx, tx, consultation)
	if err != nil {
		return nil, err
	}
	for _, ref := range slices.Backward(refs) { // the master, which is first, has the last word
		form, err := consult.FormByVersion(ctx, tx, ref.Version)
		if err != nil {
			return nil, err
		}
		counted := form.Combined()
		for i := range counted.Pages {
			for _, q := range counted.Pages[i].Questions {
				texts[q.ID] = page.UserText{Text: q.Text, Href: "/consultations/" + consultation + "/results#q-" + q.ID, Lang: form.Lang}
			}
		}
	}
	return texts, nil
}

func newIssueView(
	printer web.PagePrinter, issue decision.RenderedIssue, questions map[string]page.UserText, today time.Time,
) View {
	v := View{
		Ref: issue.Ref, Lang: printer.LangOrCouncil(issue.Language), Issue: issue.Text, RaisedBy: issue.RaisedBy, Response: issue.Response,
		Change: issue.Changed, Changed: true, Document: issue.Document, Words: issue.Words,
	}
	for _, from := range issue.Sources {
		v.Sources = append(v.Sources, from.Label().In(printer.Printer))
	}
	if !issue.Answered() {
		deadline := strategy.Deadline{Due: issue.Due}
		v.Owner, v.Due, v.DueLabel = issue.Owner, printer.Date(issue.Due), deadline.Label(today).In(printer.Printer)
		v.Late = deadline.Late(today)
	}
	if issue.Words != "" { // its page quotes the words there
		path, _, _ := strings.Cut(issue.Document, "#")
		v.Document = path + "#change-" + issue.Ref
	}
	for _, id := range issue.Questions {
		if q, ok := questions[id]; ok {
			v.Questions = append(v.Questions, q)
		}
	}
	if len(issue.Changed) == 0 {
		v.Change, v.Changed = issue.NoChange, false
	}
	for _, a := range issue.LinkedActions {
		v.Actions = append(v.Actions, page.UserText{Text: a.What, Href: "/actions/" + a.Ref, Lang: printer.LangOrCouncil(a.Language)})
	}
	return v
}
