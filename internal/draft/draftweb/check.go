package draftweb

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// checkView is the page with the results of the check before publication.
type checkView struct {
	page.StaffView
	Title          string
	Back           page.Link
	Problems       []form.Problem // why publishing failed
	Saved          bool
	Counts         string
	Groups         []checkGroup
	Texts          []textRow
	Live           bool // the consultation is published, so that the draft is a change to it
	Changes        []changeRow
	Change         string // the reason for the changes
	BrokenPromises []string
	LockedText     string // what can no longer change because people have responded, or ""
	Version        draft.Version
	CanPublish     bool   // the officer may publish
	Approval       string // address of the page on which another person approves the draft first; "" if it can be published
	Merges         bool   // an approved draft has to be merged with what is published, and approved again
	ApprovesToo    bool   // the officer may approve and publish it in one step
	Ready          bool   // the draft can be published
	Blocked        bool   // something must be fixed first; what lacks a reason can be given one as it is published
	Unchanged      bool   // the draft is the same as the published consultation
}

// checkGroup has the findings for one principle.
type checkGroup struct {
	ID, Title, Description string
	Findings               []findingRow
}

// findingRow is a finding.
type findingRow struct {
	ID, Code, Text, Href string
	Where                string // the page, question or version of the questionnaire, or ""
	Tag                  page.Tag
	NeedsReason          bool // show the field for a reason
	Reason, ReasonBy     string
}

// textRow is the readability of a text.
type textRow struct {
	Name          string
	Words         int
	Average, Ease string
	Longest       int
}

// changeRow is a question of the published questionnaire that the draft changes.
type changeRow struct {
	ID, Question string
	Edition      string       // version of the questionnaire
	Name         string       // the text of the question with the version of the questionnaire
	Pieces       []edit.Piece // the question with the words that changed
	ForcedReason string       // why the change is not only one of wording; "" if the officer decides
	Kind, Note   string
	Error        string
}

// Scripts returns the script that warns before unsaved text is left.
func (checkView) Scripts(a page.Assets) []string { return []string{a.Edit} }

var checkPage = page.New(templateFiles, "templates/check.html", checkExamples[0], checkExamples[1:]...)

// checkGroups are the principles of the check: first the four Gunning principles in their usual order.
var checkGroups = []struct {
	principle   consult.Principle
	title, says string
}{
	{
		consult.FormativeStage,
		locale.Key("1. Proposals are still at a formative stage"),
		locale.Key("Say what can still change. If fairness requires it, explain which options you rejected and why " +
			"(R v Brent ex parte Gunning, 1985; R (Moseley) v Haringey, 2014)."),
	},
	{
		consult.Reasons,
		locale.Key("2. People have enough information to respond"),
		locale.Key("Give reasons, documents and a contact for questions."),
	},
	{
		consult.AdequateTime,
		locale.Key("3. People have enough time to respond"),
		locale.Key("How long people need depends on who they are and what else is happening at the time. " +
			"We take account of bank holidays in England."),
	},
	{
		consult.Conscientious,
		locale.Key("4. Responses are conscientiously considered"),
		locale.Key("Say what happens next and when you will report back."),
	},
	{
		consult.Access,
		locale.Key("Accessibility"),
		locale.Key("You do not need to check colour contrast. All page colours have a contrast of at least 4.5 to 1."),
	},
	{
		consult.DataProtection,
		locale.Key("Data protection"),
		locale.Key("Each personal question needs a purpose (UK GDPR, article 5)."),
	},
}

func (h *Handlers) showCheck(w http.ResponseWriter, r *http.Request) error {
	c, err := h.Drafts.Check(r.Context(), site.Actor(r), r.PathValue("slug"))
	if err != nil {
		return err
	}
	v, err := h.checkViewOf(r, c)
	if err != nil {
		return err
	}
	v.Saved = r.URL.Query().Get("saved") != ""
	return checkPage.Write(w, r, http.StatusOK, v)
}

func (h *Handlers) checkViewOf(r *http.Request, c *draft.CheckResult) (checkView, error) {
	words := page.Printer(r)
	v := checkView{
		Title:          c.Definition.Title,
		Back:           draftedit.BackToHub(r, c.Slug),
		Version:        c.Version,
		Live:           c.Published(),
		BrokenPromises: sentencesIn(words, c.BrokenPromises),
		CanPublish:     site.Actor(r).May(actor.Publish),
		Ready:          c.Ready(),
		Blocked:        c.Blocked(),
		Change:         c.ChangeReason,
		Unchanged:      c.Published() && !c.HasChanges(),
	}
	needs, err := h.Drafts.NeedsApproval(r.Context(), c.Draft)
	if err != nil {
		return v, err
	}
	if v.ApprovesToo, err = h.Drafts.MayApproveAndPublish(r.Context(), site.Actor(r), c.Draft); err != nil {
		return v, err
	}
	if needs && !v.Unchanged || v.ApprovesToo {
		v.Approval = strings.ReplaceAll(draft.RecordsPath, "{slug}", c.Slug)
		v.Merges = c.LosesApproval()
	}
	n := 0
	for _, g := range checkGroups {
		group := checkGroup{ID: string(g.principle), Title: words.Say(g.title), Description: words.Say(g.says)}
		for i := range c.Findings {
			f := &c.Findings[i]
			if f.Principle != g.principle {
				continue
			}
			n++
			row := findingRow{
				ID:          "finding-" + strconv.Itoa(n),
				Code:        f.Code,
				Text:        words.Say(f.Format, f.Args...),
				Href:        cmp.Or(f.Href, draftedit.FindingHref(c.Draft, &f.Finding)),
				Where:       draftedit.PlaceName(words, &c.Definition, f.Form),
				Reason:      f.Reason,
				NeedsReason: !f.Blocks && !f.Hint,
			}
			if row.Tag = draftedit.FindingTag(words, f); row.NeedsReason && f.Reason != "" {
				row.ReasonBy = words.Say("%s, %s", h.PersonName(r.Context(), f.ReasonBy), consult.LocalTime(f.ReasonAt))
			}
			group.Findings = append(group.Findings, row)
		}
		v.Groups = append(v.Groups, group)
	}
	v.Counts = checkCounts(words, c)
	for i := range c.Texts {
		t := &c.Texts[i]
		if t.Words == 0 {
			continue
		}
		row := textRow{
			Name: t.FullName(words), Words: t.Words, Average: words.Fixed(t.Average, 1), Longest: t.Longest,
			Ease: words.Say("Not measured"),
		}
		if t.Measured {
			row.Ease = words.Number(int64(t.Ease))
		}
		v.Texts = append(v.Texts, row)
	}
	for i, change := range c.Changes {
		v.Changes = append(
			v.Changes,
			changeRow{
				ID:           "change-" + strconv.Itoa(i+1),
				Question:     change.Question,
				Edition:      change.Edition,
				Name:         draftedit.QuestionName(words, cmp.Or(change.NewText, change.OldText), change.Edition, &c.Definition),
				Pieces:       h.Drafts.CompareQuestion(words, c.Draft, change),
				ForcedReason: words.Say(change.Why),
				Kind:         string(change.Kind),
				Note:         change.Note,
			},
		)
	}
	if c.ResponseCount > 0 {
		v.LockedText = words.Count(
			c.ResponseCount,
			"%d person has responded. You can no longer change what we told them about how we use their answers. "+
				"To change the closing date, extend the consultation or close it early.",
			"%d people have responded. You can no longer change what we told them about how we use their answers. "+
				"To change the closing date, extend the consultation or close it early.",
		)
	}
	return v, nil
}

// sentencesIn returns messages in the language of words.
func sentencesIn(words *locale.Printer, messages locale.LazyMessages) (texts []string) {
	for _, m := range messages {
		texts = append(texts, m.In(words))
	}
	return texts
}
