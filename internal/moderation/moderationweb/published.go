package moderationweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
	"github.com/folkmoot/folkmoot/internal/page"
)

// publishedView is what the public reads of what people wrote.
type publishedView struct {
	Title, Consultation string
	Questions           []publishedQuestion
	Submissions         []submissionView
}

type publishedQuestion struct {
	Question string
	Texts    []publishedText
}

// publishedText is a text and whose it is shown as.
type publishedText struct{ Label, Text, Attribution string }

// submissionView is a letter, an email, a petition or an event, in the words of the
// council.
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
		one := publishedQuestion{Question: q.Question}
		for _, t := range q.Texts {
			one.Texts = append(one.Texts, publishedText{Text: responseview.Redacted(p, t.Text), Attribution: responseview.Attribution(p, t.Attribution)})
		}
		view.Questions = append(view.Questions, one)
	}
	for _, l := range all.Submissions {
		view.Submissions = append(view.Submissions, newSubmissionView(p, l))
	}
	return publishedPage.Write(w, r, http.StatusOK, view)
}

func newSubmissionView(p *locale.Printer, l moderation.PublishableSubmission) submissionView {
	v := submissionView{Day: responseview.Day(p, l.Day), Title: l.Title, Text: l.Summary, Attribution: responseview.Attribution(p, l.Attribution)}
	switch l.Kind {
	case "letter":
		v.Kind = p.Say("Letter")
	case "email":
		v.Kind = p.Say("Email")
	case "petition":
		v.Kind, v.Numbers = p.Say("Petition"), p.Say("%s signatures claimed, %s checked", page.Number(l.Claimed), page.Number(l.Checked))
	case "event":
		v.Kind, v.Numbers = p.Say("Event"), p.Count(l.Attending, "%d person came", "%d people attended")
	}
	return v
}
