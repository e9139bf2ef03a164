package moderationweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
	"github.com/folkmoot/folkmoot/internal/page"
)

// publishedView is the public page with published responses.
type publishedView struct {
	Title, Consultation string
	Questions           []publishedQuestion
	Submissions         []submissionView
}

type publishedQuestion struct {
	Question string
	Texts    []publishedText
}

// publishedText is a published answer and the name under which it is published, if
// any.
type publishedText struct{ Text, Attribution string }

// submissionView is a letter, email, petition or event as the council summarised it.
type submissionView struct{ Kind, Day, Title, Text, Attribution, Numbers string }

var publishedPage = page.New(files, "templates/published.html", publishedExamples[0], publishedExamples[1:]...)

func (h *Handlers) published(w http.ResponseWriter, r *http.Request) error {
	all, err := h.service.PublishedResponses(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	p := page.Printer(r)
	view := publishedView{Title: all.Consultation.Title, Consultation: "/consultations/" + all.Consultation.Slug}
	for _, q := range all.Questions {
		question := publishedQuestion{Question: q.Question}
		for _, t := range q.Texts {
			question.Texts = append(question.Texts, publishedText{
				Text:        responseview.Redacted(p, t.Text),
				Attribution: responseview.Attribution(p, t.Attribution),
			})
		}
		view.Questions = append(view.Questions, question)
	}
	for _, s := range all.Submissions {
		view.Submissions = append(view.Submissions, newSubmissionView(p, s))
	}
	return publishedPage.Write(w, r, http.StatusOK, view)
}

// submissionKind returns the name of a kind of submission.
func submissionKind(p *locale.Printer, kind string) string {
	switch kind {
	case "letter":
		return p.Say("Letter")
	case "email":
		return p.Say("Email")
	case "petition":
		return p.Say("Petition")
	}
	return p.Say("Event")
}

func newSubmissionView(p *locale.Printer, s moderation.PublishableSubmission) submissionView {
	v := submissionView{
		Day:         responseview.Day(p, s.Day),
		Title:       s.Title,
		Text:        s.Summary,
		Attribution: responseview.Attribution(p, s.Attribution),
		Kind:        submissionKind(p, s.Kind),
	}
	switch s.Kind {
	case "petition":
		v.Numbers = p.Say("%s signatures claimed, %s checked", p.Number(s.Claimed), p.Number(s.Checked))
	case "event":
		v.Numbers = p.Count(s.Attending, "%d person attended", "%d people attended")
	}
	return v
}
