package entryweb

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/survey"
)

// keyView is the data of the page for entering one form: one input for each
// question, usable by keyboard alone.
type keyView struct {
	page.StaffView
	Title, Reference, Back string
	Lang, Dir              string // language and text direction of the questions
	Number, Forms          int64
	Token                  string
	Notice                 string // confirmation for the previous form, or why this one was not saved
	LeaveOut               string // questions whose answers the page says are left out
	Correct, Second        bool
	Another                bool // another form of the batch follows
	Lines                  []keyLine
	Form                   form.Form // one field for each line, for the error summary
}

// keyLine is a question with its input and codes.
type keyLine struct {
	*entry.PaperQuestion
	ID, Value, Error string
	CanKeep          bool // the answer can be kept as written
	First, Long      bool
	Codes            []keyCode
	Instruction      string      // format to type where there are no codes
	Map              *form.Field // of marks on a map, instead of an input; nil for other questions
}

type keyCode struct{ Code, Text string }

var keyPage = page.New(files, "templates/key.html", keyExamples[0], keyExamples[1:]...)

func (h *Handlers) newKeyView(
	r *http.Request,
	progress *entry.BatchProgress,
	number int64,
	values entry.KeyedValues,
	problems []entry.Problem,
) keyView {
	slug := r.PathValue("slug")
	view := keyView{
		Title:     progress.Reference,
		Reference: progress.Reference,
		Back:      staffURL(slug, "data-entry", progress.ID),
		Lang:      progress.Paper.Form.Lang,
		Dir:       locale.Direction(progress.Paper.Form.Lang),
		Number:    number,
		Forms:     progress.FormCount,
		Token:     r.PostForm.Get("token"),
		LeaveOut:  r.PostForm.Get(leaveOutName),
	}
	if view.Token == "" {
		view.Token = db.NewID()
	}
	var leaveOut []string
	for _, p := range problems {
		if p.LeftOut {
			leaveOut = append(leaveOut, p.Question)
		}
	}
	if leaveOut != nil {
		view.LeaveOut = strings.Join(leaveOut, " ")
	}
	for i := range progress.Paper.Sections {
		for j := range progress.Paper.Sections[i].Questions {
			q := &progress.Paper.Sections[i].Questions[j]
			if q.Number > 0 {
				view.Lines = append(view.Lines, newKeyLine(r, q, values[q.ID], problems))
			}
		}
	}
	view.Another = number < progress.FormCount
	view.finishForm(len(problems) == 0)
	return view
}

// thenStop is the value of the button that saves a form and leads to its batch instead of to the
// next form.
const thenStop = "stop"

// Stop returns the value of the button that leads to the batch.
func (keyView) Stop() string { return thenStop }

// finishForm sets the fields that depend on the lines. If focus is true, the
// first line has the focus.
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
			line.Error, line.CanKeep = p.Say, p.CanKeep
		}
	}
	switch q.Kind {
	case survey.Ranking:
		line.Instruction = say("A number for each option, in the order on the form: %s. Type - for a blank", optionTexts(q.Options))
	case survey.Budget:
		line.Instruction = say("An amount for each option, in the order on the form: %s", optionTexts(q.Options))
	case survey.Date, survey.Duration, survey.Period:
		line.Instruction = partsInstruction(page.Printer(r), q.Question)
	case survey.Files:
		line.Instruction = say("Type a if a document is attached to the form, and keep it with the form")
		line.Codes = append(line.Codes, keyCode{entry.AttachedCode, say("Handed in on paper")})
	case survey.Places:
		line.Instruction = say("Set each cross on the map, in the order of their numbers. Or leave this blank and type the codes of " +
			"the areas in the question with the list")
		line.Map = question.FieldIn(page.Printer(r), q.Question, survey.Raw{q.ID: {value}}, nil)
		line.Map.ID, line.Map.Name, line.Map.Label, line.Map.Optional = line.ID, line.ID, q.Text, false
		line.Map.LabelBefore, line.Map.Group, line.Map.Hint, line.Map.Body = "", nil, "", ""
		if line.Map.Map != nil {
			line.Map.Map.Typed, line.Map.Map.Clicks = true, nil
		}
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

// partsInstruction says what to type for a date, a duration or a period.
func partsInstruction(words *locale.Printer, q *survey.Question) string {
	switch {
	case q.Kind == survey.Duration:
		var units []string
		for _, unit := range q.Units {
			units = append(units, question.UnitName(words, unit))
		}
		return words.Say("A number for each of these, in this order: %s. Type 0 for none", strings.Join(units, ", "))
	case q.Kind == survey.Period && q.Precision == survey.PrecisionMonth:
		return words.Say("Both months and years, like 5 2016 6 2016")
	case q.Kind == survey.Period && q.Precision == survey.PrecisionYear:
		return words.Say("Both years, like 2015 2016")
	case q.Kind == survey.Period:
		return words.Say("Both dates, like 1 5 2016 27 5 2016")
	case q.Precision == survey.PrecisionMonth:
		return words.Say("Month and year, like 5 2016")
	case q.Precision == survey.PrecisionYear:
		return words.Say("The year, like 2016")
	}
	return words.Say("Day, month and year, like 27 5 2016")
}

func optionTexts(options []survey.Option) string {
	var all []string
	for _, o := range options {
		all = append(all, o.Text)
	}
	return strings.Join(all, "; ")
}

// keyedValues returns what was typed, by question id.
func keyedValues(r *http.Request, p *entry.PaperForm) entry.KeyedValues {
	all := entry.KeyedValues{}
	for _, section := range p.Sections {
		for _, q := range section.Questions {
			if text := r.PostForm.Get("k-" + q.ID); text != "" {
				all[q.ID] = text
			}
		}
	}
	return all
}

func (h *Handlers) nextForm(w http.ResponseWriter, r *http.Request) error {
	progress, err := h.batchProgress(r)
	if err != nil {
		return err
	}
	if progress.State != entry.BatchKeying || progress.KeyedCount >= progress.FormCount {
		return site.Redirect(w, r, staffURL(progress.Consultation, "data-entry", progress.ID))
	}
	view := h.newKeyView(r, progress, progress.KeyedCount+1, nil, nil)
	if progress.KeyedCount > 0 {
		view.Notice = page.Printer(r).Say("Form %d saved.", progress.KeyedCount)
	}
	return keyPage.Write(w, r, http.StatusOK, view)
}

func (h *Handlers) batchProgress(r *http.Request) (*entry.BatchProgress, error) {
	return h.service.GetBatch(r.Context(), site.Actor(r), r.PathValue("slug"), r.PathValue("batch"))
}

// parseNumbers reads question numbers from a URL, ignoring anything else.
func parseNumbers(text string) string {
	var all []string
	for part := range strings.SplitSeq(text, ".") {
		if n, err := strconv.ParseUint(part, 10, 16); err == nil {
			all = append(all, strconv.FormatUint(n, 10))
		}
	}
	return strings.Join(all, ", ")
}

func (h *Handlers) keyNextForm(w http.ResponseWriter, r *http.Request) error {
	progress, err := h.batchProgress(r)
	if err != nil {
		return err
	}
	number, _ := strconv.ParseInt(r.PostForm.Get("number"), 10, 64)
	keyed := keyedValues(r, progress.Paper)
	parsed, problems := parse(r, progress.Paper, keyed)
	if len(problems) > 0 {
		return keyPage.Write(w, r, http.StatusUnprocessableEntity, h.newKeyView(r, progress, number, keyed, problems))
	}
	err = h.service.KeyForm(r.Context(), site.Actor(r), progress.Consultation, progress.ID, number, r.PostForm.Get("token"), parsed)
	switch {
	case err != nil && isFormError(err):
		view := h.newKeyView(r, progress, min(progress.KeyedCount+1, progress.FormCount), keyed, nil)
		view.Notice = page.ErrorMessage(r, err)
		return keyPage.Write(w, r, http.StatusUnprocessableEntity, view)
	case err != nil:
		return err
	}
	to := staffURL(progress.Consultation, "data-entry", progress.ID, "next")
	if r.PostForm.Get("then") == thenStop {
		to = staffURL(progress.Consultation, "data-entry", progress.ID)
	}
	return site.Redirect(w, r, to)
}

// leaveOutName is the name of the hidden field with the questions whose answers the page said are left out.
const leaveOutName = "leave-out"

// parse converts what was typed into answers. Answers that would be left out because earlier answers skip their questions
// are problems, until the form is sent again from the page that says so: a forgotten tick is found while the form is at hand.
func parse(r *http.Request, paper *entry.PaperForm, keyed entry.KeyedValues) (entry.ParsedForm, []entry.Problem) {
	parsed, problems := paper.Parse(keyed)
	if len(problems) > 0 || strings.Join(parsed.NotAsked, " ") == r.PostForm.Get(leaveOutName) {
		return parsed, problems
	}
	for _, id := range parsed.NotAsked {
		problems = append(problems, entry.Problem{Question: id, LeftOut: true, Say: page.Printer(r).Say(
			"Earlier answers skip question %d, so this answer will not be saved. Check the earlier answers. To leave this one out, save again.",
			paper.NumberOf(id))})
	}
	return parsed, problems
}
