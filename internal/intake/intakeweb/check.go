package intakeweb

import (
	"fmt"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/survey"
)

// answerGroup is the answers of one page.
type answerGroup struct {
	Heading    string
	Monitoring bool
	Rows       []question.AnswerRow
}

// checkView shows all answers before they are sent.
type checkView struct {
	privatePage
	Title     string
	TitleLang string // the language of Title
	Back      string
	Later     string
	Clear     string
	Groups    []answerGroup
	NotSent   []question.AnswerRow // typed, and no longer asked
	Notice    string
}

var checkPage = page.New(files, "templates/check.html", checkExamples[0], checkExamples[1:]...)

func (d *Handlers) showCheck(w http.ResponseWriter, r *http.Request) error {
	v, err := d.loadVisit(r)
	if fault.Is(err, fault.Closed) || err == nil && v.draft.Version == 0 {
		if sent, key := d.findSent(r); sent {
			return site.Redirect(w, r, link(r.PathValue("slug"), r.PathValue("edition"), key, "receipt"))
		}
	}
	if err != nil {
		return err
	}
	if open := v.firstIncomplete(); open != "check" {
		return site.Redirect(w, r, v.link(open))
	}
	return checkPage.Write(w, r, http.StatusOK, v.checkView())
}

// findSent reports whether the response of r was sent before.
func (d *Handlers) findSent(r *http.Request) (bool, intake.Key) {
	key, err := intake.ParseKey(r.PathValue("key"))
	if err == nil {
		_, err = d.intake.FindResponse(r.Context(), r.PathValue("slug"), key)
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
		rows := question.AnswerRowsIn(v.printer, question.FieldsIn(v.printer, questions, v.draft.Answers, nil, v.form.Lang), v.link(p.ID))
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
			f := question.FieldIn(v.printer, q, v.draft.Answers, nil)
			if words := question.AnswerText(f); words != "" {
				view.NotSent = append(view.NotSent, question.AnswerRow{Question: q.Text, Answer: words})
			}
		}
	}
	return view
}

// send sends the answers of a draft. Pressed twice, it gives the same receipt.
func (d *Handlers) send(w http.ResponseWriter, r *http.Request) error {
	if sent, key := d.findSent(r); sent {
		return d.writeReceipt(w, r, key)
	}
	v, err := d.loadVisit(r)
	if err != nil {
		return err
	}
	return d.submit(w, r, v)
}

// submit hands the answers to the receiver, waits for the commit, and answers
// with the receipt itself: a phone on a poor network need not ask twice for it.
func (d *Handlers) submit(w http.ResponseWriter, r *http.Request, v *visit) error {
	answers, problems := v.form.Check(v.draft.Answers)
	if len(problems) > 0 {
		return site.Redirect(w, r, v.link(v.firstIncomplete()))
	}
	got, err := d.intake.Receiver.Submit(r.Context(), v.newResponse(answers, d.intake.Keys))
	if fault.Is(err, fault.Busy) {
		view := v.checkView()
		view.Notice = page.ErrorMessage(r, err)
		w.Header().Set("Retry-After", "30")
		return checkPage.Write(w, r, http.StatusServiceUnavailable, view)
	}
	if err != nil {
		return err
	}
	if r.Header.Get("Accept") == "text/plain" { // a program asks for the file itself
		return writeAttachment(w, fmt.Sprintf("receipt-%d.tlog-proof", got.Index), got.Marshal())
	}
	view := d.newReceiptView(v.printer, v.consultation, v.draft.Edition, v.form.Lang, v.draft.Key, got, intake.Counted, true)
	view.TitleLang = v.titleLang
	view.Email = d.newEmailForm(v.printer, r, v.link("receipt"), false)
	return receiptPage.Write(w, r, http.StatusOK, view)
}
