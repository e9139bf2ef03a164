package intakeweb

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// section is the questions of one page of the form.
type section struct {
	ID, Heading, Intro string
	Kept               string // how long the answers are kept, where monitoring questions begin
	Condition          string // who should answer this part, if not everyone; only on the page with all questions
	Fields             form.Form
}

// questionsView is the data of one page of the form, or of the page with all
// questions.
type questionsView struct {
	privatePage
	web.Carried
	Title     string // of the consultation
	TitleLang string // language of Title
	Self      string // URL path of this page
	Heading   string
	Intro     string // of the form; only on its first page
	Progress  string
	Back      string

	// BackInForm makes Back a button, because a link would lose the half of the key.
	BackInForm bool

	Later     string
	Sections  []section
	Form      form.Form            // all fields of all sections, for the error summary
	Shown     *form.Field          // hidden: what the page shows
	Order     *form.Field          // hidden: the order that was drawn; nil if nothing is in random order
	Version   int64                // of the draft from which this page was made
	Notice    string               // a problem that is not about one answer
	SavedRows []question.AnswerRow // answers saved in another tab, after a conflict
	AllPages  bool
	Upload    bool // a field is for files
}

// privatePage is embedded in the views of pages that show answers or whose URL
// contains a key: they must not be cached or indexed.
type privatePage struct {
	Lang string // of the edition
	Easy bool   // the edition is in Easy Read

	Pictures bool // each step has a picture, whatever the language of the page
}

func (p privatePage) PageLang() string { return pageLang(p.Lang, p.Easy) }
func (privatePage) NoStore() bool      { return true }
func (privatePage) NoIndex() bool      { return true }

// Slim implements an option of package page.
func (questionsView) Slim() bool { return true }

var questionsPage = page.New(files, "templates/questions.html", questionsExamples[0], questionsExamples[1:]...)

func (h *Handlers) showQuestions(w http.ResponseWriter, r *http.Request, v *visit) error {
	id := r.PathValue("page")
	if list, ok := v.form.Repetitions(id, v.draft.Answers); ok {
		remove, _ := strconv.Atoi(r.URL.Query().Get(removeName))
		return v.askToRemove(w, r, list, remove)
	}
	view, instead, err := v.questionsView(id, nil)
	if err != nil {
		return err
	}
	if instead != "" {
		return h.goTo(w, r, v, instead)
	}
	return questionsPage.Write(w, r, http.StatusOK, view)
}

// writeQuestions writes page id of the form with problems beside their fields, or the
// first incomplete page if the answers so far skip that page.
func (v *visit) writeQuestions(w http.ResponseWriter, r *http.Request, status int, id string, problems []survey.Problem) error {
	if list, ok := v.form.Repetitions(id, v.draft.Answers); ok {
		return v.writeRepetitions(w, r, status, list)
	}
	view, instead, err := v.questionsView(id, problems)
	if err != nil {
		return err
	}
	if instead == "check" {
		return v.writeCheck(w, r)
	}
	if instead != "" {
		return v.writeQuestions(w, r, status, instead, nil)
	}
	return questionsPage.Write(w, r, status, view)
}

// questionsView returns the view of page id of the form, with problems beside
// their fields. If the answers so far skip that page, it returns the id of the page to
// show instead.
func (v *visit) questionsView(id string, problems []survey.Problem) (view questionsView, instead string, err error) {
	view = questionsView{
		privatePage: v.privatePage(),
		Carried:     v.Carried,
		Title:       v.consultation.Title,
		TitleLang:   v.titleLang,
		Notice:      v.notice,
		Self:        v.link(id),
		Version:     v.draft.Version,
		Later:       v.link("later"),
		Back:        consultationURL(v.draft.Consultation, "respond"),
	}
	if id == allPages {
		view.Heading, view.Intro, view.AllPages = v.form.Title, v.form.Intro, true
		return view, "", view.addSections(v, "", problems)
	}
	path := v.form.Path(v.draft.Answers)
	at := slices.IndexFunc(path, func(p *survey.Page) bool { return p.ID == id })
	if at < 0 {
		isPage := func(p survey.Page) bool { return p.ID == id || listAfter(&p) == id }
		if !slices.ContainsFunc(v.form.Pages, isPage) {
			return view, "", fault.New(
				fault.NotFound,
				"We cannot find that page of the questionnaire. Go back to the consultation page and start again from there.",
			)
		}
		return view, v.firstIncomplete(), nil
	}
	p := path[at]
	view.Heading = p.Title
	if view.Heading == "" {
		view.Heading = v.form.Title
	}
	view.Progress = question.ProgressLine(v.printer, v.form.Progress(id, v.draft.Answers))
	if at > 0 {
		view.Back, view.BackInForm = v.link(v.before(path[at-1])), v.Half != ""
	} else {
		view.Intro = v.form.Intro
	}
	if err := view.addSections(v, id, problems); err != nil {
		return view, "", err
	}
	view.Sections[0].Heading = ""
	return view, "", nil
}

// addSections adds the questions of page id, or of all pages for "".
func (view *questionsView) addSections(v *visit, id string, problems []survey.Problem) (err error) {
	// The order is kept with the answers as soon as a page is sent.
	v.draft.Answers = question.WithOrder(v.form, v.draft.Answers)
	include := isNotMore // whether there is another one is asked after the page
	if formPage(id) == "" {
		include = nil
	}
	fields := question.NewPageFields(v.printer, v.worded(id), id, v.draft.Answers, problems, include)
	for _, one := range fields.Sections {
		s := section{ID: one.Page.ID, Heading: one.Page.Title, Intro: one.Page.Intro, Fields: one.Fields}
		if s.Kept, err = v.monitoringNotice(one.Page.ID); err != nil {
			return err
		}
		if view.AllPages && one.Page.When != nil {
			s.Condition = v.printer.Say(
				"Answer this part if it applies to you. If your other answers show that it does not, we will leave it out and tell you.",
			)
		}
		view.Sections = append(view.Sections, s)
		view.Form = append(view.Form, s.Fields...)
		view.Upload = view.Upload || slices.ContainsFunc(s.Fields, func(f *form.Field) bool { return f.Kind == form.File })
	}
	view.Shown, view.Order = fields.Shown, fields.Order
	return nil
}

// worded returns the form with the questions of page id put as earlier answers make them fit. On the page with all
// questions, where all answers can still change, they have their own words.
func (v *visit) worded(id string) *survey.Form {
	if formPage(id) == "" {
		return v.form
	}
	return question.Worded(v.form, v.draft.Answers)
}

// firstIncomplete returns the first page on the path that has a problem or that
// has not been shown as a whole, or "check" if there is none.
func (v *visit) firstIncomplete() string {
	id := v.form.FirstUnfinished(v.draft.Answers)
	if id != "" && v.waitsForList(id) {
		return v.listAfter(id)
	}
	return cmp.Or(id, "check")
}

// savePage saves a page of answers and redirects to the next page, or sends the
// response if the button "Send without checking" was pressed. If the answers make
// further questions of the page apply, the page is shown once more.
func (h *Handlers) savePage(w http.ResponseWriter, r *http.Request, v *visit) (err error) {
	if r.PostForm.Get("action") == actionShow {
		return h.goTo(w, r, v, r.PathValue("page"))
	}
	id := r.PathValue("page")
	saved := v.draft.Answers
	if list, ok := v.form.Repetitions(id, saved); ok {
		return h.saveRepetitions(w, r, v, list)
	}
	v.draft.From = site.ClientNetwork(r)
	refused, err := h.attach(r, v, r.PostForm)
	if err != nil {
		return err
	}
	turn := v.worded(id).Turn(formPage(id), saved, survey.Raw(r.PostForm))
	v.draft.Answers = turn.Raw
	if len(refused) > 0 {
		turn.Problems, turn.Complete = withFileProblems(turn.Problems, refused), false
	}
	if v.conflict(id, saved, r.PostForm.Get("version")) {
		return v.writeConflict(w, r, id, saved)
	}
	action := r.PostForm.Get("action")
	switch {
	case v.sentOn != "" && !turn.Complete:
		return v.alreadySent()
	case r.PostForm.Has(form.RemoveName):
		return h.showWithoutFile(w, r, v, id)
	case len(turn.Problems) > 0 && (action != actionLater || len(refused) > 0):
		return v.writeQuestions(w, r, http.StatusUnprocessableEntity, id, turn.Problems)
	case action == actionSend && turn.Complete:
		return h.submit(w, r, v, turn.Checked)
	}
	v.draft.Kept = v.draft.Kept || action == actionLater
	switch answered, err := h.saveDraft(w, r, v, id, saved); {
	case errors.Is(err, intake.ErrDraftTooLong) && len(turn.Problems) > 0:
		return v.writeQuestions(w, r, http.StatusUnprocessableEntity, id, turn.Problems)
	case answered || err != nil:
		return err
	}
	list := v.listAfter(id)
	switch again := turn.Again && (turn.At != "" || !v.waitsForList(id)); {
	case action == actionLater:
		return h.goTo(w, r, v, "later")
	case turn.At != "" && v.Half == "":
		return site.Redirect(w, r, v.link(id)+"#"+turn.At)
	case again && v.Half == "":
		return site.Redirect(w, r, v.link(id)+"#more")
	case again:
		return h.goTo(w, r, v, id)
	case list != "":
		return h.goTo(w, r, v, list)
	case turn.Next != "":
		return h.goTo(w, r, v, turn.Next)
	}
	return h.goTo(w, r, v, "check")
}

// showWithoutFile shows page id again, after the respondent has removed a file. Answers that were saved before are saved
// without it.
func (h *Handlers) showWithoutFile(w http.ResponseWriter, r *http.Request, v *visit, id string) error {
	if v.draft.Version > 0 {
		if err := h.intake.SaveDraft(r.Context(), v.draft); err != nil && fault.KindOf(err) == fault.Internal {
			return err
		}
	}
	return v.writeQuestions(w, r, http.StatusOK, id, nil)
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
	view, instead, err := v.questionsView(id, nil)
	if err != nil || instead != "" {
		return fault.New(
			fault.Conflict,
			"These answers were changed in another tab or window. Open the link you saved to see the latest version.",
		)
	}
	for i := range v.form.Pages {
		if p := &v.form.Pages[i]; id == allPages || p.ID == id {
			rows := question.AnswerRows(v.printer, v.worded(id).Asked(p, saved), saved, v.form.Lang, "")
			view.SavedRows = append(view.SavedRows, rows...)
		}
	}
	view.Notice = v.printer.Say("You changed these answers in another tab or window. Your saved answers are shown here, " +
		"and the answers you have just typed are below. Select “Continue” to keep the answers below.")
	return questionsPage.Write(w, r, http.StatusConflict, view)
}

// newResponse returns the response to send, with the checked answers of v's draft.
func (v *visit) newResponse(answers survey.Answers) *intake.Response {
	r := intake.NewResponse(v.form, answers)
	r.Key, r.Address, r.Consultation = v.draft.Key, v.draft.Address, v.draft.Consultation
	r.StartedAt = v.draft.Started
	r.HasDraft = v.draft.Version > 0
	r.AttachFiles(answers, v.draft.Answers)
	r.Lang = v.printer.Lang()
	r.Order = survey.OrderOf(v.draft.Answers)
	return &r
}
