package moderationweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/page"
)

// publishedView is what the public reads of what people wrote.
type publishedView struct {
	Title, Consultation string
	Questions           []publishedQuestion
	Letters             []letterView
}

type publishedQuestion struct {
	Question string
	Texts    []sayingView
}

// sayingView is a text and whose it is shown as.
type sayingView struct{ Label, Text, From string }

// letterView is a letter, an email, a petition or an event, in the words of the
// council.
type letterView struct{ Kind, Day, Title, Text, From, People string }

var publishedPage = page.New(files, "templates/published.html", publishedExamples[0], publishedExamples[1:]...)

func (d *Handlers) published(w http.ResponseWriter, r *http.Request) error {
	all, err := d.custody.Replies(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	p := page.In(r)
	view := publishedView{Title: all.Consultation.Title, Consultation: "/consultations/" + all.Consultation.Slug}
	for _, q := range all.Questions {
		one := publishedQuestion{Question: q.Question}
		for _, t := range q.Texts {
			one.Texts = append(one.Texts, sayingView{Text: shown(p, t.Text), From: voiceWords(p, t.Voice)})
		}
		view.Questions = append(view.Questions, one)
	}
	for _, l := range all.Letters {
		view.Letters = append(view.Letters, letterIn(p, l))
	}
	return publishedPage.Write(w, r, http.StatusOK, view)
}

func letterIn(p *locale.Printer, l moderation.Letter) letterView {
	v := letterView{Day: day(p, l.Day), Title: l.Title, Text: l.Summary, From: voiceWords(p, l.Voice)}
	switch l.Kind {
	case "letter":
		v.Kind = p.Say("Letter")
	case "email":
		v.Kind = p.Say("Email")
	case "petition":
		v.Kind, v.People = p.Say("Petition"), p.Say("%s signatures claimed, %s checked", page.Number(l.Claimed), page.Number(l.Checked))
	case "event":
		v.Kind, v.People = p.Say("Event"), p.Count(l.Attending, "%d person came", "%d people came")
	}
	return v
}
