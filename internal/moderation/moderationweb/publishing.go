package moderationweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// publishingView is the page on which officers review what can be published.
type publishingView struct {
	page.StaffView
	Title, Self string
	Back        page.Link
	Notice      string
	Consent     string // the question that asks for consent to publish; "" if it is not asked
	HasSettings bool
	Settings    form.Form
	Lists       []reviewList
	Heading     string // of the list that is shown
	Count       string // number of rows on all its pages, or ""
	Action      string // address for decisions about what is selected
	Answers     []answerReview
	ShowsNames  bool // one of Answers shows the name of an organisation
	Submissions []submissionReview
	Empty       string // shown if there is nothing on the page
	Partial     bool   // there may be more on the next page, although the page is not full
	Pages       page.Pagination
	Errors      form.Form // of a decision
}

// reviewList is a link to one of the lists of the page.
type reviewList struct {
	Text, Href string
	Current    bool
}

type answerReview struct {
	ID, Question, Text, Response string
	Value                        string // of the answer as it is shown, in a form
	Attribution                  string // the name under which it would be published, or ""
	ShowsName                    bool   // Attribution is the name of an organisation
	MixedScript                  bool   // see moderation.Attribution.MixedScript
	Tag                          page.Tag
	Changed                      bool
}

// submissionReview is a submission to review.
type submissionReview struct {
	submissionView
	ID, Value   string // Value is the submission as it is shown, in a form
	MixedScript bool
	Tag         page.Tag
	Changed     bool
}

var publishingPage = page.New(files, "templates/publishing.html", publishingExamples[0], publishingExamples[1:]...)

func (h *Handlers) publishing(w http.ResponseWriter, r *http.Request) error {
	return h.showPublishing(w, r, http.StatusOK, nil, "", "")
}

// Values of the parameter "list" of the page.
const (
	listReviewed            = "reviewed"
	listSubmissions         = "submissions"
	listReviewedSubmissions = "reviewed-submissions"
)

// reviewQuery returns which list and page r asks for.
func reviewQuery(r *http.Request) moderation.ReviewQuery {
	list := r.URL.Query().Get("list")
	return moderation.ReviewQuery{
		Submissions: list == listSubmissions || list == listReviewedSubmissions,
		Reviewed:    list == listReviewed || list == listReviewedSubmissions,
		At:          r.URL.Query().Get(page.CursorName),
	}
}

// withList returns the address path with the list and the page of r.
func withList(r *http.Request, path string) string {
	query := url.Values{}
	for _, name := range []string{"list", page.CursorName} {
		if v := r.URL.Query().Get(name); v != "" {
			query.Set(name, v)
		}
	}
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

// showPublishing shows the page. typed and problem are the settings that were refused and
// why; undecided is why a decision was.
func (h *Handlers) showPublishing(
	w http.ResponseWriter,
	r *http.Request,
	status int,
	typed *moderation.PublishingSettings,
	problem, undecided string,
) error {
	slug, p := r.PathValue("slug"), page.Printer(r)
	q := reviewQuery(r)
	list, err := h.service.ReviewQueue(r.Context(), site.Actor(r), slug, q)
	if err != nil {
		return err
	}
	view := publishingView{
		Title:       list.Consultation.Title,
		Back:        web.BackToConsultation(r, slug),
		Self:        staffURL(slug, "publishing"),
		HasSettings: list.Settings != nil,
	}
	if status == http.StatusOK {
		view.Notice = h.PopNotice(r)
	}
	if question := list.Questionnaire.ConsentQuestion(); question != nil {
		view.Consent = question.Text
	}
	if typed == nil {
		if typed = list.Settings; typed == nil {
			typed = &moderation.PublishingSettings{}
		}
	}
	view.Settings = settingsForm(p, list.Questionnaire, typed, problem)
	view.setList(r, q)
	view.setRows(p, slug, list)
	view.Pages = page.Neighbours(view.Self, r.URL.Query(), list.Previous, list.Next)
	view.Partial = list.Next != "" && len(view.Answers)+len(view.Submissions) < moderation.ReviewPageSize
	if undecided != "" {
		first := "" // of the boxes on the page
		if len(view.Answers) > 0 {
			first = view.Answers[0].ID
		} else if len(view.Submissions) > 0 {
			first = view.Submissions[0].ID
		}
		view.Errors = form.Form{{Kind: form.Checkboxes, ID: first, Name: "item", Error: undecided}}
	}
	return publishingPage.Write(w, r, status, view)
}

// setList sets the links to the lists and what the page says about the one that q
// selects.
func (v *publishingView) setList(r *http.Request, q moderation.ReviewQuery) {
	p := page.Printer(r)
	for _, l := range []struct {
		list, text, empty string
		q                 moderation.ReviewQuery
	}{
		{"", p.Say("Answers to review"), p.Say("There are no answers to review yet."), moderation.ReviewQuery{}},
		{
			listReviewed, p.Say("Reviewed answers"), p.Say("No answers have been reviewed yet."),
			moderation.ReviewQuery{Reviewed: true},
		},
		{
			listSubmissions, p.Say("Letters, petitions and events to review"),
			p.Say("There are no letters, petitions or events to review."), moderation.ReviewQuery{Submissions: true},
		},
		{
			listReviewedSubmissions, p.Say("Reviewed letters, petitions and events"),
			p.Say("No letters, petitions or events have been reviewed yet."),
			moderation.ReviewQuery{Submissions: true, Reviewed: true},
		},
	} {
		href := v.Self
		if l.list != "" {
			href += "?list=" + l.list
		}
		current := l.q == moderation.ReviewQuery{Submissions: q.Submissions, Reviewed: q.Reviewed}
		if v.Lists = append(v.Lists, reviewList{l.text, href, current}); current {
			v.Heading, v.Empty = l.text, l.empty
		}
	}
	kind := "/answers"
	if q.Submissions {
		kind = "/submissions"
	}
	v.Action = withList(r, v.Self+kind)
}

// setRows sets the answers or submissions of list.
func (v *publishingView) setRows(p *locale.Printer, slug string, list moderation.ReviewQueue) {
	if list.Total >= 0 {
		v.Count = p.Count(list.Total, "%d decision", "%d decisions")
	}
	for i, a := range list.Answers {
		v.ShowsNames = v.ShowsNames || a.Name != ""
		v.Answers = append(v.Answers, answerReview{
			ID:          "item-" + strconv.Itoa(i+1),
			Question:    a.Label,
			Text:        responseview.Redacted(p, a.Text),
			Value:       a.Response + "/" + a.Question + "/" + a.Digest(),
			Response:    staffURL(slug, "responses/"+url.PathEscape(a.Response)),
			Attribution: responseview.Attribution(p, a.Attribution),
			ShowsName:   a.Name != "",
			MixedScript: a.MixedScript(),
			Tag:         reviewTag(p, a.State),
			Changed:     a.Changed,
		})
	}
	for i, s := range list.Submissions {
		v.Submissions = append(v.Submissions, submissionReview{
			submissionView: newSubmissionView(p, s),
			ID:             "item-" + strconv.Itoa(i+1),
			Value:          s.ID + "/" + strconv.FormatInt(s.Version, 10),
			MixedScript:    s.MixedScript(),
			Tag:            reviewTag(p, s.State),
			Changed:        s.Changed,
		})
	}
}

func reviewTag(p *locale.Printer, state string) page.Tag {
	switch state {
	case moderation.Approved:
		return page.Tag{Text: p.Say("Published"), Colour: "green"}
	case moderation.ApprovedUnnamed:
		return page.Tag{Text: p.Say("Published without name"), Colour: "green"}
	case moderation.Rejected:
		return page.Tag{Text: p.Say("Not published"), Colour: "grey"}
	}
	return page.Tag{Text: p.Say("To review"), Colour: "yellow"}
}

func settingsForm(p *locale.Printer, questionnaire *survey.Form, set *moderation.PublishingSettings, problem string) form.Form {
	var onBehalf, texts, names []form.Option
	for i := range questionnaire.Pages {
		if questionnaire.Pages[i].Monitoring {
			continue
		}
		for _, q := range questionnaire.Pages[i].Questions {
			switch q.Kind {
			case survey.Single:
				for _, o := range q.Options {
					onBehalf = append(onBehalf, form.Option{Value: q.ID + "/" + o.ID, Label: q.Text + " – " + o.Text})
				}
			case survey.LongText, survey.ShortText:
				texts = append(texts, form.Option{Value: q.ID, Label: q.Text, Checked: slices.Contains(set.TextQuestions, q.ID)})
			}
		}
	}
	optional := func(id, label, hint string, options []form.Option, chosen string) *form.Field {
		none := form.Option{Label: p.Say("Do not name organisations")}
		f := responseview.RadiosField(id, label, append([]form.Option{none}, options...), chosen, "")
		f.Kind, f.Hint = form.Select, hint
		return f
	}
	o := set.Organisations
	for i := range texts {
		names = append(names, form.Option{Value: texts[i].Value, Label: texts[i].Label})
	}
	return form.Form{
		{
			Kind: form.Checkboxes, ID: "texts", Name: "texts", LabelSize: "s", Options: texts, Error: problem,
			Label: p.Say("Which answers can be published?"),
		},
		optional(
			"for",
			p.Say("Which answer shows that the response is from an organisation?"),
			p.Say("Only organisations can be named, never individuals."),
			onBehalf,
			optionValue(o.OrganisationQuestion, o.OrganisationOption),
		),
		optional(
			"name",
			p.Say("Which question asks for the organisation’s name?"),
			p.Say("Without consent, it is shown as “An organisation”."),
			names,
			o.NameQuestion,
		),
		{
			Kind:      form.Checkboxes,
			ID:        "early",
			Name:      "early",
			Label:     p.Say("When?"),
			LabelSize: "s",
			Hint:      p.Say("Publishing answers while the consultation is open could influence other people and reveal when an answer was sent."),
			Options:   []form.Option{{Value: "yes", Label: p.Say("Also before the consultation closes"), Checked: set.BeforeClose}},
		},
		{Kind: form.Hidden, ID: "version", Name: "version", Value: strconv.FormatInt(set.Version, 10)}}
}

// optionValue joins a question and an option to the value of a form field.
func optionValue(question, choice string) string {
	if question == "" {
		return ""
	}
	return question + "/" + choice
}

func (h *Handlers) savePublishing(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		version = -1 // no version: fault.Conflict for users with permission
	}
	typed := moderation.PublishingSettings{
		TextQuestions: r.PostForm["texts"],
		BeforeClose:   r.PostFormValue("early") == "yes",
		Version:       version,
	}
	typed.Organisations.OrganisationQuestion, typed.Organisations.OrganisationOption, _ = strings.Cut(r.PostFormValue("for"), "/")
	typed.Organisations.NameQuestion = r.PostFormValue("name")
	err = h.service.SetPublishingSettings(r.Context(), site.Actor(r), slug, typed)
	if isFormError(err) {
		return h.showPublishing(w, r, http.StatusUnprocessableEntity, &typed, page.ErrorMessage(r, err), "")
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, staffURL(slug, "publishing"))
}

// postedDecision returns the decision of a form and what it is about: all that is
// selected, or the one whose own button was pressed.
func postedDecision(r *http.Request) (state string, items []string) {
	if state, item, ok := strings.Cut(r.PostFormValue("one"), " "); ok {
		return state, []string{item}
	}
	return r.PostFormValue("state"), r.PostForm["item"]
}

func (h *Handlers) reviewAnswers(w http.ResponseWriter, r *http.Request) error {
	state, items := postedDecision(r)
	var answers []moderation.AnswerRef
	for _, item := range items {
		response, rest, _ := strings.Cut(item, "/")
		question, digest, _ := strings.Cut(rest, "/")
		answers = append(answers, moderation.AnswerRef{Response: response, Question: question, Digest: digest})
	}
	done, err := h.service.ReviewAnswers(r.Context(), site.Actor(r), r.PathValue("slug"), state, answers)
	return h.afterReview(w, r, state, done, len(items), err)
}

func (h *Handlers) reviewSubmissions(w http.ResponseWriter, r *http.Request) error {
	state, items := postedDecision(r)
	var submissions []moderation.SubmissionRef
	for _, item := range items {
		id, text, _ := strings.Cut(item, "/")
		version, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			version = -1 // no version: it has changed
		}
		submissions = append(submissions, moderation.SubmissionRef{ID: id, Version: version})
	}
	done, err := h.service.ReviewSubmissions(r.Context(), site.Actor(r), r.PathValue("slug"), state, submissions)
	return h.afterReview(w, r, state, done, len(items), err)
}

// afterReview shows the list again. Of all items, done were decided about; the others have
// changed since the page was shown.
func (h *Handlers) afterReview(w http.ResponseWriter, r *http.Request, state string, done, all int, err error) error {
	p := page.Printer(r)
	if isFormError(err) {
		return h.showPublishing(w, r, http.StatusUnprocessableEntity, nil, "", page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	if left := int64(all - done); left > 0 {
		return h.showPublishing(w, r, http.StatusConflict, nil, "", p.Count(left,
			"%d of those you selected has changed or been deleted. Review it again.",
			"%d of those you selected have changed or been deleted. Review them again."))
	}
	if state == moderation.Rejected {
		h.SetNotice(r, p.Count(int64(done), "%d will not be published.", "%d will not be published."))
	} else {
		h.SetNotice(r, p.Count(int64(done), "%d approved for publication.", "%d approved for publication."))
	}
	return seeOther(w, r, withList(r, staffURL(r.PathValue("slug"), "publishing")))
}
