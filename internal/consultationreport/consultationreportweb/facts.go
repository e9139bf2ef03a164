package consultationreportweb

import (
	"net/url"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/consultationreport"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// factsView is what a report shows beside its release. The texts are in the language of the consultation; some are Markdown.
type factsView struct {
	Summary, Why, Formative, Duty, Audience, Area, NoAlternatives string
	Alternatives                                                  []consult.Alternative
	OtherWays                                                     []string
	Documents                                                     []documentView
	Opens, Closes, Length, Promised                               string
	Acts                                                          []actView
	IssueSummary, Limits                                          string
	Decisions                                                     []decisionView
	FeedbackHref                                                  string
	Checksum                                                      string
}

type documentView struct {
	Title, Kind string
	Editions    []page.Link
}

type actView struct{ When, What, Reason string }

type decisionView struct {
	Decision page.UserText
	Kind     string
	Body     string
	Date     string
}

type assessmentView struct {
	Title     page.UserText
	Published string
	Digest    []string
}

func newFacts(words web.PagePrinter, x *consultationreport.Report) factsView {
	f, path := x.Facts, "/consultations/"+x.Consultation
	v := factsView{
		Summary: f.Summary, Why: f.Why, Formative: f.Formative, Duty: f.Duty, Audience: f.Audience, Area: f.Area,
		Alternatives: f.Alternatives, NoAlternatives: f.NoAlternatives, OtherWays: f.OtherWays,
		IssueSummary: f.IssueSummary, Limits: f.Limits, Checksum: f.Checksum, FeedbackHref: f.Feedback,
	}
	if !f.Opens.IsZero() && !f.Closes.IsZero() {
		v.Opens, v.Closes = f.Opens.In(words.Printer), f.Closes.In(words.Printer)
		v.Length = words.Count(int64((f.Closes.End().Sub(f.Opens.At)+12*time.Hour)/(24*time.Hour)), "%d day", "%d days")
	}
	if day, err := time.Parse(time.DateOnly, f.Promised); err == nil {
		v.Promised = words.Date(day)
	}
	zone := f.Closes.Local().Location()
	for _, a := range f.Acts {
		if a.Kind == consult.ActPublished && !f.Closes.IsZero() && a.At.After(f.Closes.End()) {
			continue // it was run elsewhere and added here later
		}
		v.Acts = append(v.Acts, actView{words.Date(a.At.In(zone)), a.Kind.Label().In(words.Printer), a.Reason})
	}
	for _, d := range f.Documents {
		one := documentView{Title: d.Title, Kind: d.Kind.Label().In(words.Printer)}
		for i := range d.Editions {
			e := &d.Editions[i]
			link := page.Link{Text: e.Label().In(words.Printer), Href: e.Link}
			if link.Href == "" {
				link.Href = path + "/documents/" + d.ID + "?edition=" + url.QueryEscape(e.ID())
			}
			one.Editions = append(one.Editions, link)
		}
		v.Documents = append(v.Documents, one)
	}
	for _, d := range f.Decisions {
		v.Decisions = append(v.Decisions, decisionView{
			page.UserText{Text: d.Title, Href: "/decisions/" + d.Ref, Lang: words.LangOrCouncil(d.Language)},
			d.Kind.Label().In(words.Printer), d.Body, words.Date(d.Date),
		})
	}
	return v
}
