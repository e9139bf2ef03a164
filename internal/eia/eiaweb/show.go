package eiaweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/eia"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// showView is an assessment, published or as a draft that is signed.
type showView struct {
	Title, Lang, Invented, Fact string
	Back                        page.Link
	Tag                         page.Tag
	Law                         string
	Contents                    []page.Link
	Digest                      []string
	Person                      string // the summary that a person wrote, beside the generated one
	Outcomes                    []string
	Leading                     string
	Groups                      []groupView
	HasRest                     bool // some group has an impact that is neither adverse nor positive
	Options                     []optionView
	Off                         []string // what the law takes out, with the reason
	Parts                       []partView
	Covers                      []coveredView
	Proposal                    []page.SummaryRow // what is proposed
	Reasons                     string            // of the outcome
	Signatures                  []string
	Challenges                  []challengeView
	Versions                    []page.Link
	Older                       page.Link // to the latest version, if this is an earlier one
	Entry                       page.Link
	AllActions                  []page.UserText // that it names anywhere
	Related                     []web.ReferrerGroup
	Downloads                   []page.Link
	Sign                        *signView // nil if it is published
}

// NoIndex implements what package page asks of views.
func (v showView) NoIndex() bool { return v.Sign != nil }

// NoStore implements what package page asks of views.
func (v showView) NoStore() bool { return v.Sign != nil }

// coveredView is something that the assessment covers.
type coveredView struct {
	Kind string // "Strategy"; "" for what is not recorded here
	page.UserText
}

// groupView is what the proposal does to a group, adverse and positive impacts side by side.
type groupView struct {
	Name                    string
	Adverse, Positive, Rest []impactView
}

type impactView struct {
	Tag                           page.Tag
	Effect, Fact, Left, Justified string
	Words                         []string // who is affected by which option, in Lang as Effect and Justified are
	Lang                          string
	Actions                       []page.UserText
}

type optionView struct {
	Name, WhyNot        string
	Assessed, Preferred bool
}

type partView struct {
	ID, Title string
	Rows      []page.SummaryRow
	Tables    []page.TextTable
	Folded    []page.TextTable // what has no effect
}

type challengeView struct {
	ID, Title, Fact string
	Entries         []page.Link // in the public record, of all editions
	Observations    []string
	Recommendations []recommendationView
}

type recommendationView struct {
	Text, Answer, Fact string
	Tag                page.Tag
}

var showPage = page.New(files, "templates/show.html", showExamples[0], showExamples[1:]...)

// show shows the latest or the given version of an assessment.
func (h *handlers) show(w http.ResponseWriter, r *http.Request) error {
	var l loaded
	var entry page.Link
	var related []web.ReferrerGroup
	words := h.PagePrinter(r)
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		a, err := h.asked(r, tx, r.PathValue("n"))
		if err != nil {
			return err
		}
		if l, err = h.load(r.Context(), tx, a); err != nil || h.Record == nil {
			return err
		}
		if err := h.addEntries(r.Context(), tx, words.Printer, &l); err != nil {
			return err
		}
		leaf, err := eia.Leaf(r.Context(), tx, a.Ref, a.Edition)
		if err != nil {
			return err
		}
		if entry, err = h.RecordEntry(r.Context(), tx, words.Printer, leaf); err != nil {
			return err
		}
		related, err = h.FindReferrers(r.Context(), tx, words, web.AssessmentRecord, web.ReferrerQuery{Ref: a.Ref, Name: a.Title})
		return err
	})
	if err != nil {
		return err
	}
	v := h.view(words, &l)
	v.Back, v.Entry, v.Related = page.Link{Text: words.Say("Impact assessments"), Href: listPath}, entry, related
	v.AllActions = l.actionLinks(words, l.ActionRefs())
	v.Tag = stateTag(words.Printer, l.Assessment, l.today)
	v.Downloads = h.Downloads(r, fmt.Sprintf("%s/%s/versions/%d", listPath, l.Ref, l.Edition))
	v.Fact = words.Say("Version %d, published on %s", l.Edition, locale.LazyDate(consult.LocalTime(l.Recorded)))
	if latest := l.editions[0].Number; latest != l.Edition {
		v.Older = page.Link{Text: words.Say("A later version has been published."), Href: listPath + "/" + l.Ref}
	}
	for _, e := range l.editions {
		path := fmt.Sprintf("%s/%s/versions/%d", listPath, l.Ref, e.Number)
		v.Versions = append(v.Versions, page.Link{Text: words.Say("Version %d, published on %s", e.Number,
			locale.LazyDate(consult.LocalTime(e.At))),
			Href: path})
		if e.Number > 1 {
			v.Versions = append(v.Versions, page.Link{Text: words.Say("What changed in version %d", e.Number), Href: path + "/changes"})
		}
	}
	v.setContents(words.Printer)
	return showPage.Write(w, r, http.StatusOK, v)
}

// asked returns the version n of the assessment of r, or the latest if n is "".
func (h *handlers) asked(r *http.Request, tx *db.Tx, n string) (*eia.Assessment, error) {
	if n == "" {
		return eia.Get(r.Context(), tx, r.PathValue("ref"))
	}
	number, err := strconv.ParseInt(n, 10, 64)
	if err != nil {
		number = 0 // no version has it
	}
	return eia.GetEdition(r.Context(), tx, r.PathValue("ref"), number)
}

// view returns the parts of an assessment that do not depend on whether it is published.
func (h *handlers) view(words web.PagePrinter, l *loaded) showView {
	p := words.Printer
	v := showView{Title: l.Title, Lang: words.LangOrCouncil(""), Invented: l.Invented, Law: l.rules.Jurisdiction.Law(), Person: l.Summary}
	for _, c := range l.covers {
		view := coveredView{UserText: c.UserText}
		view.Lang = words.LangOrCouncil(c.Lang)
		if c.kind != nil {
			view.Kind = c.kind.In(p)
		}
		v.Covers = append(v.Covers, view)
	}
	for _, m := range l.Digest(&l.rules) {
		v.Digest = append(v.Digest, m.In(p))
	}
	if l.Leading != "" {
		v.Leading = l.Leading.Label().In(p)
	}
	for _, o := range l.Outcomes {
		if eia.Outcome(o) != l.Leading {
			v.Outcomes = append(v.Outcomes, eia.Outcome(o).Label().In(p))
		}
	}
	groups, impacts := l.ByGroup()
	for _, code := range groups {
		g := groupView{Name: l.rules.GroupName(code).In(p)}
		for _, m := range impacts[code] {
			one := h.impact(words, l, m)
			switch m.Direction {
			case eia.Adverse, eia.Unknown:
				g.Adverse = append(g.Adverse, one)
			case eia.Positive:
				g.Positive = append(g.Positive, one)
			default:
				g.Rest = append(g.Rest, one)
				v.HasRest = true
			}
		}
		v.Groups = append(v.Groups, g)
	}
	for _, o := range l.Options {
		v.Options = append(v.Options, optionView{o.Option, o.WhyNot, o.Assessed, o.Preferred})
	}
	_, off := l.rules.Cells(l.Started, equality.Function{Schools: l.Schools})
	for _, cell := range off {
		if !slices.Contains(v.Off, cell.Reason) {
			v.Off = append(v.Off, cell.Reason)
		}
	}
	h.setParts(words, l, &v)
	for _, s := range l.Signatures {
		v.Signatures = append(v.Signatures, p.Say("%s (%s), %s: “%s”", s.Role, s.Post, locale.LazyDate(consult.LocalTime(s.Date)), s.Words))
	}
	for _, c := range l.challenges {
		one := challenge(p, c, l.today)
		one.Entries = l.entries[c.Ref]
		v.Challenges = append(v.Challenges, one)
	}
	return v
}

func (h *handlers) impact(words web.PagePrinter, l *loaded, m eia.Impact) impactView {
	p := words.Printer
	one := impactView{Tag: impactTag(p, m.Direction, m.Size), Effect: m.Effect, Justified: m.Justified, Lang: words.LangOrCouncil("")}
	var facts []string
	if m.Chance != "" {
		facts = append(facts, m.Chance.Label().In(p))
	}
	if m.Number > 0 {
		facts = append(facts, p.Count(int64(m.Number), "%d person", "%d people"))
	}
	for _, text := range []string{m.Who, m.Option} {
		if text != "" {
			one.Words = append(one.Words, text)
		}
	}
	for _, other := range m.With {
		facts = append(facts, p.Say("Together with: %s", l.rules.GroupName(other)))
	}
	one.Fact = strings.Join(facts, " · ")
	if m.Left != "" {
		one.Left = locale.Inside(m.Left.Label()).In(p)
	}
	one.Actions = l.actionLinks(words, m.Actions)
	return one
}

// actionLinks returns links to published actions, each with its status.
func (l *loaded) actionLinks(words web.PagePrinter, refs []string) (all []page.UserText) {
	for _, ref := range refs {
		if a := l.actions[ref]; a != nil {
			all = append(all, page.UserText{Href: "/actions/" + ref, Lang: words.LangOrCouncil(a.Language),
				Text: words.Say("%s (%s)", a.What, a.Status().Label())})
		}
	}
	return all
}

func challenge(p *locale.Printer, c *eia.Challenge, day time.Time) challengeView {
	v := challengeView{ID: challengeID(c.Ref), Title: c.Title,
		Fact: p.Say("%s, %s", c.By, locale.LazyDate(c.Date)), Observations: c.Observations}
	for i := range c.Recommendations {
		r := &c.Recommendations[i]
		one := recommendationView{Text: r.Text, Answer: r.Answer, Fact: r.Owner, Tag: page.Tag{Text: r.Reply.Label().In(p), Colour: "grey"}}
		switch {
		case r.Late(day):
			one.Tag = page.Tag{Text: p.Say("Overdue"), Colour: "red"}
		case !r.Done.IsZero():
			one.Tag = page.Tag{Text: p.Say("Done on %s", locale.LazyDate(r.Done)), Colour: "green"}
		}
		if !r.Due.IsZero() {
			one.Fact = p.Say("%s, by %s", r.Owner, locale.LazyDate(r.Due))
		}
		v.Recommendations = append(v.Recommendations, one)
	}
	return v
}
