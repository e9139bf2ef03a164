package moderationweb

import (
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
)

// oneView is one response.
type oneView struct {
	page.Desk
	Title, Back, Self string
	Code              string
	Tag               page.Tag
	Facts             []page.SummaryRow
	Rows              []question.Row
	Flags             []flagView
	Cuts              []string
	Monitoring        string // address of the page with the monitoring answers, or ""
	Gone              bool   // withdrawn
	Frozen            bool   // results are released
	Errors            form.Form
	Forms             []act
}

type flagView struct {
	ID, Words, Note, By string
	Open                bool
}

// act is one thing that can be done to a response.
type act struct {
	Action, Do, Heading, Says, Button string
	Warning                           bool
	Fields                            form.Form
}

var onePage = page.New(files, "templates/one.html", oneExamples[0], oneExamples[1:]...)

func (d *Handlers) one(w http.ResponseWriter, r *http.Request) error {
	return d.showOne(w, r, http.StatusOK, "", "")
}

// showOne shows a response; do is the act that was refused, and wrong why.
func (d *Handlers) showOne(w http.ResponseWriter, r *http.Request, status int, do, wrong string) error {
	slug, id, by, p := r.PathValue("slug"), r.PathValue("id"), site.By(r), page.In(r)
	one, err := d.custody.Read(r.Context(), by, slug, id)
	if err != nil {
		return err
	}
	view := oneView{Title: one.Consultation.Title, Back: desk(slug, "responses"), Self: desk(slug, "responses/"+id), Code: one.Code, Tag: stateTag(p, one.State),
		Rows: rows(p, one.Asked, one.Given, false), Gone: one.State == intake.Withdrawn, Frozen: one.Released}
	if view.Gone {
		view.Rows = nil
	}
	view.Facts = []page.SummaryRow{{Key: p.Say("How it came"), Value: channelName(p, one.Channel)}, {Key: p.Say("Edition"), Value: one.Edition}, {Key: p.Say("Day"), Value: day(p, one.Day)}}
	if one.Reason != "" {
		view.Facts = append(view.Facts, page.SummaryRow{Key: p.Say("Why it is left out"), Value: reasonWords(p, one.Reason)})
	}
	if one.EnteredBy != "" {
		view.Facts = append(view.Facts, page.SummaryRow{Key: p.Say("Keyed by"), Value: d.NameOf(r.Context(), one.EnteredBy)})
	}
	if one.HasMonitoring && by.May(actor.ReadMonitoring) {
		view.Monitoring = view.Self + "/monitoring"
	}
	for _, f := range one.Flags {
		view.Flags = append(view.Flags, flagView{f.ID, concernWords(p, f.Reason), f.Note, d.NameOf(r.Context(), f.By), f.SettledBy == ""})
	}
	for _, c := range one.Cuts {
		view.Cuts = append(view.Cuts, p.Say("%s: %s by %s. %s", p.Date(c.At), p.Count(c.Characters, "%d character taken out", "%d characters taken out"), d.NameOf(r.Context(), c.By), redactionWords(p, c.Reason)))
	}
	typed := func(act, name string) string {
		if act == do {
			return r.PostFormValue(name)
		}
		return ""
	}
	view.Forms = acts(p, by, one, view.Self, typed)
	for i := range view.Forms {
		if a := &view.Forms[i]; wrong != "" && a.Do == do {
			a.Fields[0].Error, view.Errors = wrong, a.Fields
		}
	}
	return onePage.Write(w, r, status, view)
}

// acts are what by can do to the response.
func acts(p *locale.Printer, by actor.Actor, one *moderation.One, self string, typed func(act, name string) string) (all []act) {
	moderate, gone := by.May(actor.Moderate), one.State == intake.Withdrawn
	if moderate && !gone {
		var concerns []form.Option
		for _, c := range moderation.Concerns {
			concerns = append(concerns, form.Option{Value: c.Code, Label: p.Say(c.Words)})
		}
		all = append(all, act{self, "flag", p.Say("Flag this response"), p.Say("A flag asks a colleague to look. It changes nothing."), p.Say("Flag"), false,
			form.Form{choose("flag-reason", p.Say("Why?"), concerns, typed("flag", "flag-reason"), ""), write("flag-note", p.Say("Note for colleagues"), p.Say("The person may ask to see it."), typed("flag", "flag-note"), "")}})
	}
	if moderate && len(one.Texts) > 0 && !one.WordsDeleted {
		var texts []form.Option
		for _, t := range one.Texts {
			texts = append(texts, form.Option{Value: t.Question + "/" + t.Choice, Label: t.Label})
		}
		all = append(all, act{self, "redact", p.Say("Take words out"), p.Say("The words are deleted for good, here and in every copy that is put back later. Nobody can undo this."), p.Say("Take these words out"), true,
			form.Form{write("words", p.Say("The words to take out"), p.Say("Copy them exactly as they stand. Where they stand more than once, all are taken out."), typed("redact", "words"), ""),
				choose("text", p.Say("From which answer?"), texts, first(typed("redact", "text"), texts), ""), choose("redact-reason", p.Say("Why?"), reasons(p, intake.RedactionReasons), typed("redact", "redact-reason"), "")}})
	}
	if moderate && one.State == intake.Counted {
		all = append(all, act{self, "exclude", p.Say("Leave it out of the count"), p.Say("The reason stands in the public record. The answers are kept, so that the exclusion can be questioned."), p.Say("Leave out of the count"), true,
			form.Form{choose("exclude-reason", p.Say("Why?"), reasons(p, intake.Reasons), typed("exclude", "exclude-reason"), "")}})
	}
	if moderate && one.State == intake.Excluded {
		all = append(all, act{self, "restore", p.Say("Take it back into the count"), p.Say("The public record shows that it was restored."), p.Say("Count it again"), false,
			form.Form{write("restore-why", p.Say("Why is it counted again?"), "", typed("restore", "restore-why"), "")}})
	}
	if by.May(actor.Retain) && !gone {
		all = append(all, act{self + "/withdraw", "withdraw", p.Say("Withdraw it for the person"), p.Say("For somebody who lost their code and showed in another way that the response is theirs. The answers are deleted for good."), p.Say("Delete the answers"), true,
			form.Form{write("how", p.Say("How did they show that it is theirs?"), p.Say("Say what was checked, not what it said."), typed("withdraw", "how"), "")}})
	}
	return all
}

// first is what is chosen, or the only choice.
func first(chosen string, options []form.Option) string {
	if chosen == "" && len(options) == 1 {
		return options[0].Value
	}
	return chosen
}

func reasons(p *locale.Printer, all []intake.Reason) (options []form.Option) {
	for _, r := range all {
		options = append(options, form.Option{Value: r.Code, Label: p.Say(r.Words)})
	}
	return options
}

func reasonWords(p *locale.Printer, code string) string {
	if words := intake.ReasonWords(code); words != "" {
		return p.Say(words)
	}
	return strings.ReplaceAll(code, "-", " ")
}

func redactionWords(p *locale.Printer, code string) string {
	if words := intake.RedactionWords(code); words != "" {
		return p.Say(words)
	}
	return p.Say("It was kept as long as was promised")
}

func concernWords(p *locale.Printer, code string) string {
	for _, c := range moderation.Concerns {
		if c.Code == code {
			return p.Say(c.Words)
		}
	}
	return code
}

func (d *Handlers) change(w http.ResponseWriter, r *http.Request) error {
	slug, id, by, ctx := r.PathValue("slug"), r.PathValue("id"), site.By(r), r.Context()
	do, typed := r.PostFormValue("do"), r.PostFormValue
	var err error
	switch do {
	case "flag":
		err = d.custody.Flag(ctx, by, slug, id, typed("flag-reason"), typed("flag-note"))
	case "settle":
		err = d.custody.Settle(ctx, by, slug, id, typed("flag"))
	case "exclude":
		err = d.custody.Intake.Exclude(ctx, by, slug, id, typed("exclude-reason"))
	case "restore":
		err = d.custody.Intake.Restore(ctx, by, slug, id, typed("restore-why"))
	case "redact":
		q, choice, _ := strings.Cut(typed("text"), "/")
		_, err = d.custody.Intake.Redact(ctx, by, slug, id, intake.Redaction{Question: q, Choice: choice, Words: typed("words"), Reason: typed("redact-reason")})
	default:
		return seeOther(w, r, desk(slug, "responses/"+id))
	}
	return d.changed(w, r, do, err)
}

func (d *Handlers) withdraw(w http.ResponseWriter, r *http.Request) error {
	return d.changed(w, r, "withdraw", d.custody.Intake.WithdrawFor(r.Context(), site.By(r), r.PathValue("slug"), r.PathValue("id"), r.PostFormValue("how")))
}

func (d *Handlers) changed(w http.ResponseWriter, r *http.Request, do string, err error) error {
	if err == nil {
		return seeOther(w, r, desk(r.PathValue("slug"), "responses/"+r.PathValue("id")))
	}
	if refusedHere(err) && site.By(r).May(actor.ReadResponses) {
		return d.showOne(w, r, http.StatusUnprocessableEntity, do, page.Said(r, err))
	}
	return err
}
