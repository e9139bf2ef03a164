package sharingweb

import (
	"context"
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/sharing"
	"github.com/folkmoot/folkmoot/internal/web"
)

// showView is the data for show.html.
type showView struct {
	Back                 page.Link
	Title                page.UserText
	State                page.Tag
	Overdue              bool
	Invented             string
	Parties              []partyView
	Data                 []itemView
	Terms                []textView
	From, Until          string
	Reasons, Decided, By string // "" until it is decided; By is a role
	Missing              []page.UserText
	Signed               []signedView
	Version              int64
	Reviews              []reviewView
	Review               string
}

// Contents returns the links to the sections of the page.
func (showView) Contents() []page.Link {
	return []page.Link{
		{Text: locale.Key("Terms"), Href: "#terms"}, {Text: locale.Key("Decision"), Href: "#decision"},
		{Text: locale.Key("Who has signed"), Href: "#signed"}, {Text: locale.Key("Reviews"), Href: "#reviews"},
	}
}

type partyView struct {
	Org            page.UserText
	Relation, Does string
}

type itemView struct{ What, Kind string }

type textView struct {
	Label, Text string
	Ours        bool // Text is in the language of the page
}

type signedView struct {
	Org                 page.UserText
	Version             int64
	Earlier             bool // under earlier terms
	Role, On, Withdrawn string
}

type reviewView struct{ On, Found string }

var showPage = page.New(files, "templates/show.html",
	showView{
		Back:  page.Link{Text: "Data-sharing agreements", Href: sharing.PublicPath},
		Title: page.UserText{Text: "Who needs help in a flood", Lang: "en"},
		State: stateTag(nil, sharing.Unsigned), Overdue: true, Invented: "this agreement", Version: 2,
		Parties: []partyView{{page.UserText{Text: "Example Valley Group", Href: "/partners/group", Lang: "en"}, "Joint controller",
			"Calls on people"}},
		Data:  []itemView{{"Names and addresses", "Personal data"}},
		Terms: []textView{{Label: "Lawful basis", Text: "Public task", Ours: true}, {Label: "Purpose", Text: "To check on people in a flood."}},
		From:  "1 April 2026", Until: "31 March 2029", Reasons: "Lives are at risk.", Decided: "1 March 2026", By: "Director of public health",
		Missing: []page.UserText{{Text: "Exampleshire County Council", Lang: "en"}},
		Signed: []signedView{
			{Org: page.UserText{Text: "Example Valley Group", Lang: "en"}, Version: 2, Role: "Chair", On: "2 March 2026", Withdrawn: "3 March 2026"},
			{Org: page.UserText{Text: "Example Valley Group", Lang: "en"}, Version: 1, Earlier: true, Role: "Chair", On: "2 March 2025"},
		},
		Reviews: []reviewView{{"2 March 2026", "Nothing to change."}}, Review: "1 April 2027",
	},
	showView{Back: page.Link{Text: "Data-sharing agreements", Href: sharing.PublicPath}, Title: page.UserText{Text: "Rhannu data", Lang: "cy"},
		State: stateTag(nil, sharing.Undecided), Version: 1, From: "1 April 2026", Review: "1 April 2027"},
)

// stateTag returns the state in words and colour.
func stateTag(p *locale.Printer, s sharing.State) page.Tag {
	tag := page.Tag{Text: s.Label().In(p), Colour: "yellow"}
	switch s {
	case sharing.InForceState:
		tag.Colour = "green"
	case sharing.Ended:
		tag.Colour = "grey"
	}
	return tag
}

func (h *handlers) show(w http.ResponseWriter, r *http.Request) error {
	words := h.PagePrinter(r)
	var v showView
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		a, err := sharing.Get(r.Context(), tx, r.PathValue("ref"))
		if err == nil {
			v, err = newShowView(r.Context(), tx, words, a)
		}
		return err
	})
	if err != nil {
		return err
	}
	return showPage.Write(w, r, http.StatusOK, v)
}

func newShowView(ctx context.Context, tx *db.Tx, words web.PagePrinter, a *sharing.Agreement) (v showView, err error) {
	day, err := sharing.Today(ctx, tx)
	if err != nil {
		return v, err
	}
	standing, err := sharing.StandingOf(ctx, tx, a.Ref, day)
	if err != nil {
		return v, err
	}
	v = showView{
		Back:  page.Link{Text: words.Say("Data-sharing agreements"), Href: sharing.PublicPath},
		Title: page.UserText{Text: a.Title, Lang: words.LangOrCouncil(a.Language)}, State: stateTag(words.Printer, standing.State),
		Overdue: standing.Overdue, Invented: a.Invented, Version: a.Version,
		Terms: texts(words, a), From: words.Date(a.From), Review: words.Date(a.Next),
		Reasons: a.Decision.Reasons,
	}
	if !a.Until.IsZero() {
		v.Until = words.Date(a.Until)
	}
	if !a.Decision.On.IsZero() {
		v.Decided, v.By = words.Date(a.Decision.On), a.Decision.Role
	}
	for _, d := range a.Data {
		v.Data = append(v.Data, itemView{d.What, d.Kind.Label().In(words.Printer)})
	}
	for _, one := range a.Reviews {
		v.Reviews = append(v.Reviews, reviewView{words.Date(one.On), one.Found})
	}
	orgs, err := orgTexts(ctx, tx, words)
	if err != nil {
		return v, err
	}
	for _, p := range a.Parties {
		org, err := withPage(ctx, tx, p.Org, orgs[p.Org])
		if err != nil {
			return v, err
		}
		v.Parties = append(v.Parties, partyView{org, p.Relation.Label().In(words.Printer), p.Does})
	}
	for _, org := range standing.Missing {
		v.Missing = append(v.Missing, orgs[org])
	}
	signed, err := sharing.Signatures(ctx, tx, a.Ref)
	for _, s := range signed {
		one := signedView{Org: orgs[s.Org], Version: s.Version, Earlier: s.Version != a.Version, Role: s.Role, On: words.Date(s.On)}
		if !s.Withdrawn.IsZero() {
			one.Withdrawn = words.Date(s.Withdrawn)
		}
		v.Signed = append(v.Signed, one)
	}
	return v, err
}

// texts returns the terms in words.
func texts(words web.PagePrinter, a *sharing.Agreement) (all []textView) {
	add := func(label, text string, ours bool) {
		if strings.TrimSpace(text) != "" {
			all = append(all, textView{label, text, ours})
		}
	}
	add(words.Say("Purpose"), a.Purpose, false)
	add(words.Say("Why it is necessary"), a.Necessity, false)
	add(words.Say("How and how often it is shared"), a.Frequency, false)
	add(words.Say("Lawful basis"), a.Basis.Label().In(words.Printer), true)
	add(words.Say("Legal power"), a.Power, false)
	add(words.Say("Further conditions"), a.Conditions, false)
	add(words.Say("Data protection impact assessment"), a.DPIA.Label().In(words.Printer), true)
	add(words.Say("Outcome, or why none is needed"), a.Outcome, false)
	add(words.Say("View of the data protection officer"), a.Officer, false)
	add(words.Say("How long it is kept"), a.Retention, false)
	add(words.Say("How it is deleted"), a.Deletion, false)
	add(words.Say("How it is protected"), a.Security, false)
	add(words.Say("How people use their rights"), a.Rights, false)
	return all
}
