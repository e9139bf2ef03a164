package entryweb

import (
	"cmp"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	uploads "github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// submissionsView is the data of the list of letters, petitions and events,
// with a form to add one.
type submissionsView struct {
	page.StaffView
	Title  string
	Back   page.Link
	Counts []countLine
	Heads  []page.ColumnHead
	All    []submissionLine
	Pages  page.Pagination
	Form   form.Form
}

type countLine struct {
	Kind, People string
	N            int64
}

type submissionLine struct {
	Title, Href, Kind, Day, Organisation string
	Excluded                             bool
}

var submissionsPage = page.New(files, "templates/submissions.html", submissionsExamples[0], submissionsExamples[1:]...)

func kindName(k entry.SubmissionKind) string {
	switch k {
	case entry.Letter:
		return locale.Key("Letter")
	case entry.Email:
		return locale.Key("Email")
	case entry.Petition:
		return locale.Key("Petition")
	}
	return locale.Key("Event")
}

func (h *Handlers) submissions(w http.ResponseWriter, r *http.Request) error {
	return h.showSubmissions(w, r, http.StatusOK, &entry.Submission{}, "", nil)
}

func (h *Handlers) showSubmissions(
	w http.ResponseWriter,
	r *http.Request,
	status int,
	sub *entry.Submission,
	field string,
	failed error,
) error {
	slug, words := r.PathValue("slug"), page.Printer(r)
	say := words.Say
	list, err := h.service.ListSubmissions(r.Context(), site.Actor(r), slug,
		page.SortBy(r.URL.Query()), r.URL.Query().Get(page.CursorName))
	if err != nil {
		return err
	}
	view := submissionsView{Title: list.Consultation.Title, Back: web.BackToConsultation(r, slug), Form: submissionForm(r, sub)}
	view.Form = append(
		view.Form,
		&form.Field{Kind: form.Hidden, Name: "key", Value: cmp.Or(sub.IdempotencyKey, db.NewID())},
	)
	for _, n := range list.Counts {
		line := countLine{Kind: say(kindName(n.Kind)), N: n.N}
		switch {
		case n.Kind == entry.Petition && n.N > 0:
			line.People = say("%s signatures claimed, %s checked", words.Number(n.Claimed), words.Number(n.Checked))
		case n.Kind == entry.Event && n.N > 0:
			line.People = words.Count(n.Attending, "%d person attended", "%d people attended")
		}
		view.Counts = append(view.Counts, line)
	}
	view.Heads = page.ColumnHeads(staffURL(slug, "submissions"), r.URL.Query(), entry.SubmissionSorts.Link,
		page.Column{Text: say("About")}, page.Column{Text: say("Type"), Sort: "type"}, page.Column{Text: say("Day"), Sort: "day"})
	view.Pages = page.Neighbours(staffURL(slug, "submissions"), r.URL.Query(), list.Previous, list.Next)
	for _, s := range list.Items {
		view.All = append(
			view.All,
			submissionLine{
				cmp.Or(s.Title, say("Deleted")),
				staffURL(slug, "submissions", s.ID),
				say(kindName(s.Kind)),
				formatDate(r, s.Day),
				s.Organisation,
				s.Excluded,
			},
		)
	}
	if failed != nil {
		setFieldError(r, view.Form, field, failed)
	}
	return submissionsPage.Write(w, r, status, view)
}

// submissionForm returns the form for adding or changing a submission.
func submissionForm(r *http.Request, sub *entry.Submission) form.Form {
	say := page.Printer(r).Say
	kind := &form.Field{Kind: form.Radios, ID: "kind", Name: "kind", Label: say("What is it?"), LabelSize: "s"}
	for _, k := range entry.SubmissionKinds {
		kind.Options = append(kind.Options, form.Option{Value: string(k), Label: say(kindName(k)), Checked: sub.Kind == k})
	}
	summary := &form.Field{
		Kind:      form.Textarea,
		ID:        "summary",
		Name:      "summary",
		Label:     say("What does it say?"),
		Hint:      say("Summarise it in your own words. Do not name individuals."),
		LabelSize: "s",
		Value:     sub.Summary,
		MaxLength: 20_000,
		Optional:  true,
	}
	organisation := textField(
		"organisation",
		say("Which organisation is it from?"),
		say("Only if it agreed to be named. Leave blank for an individual."),
		sub.Organisation,
	)
	unnamed := &form.Field{
		Kind:      form.Checkboxes,
		ID:        "unnamed",
		Name:      "unnamed",
		Label:     say("Is it from an organisation that does not want to be named?"),
		LabelSize: "s",
		Optional:  true,
		Options:   []form.Option{{Value: "yes", Label: say("Yes, publish it as “An organisation”"), Checked: sub.HideOrganisation}},
	}
	place := textField("place", say("Where was the event, or where is the petition from?"), "", sub.Place)
	organisation.Optional, place.Optional = true, true
	publish := &form.Field{
		Kind:      form.Checkboxes,
		ID:        "publish",
		Name:      "publish",
		Label:     say("Can we publish it?"),
		LabelSize: "s",
		Optional:  true,
		Options:   []form.Option{{Value: "yes", Label: say("The sender agreed to publication"), Checked: sub.Publish}},
	}
	count := func(id, label string, n int64, name string) *form.Field {
		value := r.PostForm.Get(id)
		if r.Method == http.MethodGet && n > 0 {
			value = strconv.FormatInt(n, 10)
		}
		f := numberField(id, say(label), say(name), value)
		f.Optional = true
		return f
	}
	return form.Form{
		kind,
		dateField(
			r,
			"day",
			locale.Key("When did we receive it, or when did the event take place?"),
			locale.Key("For example, 27 5 2016"),
			sub.Day,
		),
		textField("title", say("What is it about?"), "", sub.Title),
		summary,
		organisation,
		unnamed,
		place,
		count("claimed", locale.Key("How many signatures does the petition claim?"), sub.Claimed, locale.Key("For a petition")),
		count("checked", locale.Key("How many signatures have we checked?"), sub.Checked, locale.Key("For a petition")),
		count("attending", locale.Key("How many people attended?"), sub.Attending, locale.Key("For an event")),
		publish,
	}
}

// parseSubmission reads a submitted submissionForm. Counts that are not numbers
// become -1, which Submission.Check refuses.
func parseSubmission(r *http.Request) *entry.Submission {
	get := r.PostForm.Get
	count := func(name string) int64 {
		text := strings.ReplaceAll(strings.TrimSpace(get(name)), ",", "")
		if text == "" {
			return 0
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return -1
		}
		return n
	}
	return &entry.Submission{
		ID:               r.PathValue("id"),
		IdempotencyKey:   get("key"),
		Consultation:     r.PathValue("slug"),
		Kind:             entry.SubmissionKind(get("kind")),
		Day:              readDate(r, "day"),
		Title:            get("title"),
		Summary:          get("summary"),
		Organisation:     get("organisation"),
		Place:            get("place"),
		Publish:          get("publish") == "yes",
		HideOrganisation: get("unnamed") == "yes",
		Claimed:          count("claimed"),
		Checked:          count("checked"),
		Attending:        count("attending"),
		Excluded:         get("action") == "exclude",
	}
}

func (h *Handlers) addSubmission(w http.ResponseWriter, r *http.Request) error {
	sub := parseSubmission(r)
	field, err := sub.Check()
	if err == nil {
		if err = h.service.SaveSubmission(r.Context(), site.Actor(r), sub, ""); err == nil {
			return site.Redirect(w, r, staffURL(sub.Consultation, "submissions"))
		}
		field = "day"
	}
	if !isFormError(err) {
		return err
	}
	return h.showSubmissions(w, r, http.StatusUnprocessableEntity, sub, field, err)
}

// submissionView is the data of the page of one submission with its history.
type submissionView struct {
	page.StaffView
	Title, Back string
	Version     int64
	Form        form.Form
	Excluded    bool
	Erased      bool
	MayErase    bool
	EraseURL    string // URL of the page that deletes its content
	History     []historyLine
	Files       []fileLine
	Upload      form.Form
	UploadURL   string
	MaxMB       int // the maximum size of a file in megabytes
}

// fileLine is a file that is attached to a submission.
type fileLine struct{ Name, Size, Digest string }

type historyLine struct {
	Version            int64
	ChangedOn, By, Why string
	Title, Kind, Date  string
	Summary            string
}

var submissionPage = page.New(files, "templates/submission.html", submissionExamples[0], submissionExamples[1:]...)

func (h *Handlers) submission(w http.ResponseWriter, r *http.Request) error {
	return h.showSubmission(w, r, http.StatusOK, nil, "", nil)
}

// attachFile stores a scan of a letter, or what came with an email.
func (h *Handlers) attachFile(w http.ResponseWriter, r *http.Request) error {
	slug, id := r.PathValue("slug"), r.PathValue("id")
	err := web.ReadUpload(r, func(name string, from io.Reader) error {
		return h.service.AttachFile(r.Context(), site.Actor(r), slug, id, name, from)
	})
	if isFormError(err) || fault.Is(err, fault.TooLarge) {
		return h.showSubmission(w, r, http.StatusUnprocessableEntity, nil, "file", err)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, staffURL(slug, "submissions", id))
}

func (h *Handlers) showSubmission(
	w http.ResponseWriter,
	r *http.Request,
	status int,
	typed *entry.Submission,
	field string,
	failed error,
) error {
	slug, say := r.PathValue("slug"), page.Printer(r).Say
	all, attached, err := h.service.SubmissionHistory(r.Context(), site.Actor(r), slug, r.PathValue("id"))
	if err != nil {
		return err
	}
	now := &all[0].Submission
	view := submissionView{
		Title:    now.Title,
		Back:     staffURL(slug, "submissions"),
		Version:  now.Version,
		Excluded: now.Excluded,
		Erased:   now.Erased,
		MayErase: site.Actor(r).May(actor.ManageRetention),
		EraseURL: staffURL(slug, "submissions", now.ID, "erase"),

		Upload:    form.Form{{Kind: form.Text, ID: "file", Name: "file"}}, // the template draws it
		UploadURL: staffURL(slug, "submissions", now.ID, "files"),
		MaxMB:     uploads.MaxBytes >> 20,
	}
	for _, f := range attached {
		view.Files = append(view.Files, fileLine{f.Name, web.FileSize(page.Printer(r), f.Size), f.Digest})
	}
	if now.Erased {
		view.Title = say("Deleted")
	}
	if typed == nil {
		typed = now
	} else {
		view.Version = typed.Version
	}
	view.Form = append(submissionForm(r, typed), textField("why", say("Why are you changing it?"), "", r.PostForm.Get("why")))
	for _, revision := range all {
		view.History = append(view.History, historyLine{
			revision.Version,
			page.Printer(r).Date(revision.At),
			h.PersonName(r.Context(), revision.By),
			revision.Why,
			revision.Title,
			say(kindName(revision.Kind)),
			formatDate(r, revision.Day),
			revision.Summary,
		})
	}
	switch {
	case failed != nil && field == "file":
		setFieldError(r, view.Upload, field, failed)
	case failed != nil:
		setFieldError(r, view.Form, field, failed)
	}
	return submissionPage.Write(w, r, status, view)
}

func (h *Handlers) changeSubmission(w http.ResponseWriter, r *http.Request) error {
	sub := parseSubmission(r)
	sub.Version, _ = strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	field, err := sub.Check()
	if err == nil {
		if err = h.service.SaveSubmission(r.Context(), site.Actor(r), sub, r.PostForm.Get("why")); err == nil {
			return site.Redirect(w, r, staffURL(sub.Consultation, "submissions"))
		}
		field = "why"
	}
	if !isFormError(err) {
		return err
	}
	return h.showSubmission(w, r, http.StatusUnprocessableEntity, sub, field, err)
}
