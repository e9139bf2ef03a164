package draft

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// SettingsFunc returns in words what a question has besides its texts and options: how it is answered, and when it is
// asked.
type SettingsFunc func(words *locale.Printer, f *survey.Form, p *survey.Page, q *survey.Question) []string

// inWords returns what a draft says, part by part, to show what changed in it.
func (s *Service) inWords(words *locale.Printer, v edit.Values) []edit.Fact {
	def := definitionOf(v)
	f := &facts{words: words, settings: s.QuestionSettings, condition: s.ConditionText}
	about, labels := aboutBinding(def).Values(), edit.Labels{"type": {}}
	for _, o := range typeOptions {
		labels["type"][o.Value] = o.Label
	}
	fields := aboutFields("", "")
	for i := range fields {
		field := &fields[i]
		f.add(field.Name, words.Say(field.Label), field.InWords(words, labels, about))
	}
	for i := range def.Documents {
		f.addDocument(&def.Documents[i])
	}
	for i := range def.Forms {
		f.addForm(def, &def.Forms[i])
	}
	f.addMonitoring(def)
	f.add("other", words.Say("Other settings"), strings.Join(unsaid(def, saidOfDefinition), "\n"))
	return f.all
}

// facts are the parts of a draft in words.
type facts struct {
	words     *locale.Printer
	settings  SettingsFunc
	condition func(*locale.Printer, *survey.Form, *survey.Condition) string // nil: as JSON
	all       []edit.Fact
}

func (f *facts) add(key, label, text string) {
	if text = strings.TrimSpace(text); text != "" {
		f.all = append(f.all, edit.Fact{Key: key, Label: label, Text: text})
	}
}

func (f *facts) addDocument(doc *consult.Document) {
	for i := range doc.Editions {
		e := &doc.Editions[i]
		f.add("document/"+doc.ID+"/"+e.ID(), f.words.Say("%s: %s", cmp.Or(e.Title, doc.Title), builder.DocumentEditionName(e)),
			strings.Join([]string{doc.Kind.Label().In(f.words), doc.Title, e.Title, doc.Version, e.BasedOn, e.Text, e.Link}, "\n"))
	}
}

func (f *facts) addForm(def *consult.Definition, form *survey.Form) {
	name := func(label string) string {
		if len(def.Forms) > 1 {
			return f.words.Say("%s (%s)", label, builder.FormName(form))
		}
		return label
	}
	at := "form/" + form.Edition + "/"
	f.add(at, name(f.words.Say("Questionnaire introduction")), form.Title+"\n"+form.Intro)
	f.addConditions(form, at, name)
	other := unsaid(form, saidOfForm)
	var order []string
	for i := range form.Pages {
		p := &form.Pages[i]
		title := cmp.Or(p.Title, f.words.Say("Page %d", i+1))
		order = append(order, title)
		f.add(at+"page/"+p.ID, name(f.words.Say("Page %d: %s", i+1, title)),
			strings.Join(append([]string{p.Title, p.Intro, builder.RepeatInWords(f.words, p.Repeat)}, unsaid(p, saidOfPage)...), "\n"))
		for j := range p.Questions {
			q := &p.Questions[j]
			order = append(order, "– "+q.Text)
			f.add(at+"question/"+q.ID, name(f.words.Say("Question: %s", truncate(q.Text))), QuestionInWords(f.words, f.settings, form, p, q))
		}
	}
	f.add(at+"lang", name(f.words.Say("Language of the questionnaire")), f.words.LanguageName(form.Lang))
	f.add(at+"id", name(f.words.Say("Name in definition files")), form.ID)
	f.add(at+"other", name(f.words.Say("Other settings")), strings.Join(other, "\n"))
	f.add(at+"order", name(f.words.Say("Order of the questions")), strings.Join(order, "\n"))
}

// addConditions adds the named conditions of a questionnaire, with keys that begin with at.
func (f *facts) addConditions(form *survey.Form, at string, label func(string) string) {
	for _, name := range builder.ConditionNames(form) {
		c := form.Conditions[name]
		text := db.JSON(c)
		if f.condition != nil {
			text = f.condition(f.words, form, &c)
		}
		f.add(at+"condition/"+name, label(f.words.Say("Named condition: %s", name)), text)
	}
}

// QuestionInWords returns everything that respondents see of a question, and when they see it, each part on a line of its
// own. settings may be nil.
func QuestionInWords(words *locale.Printer, settings SettingsFunc, f *survey.Form, p *survey.Page, q *survey.Question) string {
	lines := []string{q.Text, q.Hint, q.Body}
	list := func(options []survey.Option) {
		for _, o := range options {
			lines = append(lines, "• "+o.Text, o.Hint, o.Body)
			switch {
			case o.RequireWriteIn:
				lines = append(lines, words.Say("(with a text box)")+" "+words.Say("(which must be filled in)"))
			case o.WriteIn:
				lines = append(lines, words.Say("(with a text box)"))
			}
			if o.Exclusive {
				lines = append(lines, words.Say("(not with any other answer)"))
			}
			if o.Fixed {
				lines = append(lines, words.Say("(stays in its place)"))
			}
			lines = append(lines, unsaid(&o, saidOfOption)...)
		}
	}
	list(q.Options)
	list(q.Rows)
	if settings != nil {
		lines = append(lines, settings(words, f, p, q)...)
	}
	lines = append(lines, unsaid(q, saidOfQuestion)...)
	return strings.Join(slices.DeleteFunc(lines, func(s string) bool { return s == "" }), "\n")
}

// CompareQuestion returns the words that d changes in a question of the published questionnaire: in its text, its answers,
// and how and when it is asked.
func (s *Service) CompareQuestion(words *locale.Printer, d *Draft, change QuestionChange) []edit.Piece {
	if d.Base == nil {
		return nil
	}
	inWords := func(def *consult.Definition) string {
		for i := range def.Forms {
			f := &def.Forms[i]
			if page, at := builder.QuestionIndex(f, change.Question); f.Edition == change.Edition && page >= 0 {
				return QuestionInWords(words, s.QuestionSettings, f, &f.Pages[page], &f.Pages[page].Questions[at])
			}
		}
		return ""
	}
	return edit.CompareWords(inWords(d.Base), inWords(&d.Definition))
}

func (f *facts) addMonitoring(def *consult.Definition) {
	m := def.Monitoring
	if m == nil {
		return
	}
	day := equality.MaxDay
	var asked []string
	for _, id := range m.Questions {
		q, ok := equality.QuestionAt(id, day)
		if !ok {
			continue
		}
		asked = append(asked, strings.Trim(q.Name+": "+m.Purposes[id], ": "))
	}
	f.add("monitoring/questions", f.words.Say("Equality monitoring questions"), strings.Join(asked, "\n"))
	f.add("monitoring/purpose", f.words.Say("How you will use the answers"), m.Purpose)
	f.add("monitoring/policy", f.words.Say("Appropriate policy document"), m.PolicyDocument)
	f.add("monitoring/privacy", f.words.Say("Privacy notice web address"), m.Privacy)
	if m.Minutes > 0 {
		f.add("monitoring/minutes", f.words.Say("Minutes to complete"), strconv.Itoa(m.Minutes))
	}
	f.add("monitoring/other", f.words.Say("Other settings"), strings.Join(unsaid(m, saidOfMonitoring), "\n"))
}
