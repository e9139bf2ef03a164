package intakeweb

import (
	"fmt"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/site"
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
	Title     string
	TitleLang string // language of Title
	Back      string
	Later     string
	Clear     string
	Groups    []answerGroup
	NotSent   []question.AnswerRow // answers to questions that no longer apply
	Notice    string               // why the response could not be sent, or ""
}

// Slim implements an option of package page.
func (checkView) Slim() bool { return true }

var checkPage = page.New(files, "templates/check.html", checkExamples[0], checkExamples[1:]...)

func (h *Handlers) showCheck(w http.ResponseWriter, r *http.Request) error {
	v, err := h.loadVisit(r)
	if fault.Is(err, fault.Closed) || err == nil && v.draft.Version == 0 {
		if sent, key := h.findSent(r); sent {
			return site.Redirect(w, r, link(r.PathValue("slug"), r.PathValue("edition"), key, "receipt"))
		}
	}
	if err != nil {
		return err
	}
	if id := v.firstIncomplete(); id != "check" {
		return site.Redirect(w, r, v.link(id))
	}
	return checkPage.Write(w, r, http.StatusOK, v.checkView())
}

// findSent reports whether the response with the key of r has been sent.
func (h *Handlers) findSent(r *http.Request) (bool, intake.Key) {
	key, err := intake.ParseKey(r.PathValue("key"))
	if err == nil {
		_, err = h.intake.FindResponse(r.Context(), r.PathValue("slug"), key)
	}
	return err == nil, key
}

func (v *visit) checkView() checkView {
	view := checkView{
		privatePage: privatePage{v.form.Lang},
		Title:       v.consultation.Title,
		TitleLang:   v.titleLang,
		Later:       v.link("later"),
		Clear:       v.link("clear"),
	}
	path := v.form.Path(v.draft.Answers)
	asked := map[string]bool{}
	for _, p := range path {
		questions := v.form.Asked(p, v.draft.Answers)
		for _, q := range questions {
			asked[q.ID] = true
		}
		rows := question.Rows(v.printer, questions, v.draft.Answers, v.form.Lang, v.link(p.ID))
		if len(rows) > 0 {
			view.Groups = append(view.Groups, answerGroup{Heading: p.Title, Monitoring: p.Monitoring, Rows: rows})
		}
		view.Back = v.link(p.ID)
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

// send sends the answers of a draft. If they have been sent before, it shows the
// same receipt again.
func (h *Handlers) send(w http.ResponseWriter, r *http.Request) error {
	if sent, key := h.findSent(r); sent {
		return h.writeReceipt(w, r, key)
	}
	v, err := h.loadVisit(r)
	if err != nil {
		return err
	}
	return h.checkAndSubmit(w, r, v)
}

// checkAndSubmit checks the answers of v's draft and submits them. If there are
// problems it redirects to the first page that has one.
func (h *Handlers) checkAndSubmit(w http.ResponseWriter, r *http.Request, v *visit) error {
	answers, problems := v.form.Check(v.draft.Answers)
	if len(problems) > 0 {
		return site.Redirect(w, r, v.link(v.firstIncomplete()))
	}
	return h.submit(w, r, v, answers)
}

// submit passes answers to the receiver, waits for the commit and responds with
// the receipt itself rather than a redirect, which would cost a second request on
// a poor mobile network.
func (h *Handlers) submit(w http.ResponseWriter, r *http.Request, v *visit, answers survey.Answers) error {
	got, err := h.intake.Receiver.Submit(r.Context(), v.newResponse(answers, h.intake.Keys))
	if fault.Is(err, fault.Busy) {
		view := v.checkView()
		view.Notice = page.ErrorMessage(r, err)
		w.Header().Set("Retry-After", "30")
		return checkPage.Write(w, r, http.StatusServiceUnavailable, view)
	}
	if err != nil {
		return err
	}
	if r.Header.Get("Accept") == "text/plain" { // software that wants only the receipt file
		return writeAttachment(w, fmt.Sprintf("receipt-%d.tlog-proof", got.Index), got.Marshal())
	}
	view := h.newReceiptView(v.printer, v.consultation, v.draft.Edition, v.form.Lang, v.draft.Key, got, intake.Counted, true)
	view.TitleLang = v.titleLang
	view.Email = h.newEmailForm(v.printer, r, v.link("receipt"), false)
	return receiptPage.Write(w, r, http.StatusOK, view)
}
