package entryweb

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// overviewView is the bundles of a consultation, and a form for another.
type overviewView struct {
	page.StaffView
	Title, Back, AssistedURL, SubmissionsURL string
	Channels                                 []channelLine
	Total                                    int64
	Batches                                  []batchLine
	PaperForms                               []page.Link
	Form                                     form.Form
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

func (d *Handlers) overview(w http.ResponseWriter, r *http.Request) error {
	return d.showOverview(w, r, http.StatusOK, "", nil)
}

// showOverview shows the bundles, and the form with what was typed and err
// beside field.
func (d *Handlers) showOverview(w http.ResponseWriter, r *http.Request, status int, field string, err error) error {
	slug := r.PathValue("slug")
	o, failed := d.service.Overview(r.Context(), site.Actor(r), slug)
	if failed != nil {
		return failed
	}
	say := page.Printer(r).Say
	view := overviewView{
		Title:          o.Title,
		Back:           "/staff/consultations/" + slug,
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
	channels := &form.Field{Kind: form.Radios, ID: "channel", Name: "channel", Label: say("How were they received?"), LabelSize: "s"}
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
			page.Link{Text: formName(page.Printer(r), ref.Edition, ref.Lang), Href: "/consultations/" + slug + "/paper/" + ref.Edition},
		)
	}
	view.Form = form.Form{
		textField("reference", say("Batch reference"), say("For example, Market Street library, 2"), get("reference", "")),
		channels, editions,
		dateField(
			r,
			"day",
			locale.Key("When did we receive them?"),
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
		{Kind: form.Hidden, Name: "key", Value: get("key", entry.NewIdempotencyKey())},
	}
	if err != nil {
		setFieldError(r, view.Form, field, err)
	}
	return overviewPage.Write(w, r, status, view)
}

func (d *Handlers) openBatch(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	forms, _ := strconv.ParseInt(strings.TrimSpace(r.PostForm.Get("forms")), 10, 32)
	percent, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(r.PostForm.Get("second")), "%"), 10, 32)
	b := entry.Batch{Consultation: slug, Reference: r.PostForm.Get("reference"), Channel: intake.Channel(r.PostForm.Get("channel")),
		Edition: r.PostForm.Get(
			"edition",
		), ReceivedOn: parseDate(r, "day"), FormCount: forms, SampleSize: entry.SampleSize(forms, percent), IdempotencyKey: r.PostForm.Get("key")}
	if err != nil || percent > 100 || percent < 0 {
		b.SampleSize = -1
	}
	field, err := b.Check()
	if err == nil {
		var opened *entry.Batch
		if opened, err = d.service.OpenBatch(r.Context(), site.Actor(r), b); err == nil {
			return site.Redirect(w, r, staffURL(slug, "data-entry", opened.ID))
		}
		field = "day"
	}
	if !isFormError(err) {
		return err
	}
	return d.showOverview(w, r, http.StatusUnprocessableEntity, field, err)
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

// batchView is one bundle.
type batchView struct {
	page.StaffView
	Title, Reference, Back string
	Rows                   []page.SummaryRow
	NextURL, SecondURL     string // addresses of what there is to do; "" nothing
	WaitReason             string // why there is nothing to key for this clerk
	KeyedForms             []keyedFormLine
	Differences            []page.Link
	Agreement              *agreementView
	FinishButton           string // the words on the button that leads on; "" for none
	Reason                 *form.Field
	Form                   form.Form // Why, for the error summary
	SeedHash, Seed         string
	Sample                 string
}

type keyedFormLine struct {
	Number     int64
	By         string
	Unreadable string // numbers of questions
	Corrected  bool
	Href       string // where it is corrected; "" where it cannot be
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

func (d *Handlers) batch(w http.ResponseWriter, r *http.Request) error {
	return d.showBatch(w, r, http.StatusOK, nil)
}

func (d *Handlers) advanceBatch(w http.ResponseWriter, r *http.Request) (err error) {
	slug, id, why := r.PathValue("slug"), r.PathValue("batch"), r.PostForm.Get("why")
	if r.PostForm.Get("action") == "close" {
		err = d.service.CloseBatch(r.Context(), site.Actor(r), slug, id, why)
	} else {
		err = d.service.FinishFirstKeying(r.Context(), site.Actor(r), slug, id, why)
	}
	if err != nil && isFormError(err) {
		return d.showBatch(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, staffURL(slug, "data-entry", id))
}

func (d *Handlers) showBatch(w http.ResponseWriter, r *http.Request, status int, failed error) error {
	slug, id, by, say := r.PathValue("slug"), r.PathValue("batch"), site.Actor(r), page.Printer(r).Say
	st, err := d.service.GetBatch(r.Context(), by, slug, id)
	if err != nil {
		return err
	}
	view := batchView{
		Title:     st.Reference,
		Reference: st.Reference,
		Back:      staffURL(slug, "data-entry"),
		SeedHash:  st.SeedHash(),
		Rows: []page.SummaryRow{
			{
				Key:   say("How received"),
				Value: say(channelName(st.Channel)),
			}, {Key: say("Form"), Value: st.Edition}, {Key: say("Received on"), Value: formatDate(r, st.ReceivedOn)},
			{Key: say("Entered"), Value: say("%d of %d", st.KeyedCount, st.FormCount)}, {Key: say("Status"), Value: say(batchStateName(st.State))}},
	}
	switch st.State {
	case entry.BatchKeying:
		if st.KeyedCount < st.FormCount {
			view.NextURL = staffURL(slug, "data-entry", id, "next")
		}
		view.FinishButton = locale.Key("Finish first entry")
	case entry.BatchChecking:
		view.FinishButton = locale.Key("Close batch")
		if st.NextSecondKeying(by) > 0 {
			view.SecondURL = staffURL(slug, "data-entry", id, "second")
		} else if len(st.SecondKeyings) < len(st.Sample) {
			view.WaitReason = say("You did the first entry of the remaining selected forms. A colleague must do the second entry.")
		}
		for _, n := range st.Unresolved() {
			view.Differences = append(
				view.Differences,
				page.Link{Text: say("Form %d", n), Href: staffURL(slug, "data-entry", id, "differences", strconv.FormatInt(n, 10))},
			)
		}
	}
	if st.State != entry.BatchKeying {
		view.Seed, view.Sample = st.Seed, joinNumbers(st.Sample)
	}
	if view.FinishButton != "" {
		view.FinishButton = say(view.FinishButton)
		view.Reason = textField("why", say("Reason, if not all forms have been entered"), "", r.PostForm.Get("why"))
		view.Reason.Error = page.ErrorMessage(r, failed)
		view.Form = form.Form{view.Reason}
	}
	names := d.clerkNames(r, st)
	view.KeyedForms = keyedFormLines(slug, st, names)
	if len(st.Comparisons) > 0 {
		view.Agreement = newAgreementView(st, names, say)
	}
	return batchPage.Write(w, r, status, view)
}

// clerkNames finds what colleagues call the clerks of a bundle.
func (d *Handlers) clerkNames(r *http.Request, st *entry.BatchProgress) func(id string) string {
	known := map[string]string{}
	return func(id string) string {
		if known[id] == "" {
			known[id] = d.PersonName(r.Context(), id)
		}
		return known[id]
	}
}

func keyedFormLines(slug string, st *entry.BatchProgress, name func(string) string) (all []keyedFormLine) {
	for _, s := range st.KeyedForms {
		line := keyedFormLine{Number: s.Number, By: name(s.KeyedBy), Corrected: s.Attempt > 1}
		var unread []int64
		for _, q := range s.Unreadable {
			unread = append(unread, int64(st.Paper.NumberOf(q)))
		}
		line.Unreadable = joinNumbers(unread)
		if st.Correctable(s.Number) == nil {
			line.Href = staffURL(slug, "data-entry", st.ID, "forms", strconv.FormatInt(s.Number, 10))
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

func newAgreementView(st *entry.BatchProgress, name func(string) string, say func(string, ...any) string) *agreementView {
	a := st.Agreement()
	line := func(name string, r entry.Rate) rateLine {
		return rateLine{name, r.Wrong, r.Total, say("%s%% to %s%%", formatPercent(r.Low), formatPercent(r.High))}
	}
	view := &agreementView{
		Forms:        a.Forms,
		Unresolved:   a.Unresolved,
		SelfResolved: a.SelfResolved,
		Overall:      line(say("All questions"), a.Overall),
	}
	for _, q := range a.Questions {
		n := st.Paper.NumberOf(q.Question)
		asked, _ := st.Paper.QuestionByNumber(n)
		view.Questions = append(view.Questions, line(strconv.Itoa(n)+". "+asked.Text, q.Rate))
	}
	for _, c := range a.Clerks {
		view.Clerks = append(view.Clerks, line(name(c.Clerk), c.Rate))
	}
	return view
}

// formatPercent writes a share with one decimal place.
func formatPercent(share float64) string { return strconv.FormatFloat(100*share, 'f', 1, 64) }
