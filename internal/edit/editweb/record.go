package editweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// recordView is the page of a record: what it says, what has changed, and what can be done next.
type recordView struct {
	head
	Notice       string
	Edit         page.Link // empty if each section is edited on its page
	Links        []page.Link
	Changed      string // says who changed it last, and when
	Next         string // what happens next
	Who          string // the roles that may approve it, if another person must
	Can          actions
	Action       string
	Version      string
	New          bool           // nothing is published yet
	Missing      []page.Link    // what has to be done before it can be submitted, with the fields
	Parts        []partView     // the sections, if each has a page of its own; Missing is what is in none of them
	Advice       []page.Link    // what could be better, with the fields
	Changes      []changedField // compared with what is published
	Says         []saysPart
	Comments     []commentView
	CommentKey   string
	Comment      string // typed
	CommentHint  string
	CommentWrong string // what is wrong with the comment
	Problems     []form.Problem
}

// actions are what the person can do with the record.
type actions struct{ Submit, Approve, ApproveAndPublish, Return, Publish, Discard, Restore bool }

// Any reports whether there is any.
func (a actions) Any() bool {
	return a.Submit || a.Approve || a.Return || a.Publish || a.Discard || a.Restore
}

// saysPart is what a section of the record says.
type saysPart struct {
	ID, Title string // of the section; "" if the record has only one
	Rows      []page.SummaryRow
	Items     [][]page.SummaryCell // instead of Rows, if the section is one list that has its name
}

// changedField is a field with the words that changed.
type changedField struct {
	Label  string
	Pieces []edit.Piece
}

type commentView struct{ Who, Words string }

var recordPage = page.New(files, "templates/record.html", recordExamples[0], recordExamples[1:]...)

func (h *handlers) show(w http.ResponseWriter, r *http.Request) error {
	c, err := h.get(r)
	if err != nil {
		return err
	}
	if h.kind.OfConsultation != nil && h.kind.EditPath == nil && c.Version == 0 && c.Base == nil { // there is nothing to show yet
		return site.Redirect(w, r, h.editPath(c))
	}
	return h.showRecord(w, r, http.StatusOK, c, refusal{})
}

// refusal is why the button of the page of a record did nothing.
type refusal struct {
	comment  string // what is wrong with the comment
	act      string // why c cannot be submitted or published as it is
	mistakes bool   // what is missing is listed on the page
}

// showRecord writes the page of c.
func (h *handlers) showRecord(w http.ResponseWriter, r *http.Request, status int, c *edit.Copy, wrong refusal) error {
	words := page.Printer(r)
	v := recordView{head: h.head(r, c, h.backToList(r)), Notice: h.PopNotice(r), Action: h.path(c), New: c.Base == nil,
		Version: strconv.FormatInt(c.Version, 10), CommentKey: db.NewID(), Comment: r.PostForm.Get("comment")}
	if v.CommentWrong = wrong.comment; wrong.comment != "" {
		v.Problems = []form.Problem{{Href: "#comment", Say: wrong.comment}}
	}
	if wrong.act != "" {
		v.Problems = []form.Problem{{Href: "#actions", Say: wrong.act}}
	}
	if c.Version > 0 {
		at := consult.LocalTime(c.ChangedAt)
		v.Changed = words.Say("Last changed by %s at %s on %s", h.nameOf(r, c.ChangedBy), words.Clock(at), locale.LazyDate(at))
	}
	if !h.kind.Parts && !c.Held { // each section is edited on its page
		v.Edit = page.Link{Text: words.Say("Edit"), Href: h.editPath(c)}
	}
	if h.kind.PreviewPath != nil {
		v.Links = append(v.Links, page.Link{Text: words.Say("Preview"), Href: h.kind.PreviewPath(c.Address())})
	}
	if h.kind.AlsoPath != nil && c.Base != nil && site.Actor(r).MayForAll(h.kind.Approve) {
		v.Links = append(v.Links, page.Link{Text: words.Say(h.kind.AlsoLabel), Href: h.kind.AlsoPath(c.Record)})
	}
	if h.kind.PublicPath != nil && c.Base != nil {
		v.Links = append(v.Links, page.Link{Text: words.Say("Public page"), Href: h.kind.PublicPath(c.Record)})
	}
	if h.kind.CheckPath != nil && c.Base != nil {
		v.Links = append(v.Links, page.Link{Text: words.Say("What could be better"), Href: h.kind.CheckPath(c.Record)})
	}
	v.Links = append(v.Links, page.Link{Text: words.Say("History"), Href: h.path(c) + "/history"})
	offered, err := h.records.Offered(r.Context(), site.Actor(r), h.kind, c.Base, c.Values)
	if err != nil {
		return err
	}
	if err := h.setMissing(r, &v, offered.Labels, offered.Options, c); err != nil {
		return err
	}
	if all := v.missingProblems(); wrong.mistakes && len(all) > 0 {
		v.Problems = all
	}
	for _, m := range h.kind.Advice(c.Values) {
		href, _ := h.kind.FixPath(h.editPath(c), m)
		v.Advice = append(v.Advice, page.Link{Text: page.ErrorMessageIn(words, m.Err), Href: href})
	}
	if v.Changes = changes(words, h.kind, offered.Labels, c.Base, c.Values); c.Base == nil {
		v.Changes = nil
	}
	if v.Says, err = h.says(r, offered.Labels, c); err != nil {
		return err
	}
	if err := h.setActions(r, &v, c); err != nil {
		return err
	}
	comments, err := h.records.Comments(r.Context(), c)
	if err != nil {
		return err
	}
	for _, m := range comments {
		v.Comments = append(v.Comments, commentView{h.whoAndWhen(r, m.By, m.At), m.Words})
	}
	return recordPage.Write(w, r, status, v)
}

// says returns what c says, by the sections of its form.
func (h *handlers) says(r *http.Request, labels edit.Labels, c *edit.Copy) (all []saysPart, err error) {
	words := page.Printer(r)
	facts := h.kind.Facts(words, labels, c.Values)
	var quotes []edit.Quote
	if slices.ContainsFunc(facts, func(f edit.Fact) bool { return strings.Contains(f.Text, edit.QuoteOpen) }) {
		if quotes, err = h.records.Quotes(r.Context(), h.kind, c.Address(), c.Values); err != nil {
			return nil, err
		}
	}
	for _, f := range facts {
		if n := len(all); n == 0 || all[n-1].Title != f.Section {
			all = append(all, saysPart{fmt.Sprintf("says-%d", n+1), f.Section, nil, nil})
		}
		last := &all[len(all)-1]
		last.Rows = append(last.Rows, summaryRow(words, f, quotes))
	}
	for i := range all {
		if only := all[i].Rows[0]; len(all[i].Rows) == 1 && only.Key == all[i].Title && only.Folded == "" {
			all[i].Items = only.Items
		}
	}
	if len(all) == 1 {
		all[0].Title = ""
	} else if len(all) > 1 && all[0].Title == "" {
		all[0].Title = words.Say("General")
	}
	return all, nil
}

// manyRows is the number of rows from which a list is folded.
const manyRows = 9

func summaryRow(words *locale.Printer, f edit.Fact, quotes []edit.Quote) page.SummaryRow {
	row := web.SummaryRow(f, func(text string) string { return edit.WithQuotes(text, quotes) })
	if n := len(row.Items); n >= manyRows {
		row.Folded = words.Count(int64(n), "%d row", "%d rows")
	}
	return row
}

// setActions sets what the person can do with c, and what happens next.
func (h *handlers) setActions(r *http.Request, v *recordView, c *edit.Copy) error {
	words := page.Printer(r)
	may, same, err := h.records.MayApprove(r.Context(), site.Actor(r), h.kind, c)
	if err != nil {
		return err
	}
	if c.Held {
		v.Next = words.Say("The organisation is changing its entry. You can see and change it once the organisation has submitted its changes.")
		return nil
	}
	v.Can.Discard = c.Version > 0 && c.State != edit.Published && c.State != edit.Discarded
	switch c.State {
	case edit.Discarded:
		v.Can.Restore = true
	case edit.Draft, edit.Returned:
		v.Can.Submit, v.Can.Publish = c.Version > 0, c.Version > 0 && may && same
		if v.Can.Submit && !v.Can.Publish {
			v.Next = words.Say("Submit it for approval when it is ready. Another person approves it.")
			v.Who = account.RolesWith(words, h.kind.Approve)
		}
	case edit.Submitted:
		v.Can.Approve, v.Can.Return, v.Can.ApproveAndPublish = may, may, may && c.MayApproveAndPublish(site.Actor(r), same)
		if !may {
			v.Next, v.Who = words.Say("Another person must approve it before it is published."), account.RolesWith(words, h.kind.Approve)
		}
	case edit.Approved:
		v.Can.Publish, v.Can.Return = true, may
		v.Next = words.Say("%s approved it. It can be published.", h.PersonName(r.Context(), c.ApprovedBy))
	}
	return nil
}

// changes returns the fields that differ between two versions.
func changes(words *locale.Printer, k *edit.Kind, labels edit.Labels, before, after edit.Values) (all []changedField) {
	old, fresh := k.Facts(words, labels, before), k.Facts(words, labels, after)
	was, is := byKey(old), byKey(fresh)
	for _, f := range fresh {
		if was[f.Key].Text != f.Text {
			all = append(all, changedField{f.Label, edit.CompareWords(was[f.Key].Text, f.Text)})
		}
	}
	for _, f := range old {
		if _, kept := is[f.Key]; !kept {
			all = append(all, changedField{f.Label, edit.CompareWords(f.Text, "")})
		}
	}
	return all
}

func byKey(facts []edit.Fact) map[string]edit.Fact {
	all := map[string]edit.Fact{}
	for _, f := range facts {
		all[f.Key] = f
	}
	return all
}

// editPath returns the address of the form of a record.
func (h *handlers) editPath(c *edit.Copy) string {
	if h.kind.EditPath == nil && h.kind.Store != nil {
		return h.path(c) + "/edit"
	}
	return h.kind.FormPath(c.Address())
}

// act does what the button of the page of a record says.
func (h *handlers) act(w http.ResponseWriter, r *http.Request) error {
	c, err := h.get(r)
	if err != nil {
		return err
	}
	ctx, by, at, n, words := r.Context(), site.Actor(r), h.address(r), version(r, "version"), page.Printer(r)
	comment, done := r.PostForm.Get("comment"), ""
	switch r.PostForm.Get("do") {
	case "submit":
		c, err = h.records.Submit(ctx, by, h.kind, at, n)
		done = words.Say("Submitted for approval.")
	case "approve":
		c, err = h.records.Approve(ctx, by, h.kind, at, n)
		done = words.Say("Approved. It can be published now.")
	case "approve-and-publish":
		if h.kind.PublishPath != nil { // the page on which it is checked has the same button
			return site.Redirect(w, r, h.kind.PublishPath(c.Address()))
		}
		c, err = h.records.ApproveAndPublish(ctx, by, h.kind, at, n)
		done = words.Say("Approved and published.")
	case "return":
		c, err = h.records.Return(ctx, by, h.kind, at, n, comment)
		done = words.Say("Returned with your comment.")
	case "publish":
		if h.kind.PublishPath != nil {
			return site.Redirect(w, r, h.kind.PublishPath(c.Address()))
		}
		c, err = h.records.Publish(ctx, by, h.kind, at, n)
		done = words.Say("Published.")
	case "discard":
		c, err = h.records.Discard(ctx, by, h.kind, at, n)
		if done = words.Say("The changes are discarded. You can go back to them from the history."); c != nil && c.Base == nil {
			done = words.Say("The draft is discarded. You can restore it on this page for %d days.", edit.DiscardedDays)
		}
	case "restore":
		c, err = h.records.Restore(ctx, by, h.kind, at, n)
		done = words.Say("Restored as a draft.")
	case "comment":
		err = h.records.Comment(ctx, by, h.kind, at, r.PostForm.Get("key"), comment)
		done = words.Say("Comment added.")
	default:
		return errBadForm
	}
	if conflict := edit.AsConflict(err); conflict != nil {
		return h.showConflict(w, r, http.StatusConflict, conflict)
	}
	mistakes := edit.AsMistakes(err)
	switch {
	case mistakes != nil:
		if c, err = h.get(r); err != nil {
			return err
		}
		switch {
		case h.kind.EditPath != nil:
			return h.showRecord(w, r, http.StatusUnprocessableEntity, c, refusal{act: page.ErrorMessage(r, mistakes[0].Err)})
		case h.kind.Parts: // each section is edited on its page
			return h.showRecord(w, r, http.StatusUnprocessableEntity, c,
				refusal{act: page.ErrorMessage(r, mistakes[0].Err), mistakes: true})
		}
		return h.showForm(w, r, http.StatusUnprocessableEntity, h.formView(r, c), contents{values: c.Values, mistakes: mistakes})
	case fault.Is(err, fault.Invalid):
		if c, err2 := h.get(r); err2 == nil {
			wrong := refusal{act: page.ErrorMessage(r, err)}
			if do := r.PostForm.Get("do"); do == "comment" || do == "return" {
				wrong = refusal{comment: wrong.act}
			}
			return h.showRecord(w, r, http.StatusUnprocessableEntity, c, wrong)
		}
		return err
	case err != nil:
		return err
	}
	h.SetNotice(r, done)
	return site.Redirect(w, r, h.path(c))
}
