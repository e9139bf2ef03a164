package moderationweb

import (
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
	"github.com/folkmoot/folkmoot/internal/page"
)

// publishedView is the public page with published responses.
type publishedView struct {
	Title, Consultation string
	AllHref             string // of the first pages of all lists; "" if they are shown
	Questions           []publishedQuestion
	Submissions         []submissionView
	SubmissionPages     page.Pagination
	ResultsHref         string // "" until results are published

	chain page.Chain
}

// PageChain returns the chain that is shown below the header.
func (v publishedView) PageChain() page.Chain { return v.chain }

type publishedQuestion struct {
	ID, Question string
	Texts        []publishedText
	Uses         []page.UserText // key issues that these answers raised, and feedback about them
	Pages        page.Pagination
}

// publishedText is a published answer and the name under which it is published, if
// any.
type publishedText struct{ Text, Attribution string }

// submissionView is a letter, email, petition or event as the council summarised it.
type submissionView struct{ Kind, Day, Title, Text, Attribution, Numbers string }

var publishedPage = page.New(files, "templates/published.html", publishedExamples[0], publishedExamples[1:]...)

func (h *Handlers) published(w http.ResponseWriter, r *http.Request) error {
	slug, typed := r.PathValue("slug"), r.URL.Query()
	q := moderation.PublishedQuery{
		Question: typed.Get("question"), Submissions: typed.Get("list") == listSubmissions, At: typed.Get(page.CursorName),
	}
	if q.Question == "" && !q.Submissions {
		q.At = "" // a cursor is of one list
	}
	all, err := h.service.PublishedResponses(r.Context(), slug, q)
	if err != nil {
		return err
	}
	p := page.Printer(r)
	self := "/consultations/" + slug + "/published-responses"
	view := publishedView{Title: all.Consultation.Title, Consultation: "/consultations/" + all.Consultation.Slug}
	if q != (moderation.PublishedQuery{}) {
		view.AllHref = self
	}
	for _, list := range all.Questions {
		question := publishedQuestion{
			ID: list.ID, Question: list.Question,
			Pages: page.Neighbours(self, url.Values{"question": {list.ID}}, list.Previous, list.Next),
		}
		for _, t := range list.Texts {
			question.Texts = append(question.Texts, publishedText{
				Text:        responseview.Redacted(p, t.Text),
				Attribution: responseview.Attribution(p, t.Attribution),
			})
		}
		view.Questions = append(view.Questions, question)
	}
	for _, s := range all.Submissions.Items {
		view.Submissions = append(view.Submissions, newSubmissionView(p, s))
	}
	view.SubmissionPages = page.Neighbours(self, url.Values{"list": {listSubmissions}}, all.Submissions.Previous, all.Submissions.Next)
	view.chain = h.ChainFor(r.Context(), "consultation", all.Consultation.Slug)
	if err := h.addUses(r, all.Consultation.Slug, &view); err != nil {
		return err
	}
	return publishedPage.Write(w, r, http.StatusOK, view)
}

// addUses adds where the results are, and to each question the key issues that its answers raised and the feedback about
// them.
func (h *Handlers) addUses(r *http.Request, slug string, v *publishedView) error {
	ctx, speech := r.Context(), h.PagePrinter(r)
	return h.DB.View(ctx, func(tx *db.Tx) error {
		released, err := analysis.LastReleased(ctx, tx, slug)
		if err != nil {
			return err
		}
		v.ResultsHref = ""
		if !released.IsZero() {
			v.ResultsHref = v.Consultation + "/results"
		}
		uses, err := decision.FigureUses(ctx, tx, slug)
		for i := range v.Questions {
			q := &v.Questions[i]
			q.Uses = nil
			for _, u := range uses[q.ID] {
				use := page.UserText{Text: u.Text, Href: u.Path, Lang: speech.LangOrCouncil(u.Language)}
				if u.Text == "" {
					use.Text, use.Lang = speech.Say("We asked, you said, we did"), ""
				}
				q.Uses = append(q.Uses, use)
			}
		}
		return err
	})
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
