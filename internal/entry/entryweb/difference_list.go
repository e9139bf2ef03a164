package entryweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// differenceListView is the data of the page with the differences of a batch, on which a
// clerk resolves many at once. It does not show who made which entry.
type differenceListView struct {
	page.StaffView
	Reference, Back string
	Lang            string // of the questions
	Notice          string
	Count           string
	Filter          *form.Field // nil if there is nothing to choose from
	ClearURL        string      // removes the filter; "" if there is none
	Action, Token   string
	SelectAllURL    string // selects all that can be selected; "" if nothing can
	Rows            []differenceRow
	Empty           string // shown instead of the rows if there are none
	Reason          *form.Field
	Form            form.Form // the rows and Reason, for the error summary
	Pages           page.Pagination
}

// differenceRow is a difference. ID is that of its checkbox, and Value is its value; both
// are "" if it cannot be selected.
type differenceRow struct {
	ID, Value, Error string
	Checked          bool
	Number           int64 // of the form
	Position         int64 // of the question
	Question         string
	First, Second    string
	Tag              page.Tag
	Decided          string // by whom and why, if it is resolved
	Note, Href       string // why it cannot be selected, and the page of the form
}

// maxShownEntry is the length in characters of the longest entry that is shown in the
// list. A longer one is compared on the page of its form.
const maxShownEntry = 500

var differenceListPage = page.New(files, "templates/difference_list.html", differenceListExamples[0], differenceListExamples[1:]...)

func (h *Handlers) differenceList(w http.ResponseWriter, r *http.Request) error {
	return h.showDifferenceList(w, r, http.StatusOK, nil, nil)
}

// showDifferenceList shows the list with what was selected and typed. problems and failed
// are why it was not saved.
func (h *Handlers) showDifferenceList(
	w http.ResponseWriter, r *http.Request, status int, problems []entry.FormProblem, failed error,
) error {
	slug, id, p := r.PathValue("slug"), r.PathValue("batch"), page.Printer(r)
	query := r.URL.Query()
	q := entry.DifferenceQuery{Question: query.Get("question"), At: query.Get(page.CursorName)}
	list, err := h.service.ListDifferences(r.Context(), site.Actor(r), slug, id, q)
	if err != nil {
		return err
	}
	self := staffURL(slug, "data-entry", id, "differences")
	view := differenceListView{
		Reference: list.Reference,
		Back:      staffURL(slug, "data-entry", id),
		Lang:      list.Paper.Form.Lang,
		Filter:    questionFilter(p, list, q.Question),
		Action:    listURL(self, r, false),
		Token:     r.PostForm.Get("token"),
		Pages:     page.Neighbours(self, url.Values{}, list.Previous, list.Next),
	}
	if list.Unresolved > 0 {
		view.Count = p.Count(list.Unresolved, "%d difference to resolve.", "%d differences to resolve.")
	}
	if q.Question != "" {
		view.ClearURL = self
		view.Pages = page.Neighbours(self, url.Values{"question": {q.Question}}, list.Previous, list.Next)
	}
	if status == http.StatusOK {
		view.Notice = h.PopNotice(r)
	}
	if view.Token == "" {
		view.Token = db.NewID()
	}
	names := h.clerkNames(r)
	for i, d := range list.Items {
		row := newDifferenceRow(p, list, d, names)
		if row.Value != "" {
			row.ID = "item-" + strconv.Itoa(i+1)
			row.Checked = query.Get("select") == "all" || slices.Contains(r.PostForm["item"], row.Value)
			view.SelectAllURL = listURL(self, r, true)
		}
		view.Rows = append(view.Rows, row)
	}
	if view.SelectAllURL != "" {
		view.Reason = reasonField(r)
	}
	view.setErrors(r, problems, failed)
	return differenceListPage.Write(w, r, status, view)
}

// questionFilter returns the field that selects a question, or nil.
func questionFilter(p *locale.Printer, list *entry.DifferenceList, chosen string) *form.Field {
	if len(list.Questions) == 0 {
		return nil
	}
	f := &form.Field{
		Kind: form.Select, ID: "question", Name: "question", Label: p.Say("Show only this question"), LabelSize: "s",
	}
	for _, q := range list.Questions {
		f.Options = append(f.Options, form.Option{
			Value:   q.ID,
			Label:   p.Say("%d. %s", q.Number, q.Text) + " (" + p.Number(list.Counts[q.ID]) + ")",
			Checked: q.ID == chosen,
		})
	}
	return f
}

// listURL returns the address of the page of the list that r asks for. With all, everything
// that can be selected is.
func listURL(self string, r *http.Request, all bool) string {
	query := url.Values{}
	for _, name := range []string{"question", page.CursorName} {
		if v := r.URL.Query().Get(name); v != "" {
			query.Set(name, v)
		}
	}
	if all {
		query.Set("select", "all")
	}
	if len(query) == 0 {
		return self
	}
	return self + "?" + query.Encode()
}

func newDifferenceRow(p *locale.Printer, list *entry.DifferenceList, d entry.Difference, name func(string) string) differenceRow {
	number := strconv.FormatInt(d.FieldComparison.Number, 10)
	row := differenceRow{
		Number:   d.FieldComparison.Number,
		Position: d.Position,
		Question: d.Text,
	}
	if d.Resolution != "" {
		row.Tag = resolutionTag(p, d.Resolution)
		if d.ResolvedBy != "" {
			row.Decided = p.Say("%s: %s", name(d.ResolvedBy), d.Reason)
		}
		return row
	}
	if list.State != entry.BatchChecking {
		return row
	}
	switch {
	case d.Changed:
		row.Note = p.Say("This response has changed since it was entered, so the entries cannot be compared.")
		return row
	case max(utf8.RuneCountInString(d.First), utf8.RuneCountInString(d.Second)) > maxShownEntry:
		row.Note = p.Say("The entries are too long to compare here.")
	default:
		row.First, row.Second, row.Value = enteredText(p, d.First), enteredText(p, d.Second), number+"/"+d.FieldComparison.Question
	}
	row.Href = staffURL(list.Consultation, "data-entry", list.ID, "differences", number)
	return row
}

func enteredText(p *locale.Printer, text string) string {
	if text == "" {
		return p.Say("Left blank or unreadable")
	}
	return text
}

func resolutionTag(p *locale.Printer, resolution entry.Resolution) page.Tag {
	switch resolution {
	case entry.FirstCorrect:
		return page.Tag{Text: p.Say("First entry correct"), Colour: "green"}
	case entry.SecondCorrect:
		return page.Tag{Text: p.Say("Second entry correct"), Colour: "green"}
	case entry.NeitherCorrect:
		return page.Tag{Text: p.Say("Neither entry correct"), Colour: "green"}
	}
	return page.Tag{Text: p.Say("Deleted"), Colour: "grey"}
}

// reasonField returns the field for how differences were decided, with what was typed.
func reasonField(r *http.Request) *form.Field {
	say := page.Printer(r).Say
	return textField(
		"reason",
		say("How did you decide?"),
		say("For example, “the second tick is crossed out”. Do not repeat what the form says."),
		r.PostForm.Get("reason"),
	)
}

// setErrors sets why nothing was saved: at the first selected row of each form with a
// problem, at the reason if there is none, and otherwise at the first row.
func (v *differenceListView) setErrors(r *http.Request, problems []entry.FormProblem, failed error) {
	p := page.Printer(r)
	var resolved []int64 // forms of which no row is left to select
	for _, problem := range problems {
		i := slices.IndexFunc(v.Rows, func(row differenceRow) bool { return row.Checked && row.Number == problem.Form })
		if i < 0 {
			resolved = append(resolved, problem.Form)
			continue
		}
		v.Rows[i].Error = p.Say("Form %d: %s", problem.Form, page.ErrorMessage(r, problem.Err))
	}
	if len(resolved) > 0 {
		v.Form = append(v.Form, &form.Field{
			ID: "differences", Error: p.Say("A colleague has already resolved differences of these forms: %s.", joinNumbers(resolved)),
		})
	}
	if failed != nil {
		say := page.ErrorMessage(r, failed)
		first := slices.IndexFunc(v.Rows, func(row differenceRow) bool { return row.ID != "" })
		switch {
		case first < 0:
			v.Form = append(v.Form, &form.Field{ID: "differences", Error: say})
		case len(r.PostForm["item"]) > 0 && strings.TrimSpace(v.Reason.Value) == "":
			v.Reason.Error = say
		default:
			v.Rows[first].Error = say
		}
	}
	for _, row := range v.Rows {
		v.Form = append(v.Form, &form.Field{ID: row.ID, Error: row.Error})
	}
	if v.Reason != nil {
		v.Form = append(v.Form, v.Reason)
	}
}

func (h *Handlers) resolveMany(w http.ResponseWriter, r *http.Request) error {
	slug, id := r.PathValue("slug"), r.PathValue("batch")
	var selected []entry.DifferenceRef
	for _, item := range r.PostForm["item"] {
		number, question, _ := strings.Cut(item, "/")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return fault.New(fault.NotFound, "That form is not in this batch. Choose one from the list of forms.")
		}
		selected = append(selected, entry.DifferenceRef{Form: n, Question: question})
	}
	problems, err := h.service.ResolveMany(
		r.Context(),
		site.Actor(r),
		slug,
		id,
		r.PostForm.Get("token"),
		entry.Resolution(r.PostForm.Get("correct")),
		selected,
		r.PostForm.Get("reason"),
	)
	if len(problems) > 0 || err != nil && isFormError(err) {
		return h.showDifferenceList(w, r, http.StatusUnprocessableEntity, problems, err)
	}
	if err != nil {
		return err
	}
	h.SetNotice(r, page.Printer(r).Count(int64(len(selected)), "%d difference resolved.", "%d differences resolved."))
	return site.Redirect(w, r, listURL(staffURL(slug, "data-entry", id, "differences"), r, false))
}
