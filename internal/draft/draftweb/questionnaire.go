package draftweb

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
)

// questionnaireView is the pages and questions in their order.
type questionnaireView struct {
	head
	Beginning page.Link
	Pages     []pageLine
	Counts    string
	NewTitle  *form.Field
	Before    string // somebody changed it first: who
	Edition   string // of the master, if there are others
}

// pageLine is one page of the questionnaire.
type pageLine struct {
	ID, Title, Href, Add, Remove string
	N                            int
	When                         string
	Hints                        []string
	Monitoring                   bool
	First, Last                  bool
	Questions                    []questionLine
}

// questionLine is one question of it.
type questionLine struct {
	ID, Text, Href, Remove string
	Kind, Options, When    string
	Required               bool
	Hints                  []string
	First, Last            bool // of the whole questionnaire
}

var questionnairePage = page.New(files, "templates/questionnaire.html", questionnaireExamples[0], questionnaireExamples[1:]...)

func (d *Handlers) questionnaire(w http.ResponseWriter, r *http.Request) error {
	dr, err := d.open(r)
	if err != nil {
		return err
	}
	return questionnairePage.Write(w, r, http.StatusOK, questionnaireOf(r, dr))
}

func questionnaireOf(r *http.Request, dr *draft.Draft) questionnaireView {
	words, def := page.In(r), &dr.Definition
	f := draft.Master(def)
	v := questionnaireView{head: headOf(r, dr, page.Link{Text: words.Say("Back to the consultation"), Href: hub(dr.Slug)}),
		Beginning: page.Link{Text: cmp.Or(f.Title, words.Say("Title and introduction")), Href: hub(dr.Slug) + "/questionnaire/beginning"},
		NewTitle:  &form.Field{Kind: form.Text, ID: "title", Name: "title", Label: words.Say("Title of the new page"), LabelSize: "s"}}
	at := map[[2]string][]string{}
	for _, h := range draft.Hints(def) {
		key := [2]string{h.Page, h.Question}
		at[key] = append(at[key], words.Say(h.Format, h.Args...))
	}
	v.Hints = at[[2]string{}]
	questions := 0
	for i := range f.Pages {
		p := &f.Pages[i]
		here := hub(dr.Slug) + "/pages/" + p.ID
		pl := pageLine{ID: p.ID, N: i + 1, Title: cmp.Or(p.Title, words.Say("A page without a title")), Href: here, Add: here + "/add", Remove: here + "/remove",
			Monitoring: p.Monitoring, First: i == 0, Last: i == len(f.Pages)-1, Hints: at[[2]string{p.ID, ""}]}
		if p.When != nil {
			pl.When = conditionWords(words, f, p.When)
		}
		for j := range p.Questions {
			q := &p.Questions[j]
			questions++
			pl.Questions = append(pl.Questions, questionLineOf(words, f, dr.Slug, q, at[[2]string{p.ID, q.ID}]))
			last := &pl.Questions[j]
			last.First, last.Last = i == 0 && j == 0, pl.Last && j == len(p.Questions)-1
		}
		v.Pages = append(v.Pages, pl)
	}
	v.Counts = words.Say("%s, %s", words.Count(int64(len(f.Pages)), "%d page", "%d pages"), words.Count(int64(questions), "%d question", "%d questions"))
	if len(def.Forms) > 1 {
		v.Edition = f.Edition
	}
	return v
}

func questionLineOf(words *locale.Printer, f *survey.Form, slug string, q *survey.Question, hints []string) questionLine {
	here := hub(slug) + "/questions/" + q.ID
	l := questionLine{ID: q.ID, Text: cmp.Or(q.Text, words.Say("A question without words")), Href: here, Remove: here + "/remove", Kind: kindName(words, q.Kind), Required: q.Required, Hints: hints}
	var options []string
	for i, o := range q.Options {
		if i == 6 && len(q.Options) > 7 {
			options = append(options, words.Count(int64(len(q.Options)-i), "and %d more", "and %d more"))
			break
		}
		options = append(options, o.Text)
	}
	l.Options = strings.Join(options, " · ")
	if q.When != nil {
		l.When = conditionWords(words, f, q.When)
	}
	return l
}

// arrange adds a page, or moves a page or a question.
func (d *Handlers) arrange(w http.ResponseWriter, r *http.Request) error {
	slug, typed := r.PathValue("slug"), r.PostForm
	version, err := d.seenVersion(r)
	if err != nil {
		return err
	}
	verb, rest, _ := strings.Cut(typed.Get("do"), "-")
	what, id, _ := strings.Cut(rest, "-")
	anchor := what + "-" + id
	title := strings.TrimSpace(typed.Get("title"))
	_, err = d.draft.Change(r.Context(), site.By(r), slug, version, func(def *consult.Definition) error {
		switch {
		case verb == "add":
			anchor = "page-" + draft.AddPage(def, survey.CleanText(title))
			return nil
		case what == "page" && (verb == "up" || verb == "down"):
			return draft.MovePage(def, id, verb == "up")
		case what == "question" && (verb == "up" || verb == "down"):
			return draft.MoveQuestion(def, id, verb == "up")
		}
		return fault.New(fault.Invalid, "Open the page again and send the form from there.")
	})
	if late := draft.AsLate(err); late != nil {
		v := questionnaireOf(r, late.Saved)
		v.Before, v.NewTitle.Value = cmp.Or(d.NameOf(r.Context(), late.Saved.By), page.In(r).Say("Somebody")), title
		return questionnairePage.Write(w, r, http.StatusConflict, v)
	}
	if err != nil {
		return err
	}
	return site.See(w, r, hub(slug)+"/questionnaire#"+anchor)
}

// seenVersion is the version that somebody saw who sent a form. To whom the draft
// is not there, nothing else is said of the form.
func (d *Handlers) seenVersion(r *http.Request) (int64, error) {
	if _, err := d.open(r); err != nil {
		return 0, err
	}
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return 0, fault.New(fault.Invalid, "Open the page again and send the form from there.")
	}
	return version, nil
}

// removeView asks whether a page or a question is to go.
type removeView struct {
	head
	Page  bool // a page, with its questions
	Name  string
	Asked []string    // the questions that go with a page
	By    []page.Link // what looks at the answers
	Early string      // somebody changed it first: who
}

var removePage = page.New(files, "templates/remove.html", removeExamples[0], removeExamples[1:]...)

// remove shows what goes with a page or a question.
func (d *Handlers) remove(w http.ResponseWriter, r *http.Request) error {
	dr, err := d.open(r)
	if err != nil {
		return err
	}
	return d.showRemove(w, r, http.StatusOK, dr, "")
}

func (d *Handlers) showRemove(w http.ResponseWriter, r *http.Request, status int, dr *draft.Draft, early string) error {
	words, whole := page.In(r), draft.Copy(&dr.Definition)
	v := removeView{head: headOf(r, dr, page.Link{Text: words.Say("Back to the questionnaire"), Href: hub(dr.Slug) + "/questionnaire"}), Early: early}
	if id := r.PathValue("page"); id != "" {
		p, err := pageSheet{dr.Slug, id}.find(whole)
		if err != nil {
			return err
		}
		v.Page, v.Name = true, cmp.Or(p.Title, words.Say("A page without a title"))
		for _, q := range p.Questions {
			v.Asked = append(v.Asked, nameOf(&q))
		}
	} else {
		q, _, err := questionSheet{dr.Slug, r.PathValue("question")}.find(whole)
		if err != nil {
			return err
		}
		v.Name = nameOf(q)
	}
	for _, owner := range neededBy(whole, r) {
		href := hub(dr.Slug) + "/pages/" + owner.Page
		if owner.Question != "" {
			href = hub(dr.Slug) + "/questions/" + owner.Question
		}
		v.By = append(v.By, page.Link{Text: owner.Name, Href: href})
	}
	return removePage.Write(w, r, status, v)
}

// neededBy is what would keep a page or a question from being removed.
func neededBy(def *consult.Definition, r *http.Request) []draft.Owner {
	return draft.AsNeeded(removal(def, r, false))
}

func removal(def *consult.Definition, r *http.Request, conditionsToo bool) error {
	if id := r.PathValue("page"); id != "" {
		return draft.RemovePage(def, id, conditionsToo)
	}
	return draft.RemoveQuestion(def, r.PathValue("question"), conditionsToo)
}

// removed removes it.
func (d *Handlers) removed(w http.ResponseWriter, r *http.Request) error {
	version, err := d.seenVersion(r)
	if err != nil {
		return err
	}
	dr, err := d.draft.Change(r.Context(), site.By(r), r.PathValue("slug"), version, func(def *consult.Definition) error {
		return removal(def, r, r.PostForm.Get("conditions") == "too")
	})
	switch late := draft.AsLate(err); {
	case late != nil:
		return d.showRemove(w, r, http.StatusConflict, late.Saved, cmp.Or(d.NameOf(r.Context(), late.Saved.By), page.In(r).Say("Somebody")))
	case draft.AsNeeded(err) != nil:
		if dr, err = d.open(r); err != nil {
			return err
		}
		return d.showRemove(w, r, http.StatusUnprocessableEntity, dr, "")
	case err != nil:
		return err
	}
	return site.See(w, r, hub(dr.Slug)+"/questionnaire?saved=1")
}
