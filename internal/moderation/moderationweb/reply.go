package moderationweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
)

// repliesView is the queue of replies that may be published.
type repliesView struct {
	page.Desk
	Title, Back, Self string
	Set               bool
	Settings          form.Form
	Replies           []replyView
	Letters           []letterCase
}

type replyView struct {
	Question, Text, Action, Response string
	Seen                             string
	From                             string // whose it is shown as, or ""
	Named                            bool   // From is a name
	Mixed                            bool   // of letters that look alike
	Tag                              page.Tag
	Changed                          bool
}

// letterCase is a letter to decide on.
type letterCase struct {
	letterView
	Mixed   bool
	Action  string
	Version int64
	Tag     page.Tag
	Changed bool
}

var repliesPage = page.New(files, "templates/replies.html", repliesExamples[0], repliesExamples[1:]...)

func (d *Handlers) replies(w http.ResponseWriter, r *http.Request) error {
	return d.showReplies(w, r, http.StatusOK, nil, "")
}

func (d *Handlers) showReplies(w http.ResponseWriter, r *http.Request, status int, typed *moderation.Publishing, wrong string) error {
	slug, p := r.PathValue("slug"), page.In(r)
	q, err := d.custody.Queue(r.Context(), site.By(r), slug)
	if err != nil {
		return err
	}
	view := repliesView{Title: q.Consultation.Title, Back: "/staff/consultations/" + slug, Self: desk(slug, "replies"), Set: q.Set != nil}
	if typed == nil {
		if typed = q.Set; typed == nil {
			typed = &moderation.Publishing{}
		}
	}
	view.Settings = settings(p, q.Asked, typed, wrong)
	for _, one := range q.Replies {
		view.Replies = append(view.Replies, replyView{Question: one.Label, Text: shown(p, one.Text), Action: view.Self + "/" + one.Response + "/" + one.Question, Response: desk(slug, "responses/"+one.Response),
			Seen: one.Seen(), From: voiceWords(p, one.Voice), Named: one.Name != "", Mixed: one.Mixed(), Tag: verdictTag(p, one.State), Changed: one.Changed})
	}
	for _, l := range q.Letters {
		view.Letters = append(view.Letters, letterCase{letterIn(p, l), l.Mixed(), view.Self + "/letters/" + l.ID, l.Version, verdictTag(p, l.State), l.Changed})
	}
	return repliesPage.Write(w, r, status, view)
}

func verdictTag(p *locale.Printer, state string) page.Tag {
	switch state {
	case moderation.Approved:
		return page.Tag{Text: p.Say("Published"), Colour: "green"}
	case moderation.Unnamed:
		return page.Tag{Text: p.Say("Published without the name"), Colour: "green"}
	case moderation.Rejected:
		return page.Tag{Text: p.Say("Not published"), Colour: "grey"}
	}
	return page.Tag{Text: p.Say("To decide"), Colour: "yellow"}
}

// voiceWords says whose a text is: an organisation's, by its name or without it,
// or "" for everybody else's.
func voiceWords(p *locale.Printer, v moderation.Voice) string {
	switch {
	case !v.Organisation:
		return ""
	case v.Name != "":
		return v.Name
	}
	return p.Say("An organisation")
}

func settings(p *locale.Printer, asked *survey.Form, set *moderation.Publishing, wrong string) form.Form {
	var consent, texts, names []form.Option
	for i := range asked.Pages {
		if asked.Pages[i].Monitoring {
			continue
		}
		for _, q := range asked.Pages[i].Questions {
			switch q.Kind {
			case survey.Single:
				for _, o := range q.Options {
					consent = append(consent, form.Option{Value: q.ID + "/" + o.ID, Label: q.Text + " – " + o.Text})
				}
			case survey.LongText, survey.ShortText:
				texts = append(texts, form.Option{Value: q.ID, Label: q.Text, Checked: slices.Contains(set.Texts, q.ID)})
			}
		}
	}
	agree := choose("consent", p.Say("Where do people agree to be published?"), consent, set.Question+"/"+set.Choice, wrong)
	agree.Kind = form.Select
	agree.Hint = p.Say("Choose a question and the answer that says yes.")
	optional := func(id, label, hint string, options []form.Option, chosen string) *form.Field {
		f := choose(id, label, append([]form.Option{{Label: p.Say("No organisation is named")}}, options...), chosen, "")
		f.Kind, f.Hint = form.Select, hint
		return f
	}
	n := set.Naming
	for i := range texts {
		names = append(names, form.Option{Value: texts[i].Value, Label: texts[i].Label})
	}
	return form.Form{agree,
		{Kind: form.Checkboxes, ID: "texts", Name: "texts", Label: p.Say("Which answers may be published?"), LabelSize: "s", Options: texts},
		optional("for", p.Say("Where do people say that they answer for an organisation?"), p.Say("Organisations can be named. People never are."), slices.Clone(consent), pair(n.Question, n.Choice)),
		optional("name", p.Say("Where do they write what it is called?"), "", names, n.Name),
		optional("named", p.Say("Where do they agree that it is named?"), p.Say("Where they do not, it is shown as “An organisation”."), slices.Clone(consent), pair(n.Agreed, n.Yes)),
		{Kind: form.Checkboxes, ID: "early", Name: "early", Label: p.Say("When?"), LabelSize: "s", Hint: p.Say("What is published while people still answer may sway them, and shows when it came."),
			Options: []form.Option{{Value: "yes", Label: p.Say("Before the close as well"), Checked: set.Early}}},
		{Kind: form.Hidden, ID: "version", Name: "version", Value: strconv.FormatInt(set.Version, 10)}}
}

// pair is a question and an option as one value of a form.
func pair(question, choice string) string {
	if question == "" {
		return ""
	}
	return question + "/" + choice
}

func (d *Handlers) setReplies(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	q, choice, _ := strings.Cut(r.PostFormValue("consent"), "/")
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		version = -1 // of no page of ours: a conflict for whoever may set this, and nothing there for others
	}
	typed := moderation.Publishing{Question: q, Choice: choice, Texts: r.PostForm["texts"], Early: r.PostFormValue("early") == "yes", Version: version}
	typed.Naming.Question, typed.Naming.Choice, _ = strings.Cut(r.PostFormValue("for"), "/")
	typed.Naming.Agreed, typed.Naming.Yes, _ = strings.Cut(r.PostFormValue("named"), "/")
	typed.Naming.Name = r.PostFormValue("name")
	err = d.custody.SetPublishing(r.Context(), site.By(r), slug, typed)
	if refusedHere(err) {
		return d.showReplies(w, r, http.StatusUnprocessableEntity, &typed, page.Said(r, err))
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, desk(slug, "replies"))
}

func (d *Handlers) judge(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	return d.judged(w, r, d.custody.Judge(r.Context(), site.By(r), slug, r.PathValue("id"), r.PathValue("question"), r.PostFormValue("seen"), r.PostFormValue("state")))
}

func (d *Handlers) judgeLetter(w http.ResponseWriter, r *http.Request) error {
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		version = -1 // of no page of ours
	}
	return d.judged(w, r, d.custody.JudgeLetter(r.Context(), site.By(r), r.PathValue("slug"), r.PathValue("id"), version, r.PostFormValue("state")))
}

func (d *Handlers) judged(w http.ResponseWriter, r *http.Request, err error) error {
	if err != nil {
		return err
	}
	return seeOther(w, r, desk(r.PathValue("slug"), "replies"))
}
