package importsweb

import (
	"net/http"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/collected"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/imports"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// checkView is what an import would do.
type checkView struct {
	page.StaffView
	Back      page.Link
	Name      string
	Lang      string // of the questions
	Version   int64
	Wrong     string   // why it was not imported
	Problems  []string // what has to be changed first
	Columns   string   // address of the page with the columns
	Details   string   // address of the page with the details, if they are not complete
	Facts     []string
	Questions []checkedQuestion
	Left      []string // headings of columns that are left out
	Path      string   // of the form that imports; "" if it cannot be imported yet
	Remove    string   // of the form that removes the file
	Button    string
}

// checkedQuestion is a question that there will be, with how often each answer is in the file.
type checkedQuestion struct {
	Text, Kind, Answered string
	Equality             bool
	Answers              []checkedAnswer
	Heads                []string // of a grid
	Rows                 []checkedRow
}

type checkedAnswer struct{ Text, Count string }

type checkedRow struct {
	Text   string
	Counts []string
}

var checkPage = page.New(files, "templates/check.html", checkExamples[0], checkExamples[1:]...)

func (h *handlers) check(w http.ResponseWriter, r *http.Request) error {
	return h.writeCheck(w, r, http.StatusOK, nil)
}

func (h *handlers) writeCheck(w http.ResponseWriter, r *http.Request, status int, wrong error) error {
	f, l, err := h.service.Looked(r.Context(), site.Actor(r), r.PathValue("id"))
	switch {
	case err != nil:
		return err
	case f.State == imports.Imported:
		return site.Redirect(w, r, RootPath+"/"+f.ID)
	case l == nil:
		return h.writeUnread(w, r, f, "/check")
	}
	words, here := h.PagePrinter(r), RootPath+"/"+f.ID
	v := checkView{
		Back: page.Link{Text: words.Say("Back to the details"), Href: here + "/details"}, Name: f.Name,
		Lang: words.LangOrCouncil(f.Details.Language), Version: f.Version, Columns: here, Remove: here + "/remove",
	}
	if wrong != nil {
		v.Wrong = page.ErrorMessage(r, wrong)
	}
	if f.Missing(h.Now()) {
		v.Details = here + "/details"
	}
	for i := range l.Problems {
		v.Problems = append(v.Problems, problemText(words.Printer, &l.Problems[i]))
	}
	v.addResult(words.Printer, f, l)
	if l.Ready(f, h.Now()) == nil {
		v.Path = here + "/check"
		v.Button = words.Count(int64(l.Responses), "Import %d response", "Import %d responses")
	}
	return checkPage.Write(w, r, status, v)
}

// addResult adds what there will be.
func (v *checkView) addResult(words *locale.Printer, f *imports.File, l *imports.Look) {
	v.Facts = append(v.Facts, words.Count(int64(l.Rows), "%d row in the file.", "%d rows in the file."))
	for i := range f.Settings {
		if f.Settings[i].Use == collected.LeaveOut && i < len(l.Columns) && l.Columns[i].Heading != "" {
			v.Left = append(v.Left, l.Columns[i].Heading)
		}
	}
	if len(l.Problems) > 0 {
		return
	}
	v.Facts = append(v.Facts, words.Count(int64(l.Responses), "%d response will be imported.", "%d responses will be imported."))
	if l.EmptyCount > 0 {
		v.Facts = append(v.Facts, words.Count(int64(l.EmptyCount), "%d row has no answers and is left out: %s.",
			"%d rows have no answers and are left out: %s.", rowNumbers(words, l)))
	}
	if l.First != "" {
		v.Facts = append(v.Facts, words.Say("The responses were received from %s to %s.", dayText(words, l.First), dayText(words, l.Last)))
	} else if f.Details.Closed != "" {
		v.Facts = append(v.Facts, words.Say("All responses get the last day as the date on which they were received: %s.",
			dayText(words, f.Details.Closed)))
	}
	for i := range l.Questions {
		v.Questions = append(v.Questions, newCheckedQuestion(words, &l.Questions[i]))
	}
}

// rowNumbers lists the rows without answers.
func rowNumbers(words *locale.Printer, out *imports.Look) string {
	var all []string
	for _, n := range out.Empty {
		all = append(all, words.Number(int64(n)))
	}
	if out.EmptyCount > len(out.Empty) {
		all = append(all, "…")
	}
	return strings.Join(all, ", ")
}

func dayText(words *locale.Printer, day string) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return words.Date(at)
}

func newCheckedQuestion(words *locale.Printer, c *imports.LookQuestion) checkedQuestion {
	q := checkedQuestion{
		Text: c.Text, Kind: words.Say(useLabels[c.Use]), Equality: c.Equality,
		Answered: words.Count(int64(c.Answered), "%d response has an answer.", "%d responses have an answer."),
	}
	if c.Use == collected.GridRow {
		for _, o := range c.Options {
			q.Heads = append(q.Heads, o.Text)
		}
		for i := range c.Rows {
			row := checkedRow{Text: c.Rows[i].Text}
			for _, n := range c.Rows[i].N {
				row.Counts = append(row.Counts, words.Number(int64(n)))
			}
			q.Rows = append(q.Rows, row)
		}
		return q
	}
	for _, o := range c.Options {
		q.Answers = append(q.Answers, checkedAnswer{o.Text, words.Number(int64(o.N))})
	}
	if c.CanDecline {
		q.Answers = append(q.Answers, checkedAnswer{words.Say("Prefer not to say"), words.Number(int64(c.PreferNotToSay))})
	}
	return q
}

// apply imports the file, once it is confirmed.
func (h *handlers) apply(w http.ResponseWriter, r *http.Request) error {
	by, id, words := site.Actor(r), r.PathValue("id"), page.Printer(r)
	if err := r.ParseForm(); err != nil {
		return err
	}
	f, l, err := h.service.Looked(r.Context(), by, id)
	switch {
	case err != nil:
		return err
	case f.State == imports.Imported:
		return site.Redirect(w, r, RootPath+"/"+id)
	case l == nil:
		return site.Redirect(w, r, RootPath+"/"+id+"/check")
	}
	slug := ""
	if err = l.Ready(f, h.Now()); err == nil {
		slug, err = h.service.Slug(r.Context(), f)
	}
	if fault.Is(err, fault.Invalid) {
		return h.writeCheck(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	by, ok, err := h.Confirm(w, r, web.Irreversible{
		Act: "publish-consultation", SubjectKind: "consultation", Subject: slug, Needs: actor.Publish,
		Title: words.Say("Import responses"), Name: f.Details.Title, Count: int64(l.Responses),
		Effects: []string{
			words.Say("The consultation “%s” will be published on this website, closed.", f.Details.Title),
			words.Count(int64(l.Responses), "%d response will be added to it and to the public record.",
				"%d responses will be added to it and to the public record."),
			words.Say("No answer is public before you release results."),
			words.Say("The uploaded file will be deleted."),
		},
		Back: page.Link{Text: words.Say("Back to the check"), Href: RootPath + "/" + id + "/check"},
	})
	if err != nil || !ok {
		return err
	}
	err = h.Operate(w, r, by, operation.Request{
		Kind: operationKind, Subject: id, Key: id, Arguments: importArguments{Version: versionOf(r.PostForm), Slug: slug},
	}, nil)
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		return h.writeCheck(w, r, http.StatusUnprocessableEntity, err)
	}
	return err
}
