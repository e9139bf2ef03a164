package eiaweb

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/eia"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
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
	Covers                      []page.UserText
	Proposal                    []page.SummaryRow // what is proposed
	Reasons                     string            // of the outcome
	Signatures                  []string
	Challenges                  []challengeView
	Versions                    []page.Link
	Older                       page.Link // to the latest version, if this is an earlier one
	Entry                       page.Link
	AllActions                  []page.UserText // that it names anywhere
	Related                     []web.ReferrerGroup
	Sign                        *signView // nil if it is published
}

// NoIndex implements what package page asks of views.
func (v showView) NoIndex() bool { return v.Sign != nil }

// NoStore implements what package page asks of views.
func (v showView) NoStore() bool { return v.Sign != nil }

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
	Title, Fact     string
	Observations    []string
	Recommendations []recommendationView
}

type recommendationView struct {
	Text, Answer, Fact string
	Tag                page.Tag
}

// signView is the form with which a draft is signed.
type signView struct {
	Notice, Action, Version string
	Missing                 []string // what has to be done before
	Roles                   *form.Field
	Post                    *form.Field
	Problems                []form.Problem
}

var showPage = page.New(files, "templates/show.html", showExamples[0], showExamples[1:]...)

// loaded is an assessment with what its page needs.
type loaded struct {
	*eia.Assessment
	rules      eia.Rules
	today      time.Time
	labels     edit.Labels
	actions    map[string]*action.Action
	covers     []page.UserText
	challenges []*eia.Challenge
	editions   []eia.EditionDate
}

// load reads what the page of a needs. Labels are only those of what a refers to.
func (h *handlers) load(ctx context.Context, tx *db.Tx, a *eia.Assessment) (l loaded, err error) {
	l.Assessment = a
	if l.rules, err = eia.GetRules(ctx, tx); err != nil {
		return l, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return l, err
	}
	l.today = consult.LocalTime(now)
	if err := h.addLabels(ctx, tx, &l); err != nil {
		return l, err
	}
	for _, name := range a.Activities {
		kind, ref, _ := strings.Cut(name, ":")
		found, err := h.FindRecord(ctx, tx, actor.Actor{}, kind, ref)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return l, err
		}
		if found.Text != "" {
			l.covers = append(l.covers, found)
		}
	}
	if a.Named != "" {
		l.covers = append(l.covers, page.UserText{Text: a.Named})
	}
	if a.Ref == "" {
		return l, nil
	}
	if l.challenges, err = eia.Challenges(ctx, tx, a.Ref); err != nil {
		return l, err
	}
	l.editions, err = eia.Editions(ctx, tx, a.Ref)
	return l, err
}

// recordFields are the fields with options that are records: only the names of those that are used are read.
var recordFields = []string{"activities", "other", "before", "need", "release", "gap-action", "opportunity-action", "actions", "section"}

func (h *handlers) addLabels(ctx context.Context, tx *db.Tx, l *loaded) error {
	l.labels, l.actions = edit.Labels{}, map[string]*action.Action{}
	for f := range h.kind.Inputs() {
		l.labels[f.Name] = map[string]locale.Message{}
		if f.Options == nil || slices.Contains(recordFields, f.Name) {
			continue
		}
		all, err := f.Options(ctx, tx)
		if err != nil {
			return err
		}
		for _, o := range all {
			l.labels[f.Name][o.Value] = o.Label
		}
	}
	actions, err := action.GetMany(ctx, tx, l.ActionRefs()...)
	if err != nil {
		return err
	}
	for _, a := range actions {
		l.actions[a.Ref] = a
		l.labels["gap-action"][a.Ref], l.labels["opportunity-action"][a.Ref] = edit.Name(a.What), edit.Name(a.What)
	}
	var needs []string
	for _, e := range l.Evidence {
		if e.Need != "" {
			needs = append(needs, e.Need)
		}
	}
	found, err := evidence.GetMany(ctx, tx, needs)
	if err != nil {
		return err
	}
	for _, n := range found {
		l.labels["need"][n.Ref] = edit.Name(n.Title)
	}
	for _, e := range l.Evidence {
		slug, number, _ := strings.Cut(e.Release, "#")
		if n, err := strconv.ParseInt(number, 10, 64); err == nil {
			c, err := consult.Get(ctx, tx, slug)
			if err != nil {
				return err
			}
			l.labels["release"][e.Release] = locale.Lazy("%s: results, release %d", edit.Name(c.Title), n)
		}
	}
	for _, ref := range append(slices.Clone(l.Before), l.Other) {
		if other, err := eia.Get(ctx, tx, ref); err == nil {
			l.labels["before"][ref], l.labels["other"][ref] = edit.Name(other.Title), edit.Name(other.Title)
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return nil
}

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
	v := showView{Title: l.Title, Lang: words.LangOrCouncil(""), Invented: l.Invented, Law: l.rules.Jurisdiction.Law(), Person: l.Summary,
		Covers: slices.Clone(l.covers)}
	for i := range v.Covers {
		v.Covers[i].Lang = words.LangOrCouncil(v.Covers[i].Lang)
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
		v.Challenges = append(v.Challenges, challenge(p, c, l.today))
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
	v := challengeView{Title: c.Title, Fact: p.Say("%s, %s", c.By, locale.LazyDate(c.Date)), Observations: c.Observations}
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

// changesView is what changed between two versions.
type changesView struct {
	Title, Lang, Heading string
	Back                 page.Link
	Changes              []changedField
}

type changedField struct {
	Label  string
	Pieces []edit.Piece
}

var changesPage = page.New(files, "templates/changes.html",
	changesView{Title: "Evening buses", Lang: "en", Heading: "What changed in version 2",
		Back:    page.Link{Text: "Back to the assessment", Href: "/assessments/buses"},
		Changes: []changedField{{"Purpose", edit.CompareWords("Save money", "Save more money")}}},
	changesView{Title: "Evening buses", Heading: "What changed in version 3",
		Back: page.Link{Text: "Back to the assessment", Href: "/assessments/buses"}})

// changes shows the words that changed between a version and the one before.
func (h *handlers) changes(w http.ResponseWriter, r *http.Request) error {
	var before, after loaded
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		a, err := h.asked(r, tx, r.PathValue("n"))
		if err != nil {
			return err
		}
		if after, err = h.load(r.Context(), tx, a); err != nil {
			return err
		}
		b, err := eia.GetEdition(r.Context(), tx, a.Ref, a.Edition-1)
		if err != nil {
			return err
		}
		before, err = h.load(r.Context(), tx, b)
		return err
	})
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	v := changesView{Title: after.Title, Lang: words.LangOrCouncil(""), Heading: words.Say("What changed in version %d", after.Edition),
		Back: page.Link{Text: words.Say("Back to the assessment"), Href: listPath + "/" + after.Ref}}
	was, is := before.Values(), after.Values()
	for i := range h.kind.Fields {
		f := &h.kind.Fields[i]
		old, fresh := f.InWords(words.Printer, before.labels, was), f.InWords(words.Printer, after.labels, is)
		if old != fresh && f.Name != "tasks" {
			v.Changes = append(v.Changes, changedField{words.Say(f.Label), edit.CompareWords(old, fresh)})
		}
	}
	return changesPage.Write(w, r, http.StatusOK, v)
}

// preview shows a draft as the public will see it, with the form that signs it.
func (h *handlers) preview(w http.ResponseWriter, r *http.Request) error {
	return h.showDraft(w, r, http.StatusOK, nil)
}

func (h *handlers) showDraft(w http.ResponseWriter, r *http.Request, status int, wrong error) error {
	c, err := h.service.Edit.Get(r.Context(), site.Actor(r), &h.kind, r.PathValue("id"))
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	a := eia.FromValues(c.Record, c.Values)
	if a.Signatures, err = h.service.SignaturesUnder(r.Context(), c.Values); err != nil {
		return err
	}
	var l loaded
	var incomplete error
	err = h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		if l, err = h.load(r.Context(), tx, a); err != nil {
			return err
		}
		incomplete = eia.Incomplete(r.Context(), tx, c)
		return nil
	})
	if err != nil {
		return err
	}
	v := h.view(words, &l)
	v.Back = page.Link{Text: words.Say("Back to the record"), Href: eia.RecordsPath + "/" + c.Address()}
	v.Tag = page.Tag{Text: c.State.Label().In(words.Printer), Colour: "grey"}
	v.Sign = h.signForm(r, &l, c)
	for _, err := range messages(incomplete) {
		v.Sign.Missing = append(v.Sign.Missing, page.ErrorMessage(r, err))
	}
	if wrong != nil {
		say := page.ErrorMessage(r, wrong)
		v.Sign.Post.Error = say
		v.Sign.Problems = []form.Problem{{Href: "#post", Say: say}}
	}
	if v.Title == "" {
		v.Title, v.Lang = words.Say("No title yet"), words.Lang()
	}
	v.setContents(words.Printer)
	return showPage.Write(w, r, status, v)
}

// messages returns the errors that err joins.
func messages(err error) []error {
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		return all.Unwrap()
	}
	if err != nil {
		return []error{err}
	}
	return nil
}

func (h *handlers) signForm(r *http.Request, l *loaded, c *edit.Copy) *signView {
	words := page.Printer(r)
	v := &signView{Notice: h.PopNotice(r), Action: eia.RecordsPath + "/" + c.Address() + "/sign", Version: strconv.FormatInt(c.Version, 10),
		Roles: &form.Field{Kind: form.Radios, ID: "role", Name: "role", Label: words.Say("You sign as"), LabelSize: "s"},
		Post: &form.Field{Kind: form.Text, ID: "post", Name: "post", Label: words.Say("Your post"), LabelSize: "s",
			Hint: words.Say("It is published with the signature, instead of your name."), Value: r.PostForm.Get("post")},
	}
	for _, signer := range l.rules.Signers {
		if !slices.ContainsFunc(l.Signatures, func(s eia.Signature) bool { return s.Role == signer.Role }) {
			v.Roles.Options = append(v.Roles.Options, form.Option{Value: signer.Role, Label: signer.Role, Hint: signer.Words,
				Checked: signer.Role == r.PostForm.Get("role")})
		}
	}
	if !c.Pending() || l.Needed != eia.NeedYes {
		v.Roles.Options = nil
	}
	return v
}

// sign stores a signature under the version that was shown.
func (h *handlers) sign(w http.ResponseWriter, r *http.Request) error {
	version, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	if err != nil {
		version = -1 // no version has it
	}
	err = h.service.Sign(r.Context(), site.Actor(r), r.PathValue("id"), version, r.PostForm.Get("role"), r.PostForm.Get("post"))
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return h.showDraft(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	h.SetNotice(r, page.Printer(r).Say("You have signed this version."))
	return site.Redirect(w, r, eia.RecordsPath+"/"+r.PathValue("id")+"/sign")
}
