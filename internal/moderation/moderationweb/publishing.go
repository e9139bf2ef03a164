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
	Consent     string // the question that asks for consent to publish; "" if it is not asked
	HasSettings bool
	Settings    form.Form
	Answers     []answerReview
	Submissions []submissionReview
}

type answerReview struct {
	Question, Text, Action, Response string
	Digest                           string
	Attribution                      string // the name under which it would be published, or ""
	ShowsName                        bool   // Attribution is the name of an organisation
	MixedScript                      bool   // see moderation.Attribution.MixedScript
	Tag                              page.Tag
	Changed                          bool
}

// submissionReview is a submission to review.
type submissionReview struct {
	submissionView
	MixedScript bool
	Action      string
	Version     int64
	Tag         page.Tag
	Changed     bool
}

var publishingPage = page.New(files, "templates/publishing.html", publishingExamples[0], publishingExamples[1:]...)

func (h *Handlers) publishing(w http.ResponseWriter, r *http.Request) error {
	return h.showPublishing(w, r, http.StatusOK, nil, "")
}

func (h *Handlers) showPublishing(
	w http.ResponseWriter,
	r *http.Request,
	status int,
	typed *moderation.PublishingSettings,
	problem string,
) error {
	slug, p := r.PathValue("slug"), page.Printer(r)
	q, err := h.service.ReviewQueue(r.Context(), site.Actor(r), slug)
	if err != nil {
		return err
	}
	view := publishingView{
		Title:       q.Consultation.Title,
		Back:        web.BackToConsultation(r, slug),
		Self:        staffURL(slug, "publishing"),
		HasSettings: q.Settings != nil,
	}
	if question := q.Questionnaire.ConsentQuestion(); question != nil {
		view.Consent = question.Text
	}
	if typed == nil {
		if typed = q.Settings; typed == nil {
			typed = &moderation.PublishingSettings{}
		}
	}
	view.Settings = settingsForm(p, q.Questionnaire, typed, problem)
	for _, a := range q.Answers {
		view.Answers = append(
			view.Answers,
			answerReview{
				Question:    a.Label,
				Text:        responseview.Redacted(p, a.Text),
				Action:      view.Self + "/" + a.Response + "/" + a.Question,
				Response:    staffURL(slug, "responses/"+url.PathEscape(a.Response)),
				Digest:      a.Digest(),
				Attribution: responseview.Attribution(p, a.Attribution),
				ShowsName:   a.Name != "",
				MixedScript: a.MixedScript(),
				Tag:         reviewTag(p, a.State),
				Changed:     a.Changed,
			},
		)
	}
	for _, s := range q.Submissions {
		view.Submissions = append(
			view.Submissions,
			submissionReview{
				submissionView: newSubmissionView(p, s),
				MixedScript:    s.MixedScript(),
				Action:         view.Self + "/submissions/" + s.ID,
				Version:        s.Version,
				Tag:            reviewTag(p, s.State),
				Changed:        s.Changed,
			},
		)
	}
	return publishingPage.Write(w, r, status, view)
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
		return h.showPublishing(w, r, http.StatusUnprocessableEntity, &typed, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, staffURL(slug, "publishing"))
}

func (h *Handlers) reviewAnswer(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	return h.afterReview(
		w,
		r,
		h.service.ReviewAnswer(
			r.Context(),
			site.Actor(r),
			slug,
			r.PathValue("id"),
			r.PathValue("question"),
			r.PostFormValue("digest"),
			r.PostFormValue("state"),
		),
	)
}

func (h *Handlers) reviewSubmission(w http.ResponseWriter, r *http.Request) error {
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		version = -1 // no version: fault.Conflict
	}
	return h.afterReview(
		w,
		r,
		h.service.ReviewSubmission(r.Context(), site.Actor(r), r.PathValue("slug"), r.PathValue("id"), version, r.PostFormValue("state")),
	)
}

func (h *Handlers) afterReview(w http.ResponseWriter, r *http.Request, err error) error {
	if err != nil {
		return err
	}
	return seeOther(w, r, staffURL(r.PathValue("slug"), "publishing"))
}
