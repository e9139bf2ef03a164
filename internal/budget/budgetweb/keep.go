package budgetweb

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/budget"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/project"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/ledger"
)

// listView is the data for list.html: the projects whose money the reader's organisation keeps.
type listView struct {
	page.StaffView
	Items []page.UserText
	Pages page.Pagination
}

var listPage = page.New(files, "templates/list.html", listView{}, listView{
	Items: []page.UserText{{Text: "Lunch club", Href: budget.StaffPath + "/lunch", Lang: "en"}},
	Pages: page.Pagination{Next: budget.StaffPath + "?page=2"},
})

// listSize is the number of projects on a page of the list.
const listSize = 50

func (h *handlers) list(w http.ResponseWriter, r *http.Request) error {
	by, words, q := site.Actor(r), h.PagePrinter(r), project.Query{}
	if !by.MayForAll(actor.Partnership) {
		q.Partner = by.Org
	}
	var v listView
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		found, err := project.Find(r.Context(), tx, q, r.URL.Query().Get(page.CursorName), listSize)
		v = listView{Pages: page.Neighbours(budget.StaffPath, nil, found.Previous, found.Next)}
		for _, p := range found.Items {
			v.Items = append(v.Items, page.UserText{Text: p.Title, Href: budget.StaffPath + "/" + p.Ref, Lang: words.LangOrCouncil(p.Language)})
		}
		return err
	})
	if err != nil {
		return err
	}
	return listPage.Write(w, r, http.StatusOK, v)
}

// keepView is the data for keep.html: the money of a project, and what the reader can record.
type keepView struct {
	page.StaffView
	Title   page.UserText
	Self    string
	Public  page.Link
	Years   []yearView
	Entries []entryView
	Form    form.Form
	Closing []closingView // years that are over and still open
}

// Contents returns the links to the sections of the page.
func (v keepView) Contents() (links []page.Link) {
	if v.Form != nil {
		links = append(links, page.Link{Text: locale.Key("Record money, hours or support in kind"), Href: "#record"})
	}
	if len(v.Entries) > 0 {
		links = append(links, page.Link{Text: locale.Key("Entries"), Href: "#entries"})
	}
	if len(v.Closing) > 0 {
		links = append(links, page.Link{Text: locale.Key("Close a financial year"), Href: "#close"})
	}
	return links
}

// entryView is an entry in the list.
type entryView struct {
	ID, Date, What, Amount string
	Line                   string
	Orgs                   []page.UserText
	Note, Status           string
	Confirms, Reverses     bool
}

type closingView struct{ Year, Name string }

var keepPage = page.New(files, "templates/keep.html",
	keepView{
		Title: page.UserText{Text: "Lunch club", Lang: "en"}, Self: budget.StaffPath + "/lunch",
		Public: page.Link{Text: "Public page", Href: "/projects/lunch/money"}, Years: exampleYears,
		Entries: []entryView{
			{"1", "1 May 2026", "Delivered", "3 hours", "Volunteers", []page.UserText{{Text: "Example Valley Group"}, {Text: "Example Surgery"}},
				"Cooking", "Waiting for the other organisation to confirm", true, true},
			{"2", "1 May 2026", "Spent", "−£5", "Food", nil, "", "Correction", false, false},
		},
		Form: form.Form{{Kind: form.Text, ID: "line", Name: "line", Label: "Budget line", LabelSize: "s",
			Error: "Enter the budget line, like Food."}},
		Closing: []closingView{{"2025", "2025/26"}},
	},
	keepView{Title: page.UserText{Text: "Clwb cinio", Lang: "cy"}, Self: budget.StaffPath + "/clwb",
		Public: page.Link{Text: "Public page", Href: "/projects/clwb/money"}},
)

func (h *handlers) keep(w http.ResponseWriter, r *http.Request) error {
	return h.keepWith(w, r, http.StatusOK, "", "")
}

// keepWith shows the money of a project, with a problem of a field of the form.
func (h *handlers) keepWith(w http.ResponseWriter, r *http.Request, status int, field, problem string) error {
	ctx, words, by := r.Context(), h.PagePrinter(r), site.Actor(r)
	var v keepView
	err := h.DB.View(ctx, func(tx *db.Tx) error {
		m, err := h.service.Get(ctx, tx, by, r.PathValue("ref"))
		if err != nil {
			return err
		}
		orgs, err := orgNames(ctx, tx, words)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		p := m.Project
		v = keepView{Title: page.UserText{Text: p.Title, Lang: words.LangOrCouncil(p.Language)}, Self: budget.StaffPath + "/" + p.Ref,
			Public: page.Link{Text: words.Say("Public page"), Href: budget.Path(p.Ref)}, Years: years(words.Printer, m, orgs)}
		v.Entries = entries(words.Printer, m, by, orgs)
		for _, y := range ledger.YearsOf(m.Ledger()) {
			if m.Closes(by, y, now) == nil {
				v.Closing = append(v.Closing, closingView{yearText(y), y.String()})
			}
		}
		v.Form, err = addForm(ctx, tx, words, r, m, by, orgs)
		return err
	})
	if err != nil {
		return err
	}
	for _, f := range v.Form {
		if f.ID == field && problem != "" {
			f.SetError(problem)
		}
	}
	return keepPage.Write(w, r, status, v)
}

// entries shows the entries of m, the latest first.
func entries(words *locale.Printer, m *budget.Money, by actor.Actor, orgs map[string]page.UserText) (all []entryView) {
	for i := len(m.Entries) - 1; i >= 0; i-- {
		e := &m.Entries[i]
		v := entryView{
			ID: e.ID, Date: words.Date(e.Day), What: budget.StateLabel(e.State).In(words), Amount: amount(words, e), Line: e.Line, Note: e.Note,
			Confirms: len(m.Confirms(by, e)) > 0, Reverses: m.Reverses(by, e),
		}
		for _, org := range []string{e.Partner, e.Receiver} {
			if org != "" {
				v.Orgs = append(v.Orgs, orgs[org])
			}
		}
		switch {
		case e.Reverses != "":
			v.Status = words.Say("Correction")
		case m.Reversed(e.ID):
			v.Status = words.Say("Corrected")
		case !e.Counts():
			v.Status = words.Say("Waiting for a confirmation")
		case e.State.Given():
			v.Status = words.Say("Confirmed by both")
		}
		all = append(all, v)
	}
	return all
}

// addForm is the form with which an entry is added.
func addForm(
	ctx context.Context, tx *db.Tx, words web.PagePrinter, r *http.Request, m *budget.Money, by actor.Actor, orgs map[string]page.UserText,
) (form.Form, error) {
	if !m.Takes(by) {
		return nil, nil
	}
	settings, err := budget.GetSettings(ctx, tx)
	if err != nil {
		return nil, err
	}
	typed, p := r.PostForm, words.Printer
	option := func(f *form.Field, value, label, lang string) {
		f.Options = append(f.Options, form.Option{Value: value, Label: label, Lang: lang, Checked: typed.Get(f.Name) == value && value != ""})
	}
	choice := func(name, label, hint string) *form.Field {
		f := &form.Field{Kind: form.Select, ID: name, Name: name, Label: label, Hint: hint, LabelSize: "s"}
		option(f, "", "", "")
		return f
	}
	text := func(name, label, hint string, width int) *form.Field {
		return &form.Field{Kind: form.Text, ID: name, Name: name, Label: label, Hint: hint, LabelSize: "s", Width: width, Value: typed.Get(name)}
	}
	state := choice("state", p.Say("What you record"), "")
	for _, s := range m.States(by) {
		option(state, string(s), budget.StateLabel(s).In(p), "")
	}
	column := choice("column", p.Say("Money, hours or support in kind"), p.Say("Only what is given can be hours or support in kind."))
	for _, c := range ledger.Columns {
		option(column, string(c), budget.ColumnLabel(c).In(p), "")
	}
	partner := choice("partner", p.Say("Organisation that gives or spends"), p.Say("Leave blank for a plan of the whole project."))
	receiver := choice("receiver", p.Say("Organisation that receives"), p.Say("Only for what is given."))
	for _, member := range m.Project.Members() {
		option(partner, member.Org, orgs[member.Org].Text, orgs[member.Org].Lang)
		option(receiver, member.Org, orgs[member.Org].Text, orgs[member.Org].Lang)
	}
	rate := choice("rate", p.Say("Value in pounds at this rate"),
		p.Say("Leave blank to give no value. A value is shown beside the hours or support in kind and is never added to money."))
	for _, one := range settings.Rates {
		option(rate, one.Ref, one.Name, words.LangOrCouncil(""))
	}
	promise := choice("fulfils", p.Say("Promise that is delivered"), p.Say("Leave blank if it was not promised before."))
	for i := range m.Entries {
		if e := &m.Entries[i]; e.State == ledger.Promised && e.Reverses == "" && !m.Reversed(e.ID) {
			option(promise, e.ID, p.Say("%s: %s, %s", orgs[e.Partner].Text, e.Line, amount(p, e)), "")
		}
	}
	day := form.NewDate(p, "day", p.Say("Date"), form.TypedDate(typed, "day"))
	day.Hint = p.Say("Of the payment, the work or the promise. It decides the financial year, April to March.")
	note := &form.Field{Kind: form.Textarea, ID: "note", Name: "note", Label: p.Say("Note"), LabelSize: "s", Optional: true,
		Hint: p.Say("Only the organisations of the project and the council can read it. Do not name people."), Value: typed.Get("note")}
	return form.Form{
		state, column, day, text("line", p.Say("Budget line"), p.Say("Like Food or Volunteers."), 20), partner, receiver,
		text("amount", p.Say("Amount"), p.Say("Pounds like 1,250.50, hours like 2.5, or a number of units."), 10),
		text("unit", p.Say("Unit of the support in kind"), p.Say("Like room days."), 20), rate, promise, note,
	}, nil
}

// errHours is the error for something that is no time.
var errHours = fault.New(fault.Invalid, "Enter hours like 2, 2.5 or 2:30.")

// parseAmount returns what was typed in pence, minutes or units.
func parseAmount(c ledger.Column, text string) (int64, error) {
	text = strings.ReplaceAll(strings.TrimSpace(text), ",", "")
	switch c {
	case ledger.Hours:
		if whole, part, ok := strings.Cut(text, ":"); ok {
			h, err := strconv.ParseInt(whole, 10, 32)
			m, wrong := strconv.ParseInt(part, 10, 32)
			if err != nil || wrong != nil || h < 0 || m < 0 || m > 59 {
				return 0, errHours
			}
			return h*60 + m, nil
		}
		h, err := strconv.ParseFloat(text, 64)
		if err != nil || !(h >= 0 && h < 1e7) {
			return 0, errHours
		}
		return int64(math.Round(h * 60)), nil
	case ledger.InKind:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 {
			return 0, fault.New(fault.Invalid, "Enter a whole number of units.")
		}
		return n, nil
	}
	pence, err := action.ParsePounds(text)
	if err != nil {
		return 0, action.ErrAmount
	}
	return int64(pence), nil
}

// act adds, confirms or corrects an entry.
func (h *handlers) act(w http.ResponseWriter, r *http.Request) error {
	ctx, by, ref := r.Context(), site.Actor(r), r.PathValue("ref")
	var err error
	switch r.PostFormValue("do") {
	case "confirm":
		err = h.service.Confirm(ctx, by, ref, r.PostFormValue("entry"))
	case "reverse":
		err = h.service.Reverse(ctx, by, ref, r.PostFormValue("entry"), "")
	default:
		n := budget.New{RateRef: r.PostFormValue("rate")}
		n.State, n.Column = ledger.State(r.PostFormValue("state")), ledger.Column(r.PostFormValue("column"))
		n.Day, n.Line, n.Note = form.ReadDate(page.Printer(r), r.PostForm, "day"), r.PostFormValue("line"), r.PostFormValue("note")
		n.Partner, n.Receiver, n.Unit = r.PostFormValue("partner"), r.PostFormValue("receiver"), r.PostFormValue("unit")
		n.Fulfils = r.PostFormValue("fulfils")
		if n.Amount, err = parseAmount(n.Column, r.PostFormValue("amount")); err != nil {
			return h.keepWith(w, r, http.StatusUnprocessableEntity, "amount", page.ErrorMessage(r, err))
		}
		_, err = h.service.Add(ctx, by, ref, n)
		if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Forbidden) {
			return h.keepWith(w, r, http.StatusUnprocessableEntity, wrongField(&n), page.ErrorMessage(r, err))
		}
	}
	if fault.Is(err, fault.Conflict) {
		return h.keepWith(w, r, http.StatusConflict, "state", page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	h.SetNotice(r, page.Printer(r).Say("Saved."))
	return site.Redirect(w, r, budget.StaffPath+"/"+ref)
}

// wrongField returns the field of the form that is most likely to be wrong.
func wrongField(n *budget.New) string {
	e := n.Entry.Entry
	e.ID, e.Year = "x", ledger.YearOf(n.Day)
	switch e.Check() {
	case ledger.ErrYear:
		return "day"
	case ledger.ErrColumn:
		return "column"
	case ledger.ErrAmount:
		return "amount"
	case ledger.ErrUnit:
		return "unit"
	case ledger.ErrLine:
		return "line"
	case ledger.ErrPartner:
		return "partner"
	}
	switch {
	case n.Day.IsZero():
		return "day"
	case n.RateRef != "":
		return "rate"
	case n.Fulfils != "":
		return "fulfils"
	}
	return "state"
}

// close closes a financial year of a project, after it is confirmed.
func (h *handlers) close(w http.ResponseWriter, r *http.Request) error {
	ctx, p, ref := r.Context(), page.Printer(r), r.PathValue("ref")
	n, err := strconv.Atoi(r.PostFormValue("year"))
	if err != nil || n < 2000 || n > 2199 {
		return fault.New(fault.Invalid, "Choose a financial year from the list.")
	}
	year, title := ledger.Year(n), ""
	err = h.DB.View(ctx, func(tx *db.Tx) error {
		m, err := h.service.Get(ctx, tx, site.Actor(r), ref)
		if err != nil {
			return err
		}
		var now time.Time
		if now, err = tx.Now(ctx); err != nil {
			return err
		}
		title = m.Project.Title
		return m.Closes(site.Actor(r), year, now)
	})
	if err != nil {
		return err
	}
	by, ok, err := h.Confirm(w, r, web.Irreversible{
		Act: budget.CloseAct, SubjectKind: budget.KindName, Subject: budget.CloseSubject(ref, year), Needs: actor.ApproveRecords,
		Title: p.Say("Close the financial year %s", year.String()), Name: title, Count: 1,
		Effects: []string{p.Say("The year takes no more entries, corrections and confirmations. It cannot be opened again.")},
		Back:    page.Link{Text: p.Say("Back"), Href: budget.StaffPath + "/" + ref},
	})
	if err != nil || !ok {
		return err
	}
	if err := h.service.Close(ctx, by, ref, year); err != nil {
		return err
	}
	h.SetNotice(r, p.Say("Saved."))
	return site.Redirect(w, r, budget.StaffPath+"/"+ref)
}
