package entryweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

func batchStateName(s entry.BatchState) string {
	switch s {
	case entry.BatchKeying:
		return locale.Key("First entry")
	case entry.BatchChecking:
		return locale.Key("Second entry")
	}
	return locale.Key("Closed")
}

// batchView is the data of the page of one batch.
type batchView struct {
	page.StaffView
	Title, Reference, Back string
	Rows                   []page.SummaryRow
	NextURL, SecondURL     string // URLs of the next form to enter; "" if there is none
	AnotherURL             string // URL of the form for another such batch; "" while forms of this one are to be entered
	WaitReason             string // why this clerk has nothing to enter
	KeyedForms             []keyedFormLine
	Pages                  page.Pagination
	DifferencesURL         string // "" if there are no differences
	Agreement              *agreementView
	FinishButton           string // text of the button that finishes this stage; "" for none
	Reason                 *form.Field
	Form                   form.Form // Reason, for the error summary
	SeedHash, Seed         string
	Sample                 string
}

type keyedFormLine struct {
	Number     int64
	By         string
	Unreadable string // numbers of questions with illegible answers
	Corrected  bool
	Sampled    bool   // it is entered twice
	Href       string // URL of the correction page; "" if it cannot be corrected
}

type agreementView struct {
	Forms, Unresolved, SelfResolved int64
	Overall                         rateLine
	Questions, Clerks               []rateLine
}

type rateLine struct {
	Name         string
	Wrong, Total int64
	Range        string
}

var batchPage = page.New(files, "templates/batch.html", batchExamples[0], batchExamples[1:]...)

func (h *Handlers) batch(w http.ResponseWriter, r *http.Request) error {
	return h.showBatch(w, r, http.StatusOK, nil)
}

func (h *Handlers) advanceBatch(w http.ResponseWriter, r *http.Request) (err error) {
	slug, id, why := r.PathValue("slug"), r.PathValue("batch"), r.PostForm.Get("why")
	if r.PostForm.Get("action") == "close" {
		err = h.service.CloseBatch(r.Context(), site.Actor(r), slug, id, why)
	} else {
		err = h.service.FinishFirstKeying(r.Context(), site.Actor(r), slug, id, why)
	}
	if err != nil && isFormError(err) {
		return h.showBatch(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, staffURL(slug, "data-entry", id))
}

func (h *Handlers) showBatch(w http.ResponseWriter, r *http.Request, status int, failed error) error {
	slug, id, by, say := r.PathValue("slug"), r.PathValue("batch"), site.Actor(r), page.Printer(r).Say
	progress, err := h.service.BatchReport(r.Context(), by, slug, id, r.URL.Query().Get(page.CursorName))
	if err != nil {
		return err
	}
	view := batchView{
		Title:     progress.Reference,
		Reference: progress.Reference,
		Back:      staffURL(slug, "data-entry"),
		SeedHash:  progress.SeedHash(),
		Rows: []page.SummaryRow{
			{Key: say("How it was received"), Value: say(channelName(progress.Channel))},
			{Key: say("Form"), Value: formName(page.Printer(r), progress.Edition, progress.Paper.Form.Lang)},
			{Key: say("Received on"), Value: formatDate(r, progress.ReceivedOn)},
			{Key: say("Entered"), Value: say("%d of %d", progress.KeyedCount, progress.FormCount)},
			{Key: say("Status"), Value: say(batchStateName(progress.State))},
		},
	}
	if progress.State != entry.BatchKeying || progress.KeyedCount == progress.FormCount {
		// The browser focuses the field that the fragment names.
		view.AnotherURL = staffURL(slug, "data-entry") + "?" + url.Values{"like": {id}}.Encode() + "#reference"
	}
	switch progress.State {
	case entry.BatchKeying:
		if progress.KeyedCount < progress.FormCount {
			view.NextURL = staffURL(slug, "data-entry", id, "next")
		}
		view.FinishButton = locale.Key("Finish first entry")
	case entry.BatchChecking:
		view.FinishButton = locale.Key("Close batch")
		if progress.NextSecond > 0 {
			view.SecondURL = staffURL(slug, "data-entry", id, "second")
		} else if progress.SecondCount < int64(len(progress.Sample)) {
			view.WaitReason = say("You did the first entry of the remaining selected forms. A colleague must do the second entry.")
		}
	}
	if progress.State != entry.BatchKeying {
		view.Seed, view.Sample = progress.Seed, joinNumbers(progress.Sample)
	}
	if view.FinishButton != "" {
		view.FinishButton = say(view.FinishButton)
		view.Reason = textField("why", say("Reason, if not all forms have been entered"), "", r.PostForm.Get("why"))
		view.Reason.Error = page.ErrorMessage(r, failed)
		view.Form = form.Form{view.Reason}
	}
	names := h.clerkNames(r)
	view.KeyedForms = keyedFormLines(slug, progress, names)
	view.Pages = page.Neighbours(staffURL(slug, "data-entry", id), r.URL.Query(), progress.Previous, progress.Next)
	if progress.SecondCount > 0 {
		view.Agreement = newAgreementView(progress, names, page.Printer(r))
	}
	if progress.Agreement.Overall.Wrong > 0 {
		view.DifferencesURL = staffURL(slug, "data-entry", id, "differences")
	}
	return batchPage.Write(w, r, status, view)
}

// clerkNames returns a function that looks up the names of clerks and caches
// them.
func (h *Handlers) clerkNames(r *http.Request) func(id string) string {
	known := map[string]string{}
	return func(id string) string {
		if known[id] == "" {
			known[id] = h.PersonName(r.Context(), id)
		}
		return known[id]
	}
}

func keyedFormLines(slug string, progress *entry.BatchReport, name func(string) string) (all []keyedFormLine) {
	for _, s := range progress.Items {
		line := keyedFormLine{Number: s.Number, By: name(s.KeyedBy), Corrected: s.Attempt > 1, Sampled: s.Sampled}
		var unread []int64
		for _, q := range s.Unreadable {
			unread = append(unread, int64(progress.Paper.NumberOf(q)))
		}
		line.Unreadable = joinNumbers(unread)
		if progress.Correctable(s) == nil {
			line.Href = staffURL(slug, "data-entry", progress.ID, "forms", strconv.FormatInt(s.Number, 10))
		}
		all = append(all, line)
	}
	return all
}

func joinNumbers(list []int64) string {
	var all []string
	for _, n := range list {
		all = append(all, strconv.FormatInt(n, 10))
	}
	return strings.Join(all, ", ")
}

func newAgreementView(progress *entry.BatchReport, name func(string) string, words *locale.Printer) *agreementView {
	a, say := progress.Agreement, words.Say
	line := func(name string, r entry.Rate) rateLine {
		return rateLine{name, r.Wrong, r.Total, say("%s%% to %s%%", words.Fixed(100*r.Low, 1), words.Fixed(100*r.High, 1))}
	}
	view := &agreementView{
		Forms:        progress.SecondCount,
		Unresolved:   a.Unresolved,
		SelfResolved: a.SelfResolved,
		Overall:      line(say("All questions"), a.Overall),
	}
	for _, q := range a.Questions {
		n := progress.Paper.NumberOf(q.Question)
		question, _ := progress.Paper.QuestionByNumber(n)
		view.Questions = append(view.Questions, line(strconv.Itoa(n)+". "+question.Text, q.Rate))
	}
	for _, c := range a.Clerks {
		view.Clerks = append(view.Clerks, line(name(c.Clerk), c.Rate))
	}
	return view
}
