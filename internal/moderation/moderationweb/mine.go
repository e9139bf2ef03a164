package moderationweb

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
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
)

// secret is embedded in the views of what belongs to one person: no cache keeps
// them, and no search engine lists them.
type secret struct{}

func (secret) NoStore() bool { return true }
func (secret) NoIndex() bool { return true }

// mineView is everything that is held of one response.
type mineView struct {
	secret
	Title, Consultation, Self string
	Code                      string // "" until it was right
	Form                      form.Form
	Erased                    bool
	Frozen                    bool // results are released
	Tag                       page.Tag
	Facts                     []page.SummaryRow
	Rows, Monitoring          []question.Row
	Flags, Cuts, Looks        []string
	Published                 []sayingView
	Gone                      bool
	Address                   string // where one asks for addresses
}

var minePage = page.New(files, "templates/mine.html", mineExamples[0], mineExamples[1:]...)

func codeForm(p *locale.Printer, typed, wrong string) form.Form {
	return form.Form{{Kind: form.Text, ID: "code", Name: "code", Label: p.Say("Withdrawal code"), LabelSize: "m", Value: typed, Error: wrong,
		Hint: p.Say("The 44 characters that your receipt page shows under “Take your response back”")}}
}

func (d *Handlers) showMine(w http.ResponseWriter, r *http.Request, status int, view mineView) error {
	slug := r.PathValue("slug")
	if err := d.DB.View(r.Context(), func(tx *db.Tx) error {
		c, err := consult.Get(r.Context(), tx, slug)
		if err == nil && c.Stage == consult.Drafting {
			err = fault.New(fault.NotFound, "We cannot find that consultation. Look for it in the list of consultations.")
		}
		if err == nil {
			view.Title, view.Consultation = c.Title, "/consultations/"+slug
			view.Self, view.Address = view.Consultation+"/my-response", view.Consultation+"/my-address"
		}
		return err
	}); err != nil {
		return err
	}
	return minePage.Write(w, r, status, view)
}

func (d *Handlers) askMine(w http.ResponseWriter, r *http.Request) error {
	return d.showMine(w, r, http.StatusOK, mineView{Form: codeForm(page.In(r), "", "")})
}

// holder finds what the code in r holds, or shows the form again and returns nil.
func (d *Handlers) holder(w http.ResponseWriter, r *http.Request) (*moderation.Held, error) {
	typed := r.PostFormValue("code")
	h, err := d.custody.Holder(r.Context(), r.PathValue("slug"), typed)
	if fault.Is(err, fault.Invalid) {
		return nil, d.showMine(w, r, http.StatusUnprocessableEntity, mineView{Form: codeForm(page.In(r), typed, page.Said(r, err))})
	}
	return h, err
}

// mine answers the form itself: an address with the code in it would stand in
// the history of the browser.
func (d *Handlers) mine(w http.ResponseWriter, r *http.Request) error {
	h, err := d.holder(w, r)
	if h == nil || err != nil {
		return err
	}
	p := page.In(r)
	view := mineView{Code: r.PostFormValue("code"), Tag: stateTag(p, h.State), Gone: h.State == intake.Withdrawn, Frozen: h.Released}
	view.Facts = []page.SummaryRow{{Key: p.Say("How it came"), Value: channelName(p, h.Channel)}, {Key: p.Say("Edition"), Value: h.Edition}, {Key: p.Say("Day"), Value: day(p, h.Day)}, {Key: p.Say("Receipt code"), Value: h.Seen.Code}}
	if h.State == intake.Counted {
		release, err := d.Fate(r.Context(), h.Seen.Code)
		if err != nil {
			return err
		}
		if release > 0 {
			view.Tag = stateTag(p, intake.Excluded)
			view.Facts = append(view.Facts, page.SummaryRow{Key: p.Say("Why it is left out"), Value: p.Say("Release %d of the results does not count this response by itself, because it is one of several that are alike. The results say what was decided about them.", release)})
		}
	}
	if h.Reason != "" {
		view.Facts = append(view.Facts, page.SummaryRow{Key: p.Say("Why it is left out"), Value: reasonWords(p, h.Reason)})
	}
	if !view.Gone {
		view.Rows = rows(p, h.Asked, h.Given, false)
		if h.HasMonitoring {
			view.Monitoring = rows(p, h.Asked, h.Monitoring, true)
		}
	}
	for _, t := range h.Published {
		view.Published = append(view.Published, sayingView{t.Label, shown(p, t.Text), voiceWords(p, t.Voice)})
	}
	for _, f := range h.Flags {
		view.Flags = append(view.Flags, p.Say("%s: %s. %s", p.Date(f.At), concernWords(p, f.Reason), f.Note))
	}
	for _, c := range h.Cuts {
		view.Cuts = append(view.Cuts, p.Say("%s: %s. %s", p.Date(c.At), p.Count(c.Characters, "%d character taken out", "%d characters taken out"), redactionWords(p, c.Reason)))
	}
	for _, l := range h.Looks {
		view.Looks = append(view.Looks, p.Say("%s: %s. %s", p.Date(l.At), whoWords(p, l.Org), lookWords(p, l)))
	}
	return d.showMine(w, r, http.StatusOK, view)
}

// whoWords says for whom somebody acted, and not who.
func whoWords(p *locale.Printer, org string) string {
	switch org {
	case actor.Council:
		return p.Say("an officer of the council")
	case actor.Any:
		return p.Say("the system")
	}
	return p.Say("an officer of %s", org)
}

// lookWords says what was done, and what for where that was asked.
func lookWords(p *locale.Printer, l moderation.Look) string {
	switch l.Act {
	case "read-response":
		return p.Say("Read it")
	case "read-monitoring":
		return p.Say("Read what you said of yourself, for: %s", l.Why)
	case "export-responses":
		return p.Say("Took all responses out as a file, for: %s", l.Why)
	case "export-monitoring":
		return p.Say("Took all responses out as a file, with what people said of themselves, for: %s", l.Why)
	case "read-write-ins":
		return p.Say("Read what people wrote about themselves, without seeing whose it was, for: %s", l.Why)
	case "flag", "settle-flag":
		return p.Say("Asked a colleague to look at it, or settled that")
	case "exclude":
		return p.Say("Left it out of the count: %s", reasonWords(p, l.Why))
	case "restore":
		return p.Say("Took it back into the count: %s", l.Why)
	case "redact":
		return p.Say("Took words out: %s", redactionWords(p, l.Why))
	case "approved-reply", "unnamed-reply", "rejected-reply":
		return p.Say("Decided whether an answer is published")
	case "withdraw-for":
		return p.Say("Withdrew it for you: %s", l.Why)
	}
	return l.Act
}

// file is what a person takes away. Its names are part of the format.
type file struct {
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
	Looks        []map[string]any `json:"looks"`
}

// download sends everything in one file, in the answer to the form: there is no
// link to it that somebody could find.
func (d *Handlers) download(w http.ResponseWriter, r *http.Request) error {
	h, err := d.holder(w, r)
	if h == nil || err != nil {
		return err
	}
	out := file{Format: "folkmoot/my-response/v1", Consultation: h.Seen.Consultation, Receipt: h.Seen.Code, State: string(h.State), Reason: h.Reason, Channel: h.Channel, Edition: h.Edition, Form: h.Form, Day: h.Day,
		Answers: h.Answers, Monitoring: h.Monitoring.Canonical(), Flags: []map[string]any{}, Redactions: []map[string]any{}, Published: []map[string]any{}, Looks: []map[string]any{}}
	for _, f := range h.Flags {
		out.Flags = append(out.Flags, map[string]any{"on": f.At.Format("2006-01-02"), "reason": f.Reason, "note": f.Note, "settled": f.SettledBy != ""})
	}
	for _, c := range h.Cuts {
		out.Redactions = append(out.Redactions, map[string]any{"on": c.At.Format("2006-01-02"), "reason": c.Reason, "question": c.Question, "characters": c.Characters})
	}
	for _, t := range h.Published {
		out.Published = append(out.Published, map[string]any{"question": t.Question, "text": t.Text, "named": t.Name})
	}
	for _, l := range h.Looks {
		out.Looks = append(out.Looks, map[string]any{"on": l.At.Format("2006-01-02"), "organisation": l.Org, "act": l.Act, "why": l.Why})
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

func (d *Handlers) erase(w http.ResponseWriter, r *http.Request) error {
	typed := r.PostFormValue("code")
	err := d.custody.Intake.Withdraw(r.Context(), r.PathValue("slug"), typed)
	if fault.Is(err, fault.Invalid) {
		return d.showMine(w, r, http.StatusUnprocessableEntity, mineView{Form: codeForm(page.In(r), typed, page.Said(r, err))})
	}
	if err != nil {
		return err
	}
	return d.showMine(w, r, http.StatusOK, mineView{Erased: true})
}
