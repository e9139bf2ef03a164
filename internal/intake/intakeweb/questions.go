package intakeweb

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/survey"
)

// section is the questions of one page of the form.
type section struct {
	ID, Heading, Intro string
	Condition          string // for the page that shows all: whom this part is for
	Fields             form.Form
}

// questionsView is what ask.html shows: one page of questions, or all at once.
type questionsView struct {
	privatePage
	Title     string // of the consultation
	TitleLang string // the language of what stands around the form
	Heading   string
	Intro     string // of the whole form: it stands where the form begins
	Progress  string
	Back      string
	Later     string
	Sections  []section
	Form      form.Form            // all fields of all sections, for the error summary
	Version   int64                // of the draft that this page was made from
	Notice    string               // what went wrong with the sending, and not with an answer
	SavedRows []question.AnswerRow // what another tab saved meanwhile
	AllPages  bool
}

// privatePage marks a page that bears a key or answers.
type privatePage struct{ Lang string }

func (p privatePage) PageLang() string { return p.Lang }
func (privatePage) NoStore() bool      { return true }
func (privatePage) NoIndex() bool      { return true }

var questionsPage = page.New(files, "templates/questions.html", questionsExamples[0], questionsExamples[1:]...)

func (d *Handlers) showQuestions(w http.ResponseWriter, r *http.Request) error {
	v, err := d.loadVisit(r)
	if err != nil {
		return err
	}
	view, elsewhere, err := v.questionsView(r.PathValue("page"), nil)
	if err != nil {
		return err
	}
	if elsewhere != "" {
		return site.Redirect(w, r, elsewhere)
	}
	return questionsPage.Write(w, r, http.StatusOK, view)
}

// questionsView builds the view of a page of the form. A page that the answers do not
// lead to is answered with where they lead instead.
func (v *visit) questionsView(id string, problems []survey.Problem) (view questionsView, elsewhere string, err error) {
	path := v.form.Path(v.draft.Answers)
	view = questionsView{
		privatePage: privatePage{v.form.Lang},
		Title:       v.consultation.Title,
		TitleLang:   v.titleLang,
		Version:     v.draft.Version,
		Later:       v.link("later"),
		Back:        "/consultations/" + v.draft.Consultation + "/respond",
	}
	if id == allPages {
		view.Heading, view.Intro, view.AllPages = v.form.Title, v.form.Intro, true
		for i := range v.form.Pages {
			p := &v.form.Pages[i]
			view.add(v, p, question.OnPage(p), problems)
		}
		return view, "", nil
	}
	at := slices.IndexFunc(path, func(p *survey.Page) bool { return p.ID == id })
	if at < 0 {
		if !slices.ContainsFunc(v.form.Pages, func(p survey.Page) bool { return p.ID == id }) {
			return view, "", fault.New(
				fault.NotFound,
				"We cannot find that page of the questionnaire. Go back to the consultation page and start again from there.",
			)
		}
		return view, v.link(v.firstIncomplete()), nil
	}
	p := path[at]
	view.Heading = p.Title
	if view.Heading == "" {
		view.Heading = v.form.Title
	}
	view.Progress = v.printer.Say("Part %d of %d", at+1, len(path))
	if at > 0 {
		view.Back = v.link(path[at-1].ID)
	} else {
		view.Intro = v.form.Intro
	}
	view.add(v, p, v.form.Asked(p, v.draft.Answers), problems)
	view.Sections[0].Heading = ""
	return view, "", nil
}

func (view *questionsView) add(v *visit, p *survey.Page, questions []*survey.Question, problems []survey.Problem) {
	s := section{
		ID:      p.ID,
		Heading: p.Title,
		Intro:   p.Intro,
		Fields:  question.FieldsIn(v.printer, questions, v.draft.Answers, problems, v.form.Lang),
	}
	if view.AllPages && p.When != nil {
		s.Condition = v.printer.Say(
			"Answer this part if it applies to you. If your other answers show that it does not, we will leave it out and tell you.",
		)
	}
	view.Sections = append(view.Sections, s)
	view.Form = append(view.Form, s.Fields...)
}

// firstIncomplete is the first page on the path that has a problem, or "check".
func (v *visit) firstIncomplete() string {
	for _, p := range v.form.Path(v.draft.Answers) {
		if len(v.form.CheckPage(p.ID, v.draft.Answers)) > 0 {
			return p.ID
		}
	}
	return "check"
}

// savePage reads a page that was filled in, keeps it and leads on.
func (d *Handlers) savePage(w http.ResponseWriter, r *http.Request) error {
	v, err := d.loadVisit(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return &fault.Error{
			Kind: fault.Invalid,
			Say:  "Sorry, there was a problem with the information your browser sent. Go back and try again.",
			Err:  err,
		}
	}
	id := r.PathValue("page")
	saved := v.draft.Answers
	v.draft.Answers = v.merge(id, r.PostForm)
	if v.conflict(id, saved, r.PostForm.Get("version")) {
		return v.writeConflict(w, r, id, saved)
	}
	problems := v.problems(id, r.PostForm.Get("action"))
	if len(problems) > 0 {
		view, _, err := v.questionsView(id, problems)
		if err != nil {
			return err
		}
		return questionsPage.Write(w, r, http.StatusUnprocessableEntity, view)
	}
	if r.PostForm.Get("action") == "send" {
		return d.submit(w, r, v)
	}
	err = d.intake.SaveDraft(r.Context(), v.draft)
	if fault.Is(err, fault.Conflict) {
		return v.writeConflict(w, r, id, saved)
	}
	if err != nil {
		return err
	}
	if r.PostForm.Get("action") == "later" {
		return site.Redirect(w, r, v.link("later"))
	}
	return site.Redirect(w, r, v.link(v.next(id)))
}

// problems says what is wrong with the page that was sent. What is only put
// aside is not checked.
func (v *visit) problems(id, action string) []survey.Problem {
	switch {
	case action == "later":
		return nil
	case id == allPages:
		_, problems := v.form.Check(v.draft.Answers)
		return problems
	default:
		return v.form.CheckPage(id, v.draft.Answers)
	}
}

// next is the page after id on the path, or "check".
func (v *visit) next(id string) string {
	path := v.form.Path(v.draft.Answers)
	at := slices.IndexFunc(path, func(p *survey.Page) bool { return p.ID == id })
	if id == allPages || at == len(path)-1 {
		return "check"
	}
	if at < 0 {
		return v.firstIncomplete()
	}
	return path[at+1].ID
}

// merge returns the saved answers with those of page id as they were sent. What
// was sent for other pages is not looked at.
func (v *visit) merge(id string, sent url.Values) survey.Raw {
	merged := maps.Clone(v.draft.Answers)
	for _, name := range v.fieldNames(id) {
		if values := sent[name]; len(values) > 0 {
			merged[name] = values
		} else {
			delete(merged, name)
		}
	}
	return merged
}

// fieldNames are the fields that page id may send.
func (v *visit) fieldNames(id string) (all []string) {
	for i := range v.form.Pages {
		p := &v.form.Pages[i]
		if p.ID != id && id != allPages {
			continue
		}
		for j := range p.Questions {
			all = append(all, v.form.Fields(&p.Questions[j])...)
		}
	}
	return all
}

// conflict reports whether the draft has moved on since the page was shown, in
// an answer that this page would write over.
func (v *visit) conflict(id string, saved survey.Raw, shown string) bool {
	version, err := strconv.ParseInt(shown, 10, 64)
	if err != nil || version >= v.draft.Version {
		return false
	}
	for _, name := range v.fieldNames(id) {
		if len(saved[name]) > 0 && !slices.Equal(saved[name], v.draft.Answers[name]) {
			return true
		}
	}
	return false
}

// writeConflict shows what another tab saved beside what was sent now. Nothing is
// lost, and to continue is to decide.
func (v *visit) writeConflict(w http.ResponseWriter, r *http.Request, id string, saved survey.Raw) error {
	view, elsewhere, err := v.questionsView(id, nil)
	if err != nil || elsewhere != "" {
		return fault.New(
			fault.Conflict,
			"These answers were changed in another tab or window. Open the link you saved to see the latest version.",
		)
	}
	before := *v
	draft := *v.draft
	draft.Answers, before.draft = saved, &draft
	theirs, _, err := before.questionsView(id, nil)
	if err != nil {
		return err
	}
	view.SavedRows = question.AnswerRowsIn(v.printer, theirs.Form, "")
	view.Notice = v.printer.Say(
		"You changed these answers in another tab or window. Your saved answers are shown here, and the answers you have just typed are below. Select “Continue” to keep the answers below.",
	)
	return questionsPage.Write(w, r, http.StatusConflict, view)
}

// newResponse is the draft as it will be kept.
func (v *visit) newResponse(answers survey.Answers, keys *intake.Keys) *intake.Response {
	r := intake.NewResponse(v.form, answers)
	r.Key, r.Consultation = v.draft.Key, v.draft.Consultation
	r.StartedAt = keys.StartedAt(r.Key, r.Consultation)
	r.HasDraft = v.draft.Version > 0
	r.Lang = v.printer.Lang()
	return &r
}
