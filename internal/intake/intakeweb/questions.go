package intakeweb

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/survey"
)

// section is the questions of one page of the form.
type section struct {
	ID, Heading, Intro string
	Condition          string // who should answer this part, if not everyone; only on the page with all questions
	Fields             form.Form
}

// questionsView is the data of one page of the form, or of the page with all
// questions.
type questionsView struct {
	privatePage
	Title     string // of the consultation
	TitleLang string // language of Title
	Heading   string
	Intro     string // of the form; only on its first page
	Progress  string
	Back      string
	Later     string
	Sections  []section
	Form      form.Form            // all fields of all sections, for the error summary
	Version   int64                // of the draft from which this page was made
	Notice    string               // a problem that is not about one answer
	SavedRows []question.AnswerRow // answers saved in another tab, after a conflict
	AllPages  bool
}

// privatePage is embedded in the views of pages that show answers or whose URL
// contains a key: they must not be cached or indexed.
type privatePage struct{ Lang string }

func (p privatePage) PageLang() string { return p.Lang }
func (privatePage) NoStore() bool      { return true }
func (privatePage) NoIndex() bool      { return true }

var questionsPage = page.New(files, "templates/questions.html", questionsExamples[0], questionsExamples[1:]...)

func (h *Handlers) showQuestions(w http.ResponseWriter, r *http.Request) error {
	v, err := h.loadVisit(r)
	if err != nil {
		return err
	}
	view, redirect, err := v.questionsView(r.PathValue("page"), nil)
	if err != nil {
		return err
	}
	if redirect != "" {
		return site.Redirect(w, r, redirect)
	}
	return questionsPage.Write(w, r, http.StatusOK, view)
}

// questionsView returns the view of page id of the form, with problems beside
// their fields. If the answers so far skip that page, it returns the URL of the
// page to redirect to.
func (v *visit) questionsView(id string, problems []survey.Problem) (view questionsView, redirect string, err error) {
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

// add adds a section with the given questions of page p.
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

// firstIncomplete returns the first page on the path that has a problem, or
// "check" if there is none.
func (v *visit) firstIncomplete() string {
	for _, p := range v.form.Path(v.draft.Answers) {
		if len(v.form.CheckPage(p.ID, v.draft.Answers)) > 0 {
			return p.ID
		}
	}
	return "check"
}

// savePage saves a page of answers and redirects to the next page, or sends the
// response if the button "Send without checking" was pressed.
func (h *Handlers) savePage(w http.ResponseWriter, r *http.Request) error {
	v, err := h.loadVisit(r)
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
	action := r.PostForm.Get("action")
	answers, problems := v.checkPage(id, action)
	switch {
	case len(problems) > 0:
		view, _, err := v.questionsView(id, problems)
		if err != nil {
			return err
		}
		return questionsPage.Write(w, r, http.StatusUnprocessableEntity, view)
	case action == "send" && id == allPages:
		return h.submit(w, r, v, answers)
	case action == "send":
		return h.checkAndSubmit(w, r, v)
	}
	err = h.intake.SaveDraft(r.Context(), v.draft)
	if fault.Is(err, fault.Conflict) {
		return v.writeConflict(w, r, id, saved)
	}
	if err != nil {
		return err
	}
	if action == "later" {
		return site.Redirect(w, r, v.link("later"))
	}
	return site.Redirect(w, r, v.link(v.next(id)))
}

// checkPage returns the problems of the posted page. Answers that are only saved
// for later are not checked. For the page with all questions it also returns the
// checked answers, so that they need not be checked again before they are sent.
func (v *visit) checkPage(id, action string) (answers survey.Answers, problems []survey.Problem) {
	switch {
	case action == "later":
		return answers, nil
	case id == allPages:
		return v.form.Check(v.draft.Answers)
	default:
		return answers, v.form.CheckPage(id, v.draft.Answers)
	}
}

// next returns the page after id on the path, or "check".
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

// merge returns the saved answers with those of page id replaced by the posted
// ones. Posted fields of other pages are ignored.
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

// fieldNames returns the names of the fields on page id.
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

// conflict reports whether the draft has been saved since the page was shown
// (shown is the draft's version then) and this page would overwrite a saved
// answer.
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

// writeConflict shows the answers saved in another tab above those that were just
// posted. "Continue" then saves the posted ones.
func (v *visit) writeConflict(w http.ResponseWriter, r *http.Request, id string, saved survey.Raw) error {
	view, redirect, err := v.questionsView(id, nil)
	if err != nil || redirect != "" {
		return fault.New(
			fault.Conflict,
			"These answers were changed in another tab or window. Open the link you saved to see the latest version.",
		)
	}
	savedVisit := *v
	draft := *v.draft
	draft.Answers, savedVisit.draft = saved, &draft
	savedView, _, err := savedVisit.questionsView(id, nil)
	if err != nil {
		return err
	}
	view.SavedRows = question.AnswerRowsIn(v.printer, savedView.Form, "")
	view.Notice = v.printer.Say("You changed these answers in another tab or window. Your saved answers are shown here, " +
		"and the answers you have just typed are below. Select “Continue” to keep the answers below.")
	return questionsPage.Write(w, r, http.StatusConflict, view)
}

// newResponse returns the response to send, with the checked answers of v's draft.
func (v *visit) newResponse(answers survey.Answers, keys *intake.Keys) *intake.Response {
	r := intake.NewResponse(v.form, answers)
	r.Key, r.Consultation = v.draft.Key, v.draft.Consultation
	r.StartedAt = keys.StartedAt(r.Key, r.Consultation)
	r.HasDraft = v.draft.Version > 0
	r.Lang = v.printer.Lang()
	return &r
}
