package subjectaccessweb

import (
	"archive/zip"

	"encoding/json"
	"fmt"
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

// privatePage is embedded in the views of personal data. It keeps the pages out of
// caches and search engines.
type privatePage struct{}

func (privatePage) NoStore() bool { return true }
func (privatePage) NoIndex() bool { return true }

// myResponseView is the page with everything that is held about one response, and
// the form that asks for its withdrawal code.
type myResponseView struct {
	privatePage
	Title, Consultation, Self    string
	Code                         string // "" before the right code was entered
	Form                         form.Form
	Erased                       bool
	Released                     bool // results have been released
	Tag                          page.Tag
	Facts                        []page.SummaryRow
	Rows, Monitoring             []question.AnswerRow
	Flags, Redactions, AccessLog []string
	Published                    []publishedAnswer
	Withdrawn                    bool
	ContactURL                   string // of the page about email addresses
}

var myResponsePage = page.New(files, "templates/my_response.html", myResponseExamples[0], myResponseExamples[1:]...)

// publishedAnswer is a published answer and the name under which it is shown.
type publishedAnswer struct{ Label, Text, Attribution string }

func codeForm(p *locale.Printer, typed, problem string) form.Form {
	return form.Form{{
		Kind:      form.Text,
		ID:        "code",
		Name:      "code",
		Label:     p.Say("Withdrawal code"),
		LabelSize: "m",
		Value:     typed,
		Error:     problem,
		Hint:      p.Say("The 16 letters in four groups that you got when you sent your response"),
	}}
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

// subjectData returns the data for the code in r. If the code is wrong, it shows the
// form again and returns nil.
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

// myResponse answers the POST with the page, without a redirect: the code must not
// be in an address, which would stay in the history of the browser.
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
		{Key: p.Say("Version"), Value: consult.EditionLabel(data.Edition).In(p)},
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
						"Release %d of the results does not count this response separately, "+
							"because it is one of several similar responses. The results explain how we treated them.",
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
		view.Published = append(view.Published, publishedAnswer{
			Label:       t.Label,
			Text:        responseview.Redacted(p, t.Text),
			Attribution: responseview.Attribution(p, t.Attribution),
		})
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
				p.Count(c.Characters, "%d character redacted", "%d characters redacted"),
				responseview.RedactionReason(p, c.Reason),
			),
		)
	}
	for _, l := range data.AccessLog {
		view.AccessLog = append(
			view.AccessLog,
			p.Say("%s: %s. %s", p.Date(l.At), officerLabel(p, l.Org), accessLabel(p, l)),
		)
	}
	return h.showMyResponse(w, r, http.StatusOK, view)
}

// officerLabel describes an officer by their organisation, without their name.
func officerLabel(p *locale.Printer, org string) string {
	switch org {
	case actor.CouncilOrg:
		return p.Say("an officer of the council")
	case actor.AnyOrg:
		return p.Say("the system")
	}
	return p.Say("an officer of %s", org)
}

// accessLabel returns what was done, and why if a reason was given.
func accessLabel(p *locale.Printer, l subjectaccess.Access) string {
	switch l.Act {
	case "read-response":
		return p.Say("Read your response")
	case "read-monitoring":
		return p.Say("Read your equality monitoring answers. Reason: %s", l.Why)
	case "export-responses":
		return p.Say("Exported all responses. Reason: %s", l.Why)
	case "export-response-files":
		return p.Say("Exported the files of all responses. Reason: %s", l.Why)
	case "export-responses-with-monitoring":
		return p.Say("Exported all responses with equality monitoring answers. Reason: %s", l.Why)
	case "read-monitoring-texts":
		return p.Say(
			"Read written equality monitoring answers, without seeing which response they came from. Reason: %s",
			l.Why,
		)
	case subjectaccess.SearchedOrListed:
		return p.Say("Searched or looked through the responses, which may have included yours")
	case "flag-response", "resolve-flag":
		return p.Say("Flagged your response for a colleague to check, or resolved a flag")
	case "exclude":
		return p.Say("Excluded your response from the results: %s", responseview.ExclusionReason(p, l.Why))
	case "include-again":
		return p.Say("Included your response again: %s", l.Why)
	case "redact-answer":
		return p.Say("Redacted your response: %s", responseview.RedactionReason(p, l.Why))
	case "publish-answer", "publish-answer-without-name", "do-not-publish-answer":
		return p.Say("Decided whether to publish one of your answers")
	case "enter-response", "enter-second":
		return p.Say("Entered your response for you")
	case "correct-entry", "resolve-differences":
		return p.Say("Corrected how your response was entered")
	case "withdraw-on-behalf":
		return p.Say("Withdrew your response for you: %s", l.Why)
	}
	return p.Say("Viewed or changed your response")
}

// downloadFile is the file that a respondent downloads. Its field names are a public
// format.
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
	Files        []map[string]any `json:"files,omitempty"`
	Flags        []map[string]any `json:"flags"`
	Redactions   []map[string]any `json:"redactions"`
	Published    []map[string]any `json:"published"`
	AccessLog    []map[string]any `json:"access_log"`
}

// download sends everything in one file as the answer to the POST, so there is no
// address at which anyone else could fetch it.
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
			map[string]any{"on": f.At.Format("2006-01-02"), "reason": f.Reason, "note": f.Note, "resolved": f.ResolvedBy != ""},
		)
	}
	for i, f := range data.Files {
		out.Files = append(out.Files, map[string]any{
			"question": f.Question, "name": f.Name, "type": f.Type, "bytes": f.Size, "sha256": f.Digest, "file": fileInArchive(i, f),
		})
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
		out.AccessLog = append(
			out.AccessLog,
			map[string]any{"on": l.At.Format("2006-01-02"), "organisation": l.Org, "act": l.Act, "why": l.Why},
		)
	}
	text, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	head := w.Header()
	head.Set("Content-Type", "application/zip")
	head.Set("Content-Disposition", `attachment; filename="my-response.zip"`)
	head.Set("Cache-Control", "no-store")
	archive := zip.NewWriter(w)
	file, err := archive.Create("my-response.json")
	if err != nil {
		return err
	}
	if _, err := file.Write(append(text, '\n')); err != nil {
		return err
	}
	for i, f := range data.Files {
		to, err := archive.Create(fileInArchive(i, f))
		if err != nil {
			return err
		}
		if err := intake.WriteFile(r.Context(), h.DB, f, to); err != nil {
			return err
		}
	}
	return archive.Close()
}

// fileInArchive returns the name of file i of a response in the archive that its respondent downloads.
func fileInArchive(i int, f *intake.AttachedFile) string {
	return fmt.Sprintf("files/%d %s", i+1, f.Name)
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
