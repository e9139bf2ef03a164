package subjectaccessweb

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/subjectaccess"
)

// requestsPath is the register of requests about personal data.
const requestsPath = "/staff/requests"

var rightNames = map[subjectaccess.Right]string{
	subjectaccess.RightOfAccess:        locale.Key("A copy of their data"),
	subjectaccess.RightToRectification: locale.Key("Correct their data"),
	subjectaccess.RightToErasure:       locale.Key("Delete their data"),
	subjectaccess.RightToRestriction:   locale.Key("Restrict how their data is used"),
	subjectaccess.RightToObject:        locale.Key("Stop using their data"),
	subjectaccess.RightToPortability:   locale.Key("Their data in a format they can reuse"),
}

var requestChannels = map[string]string{
	"email":     locale.Key("Email"),
	"letter":    locale.Key("Letter"),
	"phone":     locale.Key("Telephone"),
	"in-person": locale.Key("In person"),
}

// requestsView is the register, with what waits for the reader first.
type requestsView struct {
	page.StaffView
	MineTable, OthersTable, ClosedTable *requestTable // nil if they are empty
	Add, Export                         string
}

// requestTable is a table of the register.
type requestTable struct {
	Caption, Day string
	Lines        []requestLine
}

func newRequestTable(caption, day string, lines []requestLine) *requestTable {
	if len(lines) == 0 {
		return nil
	}
	return &requestTable{caption, day, lines}
}

type requestLine struct {
	Name, Href, Received, Due string
	Tag                       page.Tag
}

var requestsPage = page.New(files, "templates/requests.html", requestsExamples[0], requestsExamples[1:]...)

func (h *Handlers) requests(w http.ResponseWriter, r *http.Request) error {
	p, by := page.Printer(r), site.Actor(r)
	open, closed, err := h.service.ListRequests(r.Context(), by)
	if err != nil {
		return err
	}
	v := requestsView{Add: requestsPath + "/add", Export: requestsPath + "/register.csv"}
	var mine, others, done []requestLine
	for _, request := range open {
		line := newRequestLine(p, request, h.Now())
		if by.May(request.WaitsFor()) {
			mine = append(mine, line)
		} else {
			others = append(others, line)
		}
	}
	for _, request := range closed {
		done = append(done, newRequestLine(p, request, h.Now()))
	}
	v.MineTable = newRequestTable(p.Say("Waiting for you"), p.Say("Reply by"), mine)
	v.OthersTable = newRequestTable(p.Say("Waiting for colleagues"), p.Say("Reply by"), others)
	v.ClosedTable = newRequestTable(p.Say("Latest answered requests"), p.Say("Closed on"), done)
	return requestsPage.Write(w, r, http.StatusOK, v)
}

func newRequestLine(p *locale.Printer, r *subjectaccess.Request, now time.Time) requestLine {
	d := r.Deadline()
	line := requestLine{
		Name: p.Say(rightNames[r.Right]), Href: requestsPath + "/" + r.ID, Received: p.Date(r.Received), Due: p.Date(d.Due),
		Tag: requestTag(p, r, now),
	}
	switch {
	case !r.Closed.IsZero():
		line.Due = p.Date(r.Closed)
	case d.Paused != "":
		line.Due = p.Say("Not running")
	}
	return line
}

// requestTag returns the state of a request.
func requestTag(p *locale.Printer, r *subjectaccess.Request, now time.Time) page.Tag {
	d := r.Deadline()
	switch {
	case !r.Closed.IsZero() && r.Steps[len(r.Steps)-1].Kind == subjectaccess.Refused:
		return page.Tag{Text: p.Say("Refused"), Colour: "grey"}
	case !r.Closed.IsZero():
		return page.Tag{Text: p.Say("Answered"), Colour: "green"}
	case d.Paused != "":
		return page.Tag{Text: p.Say("Waiting for the person"), Colour: "yellow"}
	case now.After(d.Due.AddDate(0, 0, 1)):
		return page.Tag{Text: p.Say("Overdue"), Colour: "red"}
	case r.WaitsFor() == actor.ReadResponses:
		return page.Tag{Text: p.Say("Look up"), Colour: "blue"}
	}
	return page.Tag{Text: p.Say("Answer"), Colour: "blue"}
}

// addRequestView is the form for a new request.
type addRequestView struct {
	page.StaffView
	Back page.Link
	Form form.Form
}

var addRequestPage = page.New(files, "templates/add_request.html", addRequestExamples[0], addRequestExamples[1:]...)

func (h *Handlers) addRequestForm(w http.ResponseWriter, r *http.Request) error {
	return h.showAddRequest(w, r, http.StatusOK, "", "")
}

func (h *Handlers) showAddRequest(w http.ResponseWriter, r *http.Request, status int, field, problem string) error {
	p, typed := page.Printer(r), r.PostForm.Get
	rights, channels := []form.Option{}, []form.Option{}
	for _, right := range subjectaccess.Rights {
		rights = append(rights, form.Option{Value: string(right), Label: p.Say(rightNames[right])})
	}
	for _, channel := range subjectaccess.Channels {
		channels = append(channels, form.Option{Value: channel, Label: p.Say(requestChannels[channel])})
	}
	consultation := &form.Field{
		Kind: form.Select, ID: "consultation", Name: "consultation", LabelSize: "s", Optional: true,
		Label: p.Say("Which consultation is it about?"), Options: []form.Option{{Value: "", Label: p.Say("None, or not known")}},
	}
	by := site.Actor(r)
	if err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		consultation.Options = consultation.Options[:1]
		return consult.EachSlug(r.Context(), tx, func(slug consult.Slug) error {
			c, err := consult.Get(r.Context(), tx, slug)
			if err == nil && by.ActsFor(c.Org) && c.Register == nil {
				consultation.Options = append(consultation.Options,
					form.Option{Value: slug, Label: c.Title, Checked: typed("consultation") == slug})
			}
			return err
		})
	}); err != nil {
		return err
	}
	name := &form.Field{
		Kind: form.Text, ID: "name", Name: "name", Label: p.Say("Name of the person"), LabelSize: "s", Value: typed("name"),
	}
	text := func(id, label, hint string) *form.Field {
		return responseview.TextareaField(id, label, hint, typed(id), "")
	}
	reply := text("reply", p.Say("Where should the reply be sent?"), p.Say("An email or postal address"))
	asks := text("asks", p.Say("What does the person ask for?"), p.Say("In their own words"))
	asks.MaxLength = 10_000
	v := addRequestView{
		Back: page.Link{Text: p.Say("Requests about personal data"), Href: requestsPath},
		Form: form.Form{
			&form.Field{Kind: form.Hidden, Name: "key", Value: cmp.Or(typed("key"), db.NewID())},
			responseview.RadiosField("right", p.Say("What does the person want?"), rights, typed("right"), ""),
			responseview.RadiosField("channel", p.Say("How was it received?"), channels, typed("channel"), ""),
			form.NewDate(p, "received", p.Say("When was it received?"), form.TypedDate(r.PostForm, "received")), consultation, name, reply, asks,
		},
	}
	markField(v.Form, field, problem)
	return addRequestPage.Write(w, r, status, v)
}

func (h *Handlers) addRequest(w http.ResponseWriter, r *http.Request) error {
	typed := r.PostFormValue
	id, field, err := h.service.AddRequest(r.Context(), site.Actor(r), subjectaccess.Request{
		Right: subjectaccess.Right(typed("right")), Channel: typed("channel"), Received: form.ReadDate(page.Printer(r), r.PostForm, "received"),
		Consultation: typed("consultation"), ID: typed("key"),
		Details: subjectaccess.Details{Name: typed("name"), ReplyTo: typed("reply"), Asks: typed("asks")},
	})
	if fault.Is(err, fault.Invalid) {
		return h.showAddRequest(w, r, http.StatusUnprocessableEntity, field, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, requestsPath+"/"+id)
}

// exportRequests sends the register without names and notes as a CSV file.
func (h *Handlers) exportRequests(w http.ResponseWriter, r *http.Request) error {
	var text strings.Builder
	text.WriteString(csvout.ByteOrderMark)
	out := csvout.NewWriter(&text)
	out.Write([]string{
		"id", "right", "channel", "consultation", "received", "identity_checked", "extended", "due", "closed", "outcome", "in_time",
	})
	err := h.service.ExportRequests(r.Context(), site.Actor(r), func(request *subjectaccess.Request) error {
		d, identity, outcome, closed, inTime := request.Deadline(), "", "open", "", ""
		for _, s := range request.Steps {
			if s.Kind == subjectaccess.IdentityChecked {
				identity = s.Day.Format(time.DateOnly)
			}
			if s.Kind.Closes() {
				outcome, closed, inTime = string(s.Kind), s.Day.Format(time.DateOnly), strconv.FormatBool(!s.Day.After(d.Due))
			}
		}
		out.Write([]string{
			csvout.EscapeCell(request.ID), string(request.Right), request.Channel, csvout.EscapeCell(request.Consultation),
			request.Received.Format(time.DateOnly), identity, strconv.FormatBool(d.Extended), d.Due.Format(time.DateOnly),
			closed, outcome, inTime,
		})
		return nil
	})
	if err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	head := w.Header()
	head.Set("Content-Type", "text/csv; charset=utf-8")
	head.Set("Content-Disposition", `attachment; filename="requests-about-personal-data.csv"`)
	head.Set("Cache-Control", "no-store")
	_, err = w.Write([]byte(text.String()))
	return err
}

// markField shows problem beside the field with the given name, or beside the first one.
func markField(f form.Form, name, problem string) {
	if problem == "" {
		return
	}
	at := f[0]
	if at.Kind == form.Hidden {
		at = f[1]
	}
	for _, field := range f {
		if field.Name == name {
			at = field
		}
	}
	at.SetError(problem)
}
