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
	t, err := h.service.Try(r.Context(), site.Actor(r), r.PathValue("id"))
	if fault.Is(err, fault.Conflict) && wrong == nil { // it has been imported
		return site.Redirect(w, r, RootPath+"/"+r.PathValue("id"))
	}
	if err != nil {
		return err
	}
	words, here := h.PagePrinter(r), RootPath+"/"+t.File.ID
	v := checkView{
		Back: page.Link{Text: words.Say("Back to the details"), Href: here + "/details"}, Name: t.File.Name,
		Lang: words.LangOrCouncil(t.File.Details.Language), Version: t.File.Version, Columns: here, Remove: here + "/remove",
	}
	if wrong != nil {
		v.Wrong = page.ErrorMessage(r, wrong)
	}
	if t.Missing {
		v.Details = here + "/details"
	}
	for i := range t.Problems {
		v.Problems = append(v.Problems, problemText(words.Printer, &t.Problems[i]))
	}
	v.addResult(words.Printer, t)
	if t.Ready() == nil {
		v.Path = here + "/check"
		v.Button = words.Count(int64(t.Result.Responses), "Import %d response", "Import %d responses")
	}
	return checkPage.Write(w, r, status, v)
}

// addResult adds what there will be.
func (v *checkView) addResult(words *locale.Printer, t *imports.Trial) {
	v.Facts = append(v.Facts, words.Count(int64(len(t.Table.Rows)), "%d row in the file.", "%d rows in the file."))
	for i := range t.File.Settings {
		if t.File.Settings[i].Use == collected.LeaveOut && i < len(t.Table.Columns) && t.Table.Columns[i].Heading != "" {
			v.Left = append(v.Left, t.Table.Columns[i].Heading)
		}
	}
	out := t.Result
	if out == nil || len(out.Problems) > 0 {
		return
	}
	v.Facts = append(v.Facts, words.Count(int64(out.Responses), "%d response will be imported.", "%d responses will be imported."))
	if out.EmptyCount > 0 {
		v.Facts = append(v.Facts, words.Count(int64(out.EmptyCount), "%d row has no answers and is left out: %s.",
			"%d rows have no answers and are left out: %s.", rowNumbers(words, out)))
	}
	if out.First != "" {
		v.Facts = append(v.Facts, words.Say("The responses were received from %s to %s.", dayText(words, out.First), dayText(words, out.Last)))
	} else if t.File.Details.Closed != "" {
		v.Facts = append(v.Facts, words.Say("All responses get the last day as the date on which they were received: %s.",
			dayText(words, t.File.Details.Closed)))
	}
	for i := range out.Counts {
		v.Questions = append(v.Questions, newCheckedQuestion(words, &out.Counts[i]))
	}
}

// rowNumbers lists the rows without answers.
func rowNumbers(words *locale.Printer, out *collected.Result) string {
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

func newCheckedQuestion(words *locale.Printer, c *collected.Count) checkedQuestion {
	q := checkedQuestion{
		Text: c.Text, Kind: words.Say(useLabels[c.Use]), Equality: c.Equality,
		Answered: words.Count(int64(c.Answered), "%d response has an answer.", "%d responses have an answer."),
	}
	if c.Use == collected.GridRow {
		for i := range c.Question.Question.Options {
			q.Heads = append(q.Heads, c.Question.Question.Options[i].Text)
		}
		for i := range c.Question.Question.Rows {
			row := checkedRow{Text: c.Question.Question.Rows[i].Text}
			for _, n := range c.Rows[i] {
				row.Counts = append(row.Counts, words.Number(int64(n)))
			}
			q.Rows = append(q.Rows, row)
		}
		return q
	}
	for i, n := range c.Options {
		q.Answers = append(q.Answers, checkedAnswer{c.Question.Question.Options[i].Text, words.Number(int64(n))})
	}
	if c.Question.Question.PreferNotToSay {
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
	f, err := h.service.Get(r.Context(), by, id)
	if err != nil {
		return err
	}
	if f.State == imports.Imported {
		return site.Redirect(w, r, RootPath+"/"+id)
	}
	t, err := h.service.Try(r.Context(), by, id)
	if err == nil {
		err = t.Ready()
	}
	slug := ""
	if err == nil {
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
		Title: words.Say("Import responses"), Name: f.Details.Title, Count: int64(t.Result.Responses),
		Effects: []string{
			words.Say("The consultation “%s” will be published on this website, closed.", f.Details.Title),
			words.Count(int64(t.Result.Responses), "%d response will be added to it and to the public record.",
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
