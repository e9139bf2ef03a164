package subjectaccessweb

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/subjectaccess"
)

// privatePage is embedded in the views of what belongs to one person: no cache keeps
// them, and no search engine lists them.
type privatePage struct{}

func (privatePage) NoStore() bool { return true }
func (privatePage) NoIndex() bool { return true }

// myResponseView is everything that is held of one response.
type myResponseView struct {
	privatePage
	Title, Consultation, Self    string
	Code                         string // "" until it was right
	Form                         form.Form
	Erased                       bool
	Released                     bool // results are released
	Tag                          page.Tag
	Facts                        []page.SummaryRow
	Rows, Monitoring             []question.AnswerRow
	Flags, Redactions, AccessLog []string
	Published                    []publishedAnswer
	Withdrawn                    bool
	ContactURL                   string // where one asks for addresses
}

var myResponsePage = page.New(files, "templates/my_response.html", myResponseExamples[0], myResponseExamples[1:]...)

// publishedAnswer is a published answer and the name under which it is shown.
type publishedAnswer struct{ Label, Text, Attribution string }

func codeForm(p *locale.Printer, typed, wrong string) form.Form {
	return form.Form{{Kind: form.Text, ID: "code", Name: "code", Label: p.Say("Withdrawal code"), LabelSize: "m", Value: typed, Error: wrong,
		Hint: p.Say("The 44 characters shown on your receipt page under “Withdraw your response”")}}
}

func (h *Handlers) showMyResponse(w http.ResponseWriter, r *http.Request, status int, view myResponseView) error {
	slug := r.PathValue("slug")
	if err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		c, err := consult.Get(r.Context(), tx, slug)
		if err == nil && c.Stage == consult.StageDraft {
			err = fault.New(fault.NotFound, "We cannot find that consultation. Check the list of consultations.")
		}
		if err == nil {
			view.Title, view.Consultation = c.Title, "/consultations/"+slug
			view.Self, view.ContactURL = view.Consultation+"/my-response", view.Consultation+"/my-address"
		}
		return err
	}); err != nil {
		return err
	}
	return myResponsePage.Write(w, r, status, view)
}

func (h *Handlers) myResponseForm(w http.ResponseWriter, r *http.Request) error {
	return h.showMyResponse(w, r, http.StatusOK, myResponseView{Form: codeForm(page.Printer(r), "", "")})
}

// subjectData finds what the code in r holds, or shows the form again and returns nil.
func (h *Handlers) subjectData(w http.ResponseWriter, r *http.Request) (*subjectaccess.Data, error) {
	typed := r.PostFormValue("code")
	data, err := h.service.DataByCode(r.Context(), r.PathValue("slug"), typed)
	if fault.Is(err, fault.Invalid) {
		return nil, h.showMyResponse(
			w,
			r,
			http.StatusUnprocessableEntity,
			myResponseView{Form: codeForm(page.Printer(r), typed, page.ErrorMessage(r, err))},
		)
	}
	return data, err
}

// subjectAccess answers the form itself: an address with the code in it would stand in
// the history of the browser.
func (h *Handlers) myResponse(w http.ResponseWriter, r *http.Request) error {
	data, err := h.subjectData(w, r)
	if data == nil || err != nil {
		return err
	}
	p := page.Printer(r)
	view := myResponseView{
		Code:      r.PostFormValue("code"),
		Tag:       responseview.StateTag(p, data.State),
		Withdrawn: data.State == intake.Withdrawn,
		Released:  data.Released,
	}
	view.Facts = []page.SummaryRow{
		{Key: p.Say("How it was received"), Value: responseview.Channel(p, data.Channel)},
		{Key: p.Say("Version"), Value: data.Edition},
		{Key: p.Say("Day"), Value: responseview.Day(p, data.ReceivedOn)},
		{Key: p.Say("Receipt code"), Value: data.ResponseRow.ReceiptCode},
	}
	if data.State == intake.Counted {
		release, err := h.ReleaseExcluding(r.Context(), data.ResponseRow.ReceiptCode)
		if err != nil {
			return err
		}
		if release > 0 {
			view.Tag = responseview.StateTag(p, intake.Excluded)
			view.Facts = append(
				view.Facts,
				page.SummaryRow{
					Key: p.Say("Reason for exclusion"),
					Value: p.Say(
						"Release %d of the results does not count this response separately, because it is one of several similar responses. The results explain how we treated them.",
						release,
					),
				},
			)
		}
	}
	if data.Reason != "" {
		view.Facts = append(view.Facts, page.SummaryRow{Key: p.Say("Reason for exclusion"), Value: responseview.ExclusionReason(p, data.Reason)})
	}
	if !view.Withdrawn {
		view.Rows = responseview.AnswerRows(p, data.Questionnaire, data.ParsedAnswers, false)
		if data.HasMonitoring {
			view.Monitoring = responseview.AnswerRows(p, data.Questionnaire, data.Monitoring, true)
		}
	}
	for _, t := range data.Published {
		view.Published = append(view.Published, publishedAnswer{t.Label, responseview.Redacted(p, t.Text), responseview.Attribution(p, t.Attribution)})
	}
	for _, f := range data.Flags {
		view.Flags = append(view.Flags, p.Say("%s: %s. %s", p.Date(f.At), responseview.FlagReason(p, f.Reason), f.Note))
	}
	for _, c := range data.Redactions {
		view.Redactions = append(
			view.Redactions,
			p.Say(
				"%s: %s. %s",
				p.Date(c.At),
				p.Count(c.Characters, "%d character taken out", "%d characters redacted"),
				responseview.RedactionReason(p, c.Reason),
			),
		)
	}
	for _, l := range data.AccessLog {
		view.AccessLog = append(view.AccessLog, p.Say("%s: %s. %s", p.Date(l.At), officerLabel(p, l.Org), accessLabel(p, l)))
	}
	return h.showMyResponse(w, r, http.StatusOK, view)
}

// officerLabel says for whom somebody acted, and not who.
func officerLabel(p *locale.Printer, org string) string {
	switch org {
	case actor.CouncilOrg:
		return p.Say("an officer of the council")
	case actor.AnyOrg:
		return p.Say("the system")
	}
	return p.Say("an officer of %s", org)
}

// accessLabel says what was done, and what for where that was asked.
func accessLabel(p *locale.Printer, l subjectaccess.Access) string {
	switch l.Act {
	case "read-response":
		return p.Say("Read your response")
	case "read-monitoring":
		return p.Say("Read your equality monitoring answers. Reason: %s", l.Why)
	case "export-responses":
		return p.Say("Exported all responses. Reason: %s", l.Why)
	case "export-monitoring":
		return p.Say("Exported all responses with equality monitoring answers. Reason: %s", l.Why)
	case "read-write-ins":
		return p.Say("Read written equality monitoring answers, without seeing which response they came from. Reason: %s", l.Why)
	case "flag", "settle-flag":
		return p.Say("Flagged your response for a colleague to check, or resolved a flag")
	case "exclude":
		return p.Say("Excluded your response from the results: %s", responseview.ExclusionReason(p, l.Why))
	case "restore":
		return p.Say("Included your response again: %s", l.Why)
	case "redact":
		return p.Say("Redacted your response: %s", responseview.RedactionReason(p, l.Why))
	case "approved-reply", "unnamed-reply", "rejected-reply":
		return p.Say("Decided whether to publish one of your answers")
	case "withdraw-for":
		return p.Say("Withdrew your response for you: %s", l.Why)
	}
	return l.Act
}

// downloadFile is what a person takes away. Its names are part of the format.
type downloadFile struct {
	Format       string           `json:"format"`
	Consultation string           `json:"consultation"`
	Receipt      string           `json:"receipt"`
	State        string           `json:"state"`
	Reason       string           `json:"reason,omitempty"`
	Channel      string           `json:"channel"`
	Edition      string           `json:"edition"`
	Form         string           `json:"form"`
	Day          string           `json:"day"`
	Answers      json.RawMessage  `json:"answers,omitempty"`
	Monitoring   json.RawMessage  `json:"monitoring,omitempty"`
	Flags        []map[string]any `json:"flags"`
	Redactions   []map[string]any `json:"redactions"`
	Published    []map[string]any `json:"published"`
	AccessLog    []map[string]any `json:"looks"`
}

// download sends everything in one file, in the answer to the form: there is no
// link to it that somebody could find.
func (h *Handlers) download(w http.ResponseWriter, r *http.Request) error {
	data, err := h.subjectData(w, r)
	if data == nil || err != nil {
		return err
	}
	out := downloadFile{
		Format:       "folkmoot/my-response/v1",
		Consultation: data.ResponseRow.Consultation,
		Receipt:      data.ResponseRow.ReceiptCode,
		State:        string(data.State),
		Reason:       data.Reason,
		Channel:      data.Channel,
		Edition:      data.Edition,
		Form:         data.FormVersion,
		Day:          data.ReceivedOn,
		Answers:      data.Answers,
		Monitoring:   data.Monitoring.Canonical(),
		Flags:        []map[string]any{},
		Redactions:   []map[string]any{},
		Published:    []map[string]any{},
		AccessLog:    []map[string]any{},
	}
	for _, f := range data.Flags {
		out.Flags = append(
			out.Flags,
			map[string]any{"on": f.At.Format("2006-01-02"), "reason": f.Reason, "note": f.Note, "settled": f.ResolvedBy != ""},
		)
	}
	for _, c := range data.Redactions {
		out.Redactions = append(
			out.Redactions,
			map[string]any{"on": c.At.Format("2006-01-02"), "reason": c.Reason, "question": c.Question, "characters": c.Characters},
		)
	}
	for _, t := range data.Published {
		out.Published = append(out.Published, map[string]any{"question": t.Question, "text": t.Text, "named": t.Name})
	}
	for _, l := range data.AccessLog {
		out.AccessLog = append(out.AccessLog, map[string]any{"on": l.At.Format("2006-01-02"), "organisation": l.Org, "act": l.Act, "why": l.Why})
	}
	text, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	archive := zip.NewWriter(&packed)
	into, err := archive.Create("my-response.json")
	if err != nil {
		return err
	}
	if _, err := into.Write(append(text, '\n')); err != nil {
		return err
	}
	if err := archive.Close(); err != nil {
		return err
	}
	head := w.Header()
	head.Set("Content-Type", "application/zip")
	head.Set("Content-Disposition", `attachment; filename="my-response.zip"`)
	head.Set("Cache-Control", "no-store")
	_, err = w.Write(packed.Bytes())
	return err
}

func (h *Handlers) erase(w http.ResponseWriter, r *http.Request) error {
	typed := r.PostFormValue("code")
	err := h.deleter.Withdraw(r.Context(), r.PathValue("slug"), typed)
	if fault.Is(err, fault.Invalid) {
		return h.showMyResponse(
			w,
			r,
			http.StatusUnprocessableEntity,
			myResponseView{Form: codeForm(page.Printer(r), typed, page.ErrorMessage(r, err))},
		)
	}
	if err != nil {
		return err
	}
	return h.showMyResponse(w, r, http.StatusOK, myResponseView{Erased: true})
}
