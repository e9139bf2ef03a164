package intakeweb

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// repetitionsView is the data of the page that lists the repetitions of a page, such as each child, and asks whether
// there is another one. Its ID in addresses is that of the page as it was written.
type repetitionsView struct {
	privatePage
	web.Carried
	Title     string // of the consultation
	TitleLang string // language of Title
	Self      string // URL path of this page
	Heading   string
	Progress  string
	Back      string
	Version   int64 // of the draft from which this page was made
	List      []repetitionItem
	CanRemove bool
	More      string // the question whether there is another one; "" if there cannot be
	Most      int    // repetitions
	Remove    *repetitionItem
	Notice    string
}

// repetitionItem is a repetition with the answers given so far.
type repetitionItem struct {
	Number  int
	Heading string // such as “Child 2”
	Href    string // URL path of its page
	Rows    []question.AnswerRow
}

// Slim implements an option of package page.
func (repetitionsView) Slim() bool { return true }

// Names of the buttons on the page that lists the repetitions.
const (
	removeName    = "remove"     // asks whether to remove the repetition with this number
	removeNowName = "remove-now" // removes it
	moreName      = "more"       // whether there is another one
	moreNo        = "no"
)

var repetitionsPage = page.New(files, "templates/repetitions.html", repetitionsExamples[0], repetitionsExamples[1:]...)

// listAfter returns the ID of the list of repetitions that follows page p of the form, or "". The question whether there
// is another one is asked there and not on the page.
func listAfter(p *survey.Page) string {
	if len(p.Questions) == 0 || p.Repetition() == nil {
		return ""
	}
	if last := &p.Questions[len(p.Questions)-1]; last.IsMore() {
		return p.Repetition().Page
	}
	return ""
}

// listAfter returns the ID of the list of repetitions that follows page id, or "".
func (v *visit) listAfter(id string) string {
	at := slices.IndexFunc(v.form.Pages, func(p survey.Page) bool { return p.ID == id })
	if at < 0 {
		return ""
	}
	p := &v.form.Pages[at]
	if p.Repetition() == nil || listAfter(p) != "" {
		return listAfter(p)
	}
	list, ok := v.form.Repetitions(p.Repetition().Page, v.draft.Answers)
	if ok && list.Count() == p.Repetition().Number { // the last that there can be
		return list.Page.ID
	}
	return ""
}

// before returns the page to which Back leads from the one after p.
func (v *visit) before(p *survey.Page) string {
	return cmp.Or(v.listAfter(p.ID), p.ID)
}

// isNotMore reports whether q is asked on the page of its repetition.
func isNotMore(q *survey.Question) bool { return !q.IsMore() }

// waitsForList reports whether all of page id was answered but whether there is another repetition.
func (v *visit) waitsForList(id string) bool {
	if v.listAfter(id) == "" {
		return false
	}
	missing := func(item survey.Item) bool { return item.New && isNotMore(item.Question) }
	wrong := func(p survey.Problem) bool {
		q, _ := v.form.Question(p.Question)
		return q != nil && isNotMore(q)
	}
	return !slices.ContainsFunc(v.form.Items(id, v.draft.Answers), missing) &&
		!slices.ContainsFunc(v.form.CheckPage(id, v.draft.Answers), wrong)
}

// repetitionsView returns the view of list.
func (v *visit) repetitionsView(list *survey.Repetitions) repetitionsView {
	last := list.Pages[len(list.Pages)-1]
	_, most := list.Page.Repeat.Bounds()
	view := repetitionsView{
		privatePage: v.privatePage(), Carried: v.Carried, Title: v.consultation.Title, TitleLang: v.titleLang,
		Self: v.link(list.Page.ID), Heading: cmp.Or(list.Page.Title, list.Page.Repeat.Item), Back: v.link(last.ID),
		Progress: question.ProgressLine(v.printer, v.form.Progress(last.ID, v.draft.Answers)),
		Version:  v.draft.Version, CanRemove: list.CanRemove(), Most: most, Notice: v.notice,
	}
	if list.More != nil {
		view.More = list.More.PlainText()
	}
	worded := question.Worded(v.form, v.draft.Answers)
	for _, p := range list.Pages {
		one := repetitionItem{Number: p.Repetition().Number, Heading: p.Repetition().Heading, Href: v.link(p.ID)}
		for _, q := range worded.Asked(p, v.draft.Answers) {
			if isNotMore(q) {
				for _, row := range question.AnswerRows(v.printer, []*survey.Question{q}, v.draft.Answers, v.form.Lang, "") {
					row.Question = q.PlainText()
					one.Rows = append(one.Rows, row)
				}
			}
		}
		view.List = append(view.List, one)
	}
	return view
}

// writeRepetitions writes the page for list.
func (v *visit) writeRepetitions(w http.ResponseWriter, r *http.Request, status int, list *survey.Repetitions) error {
	return repetitionsPage.Write(w, r, status, v.repetitionsView(list))
}

// askToRemove asks whether to remove repetition n of list.
func (v *visit) askToRemove(w http.ResponseWriter, r *http.Request, list *survey.Repetitions, n int) error {
	view := v.repetitionsView(list)
	for _, one := range view.List {
		if one.Number == n && view.CanRemove {
			view.Remove = &one
		}
	}
	return repetitionsPage.Write(w, r, http.StatusOK, view)
}

// saveRepetitions removes a repetition of list, or saves whether there is another one.
func (h *Handlers) saveRepetitions(w http.ResponseWriter, r *http.Request, v *visit, list *survey.Repetitions) error {
	removed, _ := strconv.Atoi(cmp.Or(r.PostForm.Get(removeNowName), r.PostForm.Get(removeName)))
	saved := v.draft.Answers
	switch {
	case r.PostForm.Has(removeName):
		return v.askToRemove(w, r, list, removed)
	case r.PostForm.Get("version") != strconv.FormatInt(v.draft.Version, 10):
		v.notice = v.printer.Say("You changed these answers in another tab or window. Check them, then choose again.")
		return v.writeRepetitions(w, r, http.StatusConflict, list)
	case r.PostForm.Has(removeNowName):
		return h.removeRepetition(w, r, v, list, removed)
	}
	last, next := list.Pages[len(list.Pages)-1].ID, ""
	v.draft.Kept = v.draft.Kept || r.PostForm.Get("action") == actionLater
	if r.PostForm.Get("action") != actionLater {
		sent := survey.Raw{survey.ShownField: {""}}
		if list.More != nil {
			sent = survey.Raw{survey.ShownField: {list.More.ID}, list.More.ID: {cmp.Or(r.PostForm.Get(moreName), moreNo)}}
		}
		turn := v.form.Turn(last, saved, sent)
		v.draft.Answers, next = turn.Raw, cmp.Or(turn.Next, "check")
	} else {
		next = "later"
	}
	if done, err := h.saveDraft(w, r, v, list.Page.ID, saved); done || err != nil {
		return err
	}
	return h.goTo(w, r, v, next)
}

// removeRepetition removes repetition n of list, with its files.
func (h *Handlers) removeRepetition(w http.ResponseWriter, r *http.Request, v *visit, list *survey.Repetitions, n int) error {
	saved, heading := v.draft.Answers, list.Page.Repeat.Heading(n)
	v.draft.Answers = v.form.RemoveRepetition(list.Page.ID, n, saved)
	if done, err := h.saveDraft(w, r, v, list.Page.ID, saved); done || err != nil {
		return err
	}
	for _, p := range list.Pages {
		for i := range p.Questions {
			q := &p.Questions[i]
			if q.Kind != survey.Files || p.Repetition().Number != n {
				continue
			}
			for _, value := range saved[q.ID] {
				if err := h.intake.RemoveFile(r.Context(), v.draft, value); err != nil {
					return err
				}
			}
		}
	}
	if n < list.Count() {
		v.notice = v.printer.Say("We removed “%s”. Those after it have moved up by one.", heading)
	} else {
		v.notice = v.printer.Say("We removed “%s”.", heading)
	}
	if list, ok := v.form.Repetitions(list.Page.ID, v.draft.Answers); ok {
		return v.writeRepetitions(w, r, http.StatusOK, list)
	}
	return h.goTo(w, r, v, v.firstIncomplete())
}

// saveDraft saves the draft of v after page id was sent. It reports whether it has answered r instead, because the draft
// was not saved; saved are the answers before.
func (h *Handlers) saveDraft(w http.ResponseWriter, r *http.Request, v *visit, id string, saved survey.Raw) (answered bool, err error) {
	v.draft.From = site.ClientNetwork(r)
	err = h.intake.SaveDraft(r.Context(), v.draft)
	switch {
	case fault.Is(err, fault.Conflict):
		return true, v.writeConflict(w, r, id, saved)
	case errors.Is(err, intake.ErrDraftsFull):
		v.notice = page.ErrorMessage(r, err)
		return true, v.writeQuestions(w, r, http.StatusServiceUnavailable, allPages, nil)
	}
	return false, err
}
