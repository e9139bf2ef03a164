package entryweb

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
)

// keyView is one form on one page: a line for each question, and nothing that
// needs a mouse.
type keyView struct {
	page.Desk
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
	*entry.Asked
	ID, Value, Error string
	First, Long      bool
	Codes            []keyCode
	How              string // what is keyed where there are no codes
}

type keyCode struct{ Code, Text string }

var keyPage = page.New(files, "templates/key.html", keyExamples[0], keyExamples[1:]...)

func (d *Handlers) keyView(r *http.Request, st *entry.Stand, number int64, typed entry.Typed, problems []entry.Problem) keyView {
	slug := r.PathValue("slug")
	view := keyView{Title: st.Reference, Reference: st.Reference, Back: at(slug, "entry", st.ID), Lang: st.Paper.Form.Lang, Dir: page.Direction(st.Paper.Form.Lang),
		Number: number, Forms: st.Forms, Token: r.PostForm.Get("token")}
	if view.Token == "" {
		view.Token = entry.NewKey()
	}
	for i := range st.Paper.Parts {
		for j := range st.Paper.Parts[i].Asked {
			q := &st.Paper.Parts[i].Asked[j]
			if q.Number > 0 {
				view.Lines = append(view.Lines, lineOf(r, q, typed[q.ID], problems))
			}
		}
	}
	view.finish(len(problems) == 0)
	return view
}

// finish fills in what follows from the lines.
func (v *keyView) finish(focus bool) {
	v.Form = nil
	for i := range v.Lines {
		v.Lines[i].First = i == 0 && focus
		v.Form = append(v.Form, &form.Field{ID: v.Lines[i].ID, Error: v.Lines[i].Error})
	}
}

func lineOf(r *http.Request, q *entry.Asked, value string, problems []entry.Problem) keyLine {
	say := page.In(r).Say
	line := keyLine{Asked: q, ID: "k-" + q.ID, Value: value, Long: q.Kind == survey.LongText}
	for _, p := range problems {
		if p.Question == q.ID && line.Error == "" {
			line.Error = p.Say
		}
	}
	switch q.Kind {
	case survey.Ranking:
		line.How = say("A number for each, in the order of the form: %s. - for none", texts(q.Options))
	case survey.Budget:
		line.How = say("An amount for each, in the order of the form: %s", texts(q.Options))
	case survey.Date:
		line.How = say("Day, month and year, like 27 5 2016")
	case survey.Matrix:
		line.How = say("A code for each line: %s. - for none", texts(q.Rows))
	}
	if q.Kind != survey.Ranking && q.Kind != survey.Budget {
		for _, c := range q.Choices {
			text := c.Text
			if c.WriteIn {
				text = say("%s (key %s=what is written)", c.Text, c.Code)
			}
			line.Codes = append(line.Codes, keyCode{c.Code, text})
		}
	}
	if q.NotSay {
		line.Codes = append(line.Codes, keyCode{entry.NotSayCode, say("Prefer not to say")})
	}
	return line
}

func texts(options []survey.Option) string {
	var all []string
	for _, o := range options {
		all = append(all, o.Text)
	}
	return strings.Join(all, "; ")
}

// typed is what was keyed, by the id of the question.
func typed(r *http.Request, p *entry.Paper) entry.Typed {
	all := entry.Typed{}
	for _, part := range p.Parts {
		for _, q := range part.Asked {
			if text := r.PostForm.Get("k-" + q.ID); text != "" {
				all[q.ID] = text
			}
		}
	}
	return all
}

func (d *Handlers) next(w http.ResponseWriter, r *http.Request) error {
	st, err := d.stand(r)
	if err != nil {
		return err
	}
	if st.State != entry.Keying || st.Keyed >= st.Forms {
		return site.See(w, r, at(st.Consultation, "entry", st.ID))
	}
	view := d.keyView(r, st, st.Keyed+1, nil, nil)
	if st.Keyed > 0 {
		view.Notice = page.In(r).Say("Form %d is saved.", st.Keyed)
	}
	if left := dropped(r.URL.Query().Get("left-out")); left != "" {
		view.Notice += " " + page.In(r).Say("Left out, because the answers before do not lead there: question %s.", left)
	}
	return keyPage.Write(w, r, http.StatusOK, view)
}

func (d *Handlers) stand(r *http.Request) (*entry.Stand, error) {
	return d.entry.Stand(r.Context(), site.By(r), r.PathValue("slug"), r.PathValue("batch"))
}

// dropped reads the numbers of questions in an address, and nothing else.
func dropped(text string) string {
	var all []string
	for part := range strings.SplitSeq(text, ".") {
		if n, err := strconv.ParseUint(part, 10, 16); err == nil {
			all = append(all, strconv.FormatUint(n, 10))
		}
	}
	return strings.Join(all, ", ")
}

func (d *Handlers) keyNext(w http.ResponseWriter, r *http.Request) error {
	st, err := d.stand(r)
	if err != nil {
		return err
	}
	number, _ := strconv.ParseInt(r.PostForm.Get("number"), 10, 64)
	keyed := typed(r, st.Paper)
	read, problems := st.Paper.Read(keyed)
	if len(problems) > 0 {
		return keyPage.Write(w, r, http.StatusUnprocessableEntity, d.keyView(r, st, number, keyed, problems))
	}
	err = d.entry.Key(r.Context(), site.By(r), st.Consultation, st.ID, number, r.PostForm.Get("token"), read)
	switch {
	case err != nil && refused(err):
		view := d.keyView(r, st, min(st.Keyed+1, st.Forms), keyed, nil)
		view.Notice = page.Said(r, err)
		return keyPage.Write(w, r, http.StatusUnprocessableEntity, view)
	case err != nil:
		return err
	}
	return site.See(w, r, at(st.Consultation, "entry", st.ID, "next")+leftOut(read))
}

func leftOut(read entry.Reading) string {
	var all []string
	for _, n := range read.Dropped {
		all = append(all, strconv.Itoa(n))
	}
	if all == nil {
		return ""
	}
	return "?left-out=" + strings.Join(all, ".")
}

func (d *Handlers) again(w http.ResponseWriter, r *http.Request) error {
	number, err := numberOf(r)
	if err != nil {
		return err
	}
	st, keyed, err := d.entry.Keyed(r.Context(), site.By(r), r.PathValue("slug"), r.PathValue("batch"), number)
	if err != nil {
		return err
	}
	view := d.keyView(r, st, number, keyed, nil)
	view.Correct = true
	return keyPage.Write(w, r, http.StatusOK, view)
}

func numberOf(r *http.Request) (int64, error) {
	number, err := strconv.ParseInt(r.PathValue("number"), 10, 64)
	if err != nil {
		return 0, fault.New(fault.NotFound, "This bundle has no such form. Open it from the list of its forms.")
	}
	return number, nil
}

func (d *Handlers) correct(w http.ResponseWriter, r *http.Request) error {
	return d.reread(w, r, func(view *keyView) { view.Correct = true }, func(st *entry.Stand, number int64, read entry.Reading) error {
		return d.entry.Correct(r.Context(), site.By(r), st.Consultation, st.ID, number, r.PostForm.Get("token"), read)
	})
}

// reread takes a form that was keyed before.
func (d *Handlers) reread(w http.ResponseWriter, r *http.Request, dress func(*keyView), keep func(*entry.Stand, int64, entry.Reading) error) error {
	st, err := d.stand(r)
	if err != nil {
		return err
	}
	number, err := strconv.ParseInt(r.PostForm.Get("number"), 10, 64)
	if r.PathValue("number") != "" {
		number, err = numberOf(r)
	}
	if err != nil {
		return fault.New(fault.NotFound, "This bundle has no such form. Open it from the list of its forms.")
	}
	keyed := typed(r, st.Paper)
	read, problems := st.Paper.Read(keyed)
	if len(problems) == 0 {
		if err = keep(st, number, read); err == nil {
			return site.See(w, r, at(st.Consultation, "entry", st.ID))
		}
		if !refused(err) {
			return err
		}
	}
	view := d.keyView(r, st, number, keyed, problems)
	view.Notice = page.Said(r, err)
	dress(&view)
	return keyPage.Write(w, r, http.StatusUnprocessableEntity, view)
}

func (d *Handlers) second(w http.ResponseWriter, r *http.Request) error {
	st, err := d.stand(r)
	if err != nil {
		return err
	}
	number := st.NextSecond(site.By(r))
	if number == 0 {
		return site.See(w, r, at(st.Consultation, "entry", st.ID))
	}
	view := d.keyView(r, st, number, nil, nil)
	view.once()
	return keyPage.Write(w, r, http.StatusOK, view)
}

// once leaves out what is not keyed twice: the equality questions.
func (v *keyView) once() {
	v.Second = true
	var kept []keyLine
	for _, line := range v.Lines {
		if !line.Monitoring {
			kept = append(kept, line)
		}
	}
	wrong := len(v.Form.Wrong()) > 0
	v.Lines = kept
	v.finish(!wrong)
}

func (d *Handlers) keySecond(w http.ResponseWriter, r *http.Request) error {
	return d.reread(w, r, (*keyView).once, func(st *entry.Stand, number int64, read entry.Reading) error {
		return d.entry.KeySecond(r.Context(), site.By(r), st.Consultation, st.ID, number, read)
	})
}
