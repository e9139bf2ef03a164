package entryweb

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/survey"
)

// keyView is one form on one page: a line for each question, and nothing that
// needs a mouse.
type keyView struct {
	page.StaffView
	Title, Reference, Back string
	Lang, Dir              string // of the questions
	Number, Forms          int64
	Token                  string
	Notice                 string // what became of the form before this one, or why this one was not kept
	Correct, Second        bool
	Lines                  []keyLine
	Form                   form.Form // a field for each line, for the error summary
}

// keyLine is a question as a clerk sees it.
type keyLine struct {
	*entry.PaperQuestion
	ID, Value, Error string
	First, Long      bool
	Codes            []keyCode
	Instruction      string // what is keyed where there are no codes
}

type keyCode struct{ Code, Text string }

var keyPage = page.New(files, "templates/key.html", keyExamples[0], keyExamples[1:]...)

func (d *Handlers) newKeyView(
	r *http.Request,
	st *entry.BatchProgress,
	number int64,
	typed entry.KeyedValues,
	problems []entry.Problem,
) keyView {
	slug := r.PathValue("slug")
	view := keyView{
		Title:     st.Reference,
		Reference: st.Reference,
		Back:      staffURL(slug, "data-entry", st.ID),
		Lang:      st.Paper.Form.Lang,
		Dir:       page.Direction(st.Paper.Form.Lang),
		Number:    number,
		Forms:     st.FormCount,
		Token:     r.PostForm.Get("token"),
	}
	if view.Token == "" {
		view.Token = entry.NewIdempotencyKey()
	}
	for i := range st.Paper.Sections {
		for j := range st.Paper.Sections[i].Questions {
			q := &st.Paper.Sections[i].Questions[j]
			if q.Number > 0 {
				view.Lines = append(view.Lines, newKeyLine(r, q, typed[q.ID], problems))
			}
		}
	}
	view.finishForm(len(problems) == 0)
	return view
}

// finishForm fills in what follows from the lines.
func (v *keyView) finishForm(focus bool) {
	v.Form = nil
	for i := range v.Lines {
		v.Lines[i].First = i == 0 && focus
		v.Form = append(v.Form, &form.Field{ID: v.Lines[i].ID, Error: v.Lines[i].Error})
	}
}

func newKeyLine(r *http.Request, q *entry.PaperQuestion, value string, problems []entry.Problem) keyLine {
	say := page.Printer(r).Say
	line := keyLine{PaperQuestion: q, ID: "k-" + q.ID, Value: value, Long: q.Kind == survey.LongText}
	for _, p := range problems {
		if p.Question == q.ID && line.Error == "" {
			line.Error = p.Say
		}
	}
	switch q.Kind {
	case survey.Ranking:
		line.Instruction = say("A number for each option, in the order on the form: %s. Type - for a blank", optionTexts(q.Options))
	case survey.Budget:
		line.Instruction = say("An amount for each option, in the order on the form: %s", optionTexts(q.Options))
	case survey.Date:
		line.Instruction = say("Day, month and year, like 27 5 2016")
	case survey.Matrix:
		line.Instruction = say("A code for each row: %s. Type - for a blank row", optionTexts(q.Rows))
	}
	if q.Kind != survey.Ranking && q.Kind != survey.Budget {
		for _, c := range q.CodedOptions {
			text := c.Text
			if c.WriteIn {
				text = say("%s (type %s= and what is written)", c.Text, c.Code)
			}
			line.Codes = append(line.Codes, keyCode{c.Code, text})
		}
	}
	if q.AllowsNotToSay {
		line.Codes = append(line.Codes, keyCode{entry.PreferNotToSayCode, say("Prefer not to say")})
	}
	return line
}

func optionTexts(options []survey.Option) string {
	var all []string
	for _, o := range options {
		all = append(all, o.Text)
	}
	return strings.Join(all, "; ")
}

// keyedValues is what was keyed, by the id of the question.
func keyedValues(r *http.Request, p *entry.PaperForm) entry.KeyedValues {
	all := entry.KeyedValues{}
	for _, part := range p.Sections {
		for _, q := range part.Questions {
			if text := r.PostForm.Get("k-" + q.ID); text != "" {
				all[q.ID] = text
			}
		}
	}
	return all
}

func (d *Handlers) nextForm(w http.ResponseWriter, r *http.Request) error {
	st, err := d.batchProgress(r)
	if err != nil {
		return err
	}
	if st.State != entry.BatchKeying || st.KeyedCount >= st.FormCount {
		return site.Redirect(w, r, staffURL(st.Consultation, "data-entry", st.ID))
	}
	view := d.newKeyView(r, st, st.KeyedCount+1, nil, nil)
	if st.KeyedCount > 0 {
		view.Notice = page.Printer(r).Say("Form %d saved.", st.KeyedCount)
	}
	if left := parseNumbers(r.URL.Query().Get("left-out")); left != "" {
		view.Notice += " " + page.Printer(r).Say("Answers not saved because earlier answers skip these questions: %s.", left)
	}
	return keyPage.Write(w, r, http.StatusOK, view)
}

func (d *Handlers) batchProgress(r *http.Request) (*entry.BatchProgress, error) {
	return d.service.GetBatch(r.Context(), site.Actor(r), r.PathValue("slug"), r.PathValue("batch"))
}

// parseNumbers reads the numbers of questions in an address, and nothing else.
func parseNumbers(text string) string {
	var all []string
	for part := range strings.SplitSeq(text, ".") {
		if n, err := strconv.ParseUint(part, 10, 16); err == nil {
			all = append(all, strconv.FormatUint(n, 10))
		}
	}
	return strings.Join(all, ", ")
}

func (d *Handlers) keyNextForm(w http.ResponseWriter, r *http.Request) error {
	st, err := d.batchProgress(r)
	if err != nil {
		return err
	}
	number, _ := strconv.ParseInt(r.PostForm.Get("number"), 10, 64)
	keyed := keyedValues(r, st.Paper)
	read, problems := st.Paper.Parse(keyed)
	if len(problems) > 0 {
		return keyPage.Write(w, r, http.StatusUnprocessableEntity, d.newKeyView(r, st, number, keyed, problems))
	}
	err = d.service.KeyForm(r.Context(), site.Actor(r), st.Consultation, st.ID, number, r.PostForm.Get("token"), read)
	switch {
	case err != nil && isFormError(err):
		view := d.newKeyView(r, st, min(st.KeyedCount+1, st.FormCount), keyed, nil)
		view.Notice = page.ErrorMessage(r, err)
		return keyPage.Write(w, r, http.StatusUnprocessableEntity, view)
	case err != nil:
		return err
	}
	return site.Redirect(w, r, staffURL(st.Consultation, "data-entry", st.ID, "next")+notAskedQuery(read))
}

func notAskedQuery(read entry.ParsedForm) string {
	var all []string
	for _, n := range read.NotAsked {
		all = append(all, strconv.Itoa(n))
	}
	if all == nil {
		return ""
	}
	return "?not-asked=" + strings.Join(all, ".")
}

func (d *Handlers) correctionForm(w http.ResponseWriter, r *http.Request) error {
	number, err := formNumber(r)
	if err != nil {
		return err
	}
	st, keyed, err := d.service.KeyedAnswers(r.Context(), site.Actor(r), r.PathValue("slug"), r.PathValue("batch"), number)
	if err != nil {
		return err
	}
	view := d.newKeyView(r, st, number, keyed, nil)
	view.Correct = true
	return keyPage.Write(w, r, http.StatusOK, view)
}

func formNumber(r *http.Request) (int64, error) {
	number, err := strconv.ParseInt(r.PathValue("number"), 10, 64)
	if err != nil {
		return 0, fault.New(fault.NotFound, "That form is not in this batch. Choose one from the list of forms.")
	}
	return number, nil
}

func (d *Handlers) saveCorrection(w http.ResponseWriter, r *http.Request) error {
	return d.saveAgain(
		w,
		r,
		func(view *keyView) { view.Correct = true },
		func(st *entry.BatchProgress, number int64, read entry.ParsedForm) error {
			return d.service.CorrectForm(r.Context(), site.Actor(r), st.Consultation, st.ID, number, r.PostForm.Get("token"), read)
		},
	)
}

// saveAgain takes a form that was keyed before.
func (d *Handlers) saveAgain(
	w http.ResponseWriter,
	r *http.Request,
	dress func(*keyView),
	keep func(*entry.BatchProgress, int64, entry.ParsedForm) error,
) error {
	st, err := d.batchProgress(r)
	if err != nil {
		return err
	}
	number, err := strconv.ParseInt(r.PostForm.Get("number"), 10, 64)
	if r.PathValue("number") != "" {
		number, err = formNumber(r)
	}
	if err != nil {
		return fault.New(fault.NotFound, "That form is not in this batch. Choose one from the list of forms.")
	}
	keyed := keyedValues(r, st.Paper)
	read, problems := st.Paper.Parse(keyed)
	if len(problems) == 0 {
		if err = keep(st, number, read); err == nil {
			return site.Redirect(w, r, staffURL(st.Consultation, "data-entry", st.ID))
		}
		if !isFormError(err) {
			return err
		}
	}
	view := d.newKeyView(r, st, number, keyed, problems)
	view.Notice = page.ErrorMessage(r, err)
	dress(&view)
	return keyPage.Write(w, r, http.StatusUnprocessableEntity, view)
}

func (d *Handlers) secondForm(w http.ResponseWriter, r *http.Request) error {
	st, err := d.batchProgress(r)
	if err != nil {
		return err
	}
	number := st.NextSecondKeying(site.Actor(r))
	if number == 0 {
		return site.Redirect(w, r, staffURL(st.Consultation, "data-entry", st.ID))
	}
	view := d.newKeyView(r, st, number, nil, nil)
	view.secondKeying()
	return keyPage.Write(w, r, http.StatusOK, view)
}

// secondKeying leaves out what is not keyed twice: the equality questions.
func (v *keyView) secondKeying() {
	v.Second = true
	var kept []keyLine
	for _, line := range v.Lines {
		if !line.Monitoring {
			kept = append(kept, line)
		}
	}
	wrong := len(v.Form.Problems()) > 0
	v.Lines = kept
	v.finishForm(!wrong)
}

func (d *Handlers) keySecondForm(w http.ResponseWriter, r *http.Request) error {
	return d.saveAgain(w, r, (*keyView).secondKeying, func(st *entry.BatchProgress, number int64, read entry.ParsedForm) error {
		return d.service.KeyFormAgain(r.Context(), site.Actor(r), st.Consultation, st.ID, number, read)
	})
}
