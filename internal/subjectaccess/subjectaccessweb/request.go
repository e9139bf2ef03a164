package subjectaccessweb

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/subjectaccess"
	"github.com/folkmoot/folkmoot/internal/web"
)

var stepNames = map[subjectaccess.StepKind]string{
	subjectaccess.Received:           locale.Key("Received"),
	subjectaccess.IdentityAsked:      locale.Key("Asked the person to show who they are"),
	subjectaccess.IdentityChecked:    locale.Key("Checked who the person is"),
	subjectaccess.ClarificationAsked: locale.Key("Asked the person to clarify the request"),
	subjectaccess.Clarified:          locale.Key("The person clarified the request"),
	subjectaccess.Extended:           locale.Key("Told the person that it will take up to two more months"),
	subjectaccess.ToLookUp:           locale.Key("Hand over to colleagues who can look up responses"),
	subjectaccess.ToAnswer:           locale.Key("Hand over to colleagues who can delete data and reply"),
	subjectaccess.Done:               locale.Key("Did what the person asked for"),
	subjectaccess.Answered:           locale.Key("Replied to the person"),
	subjectaccess.Refused:            locale.Key("Refused, and told the person why"),
	subjectaccess.Withdrawn:          locale.Key("Withdrew the response that was found"),
}

var stepHints = map[subjectaccess.StepKind]string{
	subjectaccess.IdentityAsked: locale.Key(
		"Only if you have a good reason to doubt it. The time begins again when they have shown it.",
	),
	subjectaccess.IdentityChecked: locale.Key(
		"Say what you checked, or why you did not need to. Do not copy documents.",
	),
	subjectaccess.ClarificationAsked: locale.Key(
		"If the person asks for a copy of their data, the time stops until they reply.",
	),
	subjectaccess.Extended: locale.Key(
		"Only if the request is complex or there are many. Tell them the reason within the first month.",
	),
	subjectaccess.Answered: locale.Key("Say how you replied. This closes the request."),
	subjectaccess.Refused: locale.Key(
		"Enter the reason, and that they can complain to the Information Commissioner. This closes the request.",
	),
}

// requestView is a request about personal data.
type requestView struct {
	page.StaffView
	Back    page.Link
	ID      string
	Name    string
	Tag     page.Tag
	Facts   []page.SummaryRow
	Steps   []stepLine
	Version string
	Form    form.Form // empty if the request is closed
	Erase   bool      // whether a response was found that the reader can withdraw
	Erased  bool
}

type stepLine struct{ Day, Name, Note, By string }

var requestPage = page.New(files, "templates/request.html", requestExamples[0], requestExamples[1:]...)

func (h *Handlers) request(w http.ResponseWriter, r *http.Request) error {
	return h.showRequest(w, r, http.StatusOK, nil)
}

func (h *Handlers) showRequest(w http.ResponseWriter, r *http.Request, status int, wrong error) error {
	p, by := page.Printer(r), site.Actor(r)
	request, err := h.service.ReadRequest(r.Context(), by, r.PathValue("id"))
	if err != nil {
		return err
	}
	d := request.Deadline()
	v := requestView{
		Back: page.Link{Text: p.Say("Requests about personal data"), Href: requestsPath},
		ID:   request.ID,
		Name: p.Say(rightNames[request.Right]), Tag: requestTag(p, request, h.Now()),
		Version: strconv.FormatInt(request.Version(), 10), Erased: request.Erased,
		Facts: []page.SummaryRow{
			{Key: p.Say("Received"), Value: p.Say("%s (%s)", p.Date(request.Received), p.Say(requestChannels[request.Channel]))},
		},
	}
	if request.Closed.IsZero() {
		due := p.Date(d.Due)
		if d.Paused != "" {
			due = p.Say("The time is not running while we wait for the person.")
		}
		v.Facts = append(v.Facts, page.SummaryRow{Key: p.Say("Reply by"), Value: due})
	}
	if !request.Erased {
		v.Facts = append(v.Facts,
			page.SummaryRow{Key: p.Say("Name of the person"), Value: request.Details.Name},
			page.SummaryRow{Key: p.Say("Reply to"), Value: request.Details.ReplyTo},
			page.SummaryRow{Key: p.Say("What the person asks for"), Value: request.Details.Asks})
	}
	if request.Consultation != "" {
		if err := h.DB.View(r.Context(), func(tx *db.Tx) error {
			c, err := consult.Get(r.Context(), tx, request.Consultation)
			if err == nil {
				v.Facts = append(v.Facts, page.SummaryRow{Key: p.Say("Consultation"), Value: c.Title})
			}
			return err
		}); err != nil {
			return err
		}
	}
	for _, s := range request.Steps {
		v.Steps = append(v.Steps, stepLine{p.Date(s.Day), p.Say(stepNames[s.Kind]), s.Note, h.PersonName(r.Context(), s.By)})
	}
	if request.Closed.IsZero() {
		v.Form = stepForm(p, r, by, request, wrong)
		_, err := h.service.PlanErasure(r.Context(), by, request.ID)
		v.Erase = err == nil
	}
	return requestPage.Write(w, r, status, v)
}

// stepForm returns the fields that record the next step, with what was typed.
func stepForm(
	p *locale.Printer, r *http.Request, by actor.Actor, request *subjectaccess.Request, wrong error,
) form.Form {
	var kinds []form.Option
	for _, k := range subjectaccess.StepKinds {
		if !by.May(k.Needs()) || k == subjectaccess.ToLookUp && request.WaitsFor() == actor.ReadResponses {
			continue
		}
		o := form.Option{Value: string(k), Label: p.Say(stepNames[k])}
		if hint := stepHints[k]; hint != "" {
			o.Hint = p.Say(hint)
		}
		kinds = append(kinds, o)
	}
	note := responseview.TextareaField("note", p.Say("Details"), "", r.PostForm.Get("note"), "")
	note.MaxLength, note.Optional = 2_000, true
	fields := form.Form{
		responseview.RadiosField("step", p.Say("What happened?"), kinds, r.PostForm.Get("step"), ""),
		form.NewDate(p, "day", p.Say("When?"), form.TypedDate(r.PostForm, "day")), note,
	}
	if errors.Is(wrong, subjectaccess.ErrStepDay) {
		markField(fields, "day", page.ErrorMessage(r, wrong))
	} else if wrong != nil {
		markField(fields, "step", page.ErrorMessage(r, wrong))
	}
	if by.May(actor.ReadResponses) && request.Consultation != "" {
		fields = append(fields, &form.Field{
			Kind: form.Text, ID: "response", Name: "response", LabelSize: "s",
			Label: p.Say("Address of the page with the person’s response"),
			Hint:  p.Say("Only when you hand over a request to delete or stop using a response. Copy it from the address bar."),
			Value: r.PostForm.Get("response"), Optional: true,
		})
	}
	return fields
}

func (h *Handlers) changeRequest(w http.ResponseWriter, r *http.Request) error {
	typed, by, id := r.PostFormValue, site.Actor(r), r.PathValue("id")
	version, err := strconv.ParseInt(typed("version"), 10, 64)
	if err != nil {
		version = 0 // no request has it
	}
	response := strings.TrimSpace(typed("response"))
	response = response[strings.LastIndex(response, "/")+1:]
	day := form.ReadDate(page.Printer(r), r.PostForm, "day")
	step := subjectaccess.Step{Kind: subjectaccess.StepKind(typed("step")), Day: day, Note: typed("note")}
	err = h.service.AddStep(r.Context(), by, id, version, step, response)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return h.showRequest(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, requestsPath+"/"+id)
}

// eraseResponse withdraws the response that was found for a request.
func (h *Handlers) eraseResponse(w http.ResponseWriter, r *http.Request) error {
	p, id := page.Printer(r), r.PathValue("id")
	request, err := h.service.PlanErasure(r.Context(), site.Actor(r), id)
	if err != nil {
		return err
	}
	by, ok, err := h.Confirm(w, r, web.Irreversible{
		Act: "withdraw-on-behalf", SubjectKind: "response", Subject: request.Details.Response, Needs: actor.ManageRetention,
		Title: p.Say("Withdraw the response"), Name: p.Say("Withdraw"), Count: 1,
		Effects: []string{
			p.Say("All answers of this response will be deleted, with the equality monitoring answers sent with it."),
			p.Say("The public record will show that one response was withdrawn."),
		},
		Back: page.Link{Text: p.Say("Back to the request"), Href: requestsPath + "/" + id},
	})
	if err != nil || !ok {
		return err
	}
	if err := h.service.EraseResponse(r.Context(), by, id, request.Version()); err != nil {
		return err
	}
	return site.Redirect(w, r, requestsPath+"/"+id)
}
