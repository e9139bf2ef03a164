package entryweb

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// overviewView is the bundles of a consultation, and a form for another.
type overviewView struct {
	page.Desk
	Title, Back, Aloud, Submissions string
	Channels                        []channelLine
	Total                           int64
	Batches                         []batchLine
	Papers                          []page.Link
	Form                            form.Form
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
	o, failed := d.entry.Overview(r.Context(), site.By(r), slug)
	if failed != nil {
		return failed
	}
	say := page.In(r).Say
	view := overviewView{Title: o.Title, Back: "/staff/consultations/" + slug, Aloud: at(slug, "aloud"), Submissions: at(slug, "submissions")}
	for _, c := range intake.Channels {
		view.Channels = append(view.Channels, channelLine{say(channelName(c)), o.Channels[c]})
		view.Total += o.Channels[c]
	}
	for _, b := range o.Batches {
		view.Batches = append(view.Batches, batchLine{b.Reference, at(slug, "entry", b.ID), say(channelName(b.Channel)), words(r, b.Day), say(stateName(b.State)), o.Keyed[b.ID], b.Forms})
	}
	get := func(name, otherwise string) string {
		if r.Method == http.MethodPost {
			return r.PostForm.Get(name)
		}
		return otherwise
	}
	channels := &form.Field{Kind: form.Radios, ID: "channel", Name: "channel", Label: say("How did they come?"), LabelSize: "s"}
	for _, c := range entry.Channels {
		channels.Options = append(channels.Options, form.Option{Value: string(c), Label: say(channelName(c)), Checked: get("channel", string(intake.Paper)) == string(c)})
	}
	editions := &form.Field{Kind: form.Select, ID: "edition", Name: "edition", Label: say("Which form is it?"), LabelSize: "s"}
	for i, ref := range o.Editions {
		chosen := get("edition", "") == ref.Edition || i == 0 && get("edition", "") == ""
		editions.Options = append(editions.Options, form.Option{Value: ref.Edition, Label: formName(page.In(r), ref.Edition, ref.Lang), Checked: chosen})
		view.Papers = append(view.Papers, page.Link{Text: formName(page.In(r), ref.Edition, ref.Lang), Href: "/consultations/" + slug + "/paper/" + ref.Edition})
	}
	view.Form = form.Form{
		textField("reference", say("What is written on the bundle"), say("For example, Market Street library, 2"), get("reference", "")),
		channels, editions,
		dayField(r, "day", locale.Key("When did we receive them?"), locale.Key("For example, 27 5 2016. This day counts, and not the day of keying."), ""),
		numberField("forms", say("How many forms are in it?"), "", get("forms", "")),
		numberField("second", say("How many of them, in per cent, are keyed twice?"), say("A colleague keys these again without seeing your keying. 0 for none."), get("second", "10")),
		{Kind: form.Hidden, Name: "key", Value: get("key", entry.NewKey())},
	}
	if err != nil {
		mark(r, view.Form, field, err)
	}
	return overviewPage.Write(w, r, status, view)
}

func (d *Handlers) openBatch(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	forms, _ := strconv.ParseInt(strings.TrimSpace(r.PostForm.Get("forms")), 10, 32)
	percent, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(r.PostForm.Get("second")), "%"), 10, 32)
	b := entry.Batch{Consultation: slug, Reference: r.PostForm.Get("reference"), Channel: intake.Channel(r.PostForm.Get("channel")),
		Edition: r.PostForm.Get("edition"), Day: dayOf(r, "day"), Forms: forms, Second: entry.Share(forms, percent), Key: r.PostForm.Get("key")}
	if err != nil || percent > 100 || percent < 0 {
		b.Second = -1
	}
	field, err := b.Check()
	if err == nil {
		var opened *entry.Batch
		if opened, err = d.entry.OpenBatch(r.Context(), site.By(r), b); err == nil {
			return site.See(w, r, at(slug, "entry", opened.ID))
		}
		field = "day"
	}
	if !refused(err) {
		return err
	}
	return d.showOverview(w, r, http.StatusUnprocessableEntity, field, err)
}

func stateName(s entry.State) string {
	switch s {
	case entry.Keying:
		return locale.Key("First keying")
	case entry.Checking:
		return locale.Key("Second keying")
	}
	return locale.Key("Closed")
}

// batchView is one bundle.
type batchView struct {
	page.Desk
	Title, Reference, Back string
	Rows                   []page.SummaryRow
	Next, Second           string // addresses of what there is to do; "" nothing
	Waits                  string // why there is nothing to key for this clerk
	Sheets                 []sheetLine
	Differences            []page.Link
	Agreement              *agreementView
	Finish                 string // the words on the button that leads on; "" for none
	Why                    *form.Field
	Form                   form.Form // Why, for the error summary
	Proof, Seed            string
	Sample                 string
}

type sheetLine struct {
	Number     int64
	By         string
	Unreadable string // numbers of questions
	Corrected  bool
	Href       string // where it is corrected; "" where it cannot be
}

type agreementView struct {
	Forms, Waiting, OwnRuling int64
	All                       rateLine
	Questions, Clerks         []rateLine
}

type rateLine struct {
	Name      string
	Wrong, Of int64
	Range     string
}

var batchPage = page.New(files, "templates/batch.html", batchExamples[0], batchExamples[1:]...)

func (d *Handlers) batch(w http.ResponseWriter, r *http.Request) error {
	return d.showBatch(w, r, http.StatusOK, nil)
}

func (d *Handlers) moveBatch(w http.ResponseWriter, r *http.Request) (err error) {
	slug, id, why := r.PathValue("slug"), r.PathValue("batch"), r.PostForm.Get("why")
	if r.PostForm.Get("action") == "close" {
		err = d.entry.Close(r.Context(), site.By(r), slug, id, why)
	} else {
		err = d.entry.Finish(r.Context(), site.By(r), slug, id, why)
	}
	if err != nil && refused(err) {
		return d.showBatch(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return site.See(w, r, at(slug, "entry", id))
}

func (d *Handlers) showBatch(w http.ResponseWriter, r *http.Request, status int, failed error) error {
	slug, id, by, say := r.PathValue("slug"), r.PathValue("batch"), site.By(r), page.In(r).Say
	st, err := d.entry.Stand(r.Context(), by, slug, id)
	if err != nil {
		return err
	}
	view := batchView{Title: st.Reference, Reference: st.Reference, Back: at(slug, "entry"), Proof: st.Proof(), Rows: []page.SummaryRow{
		{Key: say("How they came"), Value: say(channelName(st.Channel))}, {Key: say("Form"), Value: st.Edition}, {Key: say("Received on"), Value: words(r, st.Day)},
		{Key: say("Keyed"), Value: say("%d of %d", st.Keyed, st.Forms)}, {Key: say("State"), Value: say(stateName(st.State))}}}
	switch st.State {
	case entry.Keying:
		if st.Keyed < st.Forms {
			view.Next = at(slug, "entry", id, "next")
		}
		view.Finish = locale.Key("Finish the first keying")
	case entry.Checking:
		view.Finish = locale.Key("Close the bundle")
		if st.NextSecond(by) > 0 {
			view.Second = at(slug, "entry", id, "second")
		} else if len(st.Seconds) < len(st.Sample) {
			view.Waits = say("A colleague must key the forms that are left of the sample: you keyed them the first time.")
		}
		for _, n := range st.Unsettled() {
			view.Differences = append(view.Differences, page.Link{Text: say("Form %d", n), Href: at(slug, "entry", id, "differences", strconv.FormatInt(n, 10))})
		}
	}
	if st.State != entry.Keying {
		view.Seed, view.Sample = st.Seed, numbers(st.Sample)
	}
	if view.Finish != "" {
		view.Finish = say(view.Finish)
		view.Why = textField("why", say("Why, if not all forms are keyed"), "", r.PostForm.Get("why"))
		view.Why.Error = page.Said(r, failed)
		view.Form = form.Form{view.Why}
	}
	names := d.names(r, st)
	view.Sheets = sheetLines(slug, st, names)
	if len(st.Fields) > 0 {
		view.Agreement = agreementOf(st, names, say)
	}
	return batchPage.Write(w, r, status, view)
}

// names finds what colleagues call the clerks of a bundle.
func (d *Handlers) names(r *http.Request, st *entry.Stand) func(id string) string {
	known := map[string]string{}
	return func(id string) string {
		if known[id] == "" {
			known[id] = d.NameOf(r.Context(), id)
		}
		return known[id]
	}
}

func sheetLines(slug string, st *entry.Stand, name func(string) string) (all []sheetLine) {
	for _, s := range st.Sheets {
		line := sheetLine{Number: s.Number, By: name(s.KeyedBy), Corrected: s.Attempt > 1}
		var unread []int64
		for _, q := range s.Unreadable {
			unread = append(unread, int64(st.Paper.Number(q)))
		}
		line.Unreadable = numbers(unread)
		if st.Correctable(s.Number) == nil {
			line.Href = at(slug, "entry", st.ID, "forms", strconv.FormatInt(s.Number, 10))
		}
		all = append(all, line)
	}
	return all
}

func numbers(list []int64) string {
	var all []string
	for _, n := range list {
		all = append(all, strconv.FormatInt(n, 10))
	}
	return strings.Join(all, ", ")
}

func agreementOf(st *entry.Stand, name func(string) string, say func(string, ...any) string) *agreementView {
	a := st.Agreement()
	line := func(name string, r entry.Rate) rateLine {
		return rateLine{name, r.Wrong, r.Of, say("%s%% to %s%%", percent(r.Low), percent(r.High))}
	}
	view := &agreementView{Forms: a.Forms, Waiting: a.Waiting, OwnRuling: a.OwnRuling, All: line(say("All questions"), a.All)}
	for _, q := range a.Questions {
		n := st.Paper.Number(q.Question)
		asked, _ := st.Paper.Numbered(n)
		view.Questions = append(view.Questions, line(strconv.Itoa(n)+". "+asked.Text, q.Rate))
	}
	for _, c := range a.Clerks {
		view.Clerks = append(view.Clerks, line(name(c.Clerk), c.Rate))
	}
	return view
}

// percent writes a share with one decimal place.
func percent(share float64) string { return strconv.FormatFloat(100*share, 'f', 1, 64) }
