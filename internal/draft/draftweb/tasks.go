package draftweb

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Names of the parts of a draft, which are messages of the interface.
var (
	aboutName      = locale.Key("Details, dates and contact")
	asksName       = locale.Key("Questionnaire")
	monitoringName = locale.Key("Equality monitoring questions")
)

// addTasks adds the pages of drafts to the menu of every consultation.
func (h *Handlers) addTasks() {
	at := draftedit.HubPath("{slug}")
	for _, p := range []web.ConsultationTask{
		{Text: aboutName, Path: at + "/about", Stage: web.StageSetUp},
		{Text: asksName, Path: at + "/questionnaire", Stage: web.StageSetUp},
		{Text: monitoringName, Path: at + "/monitoring", Stage: web.StageSetUp},
		{Text: locale.Key("Documents, formats and translations"), Path: at + "/documents", Stage: web.StageSetUp},
		{Text: locale.Key("Questionnaire formats and translations"), Path: at + "/versions", Stage: web.StageSetUp},
		{Text: locale.Key("Preview links"), Path: at + "/preview", Stage: web.StageCheck},
		{Text: locale.Key("Check and publish"), Path: at + "/check", Stage: web.StageCheck},
		{Text: locale.Key("Changes, approval and history"), Path: draft.RecordsPath, Stage: web.StageCheck},
		{Text: locale.Key("Extend, reopen or withdraw"), Path: at + "/status", Stage: web.StageLive},
	} {
		p.Needs = actor.Draft
		h.Feature.AddTask(p)
	}
	h.Feature.TaskNotes = h.taskNotes
}

// taskNotes returns what is in the parts of the draft of slug, and what the check before publication finds there, for
// officers who write it.
func (h *Handlers) taskNotes(r *http.Request, slug string) ([]web.TaskNote, error) {
	by := site.Actor(r)
	if !by.May(actor.Draft) {
		return nil, nil
	}
	c, err := h.Drafts.Check(r.Context(), by, slug)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return notesFor(page.Printer(r), c), nil
}

// downloadDefinition sends the draft as a definition file.
func (h *Handlers) downloadDefinition(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	text, err := h.Drafts.ExportDefinition(r.Context(), site.Actor(r), slug)
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "application/yaml; charset=utf-8") // RFC 9512
	header.Set("Content-Disposition", `attachment; filename="`+slug+`.yaml"`)
	header.Set("Cache-Control", "no-store")
	_, err = w.Write(text)
	return err
}

// notesFor returns a note about each part of a draft that has something in it or still needs something, and one with the
// counts of the check.
func notesFor(words *locale.Printer, c *draft.CheckResult) []web.TaskNote {
	at, def := draftedit.HubPath(c.Slug), &c.Definition
	f := builder.MasterForm(builder.Clone(def))
	questions := 0
	for _, p := range f.Pages {
		questions += len(p.Questions)
	}
	equal := words.Say("No equality questions")
	if m := def.Monitoring; m != nil {
		equal = words.Count(int64(len(m.Questions)), "%d question", "%d questions")
	}
	missing := map[string][]page.Link{}
	for i := range c.Findings {
		if f := &c.Findings[i]; f.Unresolved() {
			href := cmp.Or(f.Href, draftedit.FindingHref(c.Draft, &f.Finding))
			part := partOf(strings.TrimPrefix(href, at))
			missing[part] = append(missing[part], page.Link{Text: words.Say(f.Format, f.Args...), Href: href})
		}
	}
	for _, say := range sentencesIn(words, c.BrokenPromises) {
		missing["/check"] = append(missing["/check"], page.Link{Text: say, Href: at + "/check"})
	}
	notes := []web.TaskNote{
		{Path: at + "/about", Missing: missing["/about"]},
		{Path: at + "/questionnaire", Missing: missing["/questionnaire"], Summary: words.Say("%s, %s",
			words.Count(int64(len(f.Pages)), "%d page", "%d pages"), words.Count(int64(questions), "%d question", "%d questions"))},
		{Path: at + "/monitoring", Missing: missing["/monitoring"], Summary: equal},
	}
	for _, part := range []string{"/documents", "/versions", "/status"} {
		if len(missing[part]) > 0 {
			notes = append(notes, web.TaskNote{Path: at + part, Missing: missing[part]})
		}
	}
	return append(notes, web.TaskNote{Path: at + "/check", Summary: checkCounts(words, c), Missing: missing["/check"]})
}

// partOf returns the path of the part of a draft that has a page, relative to the page of the draft: what only the definition
// file has is a part of the check.
func partOf(path string) string {
	first := strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '#' || r == '?' })
	switch {
	case len(first) == 0 || first[0] == "definition" || first[0] == "staff": // or a page that is not about the draft
		return "/check"
	case first[0] == "questions" || first[0] == "pages":
		return "/questionnaire"
	}
	return "/" + first[0]
}

// checkCounts says how many findings of the check must be fixed, and how many need a reason.
func checkCounts(words *locale.Printer, c *draft.CheckResult) string {
	fix, reason := c.Counts()
	return words.Say("Must be fixed: %d. Fix, or give a reason: %d.", fix, reason)
}
