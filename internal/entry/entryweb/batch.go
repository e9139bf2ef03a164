package entryweb

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// overviewView is the data of the data entry overview: the batches of a
// consultation and a form to start another.
type overviewView struct {
	page.StaffView
	Title, AssistedURL, SubmissionsURL string
	Back                               page.Link
	Channels                           []channelLine
	Total                              int64
	Batches                            []batchLine
	PaperForms                         []page.Link
	Form                               form.Form
}

type channelLine struct {
	Name string
	N    int64
}

type batchLine struct {
	Reference, Href, Channel, Day, State string
	Keyed, Forms                         int64
}

var overviewPage = page.New(files, "templates/overview.html", overviewExamples[0], overviewExamples[1:]...)

func (h *Handlers) overview(w http.ResponseWriter, r *http.Request) error {
	return h.showOverview(w, r, http.StatusOK, "", nil)
}

// showOverview shows the overview. If err is not nil, the form contains what
// was typed, with err at the given field.
func (h *Handlers) showOverview(w http.ResponseWriter, r *http.Request, status int, field string, err error) error {
	slug := r.PathValue("slug")
	o, failed := h.service.Overview(r.Context(), site.Actor(r), slug)
	if failed != nil {
		return failed
	}
	say := page.Printer(r).Say
	view := overviewView{
		Title:          o.Title,
		Back:           web.BackToConsultation(r, slug),
		AssistedURL:    staffURL(slug, "assisted"),
		SubmissionsURL: staffURL(slug, "submissions"),
	}
	for _, c := range intake.Channels {
		view.Channels = append(view.Channels, channelLine{say(channelName(c)), o.Channels[c]})
		view.Total += o.Channels[c]
	}
	for _, b := range o.Batches {
		view.Batches = append(
			view.Batches,
			batchLine{
				b.Reference,
				staffURL(slug, "data-entry", b.ID),
				say(channelName(b.Channel)),
				formatDate(r, b.ReceivedOn),
				say(batchStateName(b.State)),
				o.KeyedCounts[b.ID],
				b.FormCount,
			},
		)
	}
	get := func(name, otherwise string) string {
		if r.Method == http.MethodPost {
			return r.PostForm.Get(name)
		}
		return otherwise
	}
	channels := &form.Field{
		Kind:      form.Radios,
		ID:        "channel",
		Name:      "channel",
		Label:     say("How were the forms received?"),
		LabelSize: "s",
	}
	for _, c := range entry.BatchChannels {
		channels.Options = append(
			channels.Options,
			form.Option{Value: string(c), Label: say(channelName(c)), Checked: get("channel", string(intake.Paper)) == string(c)},
		)
	}
	editions := &form.Field{
		Kind:      form.Select,
		ID:        "edition",
		Name:      "edition",
		Label:     say("Which version of the questionnaire is it?"),
		LabelSize: "s",
	}
	for i, ref := range o.Editions {
		chosen := get("edition", "") == ref.Edition || i == 0 && get("edition", "") == ""
		editions.Options = append(
			editions.Options,
			form.Option{Value: ref.Edition, Label: formName(page.Printer(r), ref.Edition, ref.Lang), Checked: chosen},
		)
		view.PaperForms = append(
			view.PaperForms,
			page.Link{
				Text: formName(page.Printer(r), ref.Edition, ref.Lang),
				Href: "/consultations/" + slug + "/paper/" + ref.Edition,
			},
		)
	}
	view.Form = form.Form{
		textField("reference", say("Batch reference"), say("For example, Market Street library, 2"), get("reference", "")),
		channels, editions,
		dateField(
			r,
			"day",
			locale.Key("When did we receive the forms?"),
			locale.Key("For example, 27 5 2016. Enter the date the forms arrived, not the date of data entry."),
			"",
		),
		numberField("forms", say("How many forms are in the batch?"), "", get("forms", "")),
		numberField(
			"second",
			say("What percentage of forms should be entered twice?"),
			say("A colleague will enter these again without seeing your entry. Enter 0 for none."),
			get("second", "10"),
		),
		{Kind: form.Hidden, Name: "key", Value: get("key", db.NewID())},
	}
	if err != nil {
		setFieldError(r, view.Form, field, err)
	}
	return overviewPage.Write(w, r, status, view)
}

func (h *Handlers) openBatch(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	forms, _ := strconv.ParseInt(strings.TrimSpace(r.PostForm.Get("forms")), 10, 32)
	percent, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(r.PostForm.Get("second")), "%"), 10, 32)
	b := entry.Batch{
		Consultation:   slug,
		Reference:      r.PostForm.Get("reference"),
		Channel:        intake.Channel(r.PostForm.Get("channel")),
		Edition:        r.PostForm.Get("edition"),
		ReceivedOn:     parseDate(r, "day"),
		FormCount:      forms,
		SampleSize:     entry.SampleSize(forms, percent),
		IdempotencyKey: r.PostForm.Get("key"),
	}
	if err != nil || percent > 100 || percent < 0 {
		b.SampleSize = -1
	}
	field, err := b.Check()
	if err == nil {
		var opened *entry.Batch
		if opened, err = h.service.OpenBatch(r.Context(), site.Actor(r), b); err == nil {
			return site.Redirect(w, r, staffURL(slug, "data-entry", opened.ID))
		}
		field = "day"
	}
	if !isFormError(err) {
		return err
	}
	return h.showOverview(w, r, http.StatusUnprocessableEntity, field, err)
}

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
	WaitReason             string // why this clerk has nothing to enter
	KeyedForms             []keyedFormLine
	Differences            []page.Link
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
	progress, err := h.service.GetBatch(r.Context(), by, slug, id)
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
	switch progress.State {
	case entry.BatchKeying:
		if progress.KeyedCount < progress.FormCount {
			view.NextURL = staffURL(slug, "data-entry", id, "next")
		}
		view.FinishButton = locale.Key("Finish first entry")
	case entry.BatchChecking:
		view.FinishButton = locale.Key("Close batch")
		if progress.NextSecondKeying(by) > 0 {
			view.SecondURL = staffURL(slug, "data-entry", id, "second")
		} else if len(progress.SecondKeyings) < len(progress.Sample) {
			view.WaitReason = say("You did the first entry of the remaining selected forms. A colleague must do the second entry.")
		}
		for _, n := range progress.Unresolved() {
			view.Differences = append(
				view.Differences,
				page.Link{Text: say("Form %d", n), Href: staffURL(slug, "data-entry", id, "differences", strconv.FormatInt(n, 10))},
			)
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
	names := h.clerkNames(r, progress)
	view.KeyedForms = keyedFormLines(slug, progress, names)
	if len(progress.Comparisons) > 0 {
		view.Agreement = newAgreementView(progress, names, page.Printer(r))
	}
	return batchPage.Write(w, r, status, view)
}

// clerkNames returns a function that looks up the names of clerks and caches
// them.
func (h *Handlers) clerkNames(r *http.Request, progress *entry.BatchProgress) func(id string) string {
	known := map[string]string{}
	return func(id string) string {
		if known[id] == "" {
			known[id] = h.PersonName(r.Context(), id)
		}
		return known[id]
	}
}

func keyedFormLines(slug string, progress *entry.BatchProgress, name func(string) string) (all []keyedFormLine) {
	for _, s := range progress.KeyedForms {
		line := keyedFormLine{Number: s.Number, By: name(s.KeyedBy), Corrected: s.Attempt > 1}
		var unread []int64
		for _, q := range s.Unreadable {
			unread = append(unread, int64(progress.Paper.NumberOf(q)))
		}
		line.Unreadable = joinNumbers(unread)
		if progress.Correctable(s.Number) == nil {
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

func newAgreementView(progress *entry.BatchProgress, name func(string) string, words *locale.Printer) *agreementView {
	a, say := progress.Agreement(), words.Say
	line := func(name string, r entry.Rate) rateLine {
		return rateLine{name, r.Wrong, r.Total, say("%s%% to %s%%", words.Fixed(100*r.Low, 1), words.Fixed(100*r.High, 1))}
	}
	view := &agreementView{
		Forms:        a.Forms,
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
