package custodyweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/custody"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
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
}

type replyView struct {
	Question, Text, Action, Response string
	Tag                              page.Tag
	Changed                          bool
}

var repliesPage = page.New(files, "templates/replies.html", repliesExamples[0], repliesExamples[1:]...)

func (d *Desk) replies(w http.ResponseWriter, r *http.Request) error {
	return d.showReplies(w, r, http.StatusOK, nil, "")
}

func (d *Desk) showReplies(w http.ResponseWriter, r *http.Request, status int, typed *custody.Publishing, wrong string) error {
	slug, p := r.PathValue("slug"), page.In(r)
	c, asked, set, all, err := d.custody.Queue(r.Context(), page.By(r), slug)
	if err != nil {
		return err
	}
	view := repliesView{Title: c.Title, Back: "/desk/consultations/" + slug, Self: desk(slug, "replies"), Set: set != nil}
	if typed == nil {
		if typed = set; typed == nil {
			typed = &custody.Publishing{}
		}
	}
	view.Settings = settings(p, asked, typed, wrong)
	for _, one := range all {
		v := replyView{Question: one.Label, Text: shown(p, one.Text), Action: view.Self + "/" + one.Response + "/" + one.Question, Response: desk(slug, "responses/"+one.Response), Changed: one.Changed}
		switch one.State {
		case custody.Approved:
			v.Tag = page.Tag{Text: p.Say("Published"), Colour: "green"}
		case custody.Rejected:
			v.Tag = page.Tag{Text: p.Say("Not published"), Colour: "grey"}
		default:
			v.Tag = page.Tag{Text: p.Say("To decide"), Colour: "yellow"}
		}
		view.Replies = append(view.Replies, v)
	}
	return repliesPage.Write(w, r, status, view)
}

func settings(p *locale.Printer, asked *survey.Form, set *custody.Publishing, wrong string) form.Form {
	var consent, texts []form.Option
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
	return form.Form{agree,
		{Kind: form.Checkboxes, ID: "texts", Name: "texts", Label: p.Say("Which answers may be published?"), LabelSize: "s", Options: texts},
		{Kind: form.Checkboxes, ID: "early", Name: "early", Label: p.Say("When?"), LabelSize: "s", Hint: p.Say("What is published while people still answer may sway them, and shows when it came."),
			Options: []form.Option{{Value: "yes", Label: p.Say("Before the close as well"), Checked: set.Early}}},
		{Kind: form.Hidden, ID: "version", Name: "version", Value: strconv.FormatInt(set.Version, 10)}}
}

func (d *Desk) setReplies(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	q, choice, _ := strings.Cut(r.PostFormValue("consent"), "/")
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		version = -1 // of no page of ours: a conflict for whoever may set this, and nothing there for others
	}
	typed := custody.Publishing{Question: q, Choice: choice, Texts: r.PostForm["texts"], Early: r.PostFormValue("early") == "yes", Version: version}
	err = d.custody.SetPublishing(r.Context(), page.By(r), slug, typed)
	if refusedHere(err) {
		return d.showReplies(w, r, http.StatusUnprocessableEntity, &typed, page.Said(r, err))
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, desk(slug, "replies"))
}

func (d *Desk) judge(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	if err := d.custody.Judge(r.Context(), page.By(r), slug, r.PathValue("id"), r.PathValue("question"), r.PostFormValue("state")); err != nil {
		return err
	}
	return seeOther(w, r, desk(slug, "replies"))
}

// publishedView is what the public reads of what people wrote.
type publishedView struct {
	Title, Consultation string
	Questions           []custody.Published
}

var publishedPage = page.New(files, "templates/published.html", publishedExamples[0], publishedExamples[1:]...)

func (d *Desk) published(w http.ResponseWriter, r *http.Request) error {
	c, all, err := d.custody.Replies(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	p := page.In(r)
	for i := range all {
		for j, text := range all[i].Texts {
			all[i].Texts[j] = shown(p, text)
		}
	}
	return publishedPage.Write(w, r, http.StatusOK, publishedView{c.Title, "/consultations/" + c.Slug, all})
}
