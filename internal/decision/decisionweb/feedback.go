package decisionweb

import (
	"net/http"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

const feedbackPath = "/staff/consultations/{slug}/feedback"

// feedbackFormView is the page on which an officer writes feedback to respondents.
type feedbackFormView struct {
	page.StaffView
	Title         string
	Back          page.Link
	PublishedPath string // "" if no feedback is published
	Date          string // of the published feedback
	FeedbackDue   string // the published deadline for feedback
	TheirVersion  *feedbackView
	Preview       *feedbackView
	Version       string
	Fields        form.Form
	Release       int64
	Figures       []figureView
}

// figureView is a published figure and the code that quotes it.
type figureView struct{ Code, Question, Row, Option, Value string }

var feedbackPage = page.New(files, "templates/feedback.html", feedbackExamples[0], feedbackExamples[1:]...)

func (h *Handlers) editFeedback(w http.ResponseWriter, r *http.Request) error {
	a, err := h.Service.FeedbackForm(r.Context(), site.Actor(r), r.PathValue("slug"))
	if err != nil {
		return err
	}
	typed := decision.Feedback{}
	if a.Answer != nil {
		typed = *a.Answer
	}
	return feedbackPage.Write(w, r, http.StatusOK, h.newFeedbackFormView(r, a, &typed, nil))
}

// submitFeedback shows a preview of the feedback or publishes it.
func (h *Handlers) submitFeedback(w http.ResponseWriter, r *http.Request) error {
	ctx, by, slug, in := r.Context(), site.Actor(r), r.PathValue("slug"), r.PostForm
	typed := decision.Feedback{
		Consultation: slug,
		Asked:        in.Get(decision.PartAsked),
		Said:         in.Get(decision.PartSaid),
		Did:          in.Get(decision.PartDid),
		Next:         in.Get(decision.PartNext),
	}
	rendered, wrong, err := h.Service.PreviewFeedback(ctx, by, typed)
	if err != nil {
		return err
	}
	conflict := false
	if len(wrong) == 0 && in.Get("do") == "publish" {
		saw, _ := strconv.ParseInt(in.Get("version"), 10, 64) // an invalid number is 0: no edition seen
		err := h.Service.PublishFeedback(ctx, by, saw, typed)
		conflict = fault.Is(err, fault.Conflict)
		switch {
		case err == nil:
			return site.Redirect(w, r, "/staff/consultations/"+slug+"/feedback")
		case conflict || fault.Is(err, fault.Invalid):
			wrong = decision.FieldErrors{decision.PartAsked: err}
		default:
			return err
		}
	}
	a, err := h.Service.FeedbackForm(ctx, by, slug)
	if err != nil {
		return err
	}
	v, status := h.newFeedbackFormView(r, a, &typed, wrong), http.StatusOK
	printer := h.deps.PagePrinter(r)
	if len(wrong) > 0 {
		status = http.StatusUnprocessableEntity
	} else {
		rendered.Language = a.Language
		shown := newFeedbackView(printer, rendered)
		v.Preview = &shown
	}
	if conflict && a.Answer != nil {
		if theirs, _, err := h.Service.PreviewFeedback(ctx, by, *a.Answer); err == nil {
			shown := newFeedbackView(printer, theirs)
			v.TheirVersion = &shown
		}
	}
	return feedbackPage.Write(w, r, status, v)
}

func (h *Handlers) newFeedbackFormView(
	r *http.Request,
	a *decision.FeedbackForm,
	typed *decision.Feedback,
	wrong decision.FieldErrors,
) feedbackFormView {
	words := page.Printer(r)
	v := feedbackFormView{
		Title:   a.Title,
		Back:    web.BackToConsultation(r, a.Slug),
		Version: "0",
		Release: a.Release,
	}
	if a.Answer != nil {
		v.Version, v.Date = strconv.FormatInt(a.Answer.Edition, 10), words.Date(a.Answer.Date)
		v.PublishedPath = a.Answer.Path()
	}
	v.FeedbackDue = a.Feedback
	if day, err := time.Parse(time.DateOnly, a.Feedback); err == nil {
		v.FeedbackDue = words.Date(day)
	}
	text := func(id, label, hint, value string) {
		f := &form.Field{Kind: form.Textarea, ID: id, Name: id, Label: label, LabelSize: "s", Hint: hint, Value: value, MaxLength: 10_000}
		if wrong[id] != nil {
			f.Error = page.ErrorMessage(r, wrong[id])
		}
		v.Fields = append(v.Fields, f)
	}
	text(decision.PartAsked, words.Say("We asked"), words.Say("Summarise what you asked, in one or two sentences."), typed.Asked)
	text(
		decision.PartSaid,
		words.Say("You said"),
		words.Say("Summarise what people said, including criticism. For numbers, use the published figures below."),
		typed.Said,
	)
	text(
		decision.PartDid,
		words.Say("We did"),
		words.Say("Explain what changed, what did not change and why. Leave blank if nothing has been done yet."),
		typed.Did,
	)
	text(decision.PartNext, words.Say("What happens next"), "", typed.Next)
	for _, f := range a.Figures {
		row := figureView{Code: "{{figure:" + f.Ref + "}}", Question: f.Question, Row: f.Row, Option: f.Option, Value: f.Text}
		switch {
		case f.Question == "":
			row.Question = words.Say("Responses counted")
		case f.Wording > 0:
			row.Question = words.Say("%s (wording %d)", f.Question, f.Wording)
		}
		v.Figures = append(v.Figures, row)
	}
	return v
}

var feedbackExamples = []feedbackFormView{
	{
		Title:       "Parks",
		Back:        page.Link{Text: "Back to the consultation", Href: "/staff/consultations/parks"},
		Version:     "0",
		FeedbackDue: "1 July 2016",
		Fields:      form.Form{{Kind: form.Textarea, ID: "asked", Name: "asked", Label: "We asked", LabelSize: "s"}},
	},
	{
		Title:         "Parks",
		Back:          page.Link{Text: "Back to the consultation", Href: "/staff/consultations/parks"},
		Version:       "2",
		PublishedPath: "/feedback/parks",
		Date:          "20 July 2016",
		TheirVersion:  &exampleFeedback,
		Fields: form.Form{
			{
				Kind:      form.Textarea,
				ID:        "asked",
				Name:      "asked",
				Label:     "We asked",
				LabelSize: "s",
				Error:     "A colleague has published different feedback since you opened this page.",
			},
		},
		Release: 2,
		Figures: []figureView{
			{"{{figure:parks#2/responses}}", "Responses counted", "", "", "1,204"},
			{"{{figure:parks#2/rate/grass/good}}", "How good is it?", "The grass", "Good", "62% (412 of 668)"},
		},
	},
	{
		Title:   "Parks",
		Back:    page.Link{Text: "Back to the consultation", Href: "/staff/consultations/parks"},
		Version: "1",
		Preview: &exampleFeedback,
		Fields:  form.Form{{Kind: form.Textarea, ID: "asked", Name: "asked", Label: "We asked", LabelSize: "s", Value: "What should change?"}},
	},
}
