package draftweb

import (
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
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

// taskNotes returns what is in the parts of the draft of slug, and what is still missing, for
// officers who write it.
func (h *Handlers) taskNotes(r *http.Request, slug string) ([]web.TaskNote, error) {
	by := site.Actor(r)
	if !by.May(actor.Draft) {
		return nil, nil
	}
	dr, err := h.Drafts.Get(r.Context(), by, slug)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return notesFor(page.Printer(r), &dr.Definition), nil
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

// notesFor returns the notes about the texts, the questionnaire and the equality questions of def.
func notesFor(words *locale.Printer, def *consult.Definition) []web.TaskNote {
	path := draftedit.HubPath(def.Slug)
	about := web.TaskNote{Path: path + "/about", Missing: missingTexts(words, def)}
	if n := builder.CountPlaceholders(def); n > 0 {
		about.Missing = append(about.Missing,
			words.Count(int64(n), "%d template text still needs changing", "%d template texts still need changing"))
	}
	f := builder.MasterForm(builder.Clone(def))
	questions := 0
	for _, p := range f.Pages {
		questions += len(p.Questions)
	}
	asked := web.TaskNote{Path: path + "/questionnaire",
		Summary: words.Say(
			"%s, %s",
			words.Count(int64(len(f.Pages)), "%d page", "%d pages"),
			words.Count(int64(questions), "%d question", "%d questions"),
		)}
	if n := len(builder.Hints(def)); n > 0 && def.Type != consult.Information {
		asked.Missing = []string{words.Count(int64(n), "%d thing to fix", "%d things to fix")}
	}
	equal := web.TaskNote{
		Path:    path + "/monitoring",
		Summary: words.Say("No equality questions"),
	}
	if m := def.Monitoring; m != nil {
		equal.Summary = words.Count(int64(len(m.Questions)), "%d question", "%d questions")
		for _, p := range monitoringTexts {
			if !p.optional && strings.TrimSpace(*p.of(m)) == "" {
				equal.Missing = append(equal.Missing, words.Say(p.label))
			}
		}
		if len(m.Questions) == 0 {
			equal.Missing = append(equal.Missing, words.Say("Questions"))
		}
	}
	return []web.TaskNote{about, asked, equal}
}

// missingTexts returns the labels of the texts and dates that the draft should have and does not.
func missingTexts(words *locale.Printer, def *consult.Definition) (all []string) {
	hasProposal := def.Type == consult.Formal || def.Type == consult.Statutory
	for _, g := range draft.AboutGroups {
		for _, t := range g.Texts {
			aboutProposal := t.Name == "why" || t.Name == "formative"
			if !t.Optional && (hasProposal || !aboutProposal) && strings.TrimSpace(*t.Of(def)) == "" {
				all = append(all, words.Say(t.Label))
			}
		}
	}
	for _, d := range dateFields {
		if *d.of(def) == "" {
			all = append(all, words.Say(d.label))
		}
	}
	if def.Contact.Email+def.Contact.Phone+def.Contact.Address == "" {
		all = append(all, words.Say("Email address, phone number or postal address"))
	}
	return all
}
