package entryweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/survey"
)

// shared marks a page that bears a link which must not get about.
type shared struct{}

func (shared) NoStore() bool { return true }
func (shared) NoIndex() bool { return true }

// joinView asks who somebody is in their organisation: whoever begins a reply,
// or comes to one that was begun.
type joinView struct {
	shared
	Title, Back string
	Begin       bool
	Closes      string
	Deleted     string // on which day, if it is not sent; "" if that is not known
	Form        form.Form
}

var joinPage = page.New(files, "templates/join.html", joinExamples[0], joinExamples[1:]...)

func nameField(r *http.Request, failed error) *form.Field {
	say := page.In(r).Say
	f := textField("name", say("What are you in the organisation?"), say("For example, chair, treasurer or policy officer. The others who write see it. It is not sent."), r.PostForm.Get("name"))
	f.Error = page.Said(r, failed)
	return f
}

func (d *Handlers) replyStart(w http.ResponseWriter, r *http.Request) error {
	return d.showReplyStart(w, r, http.StatusOK, nil)
}

func (d *Handlers) showReplyStart(w http.ResponseWriter, r *http.Request, status int, failed error) error {
	slug := r.PathValue("slug")
	c, refs, err := d.entry.Answerable(r.Context(), slug)
	if err != nil {
		return err
	}
	edition := &form.Field{Kind: form.Select, ID: "edition", Name: "edition", Label: page.In(r).Say("Which questionnaire do you want to answer?"), LabelSize: "s"}
	for i, ref := range refs {
		chosen := r.PostForm.Get("edition")
		edition.Options = append(edition.Options, form.Option{Value: ref.Edition, Label: formName(page.In(r), ref.Edition, ref.Lang), Checked: chosen == ref.Edition || chosen == "" && i == 0})
	}
	return joinPage.Write(w, r, status, joinView{Title: c.Title, Back: "/consultations/" + slug, Begin: true, Closes: c.Closes.In(page.In(r)), Deleted: d.DraftsUntil(r.Context(), page.In(r), slug), Form: form.Form{nameField(r, failed), edition}})
}

func (d *Handlers) beginReply(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	token, err := d.entry.BeginReply(r.Context(), slug, r.PostForm.Get("edition"), r.PostForm.Get("name"))
	if fault.Is(err, fault.Invalid) {
		return d.showReplyStart(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return site.See(w, r, replyLink(slug, token))
}

func replyLink(slug, token string, page ...string) string {
	return "/consultations/" + slug + "/reply/" + strings.Join(append([]string{token}, page...), "/")
}

// replyView is a reply as one of its writers sees it.
type replyView struct {
	shared
	Title, Name, Back string
	Closes            string
	Mine, Door        string // links; Door is "" for all but the sender
	Names             []string
	Pages             []replyPage
	Sends             bool
	Form              form.Form // what keeps it from being sent, for the error summary
}

type replyPage struct {
	ID, Title, Href string
	Rows            []replyRow
}

type replyRow struct{ Question, Answer, By string }

var replyViewPage = page.New(files, "templates/reply.html", replyExamples[0], replyExamples[1:]...)

func (d *Handlers) reply(w http.ResponseWriter, r *http.Request) error {
	slug, token := r.PathValue("slug"), r.PathValue("token")
	reply, err := d.entry.Reply(r.Context(), slug, token)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Closed) {
		// Whoever sent it, and comes back, is shown the receipt.
		if _, sent := d.entry.Intake.Find(r.Context(), slug, entry.KeyOf(token)); sent == nil {
			return site.See(w, r, "/consultations/"+slug+"/answers/standard/"+entry.KeyOf(token).String()+"/receipt")
		}
	}
	if err != nil {
		return err
	}
	if reply.Role == entry.Door {
		return joinPage.Write(w, r, http.StatusOK, joinView{Title: reply.Title, Back: "/consultations/" + slug, Closes: reply.Closes.In(page.In(r)), Form: form.Form{nameField(r, nil)}})
	}
	return d.showReply(w, r, http.StatusOK, reply, nil)
}

func (d *Handlers) showReply(w http.ResponseWriter, r *http.Request, status int, reply *entry.Reply, problems []survey.Problem) error {
	slug, token := r.PathValue("slug"), r.PathValue("token")
	view := replyView{Title: reply.Title, Name: reply.Name, Back: "/consultations/" + slug, Closes: reply.Closes.In(page.In(r)), Mine: d.base(r) + replyLink(slug, token),
		Names: reply.Names, Sends: reply.Role == entry.Sender}
	if view.Sends {
		view.Door = d.base(r) + replyLink(slug, entry.DoorOf(token))
	}
	for i, p := range replyPath(reply) {
		shown := replyPage{ID: "page-" + strconv.Itoa(i+1), Title: titled(p, reply.Form), Href: replyLink(slug, token, p.ID)}
		for _, f := range question.Fields(asked(reply, p), reply.Raw, problems, "") {
			if f.Kind == form.Panel {
				continue
			}
			words := question.Words(f)
			if words == "" {
				words = page.In(r).Say("No answer")
			}
			shown.Rows = append(shown.Rows, replyRow{f.Label, words, reply.Pieces[f.ID].By})
			if f.Error != "" {
				view.Form = append(view.Form, &form.Field{ID: shown.ID, Error: f.Error})
			}
		}
		view.Pages = append(view.Pages, shown)
	}
	return replyViewPage.Write(w, r, status, view)
}

// replyPath is the pages that an organisation is asked: not those about a
// person.
func replyPath(reply *entry.Reply) []*survey.Page {
	return slices.DeleteFunc(reply.Form.Path(reply.Raw), func(p *survey.Page) bool { return p.Monitoring })
}

func asked(reply *entry.Reply, p *survey.Page) []*survey.Question {
	return reply.Form.Asked(p, reply.Raw)
}

func titled(p *survey.Page, f *survey.Form) string {
	if p.Title != "" {
		return p.Title
	}
	return f.Title
}

// actOnReply joins a reply, or sends it.
func (d *Handlers) actOnReply(w http.ResponseWriter, r *http.Request) error {
	slug, token := r.PathValue("slug"), r.PathValue("token")
	if r.PostForm.Get("action") != "send" {
		own, err := d.entry.JoinReply(r.Context(), slug, token, r.PostForm.Get("name"))
		if err != nil && (fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict)) {
			reply, failed := d.entry.Reply(r.Context(), slug, token)
			if failed != nil {
				return failed
			}
			return joinPage.Write(w, r, http.StatusUnprocessableEntity, joinView{Title: reply.Title, Back: "/consultations/" + slug, Closes: reply.Closes.In(page.In(r)), Form: form.Form{nameField(r, err)}})
		}
		if err != nil {
			return err
		}
		return site.See(w, r, replyLink(slug, own))
	}
	_, problems, err := d.entry.SendReply(r.Context(), slug, token)
	if len(problems) > 0 {
		reply, err := d.entry.Reply(r.Context(), slug, token)
		if err != nil {
			return err
		}
		return d.showReply(w, r, http.StatusUnprocessableEntity, reply, problems)
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return site.See(w, r, replyLink(slug, token)) // which leads to the receipt, or says that there is nothing
}

// writeView is the questions of one page of a reply.
type writeView struct {
	shared
	Title, Heading, Intro, Back string
	Lang                        string
	Form                        form.Form
	Seen                        []seenVersion
	Notice                      string
	Theirs                      []replyRow // what colleagues saved meanwhile
}

type seenVersion struct {
	Name    string
	Version int64
}

var writePage = page.New(files, "templates/write.html", writeExamples[0], writeExamples[1:]...)

func (d *Handlers) writing(w http.ResponseWriter, r *http.Request) error {
	reply, p, err := d.pageOf(r)
	if err != nil {
		return err
	}
	return d.showWriting(w, r, http.StatusOK, reply, p, reply.Raw, nil, nil)
}

func (d *Handlers) pageOf(r *http.Request) (*entry.Reply, *survey.Page, error) {
	reply, err := d.entry.Reply(r.Context(), r.PathValue("slug"), r.PathValue("token"))
	if err != nil {
		return nil, nil, err
	}
	for i := range reply.Form.Pages {
		if p := &reply.Form.Pages[i]; p.ID == r.PathValue("page") && !p.Monitoring && reply.Role != entry.Door {
			return reply, p, nil
		}
	}
	return nil, nil, fault.New(fault.NotFound, "The reply has no such page. Open your link again.")
}

func (d *Handlers) showWriting(w http.ResponseWriter, r *http.Request, status int, reply *entry.Reply, p *survey.Page, raw survey.Raw, problems []survey.Problem, clashes []string) error {
	view := writeView{Title: reply.Title, Heading: titled(p, reply.Form), Intro: p.Intro, Lang: reply.Form.Lang, Back: replyLink(reply.Slug, r.PathValue("token"))}
	questions := question.All(p)
	view.Form = question.Fields(questions, raw, problems, reply.Form.Lang)
	for _, q := range questions {
		view.Seen = append(view.Seen, seenVersion{"v-" + q.ID, reply.Pieces[q.ID].Version})
		if slices.Contains(clashes, q.ID) {
			f := question.Field(q, reply.Pieces[q.ID].Answer, nil)
			view.Theirs = append(view.Theirs, replyRow{q.Text, question.Words(f), reply.Pieces[q.ID].By})
		}
	}
	if len(clashes) > 0 {
		view.Notice = page.In(r).Say("Somebody else answered here while you were writing. What they wrote is shown first, and what you wrote is in the form. Bring the two together, then save.")
	}
	return writePage.Write(w, r, status, view)
}

func (d *Handlers) write(w http.ResponseWriter, r *http.Request) error {
	reply, p, err := d.pageOf(r)
	if err != nil {
		return err
	}
	typed, seen, raw := map[string]survey.Raw{}, map[string]int64{}, survey.Raw{}
	for name, values := range reply.Raw {
		raw[name] = values
	}
	for _, q := range question.All(p) {
		one := survey.Raw{}
		for _, name := range reply.Form.Fields(q) {
			delete(raw, name)
			if values := r.PostForm[name]; len(values) > 0 {
				one[name], raw[name] = values, values
			}
		}
		if q.Kind != survey.Panel {
			typed[q.ID] = one
			seen[q.ID], _ = strconv.ParseInt(r.PostForm.Get("v-"+q.ID), 10, 64)
		}
	}
	problems := slices.DeleteFunc(reply.Form.CheckPage(p.ID, raw), func(problem survey.Problem) bool {
		return len(typed[problem.Question]) == 0 // a colleague may answer it yet
	})
	if len(problems) > 0 {
		return d.showWriting(w, r, http.StatusUnprocessableEntity, reply, p, raw, problems, nil)
	}
	slug, token := r.PathValue("slug"), r.PathValue("token")
	clashes, err := d.entry.Write(r.Context(), slug, token, typed, seen)
	if err != nil {
		return err
	}
	if len(clashes) > 0 {
		if reply, err = d.entry.Reply(r.Context(), slug, token); err != nil {
			return err
		}
		return d.showWriting(w, r, http.StatusConflict, reply, p, raw, nil, clashes)
	}
	return site.See(w, r, replyLink(slug, token))
}
