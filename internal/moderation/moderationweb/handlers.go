// Package moderationweb is where officers look after responses, and where people
// see and take back what is held of theirs.
package moderationweb

import (
	"context"
	"embed"
	"net/http"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

//go:embed templates/*.html
var files embed.FS

// Handlers answers the requests about responses that are in.
type Handlers struct {
	*web.Deps
	custody *moderation.Service
}

// New puts the feature in its place.
func New(h *web.Deps, service *moderation.Service) *Handlers {
	d := &Handlers{h, service}
	h.Deletes = service.DraftsUntil
	const one, mine = "/staff/consultations/{slug}/", "/consultations/{slug}/"
	for _, r := range []site.Route{
		{Method: "GET", Pattern: one + "responses", Needs: actor.ReadResponses, Handler: d.list},
		{Method: "GET", Pattern: one + "responses/{id}", Needs: actor.ReadResponses, Handler: d.one},
		{Method: "POST", Pattern: one + "responses/{id}", Needs: actor.Moderate, Handler: d.change},
		{Method: "POST", Pattern: one + "responses/{id}/withdraw", Needs: actor.Retain, Handler: d.withdraw},
		{Method: "GET", Pattern: one + "responses/{id}/monitoring", Needs: actor.ReadMonitoring, Handler: d.askMonitoring},
		{Method: "POST", Pattern: one + "responses/{id}/monitoring", Needs: actor.ReadMonitoring, Handler: d.monitoring},
		{Method: "GET", Pattern: one + "write-ins", Needs: actor.ReadMonitoring, Handler: d.askWriteIns},
		{Method: "POST", Pattern: one + "write-ins", Needs: actor.ReadMonitoring, Handler: d.writeIns},
		{Method: "POST", Pattern: one + "write-ins/{handle}", Needs: actor.ReadMonitoring, Handler: d.redactWriteIn},
		{Method: "GET", Pattern: one + "contacts", Needs: actor.ReadContacts, Handler: d.askContacts, Fresh: true},
		{Method: "POST", Pattern: one + "contacts", Needs: actor.ReadContacts, Handler: d.contacts, Fresh: true},
		{Method: "GET", Pattern: one + "export", Needs: actor.Export, Handler: d.askExport, Fresh: true},
		{Method: "POST", Pattern: one + "responses.csv", Needs: actor.Export, Handler: d.export, Fresh: true},
		{Method: "GET", Pattern: one + "replies", Needs: actor.Moderate, Handler: d.replies},
		{Method: "POST", Pattern: one + "replies", Needs: actor.Moderate, Handler: d.setReplies},
		{Method: "POST", Pattern: one + "replies/{id}/{question}", Needs: actor.Moderate, Handler: d.judge},
		{Method: "POST", Pattern: one + "replies/letters/{id}", Needs: actor.Moderate, Handler: d.judgeLetter},
		{Method: "GET", Pattern: one + "patterns", Needs: actor.ReadResponses, Handler: d.patterns},
		{Method: "POST", Pattern: one + "patterns", Needs: actor.Moderate, Handler: d.decide},
		{Method: "GET", Pattern: "/staff/retention", Needs: actor.Retain, Handler: d.retention},
		{Method: "POST", Pattern: "/staff/retention", Needs: actor.Retain, Handler: d.retain, Fresh: true},
		{Method: "GET", Pattern: mine + "my-response", Needs: actor.Public, Handler: d.askMine},
		{Method: "POST", Pattern: mine + "my-response", Needs: actor.Public, Handler: d.mine},
		{Method: "POST", Pattern: mine + "my-response/download", Needs: actor.Public, Handler: d.download},
		{Method: "POST", Pattern: mine + "my-response/erase", Needs: actor.Public, Handler: d.erase},
		{Method: "GET", Pattern: mine + "my-address", Needs: actor.Public, Handler: d.askAddress},
		{Method: "POST", Pattern: mine + "my-address", Needs: actor.Public, Handler: d.sendAddress},
		{Method: "GET", Pattern: mine + "my-address/{token}", Needs: actor.Public, Handler: d.openAddress},
		{Method: "POST", Pattern: mine + "my-address/{token}", Needs: actor.Public, Handler: d.address},
		{Method: "GET", Pattern: mine + "replies", Needs: actor.Public, Handler: d.published},
	} {
		h.Site.Add(r)
	}
	h.Site.AddDesk("Retention", "/staff/retention", actor.Retain, "What is kept until when, and what is due to be deleted.")
	h.AddPart(web.Part{Text: "Responses", Path: one + "responses", Needs: actor.ReadResponses, Counts: true})
	h.AddPart(web.Part{Text: "What people wrote about themselves", Path: one + "write-ins", Needs: actor.ReadMonitoring})
	h.AddPart(web.Part{Text: "Replies to publish", Path: one + "replies", Needs: actor.Moderate})
	h.AddPart(web.Part{Text: "Patterns and campaigns", Path: one + "patterns", Needs: actor.ReadResponses, Counts: true})
	h.AddPart(web.Part{Text: "Addresses of people who want to hear more", Path: one + "contacts", Needs: actor.ReadContacts})
	h.AddPart(web.Part{Text: "Take responses out as a file", Path: one + "export", Needs: actor.Export})
	h.AddMore(func(ctx context.Context, slug string) (link page.Link, err error) {
		yes, err := service.Showing(ctx, slug)
		if yes {
			link = page.Link{Text: locale.Key("What people wrote"), Href: "/consultations/" + slug + "/replies"}
		}
		return link, err
	})
	h.Site.Show(listPage, onePage, askPage, rowsPage, writeInsPage, contactsPage, repliesPage, patternsPage, retentionPage, minePage, addressPage, publishedPage)
	return d
}

// desk is the address of a part of the work on a consultation.
func desk(slug, part string) string { return "/staff/consultations/" + slug + "/" + part }

// words are the questions of a page and what was answered, in words. What was
// taken out is told in a word, not by a black bar.
func rows(p *locale.Printer, asked *survey.Form, given survey.Answers, monitoring bool) (all []question.Row) {
	if asked == nil {
		return nil
	}
	raw := given.Raw()
	for i := range asked.Pages {
		if asked.Pages[i].Monitoring != monitoring {
			continue
		}
		for _, row := range question.RowsIn(p, question.FieldsIn(p, question.All(&asked.Pages[i]), raw, nil, asked.Lang), "") {
			row.Answer = shown(p, row.Answer)
			all = append(all, row)
		}
	}
	return all
}

// shown says in words where something was taken out.
func shown(p *locale.Printer, text string) string {
	return strings.ReplaceAll(text, intake.Mark, p.Say("[redacted]"))
}

func channelName(p *locale.Printer, channel string) string {
	if words := intake.Channel(channel).Words().In(p); words != "" {
		return words
	}
	return channel
}

func stateTag(p *locale.Printer, state intake.State) page.Tag {
	return page.Tag{Text: state.Words().In(p), Colour: map[intake.State]string{intake.Counted: "green", intake.Withdrawn: "grey", intake.Excluded: "orange"}[state]}
}

func day(p *locale.Printer, text string) string {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return text
	}
	return p.Date(at)
}

// choose is a question with one answer.
func choose(id, label string, options []form.Option, chosen, wrong string) *form.Field {
	for i := range options {
		options[i].Checked = options[i].Value == chosen
	}
	return &form.Field{Kind: form.Radios, ID: id, Name: id, Label: label, LabelSize: "s", Options: options, Error: wrong}
}

// write is a question that is answered in words.
func write(id, label, hint, value, wrong string) *form.Field {
	return &form.Field{Kind: form.Textarea, ID: id, Name: id, Label: label, LabelSize: "s", Hint: hint, Value: value, Error: wrong, MaxLength: 1000}
}

func seeOther(w http.ResponseWriter, r *http.Request, to string) error {
	return site.See(w, r, to)
}
