package draftweb

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// typedCheck is what a submitted form of the check says.
type typedCheck struct {
	given  map[string]string  // reasons by the codes of findings
	notes  []draft.ChangeNote // about changed questions
	change string             // the reason for all changes
	hasAll bool               // the form has the field for change
}

func readCheck(typed url.Values) typedCheck {
	t := typedCheck{given: map[string]string{}, change: typed.Get("change"), hasAll: typed.Has("change")}
	for i, code := range typed["code"] {
		if i < len(typed["reason"]) {
			t.given[code] = typed["reason"][i]
		}
	}
	for i, question := range typed["question"] {
		id := "change-" + strconv.Itoa(i+1)
		note := draft.ChangeNote{Question: question, Note: typed.Get(id + "-note")}
		if i < len(typed["edition"]) {
			note.Edition = typed["edition"][i]
		}
		if kind := consult.ChangeKind(typed.Get(id)); kind == consult.WordingChange || kind == consult.MeaningChange {
			note.Kind = kind
		}
		t.notes = append(t.notes, note)
	}
	return t
}

// mergePublished is the button that merges an approved draft with what has changed in the published consultation since.
const mergePublished = "merge"

// saveCheck stores the submitted reasons and notes and, if the officer asked for it, publishes the draft.
func (h *Handlers) saveCheck(w http.ResponseWriter, r *http.Request) error {
	by, slug, typed := site.Actor(r), r.PathValue("slug"), readCheck(r.PostForm)
	err := h.Drafts.SetReasons(r.Context(), by, slug, typed.given)
	if err == nil {
		notes := typed.notes
		if typed.hasAll {
			notes = append(notes, draft.ChangeNote{Note: typed.change})
		}
		err = h.Drafts.SetChangeNotes(r.Context(), by, slug, notes)
	}
	if err == nil && r.PostForm.Get("do") == mergePublished {
		err = h.Drafts.MergePublished(r.Context(), by, slug, draftedit.FormVersion(r))
	}
	if do := r.PostForm.Get("do"); err == nil && do != "publish" && do != approveAndPublish {
		return site.Redirect(w, r, draftedit.HubPath(slug)+"/check?saved=1")
	}
	if err == nil {
		var changed []consult.DeclaredChange
		for _, n := range typed.notes {
			changed = mergeChanged(changed, consult.DeclaredChange{Question: n.Question, Kind: n.Kind, Note: n.Note})
		}
		var done bool
		if done, err = h.publish(w, r, draftedit.FormVersion(r), changed); done {
			return err
		}
		if err == nil {
			return site.Redirect(w, r, draftedit.HubPath(slug)+"/status?published=1")
		}
	}
	if fault.KindOf(err) != fault.Invalid && fault.KindOf(err) != fault.Conflict {
		return err
	}
	return h.showTypedCheck(w, r, typed, err)
}

// showTypedCheck shows the check with what was typed, and why it was not saved or published.
func (h *Handlers) showTypedCheck(w http.ResponseWriter, r *http.Request, typed typedCheck, wrong error) error {
	c, err := h.Drafts.Check(r.Context(), site.Actor(r), r.PathValue("slug"))
	if err != nil {
		return err
	}
	v, err := h.checkViewOf(r, c)
	if err != nil {
		return err
	}
	if typed.hasAll {
		v.Change = typed.change
	}
	for i := range v.Groups {
		for j := range v.Groups[i].Findings {
			if row := &v.Groups[i].Findings[j]; typed.given[row.Code] != "" {
				row.Reason = typed.given[row.Code]
			}
		}
	}
	for i := range v.Changes {
		row := &v.Changes[i]
		for _, n := range typed.notes {
			if n.Question == row.Question && n.Edition == row.Edition {
				row.Kind, row.Note = string(n.Kind), n.Note
			}
		}
		if row.Kind == "" && row.ForcedReason == "" {
			row.Error = page.Printer(r).Say("Select whether the wording or the meaning of question “%s” has changed.",
				cmp.Or(c.Changes[i].NewText, c.Changes[i].OldText))
			v.Problems = append(v.Problems, form.Problem{Href: "#" + row.ID + "-wording", Say: row.Error})
		}
	}
	if len(v.Problems) == 0 || !v.Ready {
		problem := form.Problem{Href: v.firstWithoutReason(), Say: page.ErrorMessage(r, wrong)}
		if v.Live && v.Ready && strings.TrimSpace(v.Change) == "" {
			problem.Href = "#change"
		}
		v.Problems = append([]form.Problem{problem}, v.Problems...)
	}
	return checkPage.Write(w, r, http.StatusUnprocessableEntity, v)
}

// firstWithoutReason returns the address of the first field in which a reason is missing, or of the findings.
func (v *checkView) firstWithoutReason() string {
	for _, g := range v.Groups {
		for _, f := range g.Findings {
			if f.NeedsReason && f.Reason == "" {
				return "#" + f.ID + "-reason"
			}
		}
	}
	return "#findings"
}

// mergeChanged adds the change of a question in one version of the questionnaire to its changes in other versions:
// if the meaning changes in one version, it changes for the question.
func mergeChanged(all []consult.DeclaredChange, c consult.DeclaredChange) []consult.DeclaredChange {
	for i := range all {
		if all[i].Question == c.Question {
			if c.Kind != consult.WordingChange {
				all[i].Kind = c.Kind
			}
			if all[i].Note == "" {
				all[i].Note = c.Note
			}
			return all
		}
	}
	return append(all, c)
}

// approveAndPublish is the button that approves a draft and publishes it.
const approveAndPublish = "approve-and-publish"

// publish asks for confirmation and publishes the draft. done is true if it has written the
// page that asks, or could not.
func (h *Handlers) publish(
	w http.ResponseWriter, r *http.Request, version draft.Version, changed []consult.DeclaredChange,
) (done bool, err error) {
	p, slug, reason := page.Printer(r), r.PathValue("slug"), r.PostForm.Get("change")
	c, err := h.Drafts.CheckPublishable(r.Context(), site.Actor(r), slug, version, changed)
	if err != nil {
		return false, err
	}
	act := web.Irreversible{
		Act: "publish-consultation", SubjectKind: "consultation", Subject: slug, Needs: actor.Publish,
		Title: p.Say("Publish"), Name: c.Definition.Title, Back: page.Link{Text: p.Say("Back"), Href: draftedit.HubPath(slug) + "/check"},
		Effects: []string{
			p.Say("Everyone can read the consultation, its documents and its questionnaire."),
			p.Say("It stays in the public record. You can correct it later, but the first version stays there too."),
		},
	}
	approves := r.PostForm.Get("do") == approveAndPublish
	if approves {
		act.Title = p.Say("Approve and publish")
	}
	if c.Published() {
		act.Act, act.Count = "amend-consultation", c.ResponseCount
		act.Effects = append(act.Effects,
			p.Count(c.ResponseCount, "%d person has responded so far.", "%d people have responded so far."))
	}
	by, ok, err := h.Confirm(w, r, act)
	if err != nil || !ok {
		return true, err
	}
	if approves {
		return false, h.Drafts.ApproveAndPublish(r.Context(), by, slug, version, reason, changed)
	}
	return false, h.Drafts.Publish(r.Context(), by, slug, version, reason, changed)
}
