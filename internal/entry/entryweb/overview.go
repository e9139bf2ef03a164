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
	Heads                              []page.ColumnHead
	Batches                            []batchLine
	Pages                              page.Pagination
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
	o, failed := h.service.Overview(r.Context(), site.Actor(r), slug, page.SortBy(r.URL.Query()), r.URL.Query().Get(page.CursorName))
	if failed != nil {
		return failed
	}
	like, failed := h.batchLike(r)
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
	for _, b := range o.Items {
		view.Batches = append(
			view.Batches,
			batchLine{
				b.Reference,
				staffURL(slug, "data-entry", b.ID),
				say(channelName(b.Channel)),
				formatDate(r, b.ReceivedOn),
				say(batchStateName(b.State)),
				b.KeyedCount,
				b.FormCount,
			},
		)
	}
	view.Heads = page.ColumnHeads(staffURL(slug, "data-entry"), r.URL.Query(), entry.BatchSorts.Link,
		page.Column{Text: say("Batch"), Sort: "batch"}, page.Column{Text: say("Received on"), Sort: "received"},
		page.Column{Text: say("Status")}, page.Column{Text: say("Entered"), Numeric: true})
	view.Pages = page.Neighbours(staffURL(slug, "data-entry"), r.URL.Query(), o.Previous, o.Next)
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
			form.Option{Value: string(c), Label: say(channelName(c)), Checked: get("channel", string(like.Channel)) == string(c)},
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
		chosen := get("edition", like.Edition) == ref.Edition || i == 0 && get("edition", like.Edition) == ""
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
			like.ReceivedOn,
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

// batchLike returns the batch whose channel, version of the questionnaire and date another batch
// probably has: the one that the address names, or a batch of paper forms.
func (h *Handlers) batchLike(r *http.Request) (*entry.Batch, error) {
	id := r.URL.Query().Get("like")
	if id == "" {
		return &entry.Batch{Channel: intake.Paper}, nil
	}
	progress, err := h.service.GetBatch(r.Context(), site.Actor(r), r.PathValue("slug"), id)
	if err != nil {
		return nil, err
	}
	return progress.Batch, nil
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
		ReceivedOn:     readDate(r, "day"),
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
			return site.Redirect(w, r, staffURL(slug, "data-entry", opened.ID, "next"))
		}
		field = "day"
	}
	if !isFormError(err) {
		return err
	}
	return h.showOverview(w, r, http.StatusUnprocessableEntity, field, err)
}
