package intakeweb

import (
	"net/http"
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
	Shown     *form.Field          // hidden: what the page shows
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

// Slim implements an option of package page.
func (questionsView) Slim() bool { return true }

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
		view.addSections(v, "", problems)
		return view, "", nil
	}
	path := v.form.Path(v.draft.Answers)
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
	view.Progress = question.ProgressLine(v.printer, v.form.Progress(id, v.draft.Answers))
	if at > 0 {
		view.Back = v.link(path[at-1].ID)
	} else {
		view.Intro = v.form.Intro
	}
	view.addSections(v, id, problems)
	view.Sections[0].Heading = ""
	return view, "", nil
}

// addSections adds the questions of page id, or of all pages for "".
func (view *questionsView) addSections(v *visit, id string, problems []survey.Problem) {
	fields := question.NewPageFields(v.printer, v.form, id, v.draft.Answers, problems)
	for _, one := range fields.Sections {
		s := section{ID: one.Page.ID, Heading: one.Page.Title, Intro: one.Page.Intro, Fields: one.Fields}
		if view.AllPages && one.Page.When != nil {
			s.Condition = v.printer.Say(
				"Answer this part if it applies to you. If your other answers show that it does not, we will leave it out and tell you.",
			)
		}
		view.Sections = append(view.Sections, s)
		view.Form = append(view.Form, s.Fields...)
	}
	view.Shown = fields.Shown
}

// firstIncomplete returns the first page on the path that has a problem or that
// has not been shown as a whole, or "check" if there is none.
func (v *visit) firstIncomplete() string {
	if id := v.form.FirstUnfinished(v.draft.Answers); id != "" {
		return id
	}
	return "check"
}

// savePage saves a page of answers and redirects to the next page, or sends the
// response if the button "Send without checking" was pressed. If the answers make
// further questions of the page apply, the page is shown once more.
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
	turn := v.form.Turn(formPage(id), saved, survey.Raw(r.PostForm))
	v.draft.Answers = turn.Raw
	if v.conflict(id, saved, r.PostForm.Get("version")) {
		return v.writeConflict(w, r, id, saved)
	}
	action := r.PostForm.Get("action")
	switch {
	case len(turn.Problems) > 0 && action != "later":
		view, _, err := v.questionsView(id, turn.Problems)
		if err != nil {
			return err
		}
		return questionsPage.Write(w, r, http.StatusUnprocessableEntity, view)
	case action == "send" && turn.Complete:
		return h.submit(w, r, v, turn.Checked)
	}
	err = h.intake.SaveDraft(r.Context(), v.draft)
	if fault.Is(err, fault.Conflict) {
		return v.writeConflict(w, r, id, saved)
	}
	if err != nil {
		return err
	}
	switch {
	case action == "later":
		return site.Redirect(w, r, v.link("later"))
	case turn.Again:
		return site.Redirect(w, r, v.link(id)+"#more")
	case turn.Next != "":
		return site.Redirect(w, r, v.link(turn.Next))
	}
	return site.Redirect(w, r, v.link("check"))
}

// formPage returns the name of page id in package survey.
func formPage(id string) string {
	if id == allPages {
		return ""
	}
	return id
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
	for i := range v.form.Pages {
		if p := &v.form.Pages[i]; id == allPages || p.ID == id {
			rows := question.Rows(v.printer, v.form.Asked(p, saved), saved, v.form.Lang, "")
			view.SavedRows = append(view.SavedRows, rows...)
		}
	}
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
