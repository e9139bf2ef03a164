package intakeweb

import (
	"errors"
	"net/http"
	"slices"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// answerGroup is the answers of one page.
type answerGroup struct {
	Heading    string
	Monitoring bool
	Rows       []question.AnswerRow
}

// checkView is the data of the page "Check your answers".
type checkView struct {
	privatePage
	web.Carried
	Title     string
	TitleLang string // language of Title
	Self      string // URL path of this page
	Back      string
	Later     string
	Groups    []answerGroup
	NotSent   []question.AnswerRow // answers to questions that no longer apply
	Notice    string               // why the response could not be sent, or ""
}

// Slim implements an option of package page.
func (checkView) Slim() bool { return true }

var checkPage = page.New(files, "templates/check.html", checkExamples[0], checkExamples[1:]...)

func (h *Handlers) showCheck(w http.ResponseWriter, r *http.Request, v *visit) error {
	if id := v.firstIncomplete(); id != "check" {
		return h.goTo(w, r, v, id)
	}
	return v.writeCheck(w, r)
}

// writeCheck writes the page "Check your answers", or the first page that is not
// complete.
func (v *visit) writeCheck(w http.ResponseWriter, r *http.Request) error {
	if id := v.firstIncomplete(); id != "check" {
		return v.writeQuestions(w, r, http.StatusOK, id, nil)
	}
	return checkPage.Write(w, r, http.StatusOK, v.checkView())
}

func (v *visit) checkView() checkView {
	view := checkView{
		privatePage: v.privatePage(),
		Title:       v.consultation.Title,
		TitleLang:   v.titleLang,
		Carried:     v.Carried,
		Self:        v.link("check"),
		Later:       v.link("later"),
	}
	worded := v.worded("check")
	asked := map[string]bool{}
	for _, p := range worded.Path(v.draft.Answers) {
		questions := question.InOrder(p, worded.Asked(p, v.draft.Answers), v.draft.Answers)
		for _, q := range questions {
			asked[q.ID] = true
		}
		more := slices.IndexFunc(questions, (*survey.Question).IsMore)
		rest := questions
		if more >= 0 {
			rest = questions[:more]
		}
		rows := question.AnswerRows(v.printer, rest, v.draft.Answers, v.form.Lang, v.link(p.ID))
		if more >= 0 {
			rows = append(rows, question.AnswerRows(v.printer, questions[more:], v.draft.Answers, v.form.Lang, v.link(listAfter(p)))...)
		}
		if len(rows) > 0 {
			view.Groups = append(view.Groups, answerGroup{Heading: p.Title, Monitoring: p.Monitoring, Rows: rows})
		}
		view.Back = v.link(v.before(p))
	}
	for i := range v.form.Pages {
		p := &v.form.Pages[i]
		for _, q := range question.OnPage(p) {
			if asked[q.ID] || q.Kind == survey.Panel {
				continue
			}
			if words := question.Text(v.printer, q, v.draft.Answers, v.form.Lang); words != "" {
				view.NotSent = append(view.NotSent, question.AnswerRow{Question: q.Text, Answer: words})
			}
		}
	}
	return view
}

// send sends the answers of a draft.
func (h *Handlers) send(w http.ResponseWriter, r *http.Request, v *visit) error {
	if r.PostForm.Get("action") == actionShow {
		return h.goTo(w, r, v, "check")
	}
	return h.checkAndSubmit(w, r, v)
}

// checkAndSubmit checks the answers of v's draft and submits them. If there are
// problems it shows the first page that has one.
func (h *Handlers) checkAndSubmit(w http.ResponseWriter, r *http.Request, v *visit) error {
	answers, problems := v.form.Check(v.draft.Answers)
	if len(problems) > 0 {
		id := v.firstIncomplete()
		wrong := v.worded(id).CheckPage(id, v.draft.Answers)
		typed := func(p survey.Problem) bool { return len(v.draft.Answers[p.Field]) > 0 }
		if slices.ContainsFunc(wrong, typed) { // such as a date that is past since it was typed
			return v.writeQuestions(w, r, http.StatusUnprocessableEntity, id, wrong)
		}
		return h.goTo(w, r, v, id)
	}
	return h.submit(w, r, v, answers)
}

// submit passes answers to the receiver, waits for the commit and responds with
// the receipt itself rather than a redirect, which would cost a second request on
// a poor mobile network.
func (h *Handlers) submit(w http.ResponseWriter, r *http.Request, v *visit, answers survey.Answers) error {
	got, err := h.intake.Receiver.Submit(r.Context(), v.newResponse(answers))
	if fault.Is(err, fault.Busy) {
		view := v.checkView()
		view.Notice = page.ErrorMessage(r, err)
		w.Header().Set("Retry-After", "30")
		return checkPage.Write(w, r, http.StatusServiceUnavailable, view)
	}
	if errors.Is(err, intake.ErrAlreadySent) {
		status, err := h.intake.FindResponse(r.Context(), v.draft.Consultation, v.draft.Key)
		if err != nil {
			return err
		}
		v.sentOn = status.ReceivedOn
		return v.alreadySent()
	}
	if err != nil {
		return err
	}
	return h.thank(w, r, v, got, intake.Counted)
}
